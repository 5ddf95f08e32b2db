import { spawn, spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const examples = fileURLToPath(new URL('..', import.meta.url));

/** How a program ended. */
export interface Ending {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** The two pipelines by the language's name; each entry is the command that starts it. */
export const pipelines = {
  typescript: [process.execPath, join(examples, 'pipeline-typescript', 'main.ts')],
  python: ['python3', join(examples, 'pipeline-python', 'pipeline.py')],
} as const;

export type Language = keyof typeof pipelines;

/** Runs a pipeline to its end. Nothing of this machine's own settings reaches it but those in `environment`. */
export async function runPipeline(
  language: Language,
  args: string[],
  environment: Record<string, string> = {},
): Promise<Ending> {
  const [command, program] = pipelines[language];
  return await run(command, [program, ...args], environment);
}

/** Runs Python code with the pipeline's folder as working directory, so that its modules can be imported. */
export async function runPython(code: string): Promise<Ending> {
  return await run('python3', ['-c', code], {}, join(examples, 'pipeline-python'));
}

async function run(command: string, args: string[], environment: Record<string, string>, cwd = examples) {
  const env = { PATH: process.env['PATH'], PYTHONDONTWRITEBYTECODE: '1', ...environment };
  const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const ending: Ending = { code: null, stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => (ending.stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (ending.stderr += text));
  ending.code = await new Promise((resolve, reject) => child.once('error', reject).once('close', resolve));
  return ending;
}

/** Skips the tests of a suite, aloud, on a machine without Python 3. */
export function skipWithoutPython(this: Mocha.Context): void {
  if (spawnSync('python3', ['--version']).status === 0) return;
  console.warn('      python3 is not installed: the tests of the Python pipeline are skipped.');
  this.skip();
}

/** A folder of one's own, and how to get rid of it. */
export async function scratchFolder(): Promise<{ path: string; remove: () => Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), 'ipm-examples-'));
  return { path, remove: () => rm(path, { recursive: true, force: true }) };
}
