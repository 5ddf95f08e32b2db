import { createRandom } from './random.ts';

/** A square picture of smooth noise that continues at its opposite edges; `size` is a power of two. */
export interface NoiseTile {
  size: number;
  /** `size` × `size` values, 0 to 255, around 128. */
  values: Uint8Array;
}

/**
 * Value noise: random numbers on a lattice of `cellWidth` × `cellHeight` pixels, smoothly joined, plus
 * `octaves` − 1 copies of half the size and `gain` times the strength. The cells must divide `size`.
 */
export function noiseTile(
  seed: number,
  size: number,
  cellWidth: number,
  cellHeight = cellWidth,
  octaves = 1,
  gain = 0.5,
): NoiseTile {
  const sum = new Float32Array(size * size);
  for (let octave = 0; octave < octaves; octave++) {
    const width = Math.max(1, cellWidth >> octave);
    const height = Math.max(1, cellHeight >> octave);
    addLattice(sum, size, width, height, gain ** octave, seed + 101 * octave);
  }
  return { size, values: stretched(sum) };
}

function addLattice(
  sum: Float32Array,
  size: number,
  cellWidth: number,
  cellHeight: number,
  strength: number,
  seed: number,
) {
  const columns = size / cellWidth;
  const rows = size / cellHeight;
  const random = createRandom(seed);
  const lattice = Float32Array.from({ length: columns * rows }, () => (random.next() - 0.5) * strength);
  const easeX = Float32Array.from({ length: cellWidth }, (_, i) => ease(i / cellWidth));
  for (let y = 0; y < size; y++) {
    const row = Math.floor(y / cellHeight);
    const share = ease((y % cellHeight) / cellHeight);
    const upper = row * columns;
    const lower = ((row + 1) % rows) * columns;
    for (let column = 0; column < columns; column++) {
      const right = (column + 1) % columns;
      const start = lattice[upper + column]! * (1 - share) + lattice[lower + column]! * share;
      const end = lattice[upper + right]! * (1 - share) + lattice[lower + right]! * share;
      const at = y * size + column * cellWidth;
      for (let i = 0; i < cellWidth; i++) sum[at + i]! += start + (end - start) * easeX[i]!;
    }
  }
}

function ease(share: number): number {
  return share * share * (3 - 2 * share);
}

/** Spreads values so that three standard deviations to either side fill 0 to 255. */
function stretched(values: Float32Array): Uint8Array {
  let sum = 0;
  let squares = 0;
  for (let i = 0; i < values.length; i++) {
    sum += values[i]!;
    squares += values[i]! * values[i]!;
  }
  const mean = sum / values.length;
  const scale = 127.5 / (3 * Math.sqrt(squares / values.length - mean * mean));
  const bytes = new Uint8ClampedArray(values.length);
  for (let i = 0; i < values.length; i++) bytes[i] = 127.5 + (values[i]! - mean) * scale;
  return new Uint8Array(bytes.buffer);
}

/** A smooth function over a picture, known at every `step` pixels and straight in between. */
export interface Field {
  step: number;
  columns: number;
  rows: number;
  values: Float32Array;
}

/** Computes `value` at the corners of `step`-pixel squares that cover `width` × `height` pixels. */
export function makeField(width: number, height: number, step: number, value: (x: number, y: number) => number): Field {
  const columns = Math.ceil(width / step) + 1;
  const rows = Math.ceil(height / step) + 1;
  const values = new Float32Array(columns * rows);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) values[row * columns + column] = value(column * step, row * step);
  }
  return { step, columns, rows, values };
}

/** Values of the field at the corners' columns for one row of pixels, into `line` of `field.columns` numbers. */
export function fieldLine(field: Field, y: number, line: Float32Array): void {
  const row = Math.floor(y / field.step);
  const share = y / field.step - row;
  const upper = row * field.columns;
  const lower = Math.min(row + 1, field.rows - 1) * field.columns;
  for (let i = 0; i < field.columns; i++) {
    line[i] = field.values[upper + i]! * (1 - share) + field.values[lower + i]! * share;
  }
}

/** Value of the field at one spot. */
export function fieldAt(field: Field, x: number, y: number): number {
  const column = Math.min(field.columns - 2, Math.max(0, Math.floor(x / field.step)));
  const row = Math.min(field.rows - 2, Math.max(0, Math.floor(y / field.step)));
  const right = x / field.step - column;
  const down = y / field.step - row;
  const at = row * field.columns + column;
  const upper = field.values[at]! * (1 - right) + field.values[at + 1]! * right;
  const lower = field.values[at + field.columns]! * (1 - right) + field.values[at + field.columns + 1]! * right;
  return upper * (1 - down) + lower * down;
}

/** A noise tile as a function of any coordinates, −1 to 1, with one lattice of `tile` stretched by `zoom`. */
export function smoothNoise(tile: NoiseTile, zoom: number): (x: number, y: number) => number {
  const mask = tile.size - 1;
  const bits = Math.log2(tile.size);
  return (x, y) => {
    const u = x / zoom;
    const v = y / zoom;
    const left = Math.floor(u);
    const top = Math.floor(v);
    const right = ease(u - left);
    const down = ease(v - top);
    const pixel = (column: number, row: number): number => tile.values[((row & mask) << bits) | (column & mask)]!;
    const upper = pixel(left, top) * (1 - right) + pixel(left + 1, top) * right;
    const lower = pixel(left, top + 1) * (1 - right) + pixel(left + 1, top + 1) * right;
    return (upper * (1 - down) + lower * down) / 127.5 - 1;
  };
}
