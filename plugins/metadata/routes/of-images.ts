import { route } from '#core';
import { findImage, imageSchema, presentImage } from '#plugins/images';
import { tooMuch } from '../errors.ts';
import { checkEntries } from '../limits.ts';
import { imageEntrySchema } from '../schemas.ts';
import { removeImageKey, setImageKey } from '../write.ts';

export const setImageMetadata = route(
  'PUT /images/:image_id/metadata',
  {
    summary: 'Set one key of an image’s metadata; the others stay as they are',
    subject: ({ image_id }) => findImage(image_id),
    noun: 'Image',
    access: 'metadata.edit',
    body: imageEntrySchema,
    response: imageSchema,
    errors: [tooMuch],
  },
  async ({ subject: image, body: { key, value }, may, emit }) => {
    checkEntries([{ key, value, keyPointer: '/body/key', valuePointer: '/body/value' }]);
    await setImageKey(image, key, value);
    emit('metadata.changed', { project_id: image.projectId, image_id: image.id, keys: [key] });
    return presentImage(image, may);
  },
);

export const deleteImageMetadata = route(
  'DELETE /images/:image_id/metadata/:key',
  {
    params: { key: { examples: ['season'] } },
    summary: 'Remove one key of an image’s metadata; a slash in it is written %2F',
    subject: ({ image_id }) => findImage(image_id),
    noun: 'Image',
    access: 'metadata.edit',
    response: imageSchema,
    status: 200,
  },
  async ({ subject: image, params: { key }, may, emit }) => {
    if (await removeImageKey(image, key)) {
      emit('metadata.changed', { project_id: image.projectId, image_id: image.id, keys: [key] });
    }
    return presentImage(image, may);
  },
);
