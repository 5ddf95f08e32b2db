import { route } from '#core';
import { lockImage } from '../deletion.ts';
import { hasTiles } from '../errors.ts';
import { buildPyramid } from '../jobs/build-pyramid.ts';
import { imageEvent, presentImage } from '../present.ts';
import { findImage } from '../public.ts';
import { imageSchema } from '../schemas.ts';

export const rebuildImage = route(
  'POST /images/:image_id/rebuild',
  {
    summary: 'Try again to make the tiles of an image',
    subject: ({ image_id }) => findImage(image_id),
    noun: 'Image',
    access: 'images.edit',
    response: imageSchema,
    status: 202,
    errors: [hasTiles],
  },
  async ({ subject, may, emit }) => {
    const image = await lockImage(subject.id);
    if (image.state === 'ready') throw hasTiles();
    if (image.state === 'failed') {
      await image.update({ state: 'processing', failure: null, updatedAt: new Date() });
      emit('images.updated', imageEvent(image));
    }
    await buildPyramid.enqueue({ image_id: image.id }, { key: image.id });
    return presentImage(image, may);
  },
);
