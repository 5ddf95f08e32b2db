import { createBitWriter, type BitWriter } from './bit-writer.ts';
import type { HuffmanTable } from './huffman.ts';
import { readJpegLayout, type JpegLayout } from './jpeg-layout.ts';
import { indexRows, unstuff } from './jpeg-rows.ts';

/**
 * The top left `width` x `height` pixels of a JPEG, cut without decoding: the kept coefficients are the same bits.
 * Null where that can't be done (see `readJpegLayout`, or a table lacks a code that is needed); decode it then.
 */
export function cropJpeg(jpeg: Buffer, width: number, height: number): Buffer | null {
  const layout = readJpegLayout(jpeg);
  if (!layout || width < 1 || height < 1 || width > layout.width || height > layout.height) return null;
  const across = Math.ceil(width / layout.mcuWidth);
  const down = Math.ceil(height / layout.mcuHeight);
  const bits = unstuff(jpeg, layout.scanAt);
  const rows = indexRows(layout, bits, across, down);
  if (!rows) return null;
  const writer = createBitWriter(bits.length);
  let previous = layout.components.map(() => 0);
  for (const row of rows) {
    let at = row.start;
    for (const [c, { dcAt, dcEnd, dc }] of row.first.entries()) {
      writer.copy(bits, at, dcAt);
      if (!putDifference(writer, layout.components[c]!.dc, dc - previous[c]!)) return null;
      at = dcEnd;
    }
    writer.copy(bits, at, row.keptEnd);
    previous = row.keptDc;
  }
  return assemble(jpeg, layout, width, height, writer);
}

/**
 * The JPEG made larger to the right and below without decoding: what is there keeps its bits, the rest is flat. Null
 * where that can't be done. `cropJpeg` of the result to the old size gives the same picture again.
 */
export function padJpeg(jpeg: Buffer, width: number, height: number): Buffer | null {
  const layout = readJpegLayout(jpeg);
  if (!layout || width < layout.width || height < layout.height) return null;
  const across = Math.ceil(width / layout.mcuWidth);
  const down = Math.ceil(height / layout.mcuHeight);
  const bits = unstuff(jpeg, layout.scanAt);
  const rows = indexRows(layout, bits, layout.mcusAcross, layout.mcusDown);
  if (!rows) return null;
  const writer = createBitWriter(bits.length + across * down);
  for (const row of rows) {
    // Flat MCUs have a DC difference of zero, so that the next row is still coded against the same values.
    writer.copy(bits, row.start, row.keptEnd);
    if (!putFlat(writer, layout, across - layout.mcusAcross)) return null;
  }
  if (!putFlat(writer, layout, across * (down - layout.mcusDown))) return null;
  return assemble(jpeg, layout, width, height, writer);
}

function putFlat(writer: BitWriter, { components }: JpegLayout, mcus: number): boolean {
  for (let i = 0; i < mcus; i++) {
    for (const { blocks, dc, ac } of components) {
      const endOfBlock = ac.codes.get(0);
      if (!endOfBlock) return false;
      for (let block = 0; block < blocks; block++) {
        if (!putDifference(writer, dc, 0)) return false;
        writer.put(endOfBlock.code, endOfBlock.length);
      }
    }
  }
  return true;
}

/** Writes a DC difference; false if the table has no code for its size. Source: ITU-T T.81, annex F.1.2.1. */
function putDifference(writer: BitWriter, table: HuffmanTable, difference: number): boolean {
  const size = difference === 0 ? 0 : 32 - Math.clz32(Math.abs(difference));
  const code = table.codes.get(size);
  if (!code) return false;
  writer.put(code.code, code.length);
  writer.put(difference < 0 ? difference + (1 << size) - 1 : difference, size);
  return true;
}

function assemble(jpeg: Buffer, layout: JpegLayout, width: number, height: number, writer: BitWriter): Buffer {
  const whole = Buffer.concat([jpeg.subarray(0, layout.scanAt), writer.stuffed(), endOfImage]);
  whole.writeUInt16BE(height, layout.heightAt);
  whole.writeUInt16BE(width, layout.heightAt + 2);
  return whole;
}

const endOfImage = Buffer.from([0xff, 0xd9]);
