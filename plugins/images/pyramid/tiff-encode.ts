import { bytesOf, type } from './tiff-tags.ts';

/** A tag and its values; a Buffer holds values that are encoded already. */
export interface Field {
  tag: number;
  type: number;
  values: number[] | Buffer;
}

/**
 * One directory, to be written at byte `at` of the file, with the values that do not fit into its entries behind it. It
 * points on to whatever follows it directly, unless it is the last.
 */
export function encodeDirectory(fields: Field[], at: number, isLast: boolean, big: boolean): Buffer {
  const [countSize, entrySize, wordSize] = big ? [8, 20, 8] : [2, 12, 4];
  const table = Buffer.alloc(countSize + fields.length * entrySize + wordSize);
  const word = (value: number, position: number) =>
    big ? table.writeBigUInt64LE(BigInt(value), position) : table.writeUInt32LE(value, position);
  if (big) table.writeBigUInt64LE(BigInt(fields.length));
  else table.writeUInt16LE(fields.length);
  const parts: Buffer[] = [table];
  let end = table.length;
  for (const [i, field] of fields.entries()) {
    const entry = countSize + i * entrySize;
    const values = encodeValues(field);
    table.writeUInt16LE(field.tag, entry);
    table.writeUInt16LE(field.type, entry + 2);
    word(values.length / bytesOf[field.type]!, entry + 4);
    if (values.length <= wordSize) values.copy(table, entry + 4 + wordSize);
    else {
      word(at + end, entry + 4 + wordSize);
      const padded = values.length % 8 === 0 ? values : Buffer.concat([values, Buffer.alloc(8 - (values.length % 8))]);
      parts.push(padded);
      end += padded.length;
    }
  }
  word(isLast ? 0 : at + end, table.length - wordSize);
  return Buffer.concat(parts);
}

function encodeValues({ type: kind, values }: Field): Buffer {
  if (Buffer.isBuffer(values)) return values;
  const size = bytesOf[kind]!;
  const bytes = Buffer.alloc(values.length * size);
  for (const [i, value] of values.entries()) {
    if (kind === type.short) bytes.writeUInt16LE(value, i * size);
    else if (kind === type.long) bytes.writeUInt32LE(value, i * size);
    else if (kind === type.long8) bytes.writeBigUInt64LE(BigInt(value), i * size);
    else {
      bytes.writeUInt32LE(value, i * size);
      bytes.writeUInt32LE(1, i * size + 4);
    }
  }
  return bytes;
}

/** The file's first bytes: 8, or 16 for BigTIFF. */
export function encodeHeader(firstDirectory: number, big: boolean): Buffer {
  const header = Buffer.alloc(big ? 16 : 8);
  header.write('II', 'latin1');
  header.writeUInt16LE(big ? 43 : 42, 2);
  if (big) {
    header.writeUInt16LE(8, 4);
    header.writeBigUInt64LE(BigInt(firstDirectory), 8);
  } else header.writeUInt32LE(firstDirectory, 4);
  return header;
}
