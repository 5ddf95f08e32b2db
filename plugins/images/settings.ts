import type { Schema, TypeOf } from '#schema';

export const settingsSchema = {
  type: 'object',
  additionalProperties: false,
  properties: {
    maxUploadBytes: {
      type: 'integer',
      minimum: 1,
      default: 2147483648,
      env: 'MAX_UPLOAD_BYTES',
      description: 'Largest image file in bytes.',
    },
    maxPixels: {
      type: 'integer',
      minimum: 1,
      default: 2000000000,
      env: 'MAX_IMAGE_PIXELS',
      description: 'Largest image in pixels, width times height.',
    },
    decoderProcesses: {
      type: 'integer',
      minimum: 2,
      maximum: 64,
      default: 2,
      env: 'IMAGE_DECODERS',
      description: 'Processes that decode images at once; one is always left for uploads and thumbnails.',
    },
    tileCacheBytes: {
      type: 'integer',
      minimum: 0,
      default: 67108864,
      env: 'IMAGE_TILE_CACHE_BYTES',
      description: 'Memory for tiles that are asked for often.',
    },
    deletionRetentionDays: {
      type: 'integer',
      minimum: 0,
      default: 60,
      env: 'IMAGE_DELETE_RETENTION_DAYS',
      description: 'Days in which a deleted image can be restored.',
    },
    deletionReasonMinimum: {
      type: 'integer',
      minimum: 0,
      default: 10,
      env: 'IMAGE_DELETE_REASON_MIN_CHARS',
      description: 'Characters that the reason of a deletion has at least.',
    },
    purgeEnabled: {
      type: 'boolean',
      default: true,
      env: 'ENABLE_IMAGE_PURGE',
      description: 'Whether the files of deleted images are removed when their time is over.',
    },
    purgeBatchSize: {
      type: 'integer',
      minimum: 1,
      default: 500,
      env: 'IMAGE_DELETE_PURGE_BATCH_SIZE',
      description: 'Images that are purged in one transaction.',
    },
    purgeIntervalSeconds: {
      type: 'integer',
      minimum: 1,
      default: 3600,
      env: 'IMAGE_DELETE_PURGE_INTERVAL_SECONDS',
      description: 'Seconds from one purge to the next.',
    },
  },
} as const satisfies Schema;
export type ImagesSettings = TypeOf<typeof settingsSchema>;

let current: ImagesSettings | undefined;

/** Called once, when the plugin starts. */
export function useSettings(settings: ImagesSettings): void {
  current = settings;
}

/** The plugin's settings; there are none before it has started. */
export function settings(): ImagesSettings {
  if (!current) throw new Error('The settings of the images plugin were asked for before it had started.');
  return current;
}
