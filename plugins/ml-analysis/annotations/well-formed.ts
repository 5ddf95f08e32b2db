import { invalidInput } from '#core';

// JSON.stringify writes half a surrogate pair as an escape, and whole ones as they are.
const HALF_PAIR = /(?:^|[^\\])(?:\\\\)*\\ud[89a-f][0-9a-f]{2}/;

/**
 * The JSON text of a value that the database can keep.
 * @throws `core.invalid_input` that names `pointer`, when a string in it is not Unicode
 */
export function storableJson(value: unknown, pointer: string): string {
  const text = JSON.stringify(value);
  if (text.includes('\\ud') && HALF_PAIR.test(text)) throw notUnicode(pointer);
  return text;
}

/**
 * The same text, if the database can keep it.
 * @throws `core.invalid_input` that names `pointer`, when it is not Unicode
 */
export function storableText(text: string, pointer: string): string {
  if (!text.isWellFormed()) throw notUnicode(pointer);
  return text;
}

const notUnicode = (pointer: string) =>
  invalidInput([{ pointer, message: 'contains half a surrogate pair, which is no character' }]);
