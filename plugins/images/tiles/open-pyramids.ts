import { openPyramid } from '../pyramid/tiff.ts';
import type { Pyramid } from '../pyramid/tiff.ts';
import { pyramids } from '../storage.ts';
import { blockSource } from './block-source.ts';

interface Held {
  readonly pyramid: Promise<Pyramid>;
  users: number;
  isDropped: boolean;
}

/** Pyramids that are held open at most, each with a file handle and its index in memory. */
const MOST = 128;

// In order of use, the last one newest.
const held = new Map<string, Held>();

/** Runs work on the pyramid of a key, which is opened once and stays open while it is in use and among the newest. */
export async function withPyramid<T>(key: string, work: (pyramid: Pyramid) => Promise<T>): Promise<T> {
  const one = hold(key);
  one.users += 1;
  try {
    return await work(await one.pyramid);
  } finally {
    one.users -= 1;
    closeIfUnused(one);
  }
}

/** Lets go of the pyramids whose keys begin with this; all of them without it. */
export function dropPyramids(prefix = ''): void {
  for (const key of held.keys()) if (key.startsWith(prefix)) drop(key);
}

function hold(key: string): Held {
  const known = held.get(key);
  if (known) {
    held.delete(key);
    held.set(key, known);
    return known;
  }
  const one: Held = { pyramid: openStored(key), users: 0, isDropped: false };
  held.set(key, one);
  one.pyramid.catch(() => {
    if (held.get(key) === one) held.delete(key);
  });
  const [oldest] = held.keys();
  if (held.size > MOST && oldest !== undefined) drop(oldest);
  return one;
}

function drop(key: string): void {
  const one = held.get(key);
  if (!one) return;
  held.delete(key);
  one.isDropped = true;
  closeIfUnused(one);
}

function closeIfUnused({ pyramid, users, isDropped }: Held): void {
  if (!isDropped || users > 0) return;
  // One that could not be opened, or not be closed, holds nothing that could still be let go.
  pyramid.then((open) => open.close()).catch(() => undefined);
}

async function openStored(key: string): Promise<Pyramid> {
  const object = await pyramids.open(key);
  try {
    return await openPyramid(blockSource(key, object));
  } catch (error) {
    await object.close();
    throw error;
  }
}
