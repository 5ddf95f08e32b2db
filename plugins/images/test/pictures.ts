// Pictures for the tests of the image engine: painted so that every place looks different, and smooth enough that
// lossy encoding changes little.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp, { type Sharp } from 'sharp';

/** Raw 8-bit samples with their size. */
export interface Raw {
  data: Buffer;
  width: number;
  height: number;
  channels: number;
}

/** A painted picture; the fourth channel, if asked for, is a soft hole in the middle. */
export function paint(width: number, height: number, channels: 1 | 2 | 3 | 4 = 3): Raw {
  const data = Buffer.alloc(width * height * channels);
  const colours = channels <= 2 ? 1 : 3;
  const waves = [0, 1, 2].map((c) => ({
    across: Float64Array.from(
      { length: width },
      (_, x) => 128 + 40 * Math.sin(x / 41 + c * 2) + (c === 1 ? 0 : 40 * (x / width - 0.5)),
    ),
    down: Float64Array.from(
      { length: height },
      (_, y) => 40 * Math.cos(y / 53 - c) + (c === 1 ? 40 * (y / height - 0.5) : 0),
    ),
  }));
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = (y * width + x) * channels;
      for (let c = 0; c < colours; c++) data[at + c] = Math.round(waves[c]!.across[x]! + waves[c]!.down[y]!);
      if (channels !== colours) {
        const distance = Math.hypot(x / width - 0.5, y / height - 0.5);
        data[at + colours] = Math.round(255 * Math.min(1, distance * 3));
      }
    }
  }
  return { data, width, height, channels };
}

/** sharp on raw samples. */
export function asSharp({ data, width, height, channels }: Raw): Sharp {
  return sharp(data, { raw: { width, height, channels: channels as 1 | 2 | 3 | 4 }, limitInputPixels: false });
}

/** Decodes to raw samples as they are shown: sRGB, or one channel where `grey`. */
export async function decode(encoded: Buffer | string, grey = false): Promise<Raw> {
  const pixels = sharp(encoded, { limitInputPixels: false }).toColourspace(grey ? 'b-w' : 'srgb');
  const { data, info } = await pixels.raw().toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height, channels: info.channels };
}

/** Half the size to each side, rounded up, each pixel the mean of four; the last column and row are repeated. */
export function halve({ data, width, height, channels }: Raw): Raw {
  const [across, down] = [Math.ceil(width / 2), Math.ceil(height / 2)];
  const half = Buffer.alloc(across * down * channels);
  for (let y = 0; y < down; y++) {
    for (let x = 0; x < across; x++) {
      const [right, below] = [Math.min(2 * x + 1, width - 1), Math.min(2 * y + 1, height - 1)];
      for (let c = 0; c < channels; c++) {
        const at = (px: number, py: number) => data[(py * width + px) * channels + c]!;
        const sum = at(2 * x, 2 * y) + at(right, 2 * y) + at(2 * x, below) + at(right, below);
        half[(y * across + x) * channels + c] = (sum + 2) >> 2;
      }
    }
  }
  return { data: half, width: across, height: down, channels };
}

/** How far two pictures are apart where the second is a part of the first that begins at `left`, `top`. */
export function difference(whole: Raw, part: Raw, left = 0, top = 0): { mean: number; most: number } {
  let [sum, most] = [0, 0];
  const channels = Math.min(whole.channels, part.channels);
  for (let y = 0; y < part.height; y++) {
    for (let x = 0; x < part.width; x++) {
      for (let c = 0; c < channels; c++) {
        const expected = whole.data[((top + y) * whole.width + left + x) * whole.channels + c]!;
        const apart = Math.abs(part.data[(y * part.width + x) * part.channels + c]! - expected);
        sum += apart;
        most = Math.max(most, apart);
      }
    }
  }
  return { mean: sum / (part.width * part.height * channels), most };
}

/** The top left part of a picture. */
export function crop({ data, width, channels }: Raw, across: number, down: number): Raw {
  const rows = Array.from({ length: down }, (_, y) =>
    data.subarray(y * width * channels, (y * width + across) * channels),
  );
  return { data: Buffer.concat(rows), width: across, height: down, channels };
}

/** A directory that is removed after the tests of the describe block that it is called in. */
export function temporaryDirectory(): (name: string) => string {
  let directory = '';
  before(() => (directory = mkdtempSync(join(tmpdir(), 'images-test-'))));
  after(() => rmSync(directory, { recursive: true, force: true }));
  return (name) => join(directory, name);
}

/** Numbers that look random and are the same in every run. */
export function seeded(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}
