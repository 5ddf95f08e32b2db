import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createDecoder } from './decoding/decoder.ts';
import type { Decoder } from './decoding/decoder.ts';
import { makeScratch } from './scratch.ts';
import { settings } from './settings.ts';

let current: Decoder | undefined;
let folder = '';

/** Called once, when the plugin starts. Temporary files go under the data folder, which is as large as images are. */
export async function startDecoder(dataDir: string): Promise<void> {
  folder = await makeScratch(join(dataDir, 'temporary'));
  const { decoderProcesses: size, maxPixels } = settings();
  current = createDecoder({ size, limits: { maxPixels }, temporary: folder });
}

/** Kills the decoder's processes; what they were doing is refused as cancelled. */
export async function stopDecoder(): Promise<void> {
  await current?.close();
  current = undefined;
  await rm(folder, { recursive: true, force: true });
}

/** The one decoder of this process; there is none before the plugin has started. */
export function decoder(): Decoder {
  if (!current) throw new Error('A picture was to be decoded before the images plugin had started.');
  return current;
}

/** Where this process's temporary files go. */
export const scratchFolder = (): string => folder;
