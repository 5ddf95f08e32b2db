import type { TypeOf } from '#schema';

/** The plugin's settings, with the names that pipelines' administrators know. */
export const settingsSchema = {
  type: 'object',
  additionalProperties: false,
  properties: {
    enabled: {
      type: 'boolean',
      default: true,
      env: 'ML_ANALYSIS_ENABLED',
      description: 'Whether analyses are there at all; off: every route of this plugin answers 404.',
    },
    maxAnalysesPerImage: {
      type: 'integer',
      minimum: 1,
      default: 10,
      env: 'ML_MAX_ANALYSES_PER_IMAGE',
      description: 'Most analyses an image may have, whatever their status.',
    },
    allowedModels: {
      type: 'array',
      items: { type: 'string', minLength: 1 },
      default: [
        'resnet50_classifier',
        'vgg16',
        'inception_v3',
        'efficientnet_b0',
        'demo-model-detcls',
        'yolo_v8',
        'heatmap_generator',
        'blob_detector',
      ],
      env: 'ML_ALLOWED_MODELS',
      description: 'Names of the models that analyses may be created for.',
    },
    defaultStatus: {
      enum: ['queued', 'processing'],
      default: 'queued',
      env: 'ML_DEFAULT_STATUS',
      description: 'Status of a new analysis.',
    },
    maxBulkAnnotations: {
      type: 'integer',
      minimum: 1,
      default: 1000,
      env: 'ML_MAX_BULK_ANNOTATIONS',
      description: 'Most annotations in one annotations:bulk call.',
    },
    presignedUrlExpirySeconds: {
      type: 'integer',
      minimum: 1,
      maximum: 604800,
      default: 3600,
      env: 'ML_PRESIGNED_URL_EXPIRY_SECONDS',
      description: 'How long upload and download URLs of artifacts are valid.',
    },
    maxArtifactBytes: {
      type: 'integer',
      minimum: 1,
      default: 268435456,
      env: 'MAX_ARTIFACT_BYTES',
      description: 'Largest artifact in bytes, where the storage can check it.',
    },
  },
} as const;

export type Settings = TypeOf<typeof settingsSchema>;

let current: Settings | undefined;

/** Keeps the settings that core hands over when the plugin starts. */
export function useSettings(settings: Settings): void {
  current = settings;
}

/** The settings in force. */
export function settings(): Settings {
  if (!current) throw new Error('The ml-analysis settings were read before the plugin started.');
  return current;
}
