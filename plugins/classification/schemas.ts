import type { Schema, TypeOf } from '#schema';

const uuid = { type: 'string', format: 'uuid' } as const;
const time = { type: 'string', format: 'date-time' } as const;
const maybe = { type: ['string', 'null'] } as const;

/** Longest name of a class, in characters. */
export const longestName = 255;
const name = { type: 'string', minLength: 1, maxLength: longestName, pattern: '\\S', examples: ['Gull'] } as const;
const description = { type: ['string', 'null'], maxLength: 20000, examples: ['White, with grey wings'] } as const;
const color = { type: 'string', pattern: '^#[0-9a-fA-F]{6}$', description: '#rrggbb', examples: ['#e69f00'] } as const;
// One UTF-16 unit, because that is what a key press carries.
const hotkey = {
  type: ['string', 'null'],
  pattern: '^(?![\\u{10000}-\\u{10FFFF}])[\\p{L}\\p{Nd}]$',
  description: 'One letter or digit, the same in upper and lower case; null for none.',
  examples: ['g'],
} as const;

export const classSchema = {
  type: 'object',
  required: [
    'id',
    'project_id',
    'name',
    'description',
    'color',
    'hotkey',
    'label_count',
    'created_at',
    'updated_at',
    'abilities',
  ],
  properties: {
    id: uuid,
    project_id: uuid,
    name: { type: 'string', examples: ['Gull'] },
    description: { ...maybe, examples: ['White, with grey wings'] },
    color: { type: 'string', description: '#rrggbb', examples: ['#e69f00'] },
    hotkey: { ...maybe, examples: ['g'] },
    label_count: { type: 'integer', description: 'Labels that hang on it, those on deleted images included.' },
    created_at: time,
    updated_at: maybe,
    abilities: {
      type: 'object',
      required: ['edit', 'delete'],
      properties: { edit: { type: 'boolean' }, delete: { type: 'boolean' } },
    },
  },
} as const satisfies Schema;
export type ClassJson = TypeOf<typeof classSchema>;

export const newClassSchema = {
  type: 'object',
  required: ['name', 'project_id'],
  properties: { name, description, project_id: uuid, color, hotkey },
} as const satisfies Schema;

export const classChangesSchema = {
  type: 'object',
  properties: { name, description, color, hotkey },
} as const satisfies Schema;

export const classificationSchema = {
  type: 'object',
  required: [
    'id',
    'image_id',
    'class_id',
    'created_by_id',
    'created_by_email',
    'created_at',
    'updated_at',
    'abilities',
  ],
  properties: {
    id: uuid,
    image_id: uuid,
    class_id: uuid,
    created_by_id: uuid,
    created_by_email: { type: 'string', examples: ['ada@example.org'] },
    created_at: time,
    updated_at: { ...maybe, description: 'Always null: a label is put on or taken off, never changed.' },
    abilities: { type: 'object', required: ['delete'], properties: { delete: { type: 'boolean' } } },
  },
} as const satisfies Schema;
export type ClassificationJson = TypeOf<typeof classificationSchema>;

export const newClassificationSchema = {
  type: 'object',
  required: ['image_id', 'class_id'],
  properties: { image_id: uuid, class_id: uuid },
} as const satisfies Schema;

/** Payload of `classification.classes_changed`: some class was made, changed or removed. */
export const classesChangedSchema = {
  type: 'object',
  required: ['project_id', 'class_id'],
  properties: {
    project_id: uuid,
    class_id: uuid,
    removed_labels: { type: 'integer', description: 'Labels that went with a removed class.' },
  },
} as const satisfies Schema;

/** Payload of `classification.labelled` and `classification.unlabelled`. */
export const labelEventSchema = {
  type: 'object',
  required: ['project_id', 'image_id', 'classification_id', 'class_id', 'created_by_id', 'created_at'],
  properties: {
    project_id: uuid,
    image_id: uuid,
    classification_id: uuid,
    class_id: uuid,
    created_by_id: uuid,
    created_at: time,
  },
} as const satisfies Schema;
export type LabelEvent = TypeOf<typeof labelEventSchema>;
