import { defineJob, inTransaction } from '#core';
import type { JobContext } from '#core';
import { findExpired, lockImage, removeFiles } from '../deletion.ts';
import { settings } from '../settings.ts';

const KEY = 'next';

/** Removes the files of deleted images whose time is over, again and again at the interval of the settings. */
export const purge = defineJob({
  name: 'purge',
  input: { type: 'object' },
  timeoutSeconds: 3600,
  async run(_input, context) {
    await schedulePurge(settings().purgeIntervalSeconds);
    if (settings().purgeEnabled) await purgeExpired(context);
  },
});

/** Adds the next purge, unless one is waiting already. */
export const schedulePurge = (delaySeconds: number): Promise<void> => purge.enqueue({}, { key: KEY, delaySeconds });

/** Purges batch by batch, each in a transaction of its own; answers how many images. */
export async function purgeExpired({ log, signal }: Pick<JobContext, 'log' | 'signal'>): Promise<number> {
  const limit = settings().purgeBatchSize;
  for (let total = 0; ;) {
    const count = await inTransaction(async () => {
      const ids = await findExpired(limit);
      const step = { actorId: null, at: new Date(), reason: 'Retention expired' };
      for (const id of ids) await removeFiles(await lockImage(id), 'hard_delete_job', step);
      return ids.length;
    });
    total += count;
    if (count > 0) log.info({ images: count }, 'Removed the files of deleted images whose time was over.');
    if (count < limit || signal.aborted) return total;
  }
}
