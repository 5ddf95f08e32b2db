// Runs in the decoder process only.
import { closeSync, openSync, readSync } from 'node:fs';
import { inflateSync } from 'node:zlib';
import { DecodeFailure } from './failure.ts';

/** Bytes that a profile or text in a PNG may have once it is inflated: ten times what honest ones have. */
const MOST_INFLATED = 32 << 20;

/**
 * Throws `damaged` if a PNG carries a compressed text or profile that swells beyond measure. libpng passes over those,
 * but whoever reads the stored file's metadata later might not. Source: PNG (Third Edition), 5.3 and 11.3.
 */
export function requireHonestChunks(path: string): void {
  // Pixels come in many small chunks, which are jumped over one by one: synchronous reads are ten times faster at that.
  const file = openSync(path, 'r');
  try {
    for (let at = 8; ;) {
      const header = readAt(file, at, 8);
      if (header.length < 8) return;
      const [length, type] = [header.readUInt32BE(0), header.toString('latin1', 4, 8)];
      if (type in streamOf) requireHonest(file, type as keyof typeof streamOf, at + 8, length);
      at += 12 + length;
    }
  } finally {
    closeSync(file);
  }
}

/** Where the compressed bytes of a chunk begin; -1 if there are none. */
const streamOf = {
  iCCP: (data: Buffer) => data.indexOf(0) + 2,
  zTXt: (data: Buffer) => data.indexOf(0) + 2,
  iTXt: (data: Buffer) => {
    const keyword = data.indexOf(0);
    if (data[keyword + 1] !== 1) return -1;
    return data.indexOf(0, data.indexOf(0, keyword + 3) + 1) + 1;
  },
};

function requireHonest(file: number, type: keyof typeof streamOf, at: number, length: number): void {
  if (length > MOST_INFLATED) throw swollen(type);
  const data = readAt(file, at, length);
  const from = streamOf[type](data);
  if (from < 0) return;
  try {
    inflateSync(data.subarray(from), { maxOutputLength: MOST_INFLATED });
  } catch (error) {
    if ((error as { code?: string }).code === 'ERR_BUFFER_TOO_LARGE') throw swollen(type);
    // Broken in some other way: libpng leaves it out or refuses the picture.
  }
}

function swollen(type: string): DecodeFailure {
  const what = type === 'iCCP' ? 'colour profile' : 'text';
  const limit = `${MOST_INFLATED >> 20} MiB`;
  return new DecodeFailure(
    'damaged',
    `The picture carries a ${what} (${type}) that swells to over ${limit}; remove it.`,
  );
}

function readAt(file: number, position: number, length: number): Buffer {
  const bytes = Buffer.alloc(length);
  return bytes.subarray(0, readSync(file, bytes, 0, length, position));
}
