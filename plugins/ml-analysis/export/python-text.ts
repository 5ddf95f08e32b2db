// Exports are read by programs that were written for a Python server; these write what its standard library writes.

/** A number as Python's `repr` writes a float: `1.0`, `0.5`, `1e-05`, `1e+16`. `text` is any decimal notation of it. */
export function pythonFloat(text: string): string {
  const value = Number(text);
  if (value === 0) return text.trimStart().startsWith('-') ? '-0.0' : '0.0';
  // The shortest digits that give the same double back, and where the point stands.
  const [digits = '', power = ''] = value.toExponential().split('e');
  const exponent = Number(power);
  if (exponent < -4 || exponent >= 16) {
    return `${digits}e${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`;
  }
  const plain =
    exponent < 0 ? value.toFixed(Math.min(100, digits.replace(/[-.]/g, '').length - 1 - exponent)) : `${value}`;
  return plain.includes('.') ? plain : `${plain}.0`;
}

const TOKEN = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

/**
 * JSON as Python's `json.dumps` writes it, from the text of a `jsonb` value, which has the same separators (`", "` and
 * `": "`) already: everything beyond ASCII escaped, floats as `repr` writes them.
 */
export const pythonJson = (jsonbText: string): string =>
  jsonbText.replace(TOKEN, (token) => {
    if (token.startsWith('"')) return token.replace(/[^\x20-\x7e]/g, escapeUnit);
    return /[.eE]/.test(token) ? pythonFloat(token) : token;
  });

const escapeUnit = (unit: string): string => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;

/** A time as Python's `isoformat` writes it, from ISO 8601 or database text in UTC: no fraction when it is zero. */
export function pythonTime(text: string): string {
  const [, date = '', time = '', fraction = ''] = /^(\S{10})[ T](\d\d:\d\d:\d\d)(?:\.(\d+))?/.exec(text) ?? [];
  const isWhole = /^0*$/.test(fraction);
  return `${date}T${time}${isWhole ? '' : `.${fraction.padEnd(6, '0')}`}+00:00`;
}

/** A field as Python's `csv` writes it by default: quoted only where it must be. */
export const csvField = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
