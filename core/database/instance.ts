import { randomInt } from 'node:crypto';
import pg from 'pg';
import type { Logger } from 'pino';

// The first key of every advisory lock that says "this process is alive".
const ALIVE = 0x49504d;

/** This process among those on one database: a number that is locked in the database for as long as it lives. */
export interface Instance {
  readonly id: number;
  /** Hears NOTIFY on a channel, from any process. After a lost connection `onGap` says that some may be missing. */
  listen(channel: string, hear: (payload: string) => void, onGap?: () => void): Promise<void>;
  stop(): Promise<void>;
}

/** Joins the processes on this database by one connection of its own, which also hears NOTIFY. */
export async function joinInstances(url: string, log: Logger): Promise<Instance> {
  const id = randomInt(1, 2 ** 31 - 1);
  const channels = new Map<string, { hear: (payload: string) => void; onGap?: (() => void) | undefined }[]>();
  let stopped = false;
  let client = await open();

  async function open(): Promise<pg.Client> {
    const next = new pg.Client({
      connectionString: url,
      application_name: 'image-project-manager listener',
      keepAlive: true,
    });
    next.on('notification', ({ channel, payload }) => {
      for (const { hear } of channels.get(channel) ?? []) hear(payload ?? '');
    });
    next.on('error', (error) => {
      if (!stopped) {
        log.warn({ err: error }, 'The listening database connection was lost; connecting again.');
        void reopen();
      }
    });
    await next.connect();
    await next.query('select pg_advisory_lock($1, $2)', [ALIVE, id]);
    for (const channel of channels.keys()) await next.query(`listen ${next.escapeIdentifier(channel)}`);
    return next;
  }

  async function reopen(): Promise<void> {
    client.removeAllListeners('error');
    client.on('error', () => undefined); // the old connection is gone; what it still says is of no use
    for (let wait = 100; !stopped; wait = Math.min(wait * 2, 5000)) {
      try {
        client = await open();
        for (const ears of channels.values()) for (const { onGap } of ears) onGap?.();
        return;
      } catch (error) {
        log.warn({ err: error }, 'The database does not answer yet.');
        await new Promise((resolve) => setTimeout(resolve, wait));
      }
    }
  }

  return {
    id,
    async listen(channel, hear, onGap) {
      const ears = channels.get(channel) ?? [];
      channels.set(channel, [...ears, { hear, onGap }]);
      if (ears.length === 0) await client.query(`listen ${client.escapeIdentifier(channel)}`);
    },
    async stop() {
      stopped = true;
      await client.end();
    },
  };
}

/** SQL that is true for a process number whose process has ended; the caller's query supplies the column. */
export const isDead = (column: string): string =>
  `not exists (select 1 from pg_locks where locktype = 'advisory' and classid = ${ALIVE} and objid = ${column} and granted)`;
