import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { emit, inTransaction, notFound } from '#core';
import type { Identity } from '#core';
import { findProject } from '#plugins/projects';
import { decoder } from '../decoder.ts';
import { isDecodeFailure } from '../decoding/failure.ts';
import { requirePicture } from '../decoding/sniff.ts';
import type { PictureType } from '../decoding/sniff.ts';
import type { EncodedPicture, Examination } from '../decoding/tasks.ts';
import { damagedImage, refusalOf, uploadBroken } from '../errors.ts';
import { buildPyramid } from '../jobs/build-pyramid.ts';
import { Image } from '../models/image.ts';
import type { StoredThumbnail } from '../models/image.ts';
import { imageEvent } from '../present.ts';
import { cleanFilename } from '../serving/disposition.ts';
import { ladder } from '../serving/thumbnail.ts';
import { settings } from '../settings.ts';
import { originalKey, originals, thumbnails, thumbnailsKey } from '../storage.ts';
import { receive } from './receive.ts';
import type { Received } from './receive.ts';

/**
 * Takes in an upload: receives and stores the file, decodes it whole, and records the image. If anything is wrong, or
 * `signal` says that the client has gone, nothing of it stays.
 */
export async function acceptUpload(
  message: IncomingMessage,
  { projectId, user, signal }: { projectId: string; user: Identity; signal: AbortSignal },
): Promise<Image> {
  const id = randomUUID();
  const original = originalKey(id);
  const small = thumbnailsKey(id);
  try {
    const received = await receive(message, {
      maxBytes: settings().maxUploadBytes,
      identify,
      store: (body, { mime }) => originals.write(original, body, { contentType: mime }),
    });
    const found = await originals.withFile(original, (path) => examine(path, signal));
    const packed = pack(found.thumbnails);
    await thumbnails.write(small, packed.bytes, { contentType: 'application/octet-stream' });
    if (signal.aborted) throw uploadBroken();
    return await inTransaction(async () => {
      // It may have gone into the trash while the file came in.
      if (!(await findProject(projectId))) throw notFound('Project');
      const image = await Image.create({
        ...recordOf(received, found),
        id,
        projectId,
        uploadedById: user.id,
        thumbnails: packed.index,
      });
      await originals.keep(original);
      await thumbnails.keep(small);
      await buildPyramid.enqueue({ image_id: id }, { key: id });
      emit('images.created', imageEvent(image));
      return image;
    });
  } catch (error) {
    // What can't be discarded now is in the journal of drafts, and goes when this process ends.
    await Promise.allSettled([originals.discard(original), thumbnails.discard(small)]);
    if (signal.aborted) throw uploadBroken();
    throw isDecodeFailure(error) ? refusalOf(error) : error;
  }
}

async function identify(first: Buffer): Promise<PictureType> {
  const type = await requirePicture(first, { heic: true });
  if (type.mime !== 'image/heic' || (await decoder().readsHeic())) return type;
  return requirePicture(first);
}

/** One full decode. A decoder that dies may have been killed for other reasons: it gets a second chance, not a third. */
async function examine(path: string, signal: AbortSignal): Promise<Examination> {
  const boxes = ladder.map((side) => ({ width: side, height: side, format: 'jpg' as const }));
  const once = () => decoder().examine(path, boxes, { signal });
  try {
    return await once().catch((error: unknown) => {
      if (isDecodeFailure(error, 'crashed')) return once();
      throw error;
    });
  } catch (error) {
    if (isDecodeFailure(error, 'crashed')) throw damagedImage(`The picture can not be decoded. ${error.message}`);
    throw error;
  }
}

function recordOf({ filename, type, size, sha256, metadata }: Received, { width, height, pages }: Examination) {
  return {
    filename: cleanFilename(filename, `image.${type.extension}`),
    contentType: type.mime,
    sizeBytes: size,
    sha256,
    metadata,
    width,
    height,
    pages,
  };
}

/** The thumbnails one behind the other; a picture smaller than a box of the ladder comes but once. */
function pack(pictures: readonly EncodedPicture[]): { bytes: Buffer; index: StoredThumbnail[] } {
  const index: StoredThumbnail[] = [];
  const parts: Buffer[] = [];
  let offset = 0;
  for (const { bytes, mime, width, height } of pictures) {
    const last = index.at(-1);
    if (last?.width === width && last.height === height) continue;
    index.push({ width, height, type: mime, offset, length: bytes.length });
    parts.push(bytes);
    offset += bytes.length;
  }
  return { bytes: Buffer.concat(parts), index };
}
