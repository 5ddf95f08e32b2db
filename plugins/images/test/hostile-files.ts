// Files that mean harm, or look as if: written by hand, as no encoder would.
import { crc32, deflateSync } from 'node:zlib';

/** A PNG of the claimed size whose pixels are missing but for `rows` rows of zeros; more chunks may come before them. */
export function claimedPng(width: number, height: number, rows = 1, before: Buffer[] = []): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header[8] = 8;
  header[9] = 0;
  const pixels = deflateSync(Buffer.alloc(rows * (1 + width)));
  const signature = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');
  return Buffer.concat([signature, pngChunk('IHDR', header), ...before, pngChunk('IDAT', pixels), pngChunk('IEND')]);
}

/** One chunk with its length and checksum. */
export function pngChunk(type: string, data: Buffer = Buffer.alloc(0)): Buffer {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const [length, checksum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  checksum.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, checksum]);
}

/** A chunk of compressed text or profile that grows to `bytes`. */
export function swellingChunk(type: 'zTXt' | 'iTXt' | 'iCCP', bytes: number): Buffer {
  const head = type === 'iTXt' ? 'name\0\x01\0en\0name\0' : 'name\0\0';
  return pngChunk(type, Buffer.concat([Buffer.from(head, 'latin1'), deflateSync(Buffer.alloc(bytes))]));
}

/** A JPEG that claims another size in its frame header. */
export function claimedJpeg(jpeg: Buffer, width: number, height: number): Buffer {
  const changed = Buffer.from(jpeg);
  const frame = changed.indexOf(Buffer.from([0xff, 0xc0]));
  changed.writeUInt16BE(height, frame + 5);
  changed.writeUInt16BE(width, frame + 7);
  return changed;
}

/** Entries of a TIFF directory: tag, type, count, value or offset. */
export type Entry = [tag: number, type: number, count: number, value: number];

/** A little-endian TIFF of directories with that many entries each; `next` says where each one points on to. */
export function tiffOf(directories: { entries: Entry[]; next?: number }[], tail: Buffer = Buffer.alloc(0)): Buffer {
  const parts = [Buffer.from([0x49, 0x49, 42, 0, 8, 0, 0, 0])];
  let at = 8;
  for (const [n, { entries, next }] of directories.entries()) {
    const size = 2 + entries.length * 12 + 4;
    const directory = Buffer.alloc(size);
    directory.writeUInt16LE(entries.length);
    for (const [i, [tag, type, count, value]] of entries.entries()) {
      directory.writeUInt16LE(tag, 2 + i * 12);
      directory.writeUInt16LE(type, 4 + i * 12);
      directory.writeUInt32LE(count, 6 + i * 12);
      directory.writeUInt32LE(value, 10 + i * 12);
    }
    directory.writeUInt32LE(next ?? (n === directories.length - 1 ? 0 : at + size), size - 4);
    parts.push(directory);
    at += size;
  }
  return Buffer.concat([...parts, tail]);
}
