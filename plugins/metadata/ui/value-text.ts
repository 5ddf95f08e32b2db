/** What a person wrote, as a value: JSON where it is JSON, nothing where it is blank, else the text itself. A whole
    number too large to be kept exactly stays text. */
export function readValue(text: string): unknown {
  const trimmed = text.trim();
  if (trimmed === '') return null;
  try {
    const value: unknown = JSON.parse(trimmed);
    const isInexact = typeof value === 'number' && (!Number.isFinite(value) || (isWhole(trimmed) && !isSafe(value)));
    return isInexact ? trimmed : value;
  } catch {
    // Not JSON, which most of what people write is not.
    return trimmed;
  }
}

const isWhole = (text: string): boolean => /^-?\d+$/.test(text);
const isSafe = (value: number): boolean => Number.isSafeInteger(value);

/** A value as a person would write it, so that reading it back gives the same value. */
export function writeValue(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'string') return readValue(value) === value ? value : JSON.stringify(value);
  const inLine = JSON.stringify(value, null, 1).replace(/\n\s*/g, ' ');
  return inLine.length <= longestLine ? inLine : JSON.stringify(value, null, 2);
}

// Lists and objects up to this many characters stay on one line.
const longestLine = 48;

/** What kind of value it is, for people. */
export function kindOf(value: unknown): string {
  if (value === null) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'string') return 'text';
  return { number: 'a number', boolean: 'true or false', object: 'an object' }[typeof value as string] ?? 'text';
}
