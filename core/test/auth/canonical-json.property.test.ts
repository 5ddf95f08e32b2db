import { spawnSync } from 'node:child_process';
import { expect } from 'chai';
import fc from 'fast-check';
import { canonicalJson } from '../../auth/canonical-json.ts';

const canonical = (text: string) => canonicalJson(Buffer.from(text));

/** What Python 3 makes of some texts: `json.dumps(json.loads(text), sort_keys=True, separators=(",", ":"))`. */
const recorded: readonly [text: string, python: string][] = [
  [
    '{"b": 1.0, "a": "é", "c": [1e-7, 100000000000000000000]}',
    '{"a":"\\u00e9","b":1.0,"c":[1e-07,100000000000000000000]}',
  ],
  ['{"a":1,"a":{"z":2,"y":3}}', '{"a":{"y":3,"z":2}}'],
  [
    '[-0, -0.0, 0e5, 1E5, 1e16, 123456789012345680.0, 0.0001, 0.00001]',
    '[0,-0.0,0.0,100000.0,1e+16,1.2345678901234568e+17,0.0001,1e-05]',
  ],
  ['["\\/", "\\u007f", "\\ud800", "😀"]', '["/","\\u007f","\\ud800","\\ud83d\\ude00"]'],
  ['{"\\ud83d\\ude00":1,"\\uff00":2,"":3}', '{"":3,"\\uff00":2,"\\ud83d\\ude00":1}'],
  [' "\\n\\r\\t\\b\\f\\u0001\\"\\\\" ', '"\\n\\r\\t\\b\\f\\u0001\\"\\\\"'],
  ['[1e400, -1e400]', '[Infinity,-Infinity]'],
];

/** JSON texts in all their spellings: blanks, escapes, equal keys, numbers of any form. */
const { text: texts } = fc.letrec<{ text: string }>((tie) => {
  const blank = fc.constantFrom('', '', ' ', '\n\t', '\r\n');
  const spaced = (inner: fc.Arbitrary<string>) => fc.tuple(blank, inner, blank).map((parts) => parts.join(''));
  const escape = fc.constantFrom('\\n', '\\/', '\\"', '\\\\', '\\u00E9', '\\ud83d\\ude00', '\\udc00', '\\u007F');
  const string = fc
    .array(
      fc.oneof(
        fc.string({ unit: 'grapheme', maxLength: 3 }).map((s) => JSON.stringify(s).slice(1, -1)),
        escape,
      ),
      {
        maxLength: 4,
      },
    )
    .map((parts) => `"${parts.join('')}"`);
  const number = fc.oneof(
    fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n }).map(String),
    fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => JSON.stringify(value)),
    fc
      .tuple(fc.integer(), fc.nat(999), fc.constantFrom('e', 'E', 'e+', 'E-'), fc.nat(320))
      .map(([a, b, e, c]) => `${a}.${b}${e}${c}`),
  );
  const list = (items: fc.Arbitrary<string>, [open, close]: [string, string]) =>
    fc.array(items, { maxLength: 4 }).map((all) => `${open}${all.join(',')}${close}`);
  const member = fc.tuple(spaced(string), spaced(tie('text'))).map(([key, value]) => `${key}:${value}`);
  return {
    text: fc.oneof(
      { maxDepth: 4 },
      string,
      number,
      fc.constantFrom('true', 'false', 'null', '[]', '{ }'),
      list(spaced(tie('text')), ['[', ']']),
      list(member, ['{', '}']),
    ),
  };
});

describe('canonical JSON', () => {
  it('is what Python was recorded to write', () => {
    for (const [text, python] of recorded) expect(canonical(text), text).to.equal(python);
  });

  it('is what Python writes, of any JSON', function () {
    const program =
      'import json, sys\nfor text in json.load(sys.stdin): print(json.dumps(json.loads(text), sort_keys=True, separators=(",", ":")))';
    const seed = Date.now();
    const samples = fc.sample(texts, { numRuns: 400, seed });
    const python = spawnSync('python3', ['-c', program], { input: JSON.stringify(samples), encoding: 'utf8' });
    if (python.error) this.skip(); // no Python here: the recorded texts stand for it
    expect(python.stderr).to.equal('');
    const lines = python.stdout.split('\n');
    samples.forEach((text, n) => expect(canonical(text), `seed ${seed}: ${text}`).to.equal(lines[n]));
  });

  it('is one text for all spellings of a value, and its own canonical text', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        const once = canonical(text);
        expect(once).to.be.a('string');
        expect(canonical(once ?? '')).to.equal(once);
        expect(canonical(JSON.stringify(JSON.parse(text), null, 2))).to.equal(once);
      }),
    );
  });

  it('is null of anything that is no JSON, and never throws', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 60 }),
        fc.string({ unit: fc.constantFrom(...'{}[],:"\\ 01-.eEtrufalsn\u00a0\ufeff') }),
        (bytes, text) => {
          for (const given of [Buffer.from(bytes), Buffer.from(text)]) {
            const isJson = isJsonText(given);
            expect(canonicalJson(given) !== null, JSON.stringify(String(given))).to.equal(isJson);
          }
        },
      ),
      { numRuns: 2000 },
    );
  });
});

function isJsonText(bytes: Buffer): boolean {
  try {
    JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes));
    return true;
  } catch {
    return false;
  }
}
