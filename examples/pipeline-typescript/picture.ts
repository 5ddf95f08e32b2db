import { open, rm } from 'node:fs/promises';
import sharp from 'sharp';
import { PipelineProblem } from './problem.ts';

/** A picture as 8-bit grey at full resolution, kept in a scratch file so that its size doesn't matter. */
export interface GreyPicture {
  /** Pixels, after EXIF orientation. */
  width: number;
  height: number;
  /** All rows from the top, a few megabytes at a time; `rows` is reused, so copy what must last. */
  blocks(): AsyncGenerator<RowBlock>;
  close(): Promise<void>;
}

export interface RowBlock {
  /** Row number of the first row in `rows`. */
  top: number;
  count: number;
  /** `count` rows of `width` bytes. */
  rows: Uint8Array;
}

const headerBytes = 64;
const blockBytes = 4 << 20;

/**
 * Decodes any image that sharp reads, row by row, into `scratchPath`, and opens the result.
 *
 * Grey is libvips' own: luminance of linear light (0.2126 R + 0.7152 G + 0.0722 B), back to sRGB, 0 to
 * 255; transparent parts become white; EXIF orientation is applied. Memory stays bounded for JPEG, PNG
 * and TIFF (orientation by quarter turns excepted). Throws a PipelineProblem when the file doesn't decode.
 */
export async function openGreyPicture(imagePath: string, scratchPath: string): Promise<GreyPicture> {
  try {
    await sharp(imagePath, { limitInputPixels: false, sequentialRead: true })
      .autoOrient()
      .flatten({ background: '#ffffff' })
      .greyscale()
      .toColourspace('b-w')
      .toFile(scratchPath);
  } catch (error) {
    throw new PipelineProblem(`The image file can't be decoded: ${(error as Error).message}.`);
  }
  return await openRows(scratchPath);
}

/** Opens libvips' native format: a header of 64 bytes, little endian, then bare rows. */
async function openRows(path: string): Promise<GreyPicture> {
  const file = await open(path, 'r');
  const header = Buffer.alloc(headerBytes);
  await file.read(header, 0, headerBytes, 0);
  const [width, height, bands, format] = [4, 8, 12, 20].map((at) => header.readInt32LE(at)) as [
    number,
    number,
    number,
    number,
  ];
  if (bands !== 1 || format !== 0) {
    await file.close();
    throw new PipelineProblem(
      `The decoded picture has ${bands} channels of kind ${format}, where one of bytes was due.`,
    );
  }
  const rowsPerBlock = Math.max(1, Math.min(height, Math.floor(blockBytes / width)));
  return {
    width,
    height,
    async *blocks() {
      const buffer = Buffer.alloc(rowsPerBlock * width);
      for (let top = 0; top < height; top += rowsPerBlock) {
        const count = Math.min(rowsPerBlock, height - top);
        const rows = buffer.subarray(0, count * width);
        const { bytesRead } = await file.read(rows, 0, rows.length, headerBytes + top * width);
        if (bytesRead !== rows.length) throw new PipelineProblem(`The scratch file ${path} ends early, at row ${top}.`);
        yield { top, count, rows };
      }
    },
    async close() {
      await file.close();
      await rm(path, { force: true });
    },
  };
}
