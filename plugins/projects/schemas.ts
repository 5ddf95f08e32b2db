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
    meta_group_id: {
      type: ['string', 'null'],
      examples: ['bird-watchers'],
      description: 'Name of the group that it belongs to.',
    },
    created_at: { type: 'string', format: 'date-time' },
    updated_at: { type: ['string', 'null'] },
    trashed_at: { type: ['string', 'null'] },
    abilities: {
      type: 'object',
      required: ['edit', 'delete', 'share'],
      properties: { edit: { type: 'boolean' }, delete: { type: 'boolean' }, share: { type: 'boolean' } },
    },
  },
} as const satisfies Schema;
export type ProjectJson = TypeOf<typeof projectSchema>;

export const newProjectSchema = {
  type: 'object',
  required: ['name'],
  properties: {
    name,
    description,
    meta_group_id: {
      type: ['string', 'null'],
      minLength: 1,
      maxLength: 255,
      pattern: '\\S',
      examples: ['bird-watchers'],
      description:
        'Name of a group, whose members may work in it. One that nobody has made yet is made, with the caller in it. ' +
        'Left out: nobody but the project’s own members sees it.',
    },
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

/** Payload of `projects.members_changed`. */
export const membersEventSchema = {
  type: 'object',
  required: ['project_id'],
  properties: { project_id: { type: 'string', format: 'uuid' } },
} as const satisfies Schema;

export const role = { enum: ['viewer', 'commenter', 'annotator', 'reviewer', 'manager', 'owner'] } as const;

const flag = { type: 'boolean' } as const;
const id = { type: 'string', format: 'uuid' } as const;
const time = { type: 'string', format: 'date-time' } as const;

export const memberSchema = {
  type: 'object',
  required: ['id', 'role', 'user', 'group', 'created_at', 'abilities'],
  properties: {
    id,
    role,
    user: {
      type: ['object', 'null'],
      required: ['id', 'email', 'username'],
      properties: { id, email: { type: 'string' }, username: { type: ['string', 'null'] } },
    },
    group: {
      type: ['object', 'null'],
      required: ['id', 'name', 'member_count'],
      properties: { id, name: { type: 'string' }, member_count: { type: 'integer' } },
    },
    created_at: time,
    abilities: { type: 'object', required: ['edit', 'remove'], properties: { edit: flag, remove: flag } },
  },
} as const satisfies Schema;
export type MemberJson = TypeOf<typeof memberSchema>;

const reasonSchema = {
  type: 'object',
  required: ['kind', 'sentence'],
  properties: {
    kind: { enum: ['administrator', 'member', 'group', 'group_member_by', 'deactivated'] },
    sentence: { type: 'string' },
    role,
    group: { type: 'object', required: ['id', 'name'], properties: { id, name: { type: 'string' } } },
    source: { type: 'string', description: 'Who says that they are in the group: `local`, or a way in.' },
  },
} as const satisfies Schema;
export type ReasonJson = TypeOf<typeof reasonSchema>;

export const accessSchema = {
  type: 'object',
  required: ['may_see', 'role', 'reasons'],
  properties: {
    may_see: flag,
    role: { enum: [...role.enum, null], description: 'The most that their own grant and those of their groups give.' },
    reasons: { type: 'array', items: reasonSchema },
  },
} as const satisfies Schema;
export type AccessJson = TypeOf<typeof accessSchema>;
