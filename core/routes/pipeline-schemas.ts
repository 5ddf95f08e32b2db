import type { TypeOf } from '../schema.ts';

const uuid = { type: 'string', format: 'uuid' } as const;
const time = { type: 'string', format: 'date-time' } as const;
const name = { type: 'string', minLength: 1, maxLength: 255, pattern: '\\S' } as const;
const list = { type: 'array', maxItems: 1000, uniqueItems: true } as const;
const models = { ...list, items: { type: 'string', minLength: 1, maxLength: 255 } } as const;
const allowed_models = {
  oneOf: [{ type: 'null' }, models],
  description: 'The only models that it may announce, of those that the site allows; null: all of these.',
} as const;
const project_ids = {
  oneOf: [{ type: 'null' }, { ...list, items: uuid }],
  description: 'The only projects that it may work in; null: all.',
} as const;

export const pipelineSchema = {
  type: 'object',
  required: [
    'id',
    'name',
    'key_id',
    'is_active',
    'is_built_in',
    'allowed_models',
    'project_ids',
    'secrets',
    'created_at',
    'updated_at',
  ],
  properties: {
    id: uuid,
    name: { type: 'string' },
    key_id: { type: 'string', description: 'What it sends in X-ML-Key-Id.' },
    is_active: { type: 'boolean' },
    is_built_in: { type: 'boolean', description: 'Its secret is ML_CALLBACK_HMAC_SECRET; it can not be changed here.' },
    allowed_models,
    project_ids,
    secrets: {
      type: 'array',
      items: {
        type: 'object',
        required: ['id', 'created_at', 'is_lost'],
        properties: {
          id: uuid,
          created_at: time,
          is_lost: { type: 'boolean', description: 'Sealed with another SECRET_KEY: it signs nothing. Replace it.' },
        },
      },
    },
    created_at: time,
    updated_at: { oneOf: [time, { type: 'null' }] },
  },
} as const;
export type PipelineJson = TypeOf<typeof pipelineSchema>;

export const newPipelineSchema = {
  type: 'object',
  required: ['name'],
  additionalProperties: false,
  properties: {
    name,
    key_id: {
      type: 'string',
      pattern: '^[A-Za-z0-9_.-]{1,64}$',
      description: 'What it will send in X-ML-Key-Id; default: made of the name.',
    },
    allowed_models,
    project_ids,
  },
} as const;

export const pipelineChangeSchema = {
  type: 'object',
  minProperties: 1,
  additionalProperties: false,
  properties: { name, allowed_models, project_ids, is_active: { type: 'boolean' } },
} as const;

export const madeSecretSchema = {
  type: 'object',
  required: ['id', 'secret'],
  properties: { id: uuid, secret: { type: 'string', description: 'Shown this once.' } },
} as const;
