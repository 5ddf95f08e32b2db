import { isUtf8 } from 'node:buffer';

// A token of JSON (RFC 8259): string, number, literal or punctuation.
const TOKEN =
  /[ \t\r\n]*("(?:[^"\\\u0000-\u001f]|\\.)*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null|[[\]{},:])[ \t\r\n]*/y;

/**
 * JSON as Python's `json.dumps(value, sort_keys=True, separators=(",", ":"))` writes it: keys sorted by code point, no
 * blanks, everything beyond ASCII escaped, the last of equal keys, numbers as Python writes them. Null when the bytes
 * are no JSON in UTF-8.
 */
export function canonicalJson(body: Buffer): string | null {
  const tokens = isUtf8(body) ? tokensOf(body.toString('utf8')) : null;
  if (!tokens) return null;
  let at = 0;
  let depth = 0;
  const next = () => tokens[at++];

  function value(): string {
    const token = next();
    if (token === undefined || (depth += 1) > 200) throw new SyntaxError('Not JSON.');
    const text = token === '{' ? object() : token === '[' ? array() : scalar(token);
    depth -= 1;
    return text;
  }
  function object(): string {
    const members = new Map<string, string>();
    if (tokens?.[at] === '}') return (next(), '{}');
    for (;;) {
      const key = next();
      if (!key?.startsWith('"') || next() !== ':') throw new SyntaxError('Not JSON.');
      members.set(JSON.parse(key) as string, value());
      const after = next();
      if (after === '}') break;
      if (after !== ',') throw new SyntaxError('Not JSON.');
    }
    const sorted = [...members].sort(([a], [b]) => byCodePoint(a, b));
    return `{${sorted.map(([key, text]) => `${quoted(key)}:${text}`).join(',')}}`;
  }
  function array(): string {
    if (tokens?.[at] === ']') return (next(), '[]');
    const items: string[] = [];
    for (;;) {
      items.push(value());
      const after = next();
      if (after === ']') return `[${items.join(',')}]`;
      if (after !== ',') throw new SyntaxError('Not JSON.');
    }
  }

  try {
    const text = value();
    return at === tokens.length ? text : null;
  } catch {
    return null; // not JSON: the body's own check says so
  }
}

function tokensOf(text: string): string[] | null {
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.length) {
    const found = TOKEN.exec(text);
    if (!found) return null;
    tokens.push(found[1] as string);
  }
  return tokens;
}

function scalar(token: string): string {
  if (token.startsWith('"')) return quoted(JSON.parse(token) as string);
  if (/^[tfn]/.test(token)) return token;
  if (/^[-\d]/.test(token)) return pythonNumber(token);
  throw new SyntaxError('Not JSON.');
}

/** A number as Python's `repr` has it: integers of any length as they are, others as the shortest text of a double. */
function pythonNumber(token: string): string {
  if (!/[.eE]/.test(token)) return token === '-0' ? '0' : token;
  const value = Number(token);
  if (!Number.isFinite(value)) return value > 0 ? 'Infinity' : '-Infinity';
  if (value === 0) return Object.is(value, -0) ? '-0.0' : '0.0';
  const [digits = '', exponent = ''] = value.toExponential().split('e');
  const power = Number(exponent);
  if (power < -4 || power >= 16) return `${digits}e${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`;
  return Number.isInteger(value) ? `${value}.0` : String(value);
}

const quoted = (text: string): string =>
  JSON.stringify(text).replace(/[\u007f-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);

// UTF-16 order and code point order differ beyond the Basic Multilingual Plane.
function byCodePoint(a: string, b: string): number {
  const [left, right] = [[...a], [...b]];
  for (let n = 0; n < Math.min(left.length, right.length); n += 1) {
    const difference = (left[n]?.codePointAt(0) ?? 0) - (right[n]?.codePointAt(0) ?? 0);
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}
