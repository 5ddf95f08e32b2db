import { open } from 'node:fs/promises';
import type { ByteSource } from './tiff-directory.ts';

/** A local file as a source of bytes; it stays open until `close`. Rejects if it can't be opened. */
export async function openFileSource(path: string): Promise<ByteSource> {
  const file = await open(path, 'r');
  const { size } = await file.stat();
  return {
    size,
    async read(offset, length) {
      const buffer = Buffer.allocUnsafe(length);
      const { bytesRead } = await file.read(buffer, 0, length, offset);
      if (bytesRead !== length) throw new Error(`${path} ended at byte ${offset + bytesRead}, sooner than expected.`);
      return buffer;
    },
    close: () => file.close(),
  };
}
