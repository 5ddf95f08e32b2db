import type { Logger } from 'pino';
import { rows } from '../database/connection.ts';
import { isDead } from '../database/instance.ts';
import type { StorageDriver } from './contract.ts';

/** Removes objects that nothing refers to: drafts of processes that have ended, and what a commit let go. */
export interface Sweeper {
  /** Sweeps now; answers how many objects were removed. */
  sweep(): Promise<number>;
  /** Sweeps in the background, soon and once for many calls. */
  sweepSoon(): void;
  stop(): Promise<void>;
}

const EVERY = 60_000;

export function createSweeper(driver: StorageDriver, log: Logger): Sweeper {
  let running: Promise<unknown> = Promise.resolve();
  let soon: NodeJS.Timeout | undefined;

  async function sweep(): Promise<number> {
    // Claimed one by one, so that several processes share the work and a failure leaves the rest in the journal.
    const garbage = await rows<{ key: string }>(
      `select key from core_drafts where instance is null or ${isDead('core_drafts.instance')} limit 1000`,
    );
    for (const { key } of garbage) {
      await driver.remove(key);
      await rows('delete from core_drafts where key = $1', [key]);
    }
    return garbage.length;
  }

  const inTurn = () => {
    running = running.then(sweep).catch((error: unknown) => {
      log.error({ err: error }, 'Objects that are no longer needed could not be removed; it is tried again.');
    });
  };
  const regular = setInterval(inTurn, EVERY);
  regular.unref();

  return {
    sweep,
    sweepSoon() {
      clearTimeout(soon);
      soon = setTimeout(inTurn, 50);
    },
    async stop() {
      clearInterval(regular);
      if (soon) {
        clearTimeout(soon);
        inTurn();
      }
      await running;
    },
  };
}
