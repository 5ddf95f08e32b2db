import type { Schema, TypeOf } from '#schema';

const uuid = { type: 'string', format: 'uuid' } as const;

/** Longest key, in characters. */
export const longestKey = 255;
/** Largest value, in bytes of UTF-8 as JSON. */
export const largestValue = 65_536;
/** All metadata of one image together, in bytes as PostgreSQL writes the JSON. */
export const largestImageMetadata = 1_048_576;

const key = {
  type: 'string',
  minLength: 1,
  maxLength: longestKey,
  description: 'Not blank, and neither . nor .., which no URL can name.',
  examples: ['season'],
} as const;

export const imageEntrySchema = {
  type: 'object',
  required: ['key', 'value'],
  properties: { key, value: { description: 'Any JSON value, null too.', examples: ['spring'] } },
} as const satisfies Schema;

export const newEntrySchema = {
  type: 'object',
  required: ['key'],
  properties: { key, value: { description: 'Any JSON value; null if left out.', examples: ['spring'] } },
} as const satisfies Schema;

export const entrySchema = {
  type: 'object',
  required: ['id', 'project_id', 'key', 'value', 'created_at', 'updated_at'],
  properties: {
    id: uuid,
    project_id: uuid,
    key: { type: 'string', examples: ['season'] },
    value: { description: 'Any JSON value.', examples: ['spring'] },
    created_at: { type: 'string', format: 'date-time' },
    updated_at: { type: ['string', 'null'] },
  },
} as const satisfies Schema;
export type EntryJson = TypeOf<typeof entrySchema>;

/** All metadata of a project as one object. Its keys keep to the same rules. */
export const dictSchema = {
  type: 'object',
  additionalProperties: { description: 'Any JSON value.' },
  examples: [{ season: 'spring', lenses: [35, 85] }],
} as const satisfies Schema;

/** Payload of `metadata.changed`: that of an image if `image_id` is there, else that of the project. */
export const metadataEventSchema = {
  type: 'object',
  required: ['project_id', 'keys'],
  properties: { project_id: uuid, image_id: uuid, keys: { type: 'array', items: { type: 'string' } } },
} as const satisfies Schema;
