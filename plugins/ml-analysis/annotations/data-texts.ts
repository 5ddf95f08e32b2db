import { invalidInput } from '#core';

/**
 * How each annotation's `data` is written in the JSON text of a bulk call. Through JavaScript, integers beyond 2^53
 * would be rounded and `1.0` would come back as `1`; the database keeps what it is given. The text is one that was
 * parsed and checked: an object with `annotations`, each of them with an object `data`. As in JSON.parse, the last of
 * equal keys counts.
 * @throws `core.invalid_input` for a number that a double can't hold
 */
export function dataTexts(body: string): string[] {
  const texts: string[] = [];
  let [depth, key, start, last] = [0, '', 0, ''];
  let isInList = false;
  // By character codes and not by a regular expression: half the time.
  for (let at = 0; at < body.length; at += 1) {
    const sign = body.charCodeAt(at);
    if (sign === QUOTE) {
      const end = endOfString(body, at);
      const mayBeKey = depth === 1 || (isInList && depth === 3);
      if (mayBeKey && isKey(body, end)) key = keyOf(body.slice(at, end));
      at = end - 1;
    } else if (sign === OPEN_OBJECT || sign === OPEN_LIST) {
      depth += 1;
      if (depth === 2 && key === 'annotations') {
        isInList = true;
        texts.length = 0;
      } else if (isInList && depth === 3) key = '';
      else if (isInList && depth === 4) start = at;
    } else if (sign === CLOSE_OBJECT || sign === CLOSE_LIST) {
      if (isInList && depth === 4 && key === 'data') last = body.slice(start, at + 1);
      else if (isInList && depth === 3) texts.push(last);
      else if (depth === 2) isInList = false;
      depth -= 1;
    }
  }
  if (MAY_OVERFLOW.test(body)) texts.forEach(checkNumbers);
  return texts;
}

const [QUOTE, BACKSLASH, COLON] = [0x22, 0x5c, 0x3a];
const [OPEN_OBJECT, CLOSE_OBJECT, OPEN_LIST, CLOSE_LIST] = [0x7b, 0x7d, 0x5b, 0x5d];

/** Where a string ends whose opening quote is at `at`: after its closing one. */
function endOfString(text: string, at: number): number {
  for (let end = text.indexOf('"', at + 1); ; end = text.indexOf('"', end + 1)) {
    let first = end;
    while (text.charCodeAt(first - 1) === BACKSLASH) first -= 1;
    if ((end - first) % 2 === 0) return end + 1;
  }
}

/** Whether a colon follows, after white space at most. */
function isKey(text: string, from: number): boolean {
  let at = from;
  while (text.charCodeAt(at) <= 0x20) at += 1;
  return text.charCodeAt(at) === COLON;
}

const keyOf = (text: string): string => (text.includes('\\') ? (JSON.parse(text) as string) : text.slice(1, -1));

// A power of three digits, or as many digits as no double has; also within strings, which are looked at more closely.
const MAY_OVERFLOW = /[eE][+-]?\d{3}|\d{400}/;
type Reviver = (key: string, value: unknown, context: { source?: string }) => unknown;

function checkNumbers(data: string, index: number): void {
  if (!MAY_OVERFLOW.test(data)) return;
  const check: Reviver = (_key, value, { source = '' }) => {
    if (typeof value !== 'number') return value;
    const isLost = !Number.isFinite(value) || (value === 0 && /^[^eE]*[1-9]/.test(source));
    if (!isLost && source.length < MOST_DIGITS) return value;
    const message = `contains the number ${source.slice(0, 40)}, which does not fit a double`;
    throw invalidInput([{ pointer: `/body/annotations/${index}/data`, message }]);
  };
  JSON.parse(data, check as (key: string, value: unknown) => unknown);
}

// Far more than a double can tell apart, far less than the database's limit.
const MOST_DIGITS = 1000;
