import { rawRoute } from '#core';
import { invalidThumbnailSize } from '../errors.ts';
import { findImageWithDeleted } from '../public.ts';
import { isKnown } from '../serving/conditional.ts';
import { contentDisposition } from '../serving/disposition.ts';
import { fittingThumbnail } from '../serving/thumbnail.ts';
import { requireFiles } from './read.ts';

export const getThumbnail = rawRoute(
  'GET /images/:image_id/thumbnail',
  {
    summary: 'A small picture of an image that fits into a box; never enlarged',
    description:
      'Thumbnails are made once, at upload, in a ladder of sizes: the answer is the largest that fits, which may be ' +
      'smaller than the box. JPEG, or WebP where the image is transparent.',
    subject: ({ image_id }) => findImageWithDeleted(image_id),
    noun: 'Image',
    access: 'images.read',
    query: {
      type: 'object',
      properties: {
        width: { type: 'integer', default: 200, description: 'Pixels.' },
        height: { type: 'integer', default: 200, description: 'Pixels.' },
        include_deleted: { type: 'boolean', default: false },
      },
    },
    answers: {
      200: { description: 'The thumbnail.', types: ['image/jpeg', 'image/webp'] },
      304: { description: 'What the client has is what there is.' },
    },
    errors: [invalidThumbnailSize],
  },
  async ({ ctx, subject: image, query }) => {
    const { width, height, include_deleted: includeDeleted } = query;
    if (width <= 0 || height <= 0) throw invalidThumbnailSize();
    requireFiles(image, includeDeleted);
    const thumbnail = await fittingThumbnail(image, width, height);
    // A thumbnail never changes; a day is how long a browser may keep showing what has been deleted since.
    ctx.set('Cache-Control', 'private, max-age=86400, immutable');
    ctx.vary('Authorization, Cookie'); // whoever uses the same browser next may not see it
    const etag = `"${image.sha256.slice(0, 32)}-${thumbnail.width}x${thumbnail.height}"`;
    ctx.set('ETag', etag);
    ctx.set('Content-Security-Policy', "sandbox; default-src 'none'");
    ctx.status = 200;
    if (isKnown({ noneMatch: ctx.get('if-none-match'), modifiedSince: undefined }, etag)) {
      ctx.status = 304;
      return;
    }
    ctx.set('Content-Disposition', contentDisposition(`thumbnail_${image.filename}`, thumbnail.type));
    ctx.body = await thumbnail.read();
    ctx.set('Content-Type', thumbnail.type);
  },
);
