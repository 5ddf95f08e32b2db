import { createHash, randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { emit, notFound } from '#core';
import type { Answer, Identity } from '#core';
import { findProject } from '#plugins/projects';
import { decoder } from '../decoder.ts';
import { isDecodeFailure } from '../decoding/failure.ts';
import { requirePicture } from '../decoding/sniff.ts';
import type { PictureType } from '../decoding/sniff.ts';
import type { EncodedPicture, Examination } from '../decoding/tasks.ts';
import { damagedImage, refusalOf, storageFull, uploadBroken } from '../errors.ts';
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

/** Who uploads what where, and what becomes of it. */
export interface UploadCall {
  readonly projectId: string;
  readonly user: Identity;
  /** Aborted when the client has gone. */
  readonly signal: AbortSignal;
  /** Runs work in a transaction, unless an upload of this fingerprint was answered before: then answers as then. */
  once(fingerprint: string, work: () => Promise<Answer>): Promise<Answer>;
  /** The answer for a new image, within its transaction. */
  answer(image: Image): Promise<Answer>;
}

/**
 * Takes in an upload: receives and stores the file, decodes it whole, and records the image. If anything is wrong, the
 * client has gone, or the same was uploaded under the same Idempotency-Key before, nothing of it stays.
 */
export async function acceptUpload(message: IncomingMessage, call: UploadCall): Promise<Answer> {
  const id = randomUUID();
  let isKept = false;
  try {
    const received = await receive(message, {
      maxBytes: settings().maxUploadBytes,
      identify,
      store: (body, { mime }) => originals.write(originalKey(id), body, { contentType: mime }),
    });
    const found = await originals.withFile(originalKey(id), (path) => examine(path, call.signal));
    const packed = pack(found.thumbnails);
    await thumbnails.write(thumbnailsKey(id), packed.bytes, { contentType: 'application/octet-stream' });
    if (call.signal.aborted) throw uploadBroken();
    return await call.once(fingerprintOf(received), async () => {
      const image = await keepImage(id, call, { ...recordOf(received, found), thumbnails: packed.index });
      const answer = await call.answer(image);
      isKept = true;
      return answer;
    });
  } catch (error) {
    isKept = false;
    if (call.signal.aborted) throw uploadBroken();
    if ((error as NodeJS.ErrnoException).code === 'ENOSPC') throw storageFull();
    throw isDecodeFailure(error) ? refusalOf(error) : error;
  } finally {
    // What can't be discarded now is in the journal of drafts, and goes when this process ends.
    if (!isKept) {
      await Promise.allSettled([originals.discard(originalKey(id)), thumbnails.discard(thumbnailsKey(id))]);
    }
  }
}

/** Within a transaction: records the image, keeps its files and asks for its tiles. */
async function keepImage(id: string, { projectId, user }: UploadCall, record: ImageRecord): Promise<Image> {
  // The project may have gone into the trash while the file came in.
  if (!(await findProject(projectId))) throw notFound('Project');
  const image = await Image.create({ ...record, id, projectId, uploadedById: user.id });
  await originals.keep(originalKey(id));
  await thumbnails.keep(thumbnailsKey(id));
  await buildPyramid.enqueue({ image_id: id }, { key: id });
  emit('images.created', imageEvent(image));
  return image;
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

/** Tells an upload from another one: its file, its name and its metadata. */
const fingerprintOf = ({ sha256, filename, metadata }: Received): string =>
  createHash('sha256')
    .update(JSON.stringify([sha256, filename, metadata]))
    .digest('hex');

type ImageRecord = ReturnType<typeof recordOf> & { thumbnails: StoredThumbnail[] };

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
