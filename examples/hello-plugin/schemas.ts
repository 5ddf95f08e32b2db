import type { Schema, TypeOf } from '#schema';

export const greetingSchema = {
  type: 'object',
  required: ['id', 'image_id', 'text', 'created_at'],
  properties: {
    id: { type: 'string', format: 'uuid' },
    image_id: { type: 'string', format: 'uuid' },
    text: { type: 'string' },
    created_at: { type: 'string', format: 'date-time' },
  },
} as const satisfies Schema;
export type GreetingJson = TypeOf<typeof greetingSchema>;

export const newGreetingSchema = {
  type: 'object',
  required: ['text'],
  additionalProperties: false,
  properties: { text: { type: 'string', minLength: 1, maxLength: 200 } },
} as const satisfies Schema;

/** Payload of `hello-plugin.greeted`. */
export const greetedSchema = {
  type: 'object',
  required: ['project_id', 'image_id', 'text'],
  properties: { project_id: { type: 'string' }, image_id: { type: 'string' }, text: { type: 'string' } },
} as const satisfies Schema;
