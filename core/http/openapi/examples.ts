import { createHash } from 'node:crypto';

/** The part of JSON Schema that examples are derived from. */
export interface Shape {
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, Shape>>;
  readonly additionalProperties?: boolean | Shape;
  readonly items?: Shape;
  readonly oneOf?: readonly Shape[];
  readonly anyOf?: readonly Shape[];
  readonly allOf?: readonly Shape[];
  readonly examples?: readonly unknown[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly default?: unknown;
  readonly format?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minItems?: number;
  readonly minimum?: number;
  readonly maximum?: number;
}

/**
 * A value that a schema accepts: its first example, else its constant, default or first choice, else one made from its
 * type and format, where `name` is what the value is called. A pattern is not read: such a schema brings its own
 * `examples`, as any should whose meaning its type does not tell.
 */
export function exampleOf(schema: Shape, name = 'id'): unknown {
  if (schema.examples?.length) return schema.examples[0];
  if ('const' in schema) return schema.const;
  if (schema.default !== undefined) return schema.default;
  const choice = schema.oneOf?.[0] ?? schema.anyOf?.[0];
  if (choice) return exampleOf(choice, name);
  if (schema.allOf) return Object.assign({}, ...schema.allOf.map((part) => exampleOf(part, name))) as unknown;
  if (schema.enum) return schema.enum[0];
  if (schema.properties) return objectOf(schema.properties);
  const types = [schema.type ?? []].flat();
  if (types.includes('null')) return null;
  switch (types[0]) {
    case 'object':
      return typeof schema.additionalProperties === 'object' ? { key: exampleOf(schema.additionalProperties) } : {};
    case 'array':
      return schema.items ? [exampleOf(schema.items, name.replace(/s$/, ''))] : [];
    case 'string':
      return textOf(schema, name);
    case 'integer':
    case 'number':
      return Math.max(schema.minimum ?? 0, Math.min(schema.maximum ?? 1, 1));
    case 'boolean':
      return true;
    case 'null':
      return null;
    default:
      return 'any value';
  }
}

const objectOf = (properties: Readonly<Record<string, Shape>>): object =>
  Object.fromEntries(Object.entries(properties).map(([name, schema]) => [name, exampleOf(schema, name)]));

function textOf({ format, minLength = 0, maxLength = Infinity }: Shape, name: string): string {
  if (format === 'uuid') return exampleId(name);
  if (format === 'date-time') return '2026-11-22T06:51:24.488Z';
  if (format === 'email' || name === 'email') return 'ada@example.org';
  if (format === 'uri') return 'https://images.example.org/';
  return 'text'.padEnd(minLength, ' text').slice(0, maxLength);
}

/** The same UUID for the same name, so that `project_id` of a path and of an answer are one. */
export function exampleId(name: string): string {
  const hex = createHash('sha256').update(name).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
