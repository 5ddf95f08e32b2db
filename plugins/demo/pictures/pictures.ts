import { spawn } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { rawPathOf } from './draw.ts';
import { recipes } from './scenes.ts';

/** A sample picture that this project makes itself. */
export interface DemoPicture {
  filename: string;
  title: string;
  /** Pixels. */
  width: number;
  height: number;
  /** Same seed, same pixels. */
  seed: number;
  /**
   * Draws the picture into `path` (which keeps the ending of `filename`) in a child process, so that the caller's
   * event loop stays free, and reports the share done, 0 to 1. Rejects with the child's words when it fails, and
   * then leaves nothing behind; `signal` ends it early.
   */
  write(path: string, onProgress?: (share: number) => void, signal?: AbortSignal): Promise<void>;
}

/** The demo's pictures, the large one first. */
export const drawPictures: DemoPicture[] = recipes.map(({ filename, title, width, height, seed }) => ({
  filename,
  title,
  width,
  height,
  seed,
  write: async (path, onProgress = () => {}, signal) => {
    try {
      await runChild(filename, path, onProgress, signal);
    } catch (error) {
      await Promise.all([`${path}.part`, path].map((left) => rm(left, { force: true })));
      throw error;
    } finally {
      await rm(rawPathOf(path), { force: true });
    }
  },
}));

async function runChild(filename: string, path: string, onProgress: (share: number) => void, signal?: AbortSignal) {
  const program = fileURLToPath(new URL('./draw.ts', import.meta.url));
  const child = spawn(process.execPath, [program, '--picture', filename, '--out', path], {
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(signal && { signal }),
  });
  let words = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (words += text));
  createInterface({ input: child.stdout }).on('line', (line) => onProgress(Number(line)));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject).once('close', resolve);
  });
  if (code !== 0)
    throw new Error(`Drawing ${filename} failed (exit code ${code}): ${words.trim() || 'no reason given'}`);
}
