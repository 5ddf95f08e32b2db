import { readHuffmanTable, type HuffmanTable } from './huffman.ts';

/** One colour component of a JPEG. */
export interface JpegComponent {
  /** Blocks of 8 x 8 in one MCU. */
  blocks: number;
  dc: HuffmanTable;
  ac: HuffmanTable;
}

/** Where things are in a baseline JPEG with a single scan. MCU: the smallest unit, 8 or 16 pixels to a side. */
export interface JpegLayout {
  width: number;
  height: number;
  /** Byte offset of the height in the frame header; the width follows two bytes later. */
  heightAt: number;
  /** Byte offset of the first entropy-coded byte. */
  scanAt: number;
  mcuWidth: number;
  mcuHeight: number;
  mcusAcross: number;
  mcusDown: number;
  components: JpegComponent[];
}

interface Frame {
  width: number;
  height: number;
  heightAt: number;
  components: { id: number; h: number; v: number }[];
}

interface Tables {
  dc: (HuffmanTable | undefined)[];
  ac: (HuffmanTable | undefined)[];
}

/**
 * Reads a JPEG's headers. Null where the JPEG can't be cut or extended bit by bit: progressive, arithmetic, 12-bit,
 * several scans, restart markers, or not well-formed. Source: ITU-T T.81, annex B.
 */
export function readJpegLayout(jpeg: Buffer): JpegLayout | null {
  if (jpeg.length < 4 || jpeg.readUInt16BE(0) !== 0xffd8) return null;
  const tables: Tables = { dc: [], ac: [] };
  let frame: Frame | null = null;
  let at = 2;
  while (at + 4 <= jpeg.length) {
    if (jpeg[at] !== 0xff) return null;
    const marker = jpeg[at + 1]!;
    if (marker === 0xff) {
      at++;
      continue;
    }
    const end = at + 2 + jpeg.readUInt16BE(at + 2);
    if (end < at + 4 || end > jpeg.length) return null;
    const segment = jpeg.subarray(at + 4, end);
    if (marker === 0xc0 || marker === 0xc1) frame = readFrame(segment, at + 5);
    else if (marker === 0xc4) {
      if (!readTables(segment, tables)) return null;
    } else if (marker === 0xdd) {
      if (segment.length < 2 || segment.readUInt16BE(0) !== 0) return null;
    } else if (marker === 0xda) return frame && layOut(frame, segment, end, tables);
    else if ((marker >= 0xc2 && marker <= 0xcf) || marker === 0xd9) return null;
    at = end;
  }
  return null;
}

function readFrame(segment: Buffer, heightAt: number): Frame | null {
  if (segment.length < 6 || segment[0] !== 8) return null;
  const count = segment[5]!;
  if (segment.length < 6 + 3 * count) return null;
  const components = [];
  for (let i = 0; i < count; i++) {
    const [id, sampling] = [segment[6 + 3 * i]!, segment[7 + 3 * i]!];
    components.push({ id, h: sampling >> 4, v: sampling & 15 });
  }
  return { height: segment.readUInt16BE(1), width: segment.readUInt16BE(3), heightAt, components };
}

function readTables(segment: Buffer, tables: Tables): boolean {
  let at = 0;
  while (at + 17 <= segment.length) {
    const [kind, slot] = [segment[at]! >> 4, segment[at]! & 15];
    const counts = segment.subarray(at + 1, at + 17);
    const total = counts.reduce((sum, count) => sum + count, 0);
    const symbols = segment.subarray(at + 17, at + 17 + total);
    const table = readHuffmanTable(counts, symbols);
    if (kind > 1 || table === null) return false;
    (kind === 0 ? tables.dc : tables.ac)[slot] = table;
    at += 17 + total;
  }
  return at === segment.length;
}

function layOut(frame: Frame, scan: Buffer, scanAt: number, tables: Tables): JpegLayout | null {
  const { width, height, heightAt } = frame;
  const single = frame.components.length === 1;
  if (width === 0 || height === 0 || scan[0] !== frame.components.length || scan.length < 1 + 2 * scan[0]) return null;
  const components: JpegComponent[] = [];
  for (const [i, { id, h, v }] of frame.components.entries()) {
    const slots = scan[2 + 2 * i]!;
    const [dc, ac] = [tables.dc[slots >> 4], tables.ac[slots & 15]];
    if (scan[1 + 2 * i] !== id || !dc || !ac || h < 1 || h > 4 || v < 1 || v > 4) return null;
    components.push({ blocks: single ? 1 : h * v, dc, ac });
  }
  // A scan of one component is not interleaved: its MCU is one block, whatever its sampling factors say.
  const mcuWidth = single ? 8 : 8 * Math.max(...frame.components.map(({ h }) => h));
  const mcuHeight = single ? 8 : 8 * Math.max(...frame.components.map(({ v }) => v));
  const mcusAcross = Math.ceil(width / mcuWidth);
  const mcusDown = Math.ceil(height / mcuHeight);
  return { width, height, heightAt, scanAt, mcuWidth, mcuHeight, mcusAcross, mcusDown, components };
}
