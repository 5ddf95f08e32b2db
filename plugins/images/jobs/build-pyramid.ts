import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { defineJob, emit, inTransaction, rows } from '#core';
import type { JobContext } from '#core';
import { decoder, scratchFolder } from '../decoder.ts';
import { isDecodeFailure } from '../decoding/failure.ts';
import { Image } from '../models/image.ts';
import { imageEvent } from '../present.ts';
import { newPyramidKey, originalKey, originals, pyramids } from '../storage.ts';

/** Makes the tiles of an image, after which it is `ready`; after the last try it is `failed`, with the reason. */
export const buildPyramid = defineJob({
  name: 'build-pyramid',
  input: {
    type: 'object',
    required: ['image_id'],
    properties: { image_id: { type: 'string', format: 'uuid' } },
  },
  retries: 2,
  timeoutSeconds: 3600,
  async run({ image_id: imageId }, context) {
    try {
      await build(imageId, context);
    } catch (error) {
      // Stopping is no failure of the picture: the job is taken up again by whoever runs next.
      if (context.isLastTry && !context.signal.aborted) await giveUp(imageId, error);
      throw error;
    }
  },
});

async function build(imageId: string, { signal, log }: JobContext): Promise<void> {
  const wanted = await Image.findByPk(imageId);
  if (!wanted || !isWanted(wanted)) return;
  const attempt = randomUUID();
  const key = newPyramidKey(imageId, attempt);
  const file = join(scratchFolder(), `${attempt}.tif`);
  const started = performance.now();
  try {
    const { tiles, bytes } = await originals.withFile(originalKey(imageId), (path) =>
      decoder().pyramid(path, file, { signal }),
    );
    await pyramids.write(key, createReadStream(file), { contentType: 'image/tiff' });
    const isDone = await inTransaction(() => finish(imageId, key));
    if (!isDone) await pyramids.discard(key);
    const megapixels = (wanted.width * wanted.height) / 1e6;
    log.info({ image_id: imageId, megapixels, tiles, bytes, ms: Math.round(performance.now() - started) }, 'Tiled.');
  } catch (error) {
    await pyramids.discard(key);
    throw error;
  } finally {
    await rm(file, { force: true });
  }
}

const isWanted = ({ state, deletedAt }: Image): boolean => state === 'processing' && !deletedAt;

/** Records the pyramid, unless the image was deleted or finished by another meanwhile. */
async function finish(imageId: string, key: string): Promise<boolean> {
  const image = await Image.findByPk(imageId, { lock: true });
  if (!image || !isWanted(image)) return false;
  await image.update({ state: 'ready', failure: null, pyramidKey: key, updatedAt: new Date() });
  await pyramids.keep(key);
  emit('images.ready', imageEvent(image));
  return true;
}

async function giveUp(imageId: string, error: unknown): Promise<void> {
  const failure = isDecodeFailure(error)
    ? error.message
    : 'The tiles of this image could not be made because of a fault on the server. Try it again.';
  await inTransaction(async () => {
    const image = await Image.findByPk(imageId, { lock: true });
    if (!image || !isWanted(image)) return;
    await image.update({ state: 'failed', failure, updatedAt: new Date() });
    emit('images.failed', { ...imageEvent(image), failure });
  });
}

/** Adds the job for every image that waits for tiles and has none: its last try may have died with its process. */
export async function resumeUnfinished(): Promise<void> {
  const unfinished = await rows<{ id: string }>(
    "select id from images where state = 'processing' and deleted_at is null",
  );
  for (const { id } of unfinished) {
    if (!(await buildPyramid.isUnderWay(id))) await buildPyramid.enqueue({ image_id: id }, { key: id });
  }
}
