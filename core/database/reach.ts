import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { StartupError } from '../errors.ts';
import { runningEmbedded, startEmbedded } from './embedded.ts';
import { isProcessAlive, tryLock } from './process-lock.ts';

/** A database that answers, for as long as it is not released. */
export interface ReachedDatabase {
  readonly url: string;
  release(): Promise<void>;
}

const PATIENCE = 60_000;

/**
 * Reaches the configured database for work beside the server: DATABASE_URL; else the embedded one that the server runs;
 * else the embedded one, started for this work and stopped by `release`.
 */
export async function reachDatabase(settings: { databaseUrl: string; dataDir: string }): Promise<ReachedDatabase> {
  if (settings.databaseUrl) return { url: settings.databaseUrl, release: async () => undefined };
  const dataDir = resolve(settings.dataDir);
  const folder = join(dataDir, 'postgres');
  await mkdir(dataDir, { recursive: true });
  // One at a time, or the first would stop the database under the second.
  const endTurn = await takeTurn(join(dataDir, 'ipm.lock'));
  try {
    const lock = await tryLock(join(dataDir, 'server.lock'));
    if (typeof lock === 'number') return { url: await runBy(lock, folder), release: endTurn };
    try {
      const embedded = await startEmbedded({ folder });
      const release = async () => {
        await embedded.stop();
        await lock();
        await endTurn();
      };
      return { url: embedded.url, release };
    } catch (error) {
      await lock();
      throw error;
    }
  } catch (error) {
    await endTurn();
    throw error;
  }
}

async function takeTurn(path: string): Promise<() => Promise<void>> {
  for (const end = Date.now() + PATIENCE; ; await pause(100)) {
    const taken = await tryLock(path);
    if (typeof taken === 'function') return taken;
    if (Date.now() > end)
      throw new StartupError(
        `Another command (process ${taken}) works on this database for over a minute. Wait, or stop it.`,
      );
  }
}

// The server may have begun to start a moment ago.
async function runBy(pid: number, folder: string): Promise<string> {
  for (const end = Date.now() + PATIENCE; Date.now() < end && isProcessAlive(pid); await pause(100)) {
    const url = await runningEmbedded(folder);
    if (url) return url;
  }
  throw new StartupError(
    `The server (process ${pid}) has the data folder, but its embedded PostgreSQL in ${folder} does not answer. Stop it and try again.`,
  );
}

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));
