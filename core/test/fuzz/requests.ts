import fc from 'fast-check';
import type { Operation, Parameter } from '../http/openapi-reader.ts';
import { png } from '../access/world.ts';
import { breaking, ids, junk, valuesOf } from './values.ts';
import type { Shape } from './values.ts';

export const callerNames = [
  'nobody',
  'stranger',
  'viewer',
  'owner',
  'administrator',
  'owner reading only',
  'owner elsewhere only',
  'wrong',
] as const;
export type CallerName = (typeof callerNames)[number];
export const credentials = ['session', 'proxy', 'key', 'key in its own header'] as const;
export const signatures = ['none', 'v1', 'v2', 'wrong'] as const;
export const prefixes = ['/api', '/api-key', '/api-ml'] as const;

/** What is sent, before ids are filled in and signatures are made. */
export interface FuzzRequest {
  readonly caller: CallerName;
  readonly credential: (typeof credentials)[number];
  readonly signature: (typeof signatures)[number];
  readonly prefix: (typeof prefixes)[number];
  readonly path: Readonly<Record<string, string>>;
  readonly query: readonly (readonly [string, string])[];
  readonly headers: Readonly<Record<string, string>>;
  readonly body: FuzzBody;
}
export type FuzzBody =
  | { readonly kind: 'none' }
  | { readonly kind: 'json'; readonly value: unknown }
  | { readonly kind: 'text'; readonly text: string; readonly type: string }
  | {
      readonly kind: 'form';
      readonly file: 'picture' | 'rubbish' | 'nothing';
      readonly fields: Readonly<Record<string, string>>;
    };

/** Requests of an operation: by anybody, by every way in, with what its schemas accept and with what they don't. */
export function requestsOf(operation: Operation): fc.Arbitrary<FuzzRequest> {
  const { parameters = [] } = operation;
  const isSigned = operation.security.some((way) => 'signature' in way);
  return fc.record<FuzzRequest>(
    {
      caller: fc.oneof(
        { weight: 4, arbitrary: fc.constantFrom<CallerName>('owner', 'administrator') },
        { weight: 4, arbitrary: fc.constantFrom(...callerNames) },
      ),
      credential: fc.constantFrom(...credentials),
      signature: isSigned
        ? fc.oneof(
            { weight: 4, arbitrary: fc.constantFrom('v1' as const, 'v2' as const) },
            fc.constantFrom(...signatures),
          )
        : fc.oneof({ weight: 4, arbitrary: fc.constant('none' as const) }, fc.constantFrom(...signatures)),
      prefix: fc.oneof({ weight: 3, arbitrary: fc.constant('/api' as const) }, fc.constantFrom(...prefixes)),
      path: fc.record(Object.fromEntries(of(parameters, 'path').map((one) => [one.name, pathValues(one)]))),
      query: fc
        .tuple(...of(parameters, 'query').map(queryValues))
        .map((all) => all.flat().filter((pair) => pair !== null)),
      headers: fc
        .tuple(...of(parameters, 'header').map(headerValues))
        .map((all) => Object.fromEntries(all.filter((pair) => pair !== null))),
      body: bodiesOf(operation),
    },
    { noNullPrototype: true },
  );
}

const of = (parameters: readonly Parameter[], place: Parameter['in']) =>
  parameters.filter((parameter) => parameter.in === place);

const textOf = (value: unknown): string => (typeof value === 'string' ? value : (JSON.stringify(value) ?? ''));

function pathValues({ name, schema }: Parameter): fc.Arbitrary<string> {
  const fitting = name.endsWith('_id') ? ids(name) : valuesOf(schema, name).map(textOf);
  return fc
    .oneof({ weight: 12, arbitrary: fitting }, { weight: 1, arbitrary: junk.map(textOf) })
    .map((text) => text || '-');
}

function queryValues({ name, schema, required }: Parameter): fc.Arbitrary<readonly [string, string][]> {
  const pair = (value: unknown): [string, string] => [name, textOf(value)];
  const once = valuesOf(schema, name).map((value) => [pair(value)]);
  return fc.oneof(
    { weight: required ? 1 : 6, arbitrary: fc.constant([]) },
    { weight: required ? 8 : 4, arbitrary: once },
    { weight: 1, arbitrary: junk.map((value) => [pair(value)]) },
    { weight: 1, arbitrary: fc.tuple(junk, junk).map((values) => values.map(pair)) },
  );
}

const ranges = ['bytes=0-', 'bytes=5-3', 'bytes=-5', 'bytes=999999999-', 'bytes=0-1,3-4', 'lines=1-2', 'bytes='];

function headerValues({ name }: Parameter): fc.Arbitrary<readonly [string, string] | null> {
  const values =
    name === 'Range' ? fc.constantFrom(...ranges) : fc.constantFrom('1', '42', 'abc', '-1', 'x'.repeat(300));
  return fc.oneof(
    { weight: 3, arbitrary: fc.constant(null) },
    values.map((value) => [name, value] as const),
  );
}

const unreadable = fc.constantFrom<FuzzBody>(
  { kind: 'none' },
  { kind: 'text', text: '', type: 'application/json' },
  { kind: 'text', text: '{"a":', type: 'application/json' },
  { kind: 'text', text: '{"a":1}', type: 'text/plain' },
  { kind: 'text', text: '{"a":1}', type: 'application/json; charset=utf-16' },
  { kind: 'text', text: '\u0000', type: 'application/json' },
  { kind: 'text', text: '['.repeat(5000), type: 'application/json' },
  { kind: 'text', text: '{"__proto__":{"a":1},"name":"x"}', type: 'application/json' },
  { kind: 'text', text: 'a=1', type: 'application/x-www-form-urlencoded' },
  { kind: 'text', text: '--x\r\nnonsense', type: 'multipart/form-data; boundary=x' },
  { kind: 'text', text: 'x', type: 'multipart/form-data' },
);

function bodiesOf({ method, requestBody }: Operation): fc.Arbitrary<FuzzBody> {
  const [type, media] = Object.entries(requestBody?.content ?? {})[0] ?? [];
  if (!type || !media) {
    const none = fc.constant<FuzzBody>({ kind: 'none' });
    return method === 'GET' ? none : fc.oneof({ weight: 5, arbitrary: none }, unreadable);
  }
  if (type === 'multipart/form-data') return formsOf();
  const schema = (media.schema ?? {}) as Shape;
  const json = (values: fc.Arbitrary<unknown>) => values.map((value): FuzzBody => ({ kind: 'json', value }));
  return fc.oneof(
    { weight: 6, arbitrary: json(valuesOf(schema)) },
    { weight: 3, arbitrary: json(breaking(schema)) },
    { weight: 1, arbitrary: unreadable },
  );
}

const formsOf = (): fc.Arbitrary<FuzzBody> => {
  const metadata = fc.oneof(fc.constantFrom('{}', '{"a":1}', '[]', '{"a":', '"\\ud800"'), junk.map(textOf));
  const fields = fc.record({ metadata }, { requiredKeys: [], noNullPrototype: true });
  const form = fc.record({
    kind: fc.constant('form' as const),
    file: fc.oneof(
      { weight: 1, arbitrary: fc.constant('picture' as const) },
      { weight: 6, arbitrary: fc.constantFrom('rubbish' as const, 'nothing' as const) },
    ),
    fields,
  });
  return fc.oneof({ weight: 5, arbitrary: form }, unreadable);
};

/** A form as it is sent. */
export function formOf({ file, fields }: Extract<FuzzBody, { kind: 'form' }>): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  if (file === 'picture') form.append('file', new Blob([png()]), 'fuzz.png');
  if (file === 'rubbish') form.append('file', new Blob(['no picture']), '../fuzz\u202e.png');
  return form;
}
