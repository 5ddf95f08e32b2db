import { notFound, rawRoute, route } from '#core';
import { fileGone, rangeNotSatisfiable } from '../errors.ts';
import type { Image } from '../models/image.ts';
import { findImageWithDeleted } from '../public.ts';
import { presentImage } from '../present.ts';
import { imageSchema } from '../schemas.ts';
import { contentDisposition } from '../serving/disposition.ts';
import { sendFile } from '../serving/send-file.ts';
import { originalKey, originals } from '../storage.ts';

/** The query of those who may ask for a deleted image. */
export const withDeleted = {
  type: 'object',
  properties: { include_deleted: { type: 'boolean', default: false } },
} as const;

const ofImage = {
  subject: ({ image_id }: { image_id: string }) => findImageWithDeleted(image_id),
  noun: 'Image',
  access: 'images.read',
} as const;

/** A deleted image is there for those alone who ask for it; rights were asked before. */
export function requireShown(image: Image, includeDeleted: boolean): void {
  if (image.deletedAt && !includeDeleted) throw notFound('Image');
}

/** As `requireShown`, and its files must not have been removed for good. */
export function requireFiles(image: Image, includeDeleted: boolean): void {
  requireShown(image, includeDeleted);
  if (image.storageDeleted) throw fileGone();
}

export const getImage = route(
  'GET /images/:image_id',
  { summary: 'One image', ...ofImage, query: withDeleted, response: imageSchema },
  async ({ subject: image, query, may }) => {
    requireShown(image, query.include_deleted);
    return presentImage(image, may);
  },
);

export const getDownload = route(
  'GET /images/:image_id/download',
  {
    summary: 'Where the original of an image is to be had',
    description: 'The path is relative to the prefix of the API, such as /api.',
    ...ofImage,
    query: withDeleted,
    response: {
      type: 'object',
      required: ['url', 'object_key', 'method'],
      properties: {
        url: { type: 'string', examples: ['/images/1f2e7b3c-55a0-4c07-a2d4-0f6b0a6c9e11/content'] },
        object_key: { type: 'string', examples: ['1f2e7b3c/original'] },
        method: { const: 'GET' },
      },
    },
  },
  async ({ subject: image, query, may }) => {
    requireShown(image, query.include_deleted);
    const { object_storage_key: key } = await presentImage(image, may);
    return { url: `/images/${image.id}/content`, object_key: key, method: 'GET' as const };
  },
);

export const getContent = rawRoute(
  'GET /images/:image_id/content',
  {
    summary: 'The original of an image, byte for byte',
    description: 'Ranges and conditional requests are honoured; the ETag is the SHA-256 of the file.',
    ...ofImage,
    query: withDeleted,
    headers: [{ name: 'Range', description: 'A part of the file alone.', example: 'bytes=0-1023' }],
    answers: {
      200: { description: 'The file.', types: ['image/*'] },
      206: { description: 'The part that Range asked for.', types: ['image/*'] },
      304: { description: 'What the client has is what there is.' },
    },
    errors: [fileGone, rangeNotSatisfiable],
  },
  async ({ ctx, subject: image, query }) => {
    requireFiles(image, query.include_deleted);
    // Whatever it is, it can't run here.
    ctx.set('Content-Security-Policy', "sandbox; default-src 'none'; img-src 'self' data:; style-src 'unsafe-inline'");
    ctx.set('Content-Disposition', contentDisposition(image.filename, image.contentType));
    ctx.set('Cache-Control', 'private, no-cache');
    await sendFile(ctx, {
      size: image.sizeBytes,
      type: image.contentType,
      etag: `"${image.sha256}"`,
      modifiedAt: image.createdAt,
      read: (range) => originals.read(originalKey(image.id), range ? { range } : {}),
    });
  },
);
