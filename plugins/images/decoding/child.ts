// The decoder process: everything that touches pixels of a file that somebody sent happens here, so that it can be
// killed. It takes one task at a time from its parent, answers it, and ends with its parent.
import { rmSync, writeFileSync } from 'node:fs';
import { setPriority, tmpdir } from 'node:os';
import sharp from 'sharp';
import { buildPyramid } from '../pyramid/build.ts';
import { examine, thumbnail } from './examine.ts';
import { explain } from './explain.ts';
import { drawRegion } from './region.ts';
import type { TaskAnswer, TaskMessage, TaskName, Tasks } from './tasks.ts';

sharp.cache(false);
sharp.concurrency(Number(process.argv[2]));
// Only the loaders that pictures need, whatever a file's bytes suggest.
sharp.block({ operation: ['VipsForeignLoad'] });
sharp.unblock({
  operation: ['Jpeg', 'Png', 'Webp', 'Nsgif', 'Heif', 'Tiff'].map((loader) => `VipsForeignLoad${loader}`),
});
standBack();

process.on('message', (message: TaskMessage) => {
  void run(message).then((answer) => process.send!(answer));
});

process.on('disconnect', () => {
  rmSync(tmpdir(), { recursive: true, force: true });
  // An ordinary exit would wait for the threads that still decode.
  process.kill(process.pid, 'SIGKILL');
});

async function run(message: TaskMessage): Promise<TaskAnswer> {
  try {
    return { value: await tasks[message.task](message.input as never, message.maxPixels) };
  } catch (error) {
    const { code, message: sentence } = explain(error);
    return { failure: { code, message: sentence } };
  }
}

const tasks: { [T in TaskName]: (input: Tasks[T]['input'], maxPixels: number) => Promise<Tasks[T]['output']> } = {
  examine: (input, maxPixels) => examine(input.path, input.thumbnails, maxPixels),
  thumbnail: (input, maxPixels) => thumbnail(input.path, input.box, maxPixels),
  pyramid: (input, maxPixels) => buildPyramid(input, maxPixels),
  region: (input) => drawRegion(input),
  capabilities: async () => ({ heic: sharp.format.heif.input.fileSuffix?.includes('.heic') ?? false }),
};

/** The server goes first on the processor, and this process goes first where the machine runs out of memory. */
function standBack(): void {
  setPriority(3);
  try {
    writeFileSync('/proc/self/oom_score_adj', '900');
  } catch {
    // Not Linux, or a sandbox that forbids it: the memory cap still holds, only the kernel's own choice is unguided.
  }
}
