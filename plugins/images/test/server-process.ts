import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { testEnvironment } from '#core/testing';

/** A server in a process of its own, that can be killed. */
export interface ServerProcess {
  readonly url: string;
  readonly pid: number;
  /** Ends it at once, as the loss of power would. */
  kill(): Promise<void>;
  /** Lets it end in order. */
  stop(): Promise<void>;
}

const program = `
  const { createApp } = await import('./core/app.ts');
  const app = await createApp({ environment: process.env });
  console.log(await app.listen(0, '127.0.0.1'));
  process.on('SIGTERM', () => app.stop().then(() => process.exit(0)));
`;

/** Starts a real server on a database and a data folder that are there. */
export async function startServer(
  databaseUrl: string,
  dataDir: string,
  settings: Record<string, string> = {},
): Promise<ServerProcess> {
  const child = spawn(process.execPath, ['--input-type=module', '--eval', program], {
    cwd: new URL('../../../', import.meta.url),
    env: { PATH: process.env['PATH'], ...testEnvironment(dataDir, settings), DATABASE_URL: databaseUrl },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  const url = await Promise.race([
    once(createInterface(child.stdout), 'line').then(([line]) => String(line)),
    ended.then(([code]) => Promise.reject(new Error(`The server ended with ${code} before it listened.`))),
  ]);
  const end = async (signal: NodeJS.Signals) => {
    child.kill(signal);
    await ended;
  };
  return { url, pid: child.pid ?? 0, kill: () => end('SIGKILL'), stop: () => end('SIGTERM') };
}
