import type { FileHandle } from 'node:fs/promises';

/** An entry of a ZIP archive whose content is stored as it is. */
export interface ZipEntry {
  /** Bytes from the start of the file to the entry's own header. */
  at: number;
  /** Bytes of content. */
  size: number;
}

/**
 * Reads the list of contents of a ZIP (or ZIP64) archive that was written here, by name. Throws where the archive is
 * compressed or broken: it is our own, so that would be a fault of ours. Source: PKWARE APPNOTE 6.3, 4.3 and 4.5.3.
 */
export async function indexZip(file: FileHandle): Promise<Map<string, ZipEntry>> {
  const { size } = await file.stat();
  const tail = await readAt(file, Math.max(0, size - 70_000), Math.min(size, 70_000));
  const end = tail.lastIndexOf('PK\x05\x06', undefined, 'latin1');
  if (end < 0) throw new Error('The archive of tiles has no end record.');
  let [length, at] = [tail.readUInt32LE(end + 12), tail.readUInt32LE(end + 16)];
  const locator = tail.lastIndexOf('PK\x06\x07', end, 'latin1');
  if (locator >= 0) {
    const record = await readAt(file, Number(tail.readBigUInt64LE(locator + 8)), 56);
    length = Number(record.readBigUInt64LE(40));
    at = Number(record.readBigUInt64LE(48));
  }
  return readDirectory(await readAt(file, at, length));
}

function readDirectory(directory: Buffer): Map<string, ZipEntry> {
  const entries = new Map<string, ZipEntry>();
  let at = 0;
  while (at + 46 <= directory.length && directory.readUInt32LE(at) === 0x0201_4b50) {
    const nameEnd = at + 46 + directory.readUInt16LE(at + 28);
    const extraEnd = nameEnd + directory.readUInt16LE(at + 30);
    const name = directory.toString('utf8', at + 46, nameEnd);
    if (directory.readUInt16LE(at + 10) !== 0) throw new Error(`The archive's entry ${name} is compressed.`);
    const sizes = [
      directory.readUInt32LE(at + 24),
      directory.readUInt32LE(at + 20),
      directory.readUInt32LE(at + 42),
    ] as const;
    const [size, , offset] = widen(sizes, directory.subarray(nameEnd, extraEnd));
    entries.set(name, { at: offset, size });
    at = extraEnd + directory.readUInt16LE(at + 32);
  }
  return entries;
}

/** Size, compressed size and offset, where 0xffffffff stands for a number in the ZIP64 field. */
function widen(numbers: readonly [number, number, number], extra: Buffer): [number, number, number] {
  let at = 0;
  while (at + 4 <= extra.length && extra.readUInt16LE(at) !== 1) at += 4 + extra.readUInt16LE(at + 2);
  at += 4;
  const wide = numbers.map((number) => {
    if (number !== 0xffff_ffff) return number;
    at += 8;
    return Number(extra.readBigUInt64LE(at - 8));
  });
  return wide as [number, number, number];
}

/** The content of an entry. */
export async function readEntry(file: FileHandle, { at, size }: ZipEntry): Promise<Buffer> {
  // The entry's own header repeats the name and may have fields of its own, so its length is only known from it.
  const ample = await readAt(file, at, 30 + 256 + size);
  const header = 30 + ample.readUInt16LE(26) + ample.readUInt16LE(28);
  if (ample.length >= header + size) return ample.subarray(header, header + size);
  return readAt(file, at + header, size);
}

async function readAt(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const buffer = Buffer.allocUnsafe(length);
  const { bytesRead } = await file.read(buffer, 0, length, position);
  return buffer.subarray(0, bytesRead);
}
