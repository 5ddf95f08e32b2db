import { invalidInput } from '#core';
import type { Fault } from '#core';
import { largestValue, longestKey } from './schemas.ts';

/** Refuses keys and values that can't be kept, each by its pointer into the body, and all of them at once. */
export function checkEntries(
  entries: readonly { key: string; value: unknown; keyPointer: string; valuePointer: string }[],
): void {
  const faults = entries.flatMap(({ key, value, keyPointer, valuePointer }): Fault[] => {
    const ofKey = faultOfKey(key);
    const ofValue = faultOfValue(value);
    return [
      ...(ofKey ? [{ pointer: keyPointer, message: ofKey }] : []),
      ...(ofValue ? [{ pointer: valuePointer, message: ofValue }] : []),
    ];
  });
  if (faults.length > 0) throw invalidInput(faults);
}

const halfCharacter = 'contains half of a character (a lone UTF-16 surrogate), which can not be kept';

function faultOfKey(key: string): string | null {
  if (key.trim() === '') return 'is a blank key; a key needs at least one visible character';
  if (key === '.' || key === '..') return `is the key '${key}', which no URL can name; choose another`;
  const length = [...key].length;
  if (length > longestKey) return `is a key of ${length} characters; a key may have ${longestKey}`;
  return key.isWellFormed() ? null : halfCharacter;
}

function faultOfValue(value: unknown): string | null {
  const bytes = Buffer.byteLength(JSON.stringify(value));
  if (bytes > largestValue) return `is ${bytes} bytes long as JSON; a value may have ${largestValue}`;
  return isWellFormed(value) ? null : halfCharacter;
}

/** Whether every text in a JSON value, keys included, is whole Unicode: PostgreSQL keeps no other. */
function isWellFormed(value: unknown): boolean {
  if (typeof value === 'string') return value.isWellFormed();
  if (typeof value !== 'object' || value === null) return true;
  return Object.entries(value).every(([key, inner]) => key.isWellFormed() && isWellFormed(inner));
}
