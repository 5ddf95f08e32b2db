// The program's own processes, as people start them.
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { root } from '../app.ts';
import { eventually } from '../testing.ts';

export interface Ended {
  /** Exit code; null when a signal ended it. */
  readonly code: number | null;
  /** Standard output and error as they came. */
  readonly output: string;
}

export interface RunningServer {
  readonly url: string;
  readonly output: () => string;
  stop(): Promise<void>;
}

const running = new Set<ChildProcess>();

function run(
  args: readonly string[],
  environment: Record<string, string>,
): { child: ChildProcess; output: () => string } {
  const { PATH = '' } = process.env;
  const child = spawn(process.execPath, args, { cwd: root, env: { PATH, ...environment } });
  running.add(child);
  child.once('exit', () => running.delete(child));
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk: Buffer) => (text += chunk.toString()));
  return { child, output: () => text };
}

const ended = (child: ChildProcess): Promise<number | null> =>
  new Promise((resolve) => child.once('close', (code) => resolve(code)));

/** Runs `npm run ipm -- <args>` to its end. */
export async function runIpm(args: readonly string[], environment: Record<string, string>, input = ''): Promise<Ended> {
  const { child, output } = run(['core/ipm.ts', ...args], environment);
  child.stdin?.on('error', () => undefined).end(input); // it may end without having read
  return { code: await ended(child), output: output() };
}

/** Starts a server on a free port, and answers once it is ready. */
export async function startServer(environment: Record<string, string>): Promise<RunningServer> {
  const { child, output } = run(['core/main.ts', '--no-demo'], { PORT: '0', ...environment });
  const over = ended(child);
  const ask = async () => {
    if (child.exitCode !== null) throw new Error(`The server ended: ${output()}`);
    return /ready at (http:\S+)[^]*Ctrl-C/.exec(output())?.[1];
  };
  const url = await eventually('the server is ready', ask, 120);
  return {
    url,
    output,
    async stop() {
      child.kill('SIGTERM');
      await over;
    },
  };
}

/** Ends what a failed test left running. */
export function killAll(): void {
  for (const child of running) child.kill('SIGKILL');
}
