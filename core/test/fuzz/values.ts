import fc from 'fast-check';

/** The part of JSON Schema that values are made from. */
export interface Shape {
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, Shape>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | Shape;
  readonly items?: Shape;
  readonly oneOf?: readonly Shape[];
  readonly examples?: readonly unknown[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly format?: string;
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minItems?: number;
  readonly minimum?: number;
  readonly maximum?: number;
}

/** Stands for the id of a thing that is there when the request is sent: `$live:image_id:3` is the fourth image. */
const live = (name: string): fc.Arbitrary<string> =>
  fc
    .oneof({ weight: 3, arbitrary: fc.constant(0) }, fc.nat({ max: 40 }))
    .map((pick) => `$live:${name.endsWith('_id') ? name : 'any_id'}:${pick}`);

/** An id: mostly one that is there, else of nothing. */
export const ids = (name: string): fc.Arbitrary<string> =>
  fc.oneof({ weight: 5, arbitrary: live(name) }, { weight: 1, arbitrary: fc.uuid({ version: 4 }) });

/** Values that a schema accepts, as far as its patterns can be followed. */
export function valuesOf(schema: Shape, name = ''): fc.Arbitrary<unknown> {
  const made = madeOf(schema, name);
  if (!schema.examples?.length) return made;
  return fc.oneof(made, fc.constantFrom(...schema.examples));
}

function madeOf(schema: Shape, name: string): fc.Arbitrary<unknown> {
  if ('const' in schema) return fc.constant(schema.const);
  if (schema.enum) return fc.constantFrom(...schema.enum);
  if (schema.oneOf) return fc.oneof(...schema.oneOf.map((one) => valuesOf(one, name)));
  const types = [schema.type ?? []].flat();
  if (types.length === 0) return fc.jsonValue({ maxDepth: 2 });
  return fc.oneof(...types.map((type) => ofType(type, schema, name)));
}

function ofType(type: string, schema: Shape, name: string): fc.Arbitrary<unknown> {
  const { minimum = -2147483648, maximum = 2147483647 } = schema;
  switch (type) {
    case 'null':
      return fc.constant(null);
    case 'boolean':
      return fc.boolean();
    case 'integer':
      return fc.oneof(fc.integer({ min: minimum, max: maximum }), fc.constantFrom(minimum, maximum, clamp(1, schema)));
    case 'number':
      return fc.double({ min: minimum, max: maximum, noNaN: true });
    case 'array':
      return fc.array(valuesOf(schema.items ?? {}, name), { minLength: schema.minItems ?? 0, maxLength: 3 });
    case 'object':
      return objects(schema);
    default:
      return texts(schema, name);
  }
}

const clamp = (value: number, { minimum = value, maximum = value }: Shape) =>
  Math.max(minimum, Math.min(maximum, value));

function objects({ properties, required = [], additionalProperties }: Shape): fc.Arbitrary<unknown> {
  if (properties) {
    const fields = Object.entries(properties).map(([name, field]) => [name, valuesOf(field, name)] as const);
    return fc.record(Object.fromEntries(fields), { requiredKeys: [...required], noNullPrototype: true });
  }
  const values =
    typeof additionalProperties === 'object' ? valuesOf(additionalProperties) : fc.jsonValue({ maxDepth: 1 });
  return fc.dictionary(fc.string({ minLength: 1, maxLength: 20 }), values, { maxKeys: 3, noNullPrototype: true });
}

function texts(schema: Shape, name: string): fc.Arbitrary<string> {
  const { format, pattern, minLength = 0, maxLength = Infinity } = schema;
  if (format === 'uuid') return ids(name);
  if (format === 'date-time') return fc.date({ noInvalidDate: true }).map((date) => date.toISOString());
  if (name === 'email') return fc.emailAddress();
  const plain = fc.oneof(
    fc.string({ minLength, maxLength: Math.min(maxLength, minLength + 30), unit: 'grapheme' }),
    fc.string({ minLength, maxLength: Math.min(maxLength, minLength + 12) }),
  );
  if (!pattern || pattern.includes('(?')) return plain;
  return fc.stringMatching(new RegExp(pattern, 'u'), { maxLength: Math.min(maxLength, 40) });
}

const nasty: readonly unknown[] = [
  '\0',
  'a\0b',
  '\ud800',
  '%00',
  "'; drop table images; --",
  '../../etc/passwd',
  '\u202e\u0000',
  'x'.repeat(3000),
  '',
  ' ',
  '.',
  '..',
  -1,
  0,
  1e308,
  9007199254740993,
  2147483648,
  0.1,
  true,
  null,
  [],
  [[[[]]]],
  {},
  { __proto__: 1 },
  { constructor: { prototype: 1 } },
  [null],
  'NaN',
  '1e999',
];

/** Values that hardly any schema accepts. */
export const junk: fc.Arbitrary<unknown> = fc.oneof(fc.constantFrom(...nasty), fc.jsonValue({ maxDepth: 3 }));

/** Values that break a schema in one place, or nearly do. */
export function breaking(schema: Shape): fc.Arbitrary<unknown> {
  return fc.oneof(
    junk,
    fc.tuple(valuesOf(schema), fc.nat(), junk, fc.constantFrom('replace', 'drop', 'add')).map(spoil),
  );
}

function spoil([value, pick, other, how]: [unknown, number, unknown, string]): unknown {
  if (Array.isArray(value)) return [...(value as unknown[]), other];
  if (typeof value !== 'object' || value === null) return other;
  const names = Object.keys(value);
  const name = names[pick % Math.max(1, names.length)] ?? 'name';
  const inner = (value as Record<string, unknown>)[name];
  if (how === 'add') return { ...value, unheard_of: other };
  if (how === 'drop') return Object.fromEntries(Object.entries(value).filter(([key]) => key !== name));
  const spoiled = typeof inner === 'object' && inner !== null ? spoil([inner, pick >> 3, other, 'replace']) : other;
  return { ...value, [name]: spoiled };
}
