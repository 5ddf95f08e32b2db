import { definePlugin } from '#core';
import { DeletionEvent } from './models/deletion-event.ts';
import { Image } from './models/image.ts';

export default definePlugin({
  name: 'images',
  title: 'Images',
  summary: 'Upload, deep zoom through the IIIF Image API, deletion and restoration of images.',
  needs: ['projects'],
  register(host) {
    host.models(Image, DeletionEvent);
    host.migrations(new URL('./migrations/', import.meta.url));
  },
});
