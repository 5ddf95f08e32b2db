import { Ajv } from 'ajv';
import type { ErrorObject, ValidateFunction } from 'ajv';
import { default as addFormats } from 'ajv-formats';
import { invalidInput } from '../errors.ts';
import type { Fault } from '../errors.ts';

const withFormats = (ajv: Ajv): Ajv => (addFormats as unknown as (to: Ajv) => Ajv)(ajv); // a CommonJS default export

/** Checks bodies, answers and events as they are. */
export const strictAjv = withFormats(new Ajv({ allErrors: true, strict: false, useDefaults: true }));
/** Checks query strings and turns their text into the numbers and booleans that their schema wants. */
const queryAjv = withFormats(new Ajv({ allErrors: true, strict: false, useDefaults: true, coerceTypes: true }));

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

type Checker<T> = (value: T) => void;

/** A check of a body against its schema, which fills in defaults; throws `core.invalid_input` with every fault. */
export function bodyChecker(schema: object | undefined): Checker<unknown> {
  if (!schema) return () => undefined;
  const valid = strictAjv.compile(schema);
  return (value) => {
    if (!valid(value)) throw invalidInput(faultsOf(valid, 'body', value));
  };
}

/** A check of a query; answers the values with defaults filled in, text coerced, unknown names left out. */
export function queryChecker(schema: object | undefined): (query: Readonly<Record<string, unknown>>) => unknown {
  if (!schema) return () => ({});
  const properties = (schema as { properties?: Record<string, { type?: string }> }).properties ?? {};
  const valid = queryAjv.compile({ ...schema, additionalProperties: true });
  return (query) => {
    const values: Record<string, unknown> = {};
    for (const [name, { type }] of Object.entries(properties)) {
      const given = query[name];
      if (String(given).includes('\0')) {
        throw invalidInput([{ pointer: `/query/${name}`, message: 'contains a NUL character' }]);
      }
      if (given !== undefined) values[name] = type === 'boolean' ? booleanOf(given) : given;
    }
    if (!valid(values)) throw invalidInput(faultsOf(valid, 'query', values));
    return values;
  };
}

/** Checks path parameters: one whose name ends in `_id` is a UUID, answered in lower case. */
export function checkedParams(params: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const faults: Fault[] = [];
  const checked: Record<string, string> = {};
  for (const [name, value = ''] of Object.entries(params)) {
    const isId = name.endsWith('_id');
    if (isId && !UUID.test(value))
      faults.push({ pointer: `/path/${name}`, message: `is '${value.slice(0, 100)}', which is not a UUID` });
    if (value.includes('\0')) faults.push({ pointer: `/path/${name}`, message: 'contains a NUL character' });
    checked[name] = isId ? value.toLowerCase() : value;
  }
  if (faults.length > 0) throw invalidInput(faults);
  return checked;
}

const BOOLEANS: Readonly<Record<string, boolean>> = {
  true: true,
  1: true,
  yes: true,
  on: true,
  false: false,
  0: false,
  no: false,
  off: false,
};
const booleanOf = (text: unknown): unknown => BOOLEANS[String(text).toLowerCase()] ?? text;

function faultsOf(valid: ValidateFunction, place: 'body' | 'query', value: unknown): Fault[] {
  // A failed branch of oneOf/anyOf says the same again; one fault for each place is enough.
  const byPointer = new Map<string, Fault>();
  for (const error of valid.errors ?? []) {
    const fault = faultOf(error, place, value);
    if (!byPointer.has(fault.pointer)) byPointer.set(fault.pointer, fault);
  }
  return [...byPointer.values()];
}

function faultOf(
  { instancePath, keyword, params, message = 'is not valid' }: ErrorObject,
  place: string,
  value: unknown,
): Fault {
  if (keyword === 'required') {
    return { pointer: `/${place}${instancePath}/${String(params['missingProperty'])}`, message: 'is missing' };
  }
  if (keyword === 'additionalProperties') {
    return {
      pointer: `/${place}${instancePath}/${String(params['additionalProperty'])}`,
      message: 'is not known here',
    };
  }
  if (instancePath === '' && place === 'body' && value === undefined)
    return { pointer: '/body', message: 'is missing; send a JSON object' };
  const allowed = 'allowedValues' in params ? `: ${(params['allowedValues'] as unknown[]).join(', ')}` : '';
  return { pointer: `/${place}${instancePath}`, message: `${message}${allowed}` };
}
