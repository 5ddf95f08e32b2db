import type { OpenObject } from '#core';
import type { ByteSource } from '../pyramid/tiff-directory.ts';
import { createCache } from './tile-cache.ts';

/** Bytes that are read at once: tiles that are asked for together lie together, a row of them in about a block. */
const BLOCK = 256 * 1024;

const blocks = createCache<Buffer>(32 * 1024 * 1024, ({ length }) => length);

/** An open object as a source of bytes, read block by block; the newest blocks of all objects stay in memory. */
export function blockSource(key: string, object: OpenObject): ByteSource {
  const block = (n: number) =>
    blocks.obtain(`${key} ${n}`, () => object.read(n * BLOCK, Math.min(BLOCK, object.size - n * BLOCK)));

  return {
    size: object.size,
    async read(offset, length) {
      const first = Math.floor(offset / BLOCK);
      const last = Math.floor((offset + length - 1) / BLOCK);
      const parts: Promise<Buffer>[] = [];
      for (let n = first; n <= last; n++) parts.push(block(n));
      // A copy: a part of a block would keep the whole of it in memory.
      const bytes = Buffer.allocUnsafe(length);
      let copied = 0;
      for (const [n, part] of (await Promise.all(parts)).entries()) {
        copied += part.copy(bytes, copied, n === 0 ? offset - first * BLOCK : 0);
      }
      if (copied !== length) throw new Error(`A pyramid ended at byte ${offset + copied}.`);
      return bytes;
    },
    close: () => object.close(),
  };
}

/** Lets go of every block that is held in memory. */
export const clearBlocks = (): void => blocks.clear();
