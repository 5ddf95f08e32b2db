import { invalidInput } from '#core';
import { metadataNotJson } from '../errors.ts';

const DEEPEST = 100;

/** The `metadata` field of an upload as an object; an empty text is none. 400 for what is not JSON, 422 for no object. */
export function parseMetadata(text: string): Record<string, unknown> {
  if (text.trim() === '') return {};
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw metadataNotJson();
  }
  const fault = (message: string) => invalidInput([{ pointer: '/body/metadata', message }]);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw fault('must be a JSON object');
  const unkept = whyNotKept(value, 1);
  if (unkept) throw fault(unkept);
  return value as Record<string, unknown>;
}

/** What PostgreSQL would refuse to keep, told here by name. */
function whyNotKept(value: unknown, depth: number): string | null {
  if (typeof value === 'string') return value.includes('\0') ? 'contains a NUL character, which can not be kept' : null;
  if (typeof value !== 'object' || value === null) return null;
  if (depth > DEEPEST) return `is nested more than ${DEEPEST} levels deep`;
  for (const [key, inner] of Object.entries(value)) {
    const why = whyNotKept(key, depth) ?? whyNotKept(inner, depth + 1);
    if (why) return why;
  }
  return null;
}
