import type { Schema, TypeOf } from '#schema';

const uuid = { type: 'string', format: 'uuid' } as const;
const time = { type: 'string', format: 'date-time' } as const;
const maybe = { type: ['string', 'null'] } as const;

export const imageSchema = {
  type: 'object',
  required: [
    'id',
    'project_id',
    'filename',
    'content_type',
    'size_bytes',
    'metadata',
    'object_storage_key',
    'uploaded_by_user_id',
    'uploader_id',
    'created_at',
    'updated_at',
    'deleted_at',
    'deleted_by_user_id',
    'deletion_reason',
    'pending_hard_delete_at',
    'hard_deleted_at',
    'hard_deleted_by_user_id',
    'storage_deleted',
    'width',
    'height',
    'pages',
    'sha256',
    'state',
    'failure',
    'abilities',
  ],
  properties: {
    id: uuid,
    project_id: uuid,
    filename: { type: 'string', examples: ['gull.jpg'] },
    content_type: {
      type: 'string',
      description: 'Found from the bytes, not from the name.',
      examples: ['image/jpeg'],
    },
    size_bytes: { type: 'integer', examples: [2_481_113] },
    metadata: { type: 'object', examples: [{ camera: 'Nikon Z6' }] },
    object_storage_key: { type: 'string', description: 'Opaque.', examples: ['1f2e7b3c/original'] },
    uploaded_by_user_id: {
      type: 'string',
      description: 'E-mail address of whoever uploaded it.',
      examples: ['ada@example.org'],
    },
    uploader_id: uuid,
    created_at: time,
    updated_at: maybe,
    deleted_at: maybe,
    deleted_by_user_id: maybe,
    deletion_reason: maybe,
    pending_hard_delete_at: maybe,
    hard_deleted_at: maybe,
    hard_deleted_by_user_id: maybe,
    storage_deleted: { type: 'boolean' },
    width: { type: 'integer', description: 'Pixels, after the EXIF orientation is applied.', examples: [6048] },
    height: { type: 'integer', description: 'Pixels, after the EXIF orientation is applied.', examples: [4024] },
    pages: { type: 'integer', description: 'Pages or frames in the file, of which the first is shown.' },
    sha256: {
      type: 'string',
      description: 'Of the original, in lower-case hex.',
      examples: ['9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08'],
    },
    state: {
      enum: ['processing', 'ready', 'failed'],
      examples: ['ready'],
      description: 'Tiles are there when it is ready.',
    },
    failure: { type: ['string', 'null'], description: 'Why the tiles could not be made: a sentence.' },
    abilities: { type: 'object', additionalProperties: { type: 'boolean' }, examples: [{ edit: true, delete: false }] },
  },
} as const satisfies Schema;
export type ImageJson = TypeOf<typeof imageSchema>;

/** Payload of every event of an image. */
export const imageEventSchema = {
  type: 'object',
  required: ['project_id', 'image_id', 'filename'],
  properties: { project_id: uuid, image_id: uuid, filename: { type: 'string' } },
} as const satisfies Schema;

export const deletionEventSchema = {
  type: 'object',
  required: [
    'id',
    'image_id',
    'project_id',
    'actor_user_id',
    'action',
    'reason',
    'storage_deleted',
    'previous_state',
    'at',
  ],
  properties: {
    id: uuid,
    image_id: uuid,
    project_id: uuid,
    actor_user_id: maybe,
    action: { enum: ['soft_delete', 'force_delete', 'restore', 'hard_delete_job'] },
    reason: maybe,
    storage_deleted: { type: 'boolean' },
    previous_state: { type: ['object', 'null'] },
    at: time,
  },
} as const satisfies Schema;
export type DeletionEventJson = TypeOf<typeof deletionEventSchema>;
