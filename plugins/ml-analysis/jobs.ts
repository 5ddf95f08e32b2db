import { defineJob, inTransaction, rows } from '#core';
import { artifactFiles } from './artifacts.ts';

/**
 * Removes every file that pipelines made for an image, and the rows that name them; the analyses stay. Whether the rows
 * are still there does not matter, so it can follow a purge.
 */
export const removeArtifacts = defineJob({
  name: 'remove-artifacts',
  input: {
    type: 'object',
    required: ['image_id'],
    properties: { image_id: { type: 'string', format: 'uuid' } },
  },
  async run({ image_id: imageId }, { log }) {
    const keys: string[] = [];
    for await (const { key } of artifactFiles.list(`${imageId}/`)) keys.push(key);
    await inTransaction(async () => {
      await rows('delete from ml_artifacts where analysis_id in (select id from ml_analyses where image_id = $1)', [
        imageId,
      ]);
      for (const key of keys) await artifactFiles.removeOnCommit(key);
    });
    const count = keys.length;
    if (count > 0) log.info({ image_id: imageId, count }, `Removed ${count} artifacts of a deleted image.`);
  },
});

/** Hears of a deleted image; if its files went for good, those that were made of it go too. */
export async function forgetPurged(payload: { image_id: string; permanently?: boolean }): Promise<void> {
  // Every process hears it; the key leaves one job of them.
  if (payload.permanently) await removeArtifacts.enqueue({ image_id: payload.image_id }, { key: payload.image_id });
}
