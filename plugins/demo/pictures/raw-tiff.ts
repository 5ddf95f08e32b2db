import { closeSync, openSync, writeSync } from 'node:fs';

/** An uncompressed RGB TIFF whose rows can be written in any order, by several threads: each opens it by itself. */
export interface RawTiff {
  writeRows(top: number, rgb: Uint8ClampedArray): void;
  close(): void;
}

const rowsPerStrip = 32;
const entryCount = 10;
const bitsAt = 8 + 2 + entryCount * 12 + 4;
const offsetsAt = bitsAt + 8;

/** Creates the file with its header and no pixels. A TIFF ends at 4 GB; larger pictures throw. */
export function createRawTiff(path: string, width: number, height: number): void {
  const strips = Math.ceil(height / rowsPerStrip);
  const pixelsAt = firstPixelAt(height);
  if (pixelsAt + width * height * 3 >= 2 ** 32) throw new Error(`${width} x ${height} pixels don't fit into a TIFF.`);
  const sizesAt = offsetsAt + 4 * strips;
  const header = Buffer.alloc(pixelsAt);
  header.write('II*\0', 'latin1');
  header.writeUInt32LE(8, 4);
  header.writeUInt16LE(entryCount, 8);
  const short = 3;
  const long = 4;
  const entries: [tag: number, type: number, count: number, value: number][] = [
    [256, long, 1, width],
    [257, long, 1, height],
    [258, short, 3, bitsAt],
    [259, short, 1, 1], // not compressed
    [262, short, 1, 2], // RGB
    [273, long, strips, strips === 1 ? pixelsAt : offsetsAt],
    [277, short, 1, 3], // samples per pixel
    [278, long, 1, rowsPerStrip],
    [279, long, strips, strips === 1 ? width * height * 3 : sizesAt],
    [284, short, 1, 1], // channels side by side
  ];
  entries.forEach(([tag, type, count, value], i) => {
    const at = 10 + 12 * i;
    header.writeUInt16LE(tag, at);
    header.writeUInt16LE(type, at + 2);
    header.writeUInt32LE(count, at + 4);
    header.writeUInt32LE(value, at + 8);
  });
  for (let i = 0; i < 3; i++) header.writeUInt16LE(8, bitsAt + 2 * i);
  for (let i = 0; i < strips; i++) {
    header.writeUInt32LE(pixelsAt + i * rowsPerStrip * width * 3, offsetsAt + 4 * i);
    header.writeUInt32LE(Math.min(rowsPerStrip, height - i * rowsPerStrip) * width * 3, sizesAt + 4 * i);
  }
  const file = openSync(path, 'w');
  writeSync(file, header);
  closeSync(file);
}

/** Opens a file made by `createRawTiff` for writing rows of the same `width` and `height`. */
export function openRawTiff(path: string, width: number, height: number): RawTiff {
  const file = openSync(path, 'r+');
  const pixelsAt = firstPixelAt(height);
  return {
    writeRows(top, rgb) {
      for (let done = 0; done < rgb.length;) {
        done += writeSync(file, rgb, done, rgb.length - done, pixelsAt + top * width * 3 + done);
      }
    },
    close: () => closeSync(file),
  };
}

function firstPixelAt(height: number): number {
  return offsetsAt + 8 * Math.ceil(height / rowsPerStrip);
}
