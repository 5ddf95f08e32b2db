import { bytesOf } from './tiff-tags.ts';

/** Random access to the bytes of a stored file, wherever it is. */
export interface ByteSource {
  /** Bytes in all. */
  size: number;
  /** Exactly `length` bytes from `offset`; rejects if they are not there. */
  read(offset: number, length: number): Promise<Buffer>;
  /** Lets go of whatever is held open. */
  close(): Promise<void>;
}

/** Thrown where a stored TIFF is not what a pyramid must be; `message` is a sentence that says in what. */
export class PyramidFault extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'PyramidFault';
  }
}

/** A tag's values: where they are and how many. */
export interface TiffEntry {
  type: number;
  count: number;
  /** Offset in the file of the first value. */
  at: number;
}

/** One directory: its entries by tag, and the offset of the next directory, 0 if it is the last. */
export interface TiffDirectory {
  entries: Map<number, TiffEntry>;
  next: number;
}

/** What a TIFF's header says. */
export interface TiffForm {
  isLittleEndian: boolean;
  isBig: boolean;
  firstDirectory: number;
}

/** Entries that one directory may have. */
const MOST_ENTRIES = 4096;

/** Values that one tag may have: more tiles than any picture here can have. */
const MOST_VALUES = 1 << 24;

/** Bytes read at once while the structure is read: directories and their values mostly lie together. */
const AHEAD = 16_384;

/** The same source for reading the structure: small reads near each other become one. */
export function readingAhead(source: ByteSource): ByteSource {
  let from = 0;
  let held: Buffer = Buffer.alloc(0);
  return {
    ...source,
    async read(offset, length) {
      if (length > AHEAD) return source.read(offset, length);
      if (offset < from || offset + length > from + held.length) {
        held = await source.read(offset, Math.min(AHEAD, source.size - offset));
        from = offset;
      }
      return held.subarray(offset - from, offset - from + length);
    },
  };
}

/** Reads the first bytes of a TIFF or BigTIFF. Throws `PyramidFault` for anything else. */
export async function readForm(source: ByteSource): Promise<TiffForm> {
  if (source.size < 16) throw new PyramidFault('The file is too short to be a TIFF.');
  const header = await source.read(0, 16);
  const order = header.toString('latin1', 0, 2);
  if (order !== 'II' && order !== 'MM') throw new PyramidFault('The file is not a TIFF.');
  const isLittleEndian = order === 'II';
  const version = numberAt(header, 2, 2, isLittleEndian);
  if (version === 42) return { isLittleEndian, isBig: false, firstDirectory: numberAt(header, 4, 4, isLittleEndian) };
  const wordSize = numberAt(header, 4, 2, isLittleEndian);
  if (version !== 43 || wordSize !== 8) throw new PyramidFault('The file is not a TIFF of a known version.');
  return { isLittleEndian, isBig: true, firstDirectory: numberAt(header, 8, 8, isLittleEndian) };
}

/** Reads the directory at an offset. Throws `PyramidFault` if it does not fit into the file. */
export async function readDirectory(source: ByteSource, form: TiffForm, at: number): Promise<TiffDirectory> {
  const [countSize, entrySize, wordSize] = form.isBig ? [8, 20, 8] : [2, 12, 4];
  requireInside(source, at, countSize, 'A directory');
  const count = numberAt(await source.read(at, countSize), 0, countSize, form.isLittleEndian);
  if (count === 0 || count > MOST_ENTRIES) throw new PyramidFault(`A directory claims to have ${count} entries.`);
  const length = countSize + count * entrySize + wordSize;
  requireInside(source, at, length, 'A directory');
  const bytes = await source.read(at, length);
  const entries = new Map<number, TiffEntry>();
  for (let entry = countSize; entry < length - wordSize; entry += entrySize) {
    const type = numberAt(bytes, entry + 2, 2, form.isLittleEndian);
    const values = numberAt(bytes, entry + 4, wordSize, form.isLittleEndian);
    const size = bytesOf[type];
    if (size === undefined) continue;
    const inline = entry + 4 + wordSize;
    const valuesAt = size * values <= wordSize ? at + inline : numberAt(bytes, inline, wordSize, form.isLittleEndian);
    entries.set(numberAt(bytes, entry, 2, form.isLittleEndian), { type, count: values, at: valuesAt });
  }
  return { entries, next: numberAt(bytes, length - wordSize, wordSize, form.isLittleEndian) };
}

/** A tag's values as numbers. Throws `PyramidFault` if they are not in the file, too many, or not whole numbers. */
export async function readNumbers(
  source: ByteSource,
  { isLittleEndian }: TiffForm,
  entry: TiffEntry,
): Promise<Float64Array> {
  const size = entry.type === 3 || entry.type === 4 || entry.type === 13 || entry.type === 1 ? bytesOf[entry.type]! : 8;
  if (size === 8 && entry.type !== 16 && entry.type !== 18) throw new PyramidFault('A tag has values of a wrong type.');
  const bytes = await readBytes(source, entry);
  const numbers = new Float64Array(entry.count);
  for (let i = 0; i < entry.count; i++) numbers[i] = numberAt(bytes, i * size, size, isLittleEndian);
  return numbers;
}

/** A tag's values as they are stored. Throws `PyramidFault` if they are not in the file or too many. */
export async function readBytes(source: ByteSource, { type, count, at }: TiffEntry): Promise<Buffer> {
  if (count > MOST_VALUES) throw new PyramidFault(`A tag claims to have ${count} values.`);
  const length = count * bytesOf[type]!;
  requireInside(source, at, length, "A tag's values");
  return source.read(at, length);
}

/** Throws `PyramidFault` if those bytes are not all inside the file. */
export function requireInside(source: ByteSource, at: number, length: number, what: string): void {
  if (at >= 0 && length >= 0 && at + length <= source.size) return;
  throw new PyramidFault(`${what} would be at byte ${at}, past the end of the file.`);
}

/** An unsigned number of 1, 2, 4 or 8 bytes; beyond 2^53 it is inexact, which no offset check lets pass. */
function numberAt(bytes: Buffer, at: number, size: number, isLittleEndian: boolean): number {
  if (size === 8) return Number(isLittleEndian ? bytes.readBigUInt64LE(at) : bytes.readBigUInt64BE(at));
  return isLittleEndian ? bytes.readUIntLE(at, size) : bytes.readUIntBE(at, size);
}
