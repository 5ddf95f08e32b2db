import type { HuffmanTable } from './huffman.ts';
import type { JpegLayout } from './jpeg-layout.ts';

/** A component's first block in a row of MCUs: where the bits of its DC difference are, and its absolute DC. */
export interface FirstBlock {
  dcAt: number;
  dcEnd: number;
  dc: number;
}

/** One row of MCUs in the unstuffed scan; positions are in bits. */
export interface McuRow {
  start: number;
  /** One for each component, in the order of their bits. */
  first: FirstBlock[];
  /** End of the last MCU that is to be kept. */
  keptEnd: number;
  /** Absolute DC of each component's last block that is kept: what the next block is coded against. */
  keptDc: number[];
}

/**
 * Entropy-coded bytes with the stuffed zeros taken out, up to the marker that ends them; 8 zero bytes are left at the
 * end, so that a reader may look past it.
 */
export function unstuff(jpeg: Buffer, from: number): Uint8Array {
  const bits = new Uint8Array(jpeg.length - from + 8);
  let at = from;
  let length = 0;
  for (;;) {
    const found = jpeg.indexOf(0xff, at);
    const upTo = found < 0 ? jpeg.length : found;
    bits.set(jpeg.subarray(at, upTo), length);
    length += upTo - at;
    if (found < 0 || jpeg[found + 1] !== 0) return bits.subarray(0, length + 8);
    bits[length++] = 0xff;
    at = found + 2;
  }
}

/**
 * Walks the first `down` rows of MCUs and notes where each row and its first `across` MCUs begin and end. Null if the
 * bits are not what the tables allow. Source: ITU-T T.81, annex F.2.2.
 */
export function indexRows(layout: JpegLayout, bits: Uint8Array, across: number, down: number): McuRow[] | null {
  const { components, mcusAcross } = layout;
  const end = (bits.length - 8) * 8;
  const dc = components.map(() => 0);
  const rows: McuRow[] = [];
  let at = 0;
  for (let y = 0; y < down; y++) {
    const row: McuRow = { start: at, first: [], keptEnd: at, keptDc: [] };
    for (let x = 0; x < mcusAcross; x++) {
      for (let c = 0; c < components.length; c++) {
        const component = components[c]!;
        for (let block = 0; block < component.blocks; block++) {
          const dcAt = at;
          const size = lookUp(component.dc, bits, at);
          if (size === 0 || (size & 255) > 11) return null;
          at += size >> 8;
          dc[c] = dc[c]! + difference(bits, at, size & 255);
          at += size & 255;
          if (x === 0 && block === 0) row.first.push({ dcAt, dcEnd: at, dc: dc[c]! });
          at = skipCoefficients(component.ac, bits, at);
          if (at < 0 || at > end) return null;
        }
      }
      if (x === across - 1) {
        row.keptEnd = at;
        row.keptDc = [...dc];
      }
    }
    rows.push(row);
  }
  return rows;
}

/** Position after a block's 63 AC coefficients; -1 if a code is not in the table. */
function skipCoefficients(ac: HuffmanTable, bits: Uint8Array, from: number): number {
  let at = from;
  for (let k = 1; k < 64; k++) {
    const found = lookUp(ac, bits, at);
    if (found === 0) return -1;
    at += found >> 8;
    const size = found & 15;
    if (size > 0) at += size;
    else if ((found & 255) !== 0xf0) return at;
    k += (found & 255) >> 4;
  }
  return at;
}

/** The table's entry for the 16 bits at a position. */
function lookUp(table: HuffmanTable, bits: Uint8Array, at: number): number {
  return table.lookup[peek(bits, at)]!;
}

function peek(bits: Uint8Array, at: number): number {
  const byte = at >> 3;
  // Past the end the three reads give undefined, which counts as zero bits.
  return ((((bits[byte]! << 16) | (bits[byte + 1]! << 8) | bits[byte + 2]!) >> (8 - (at & 7))) & 0xffff) >>> 0;
}

/** A coefficient difference of `size` bits (0 to 11) as a signed number. */
function difference(bits: Uint8Array, at: number, size: number): number {
  if (size === 0) return 0;
  const value = peek(bits, at) >> (16 - size);
  return value < 1 << (size - 1) ? value - (1 << size) + 1 : value;
}
