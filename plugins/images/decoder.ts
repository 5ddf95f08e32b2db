import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createDecoder } from './decoding/decoder.ts';
import type { Decoder } from './decoding/decoder.ts';
import { settings } from './settings.ts';

let current: Decoder | undefined;
let folder = '';

/** Called once, when the plugin starts. Temporary files go under the data folder, which is as large as images are. */
export async function startDecoder(dataDir: string): Promise<void> {
  folder = join(dataDir, 'temporary');
  await mkdir(folder, { recursive: true });
  const { decoderProcesses: size, maxPixels } = settings();
  current = createDecoder({ size, limits: { maxPixels }, temporary: folder });
}

/** Kills the decoder's processes; what they were doing is refused as cancelled. */
export function stopDecoder(): void {
  current?.close();
  current = undefined;
}

/** The one decoder of this process; there is none before the plugin has started. */
export function decoder(): Decoder {
  if (!current) throw new Error('A picture was to be decoded before the images plugin had started.');
  return current;
}

/** Where temporary files go. */
export const temporaryFolder = (): string => folder;
