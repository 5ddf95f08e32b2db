import type { Schema, TypeOf } from '#schema';

const name = {
  type: 'string',
  minLength: 1,
  maxLength: 255,
  pattern: '\\S',
  examples: ['Gulls of the north shore'],
} as const;
const description = { type: ['string', 'null'], maxLength: 20000, examples: ['Counts of spring 2026'] } as const;

export const projectSchema = {
  type: 'object',
  required: ['id', 'name', 'description', 'meta_group_id', 'created_at', 'updated_at', 'trashed_at', 'abilities'],
  properties: {
    id: { type: 'string', format: 'uuid' },
    name: { type: 'string', examples: ['Gulls of the north shore'] },
    description: { type: ['string', 'null'], examples: ['Counts of spring 2026'] },
    meta_group_id: { type: 'string', examples: ['bird-watchers'] },
    created_at: { type: 'string', format: 'date-time' },
    updated_at: { type: ['string', 'null'] },
    trashed_at: { type: ['string', 'null'] },
    abilities: {
      type: 'object',
      required: ['edit', 'delete'],
      properties: { edit: { type: 'boolean' }, delete: { type: 'boolean' } },
    },
  },
} as const satisfies Schema;
export type ProjectJson = TypeOf<typeof projectSchema>;

export const newProjectSchema = {
  type: 'object',
  required: ['name', 'meta_group_id'],
  properties: {
    name,
    description,
    meta_group_id: { type: 'string', minLength: 1, maxLength: 255, pattern: '\\S', examples: ['bird-watchers'] },
  },
} as const satisfies Schema;

export const projectChangesSchema = {
  type: 'object',
  additionalProperties: false,
  minProperties: 1,
  properties: { name, description },
} as const satisfies Schema;

/** Payload of every event of a project. */
export const projectEventSchema = {
  type: 'object',
  required: ['project_id', 'name'],
  properties: { project_id: { type: 'string', format: 'uuid' }, name: { type: 'string' } },
} as const satisfies Schema;
