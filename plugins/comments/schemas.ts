import type { Schema, TypeOf } from '#schema';

const uuid = { type: 'string', format: 'uuid' } as const;
const time = { type: 'string', format: 'date-time' } as const;

/** Longest comment, in characters. */
export const longestText = 20_000;

export const commentSchema = {
  type: 'object',
  required: ['id', 'image_id', 'text', 'author_id', 'author', 'edited', 'created_at', 'updated_at', 'abilities'],
  properties: {
    id: uuid,
    image_id: uuid,
    text: { type: 'string', examples: ['Is this a gull or a tern?'] },
    author_id: uuid,
    author: {
      type: 'object',
      required: ['id', 'email', 'username'],
      properties: {
        id: uuid,
        email: { type: 'string', examples: ['ada@example.org'] },
        username: { type: ['string', 'null'], examples: ['Ada'] },
      },
    },
    edited: { type: 'boolean', description: 'Whether the text was changed after it was first written.' },
    created_at: time,
    updated_at: { type: ['string', 'null'] },
    abilities: {
      type: 'object',
      required: ['edit', 'delete'],
      properties: { edit: { type: 'boolean' }, delete: { type: 'boolean' } },
    },
  },
} as const satisfies Schema;
export type CommentJson = TypeOf<typeof commentSchema>;

/** A new comment, or the new text of one. Blanks alone are no text. */
export const commentTextSchema = {
  type: 'object',
  required: ['text'],
  properties: {
    text: {
      type: 'string',
      minLength: 1,
      maxLength: longestText,
      pattern: '\\S',
      examples: ['Is this a gull or a tern?'],
    },
  },
} as const satisfies Schema;

export const commentCountsSchema = {
  type: 'object',
  required: ['counts'],
  properties: {
    counts: {
      type: 'object',
      additionalProperties: { type: 'integer' },
      description: 'Comments by image id; an image that is not listed has none.',
      examples: [{ '1f2e7b3c-55a0-4c07-a2d4-0f6b0a6c9e11': 3 }],
    },
  },
} as const satisfies Schema;
export type CommentCountsJson = TypeOf<typeof commentCountsSchema>;

/** Payload of every event of a comment. */
export const commentEventSchema = {
  type: 'object',
  required: ['project_id', 'image_id', 'comment_id', 'author_id'],
  properties: { project_id: uuid, image_id: uuid, comment_id: uuid, author_id: uuid },
} as const satisfies Schema;
export type CommentEvent = TypeOf<typeof commentEventSchema>;
