import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { AppFacts } from '#core';

const pipeline = fileURLToPath(new URL('../../examples/pipeline-typescript/main.ts', import.meta.url));

/** Runs the example pipeline on an image, from outside and signed, as a second terminal would. */
export async function analyse(imageId: string, app: AppFacts, signal: AbortSignal): Promise<void> {
  await promisify(execFile)(process.execPath, [pipeline, '--image', imageId, '--server', app.url()], {
    signal,
    env: { ...process.env, DATA_DIR: app.dataDir },
    maxBuffer: 16 * 1024 * 1024,
  });
}
