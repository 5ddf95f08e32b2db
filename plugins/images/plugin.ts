import { ACCESS_CHANGED, definePlugin } from '#core';
import { startDecoder, stopDecoder } from './decoder.ts';
import { buildPyramid, resumeUnfinished } from './jobs/build-pyramid.ts';
import { purge, schedulePurge } from './jobs/purge.ts';
import { DeletionEvent } from './models/deletion-event.ts';
import { Image } from './models/image.ts';
import { deleteImage, listDeletionEvents, restoreImage } from './routes/deletion.ts';
import { getNeighbours, listImages } from './routes/list.ts';
import { getContent, getDownload, getImage } from './routes/read.ts';
import { rebuildImage } from './routes/rebuild.ts';
import { getThumbnail } from './routes/thumbnail.ts';
import { uploadImage } from './routes/upload.ts';
import { imageEventSchema } from './schemas.ts';
import { settingsSchema, useSettings } from './settings.ts';
import { originals, pyramids, thumbnails } from './storage.ts';
import { clearBlocks } from './tiles/block-source.ts';
import { forgetAll, forgetDeleted, forgetImage } from './tiles/invalidation.ts';
import { clearPictures, serveIiif } from './tiles/mount.ts';
import { dropPyramids } from './tiles/open-pyramids.ts';

export default definePlugin({
  name: 'images',
  title: 'Images',
  summary: 'Upload, deep zoom through the IIIF Image API, deletion and restoration of images.',
  needs: ['projects'],
  settings: settingsSchema,
  register(host) {
    host.models(Image, DeletionEvent);
    host.migrations(new URL('./migrations/', import.meta.url));
    host.permissions({
      'images.read': { title: 'See images', grantedTo: ['viewer', 'pipeline'] },
      'images.upload': { title: 'Upload images', grantedTo: ['annotator'] },
      'images.edit': { title: 'Edit the metadata of images and rebuild their tiles', grantedTo: ['annotator'] },
      'images.delete': { title: 'Delete images and restore them', grantedTo: ['reviewer'] },
      'images.purge': { title: 'Remove the files of images for good', grantedTo: ['owner'] },
    });
    host.storage(originals, thumbnails, pyramids);
    host.jobs(buildPyramid, purge);
    host.routes(uploadImage, listImages, listDeletionEvents, deleteImage, restoreImage);
    host.routes(getImage, getDownload, getContent, getThumbnail, getNeighbours, rebuildImage);
    host.emits({
      'images.created': imageEventSchema,
      'images.ready': imageEventSchema,
      'images.failed': imageEventSchema,
      'images.updated': imageEventSchema,
      'images.deleted': imageEventSchema,
      'images.restored': imageEventSchema,
    });
    host.mount('/iiif', serveIiif);
    host.on('images.deleted', forgetDeleted);
    for (const event of ['images.ready', 'images.failed', 'images.updated', 'images.restored']) {
      host.on(event, forgetImage);
    }
    host.on(ACCESS_CHANGED, forgetAll);
    host.on('projects.trashed', forgetAll);
    host.on('projects.restored', forgetAll);
    host.ui({
      module: './ui/index.ts',
      slots: {
        page: { element: 'images-image-page', path: '/images/:image_id', title: 'Image' },
        'project.tab': { element: 'images-grid-tab', id: 'images', title: 'Images', order: 10 },
        'project.card': { element: 'images-project-card', order: 10 },
        'image.sidebar': { element: 'images-details-panel', id: 'details', title: 'Details', order: 50 },
      },
    });
  },
  async start({ settings, app }) {
    useSettings(settings);
    await startDecoder(app.dataDir);
    await resumeUnfinished();
    await schedulePurge(Math.min(60, settings.purgeIntervalSeconds));
  },
  async stop() {
    await stopDecoder();
    dropPyramids();
    clearPictures();
    clearBlocks();
    forgetAll();
  },
});
