import { expect } from 'chai';
import fc from 'fast-check';
import { checkSignature, claimOf, parseTimestamp, signV1, signV2 } from '../../auth/signature.ts';

const rules = { skewSeconds: 300, allowV1: true, allowCanonical: false };
const now = 1_800_000_000_000;
const timestamp = String(now / 1000);
const secret = 'my_secret_key';
const hex = 'a'.repeat(64);
const claim = (headers: Record<string, string>, at = now) => claimOf((name) => headers[name] ?? '', rules, at);

/** Headers near the right ones: right, cut, repeated, or anything. */
const near = (right: string) =>
  fc.oneof(
    fc.constant(right),
    fc.string({ unit: 'binary', maxLength: 80 }),
    fc
      .tuple(fc.nat(right.length), fc.string({ maxLength: 3 }))
      .map(([at, more]) => right.slice(0, at) + more + right.slice(at)),
    fc.nat(right.length).map((at) => right.slice(0, at)),
  );
const headersNear = fc.record({
  'x-ml-timestamp': near(timestamp),
  'x-ml-signature': fc.oneof(near(`sha256=${hex}`), near(`v2=${hex}`)),
  'x-ml-key-id': near('nuclei-1'),
  'x-ml-nonce': near('0123456789abcdef'),
});

describe('the headers of a signature', () => {
  it('never make the parser throw, and what it answers is well-formed and in time', () => {
    fc.assert(
      fc.property(headersNear, (headers) => {
        const found = claim(headers);
        if (found === null) return;
        expect(found.digest).to.match(/^[0-9a-f]{64}$/);
        expect(found.keyId).to.match(/^[A-Za-z0-9_.-]{0,64}$/);
        expect(`${found.version === 1 ? 'sha256' : 'v2'}=${found.digest}`).to.equal(headers['x-ml-signature']);
        expect(Math.abs((parseTimestamp(found.timestamp) ?? Infinity) - now / 1000)).to.be.at.most(300);
        if (found.version === 2) {
          expect(found.keyId).not.to.equal('');
          expect(found.nonce).to.match(/^[\x21-\x7e]{8,128}$/);
        }
      }),
      { numRuns: 3000 },
    );
  });

  it('hold for exactly what was signed, in both versions', () => {
    const part = fc.record({
      method: fc.constantFrom('GET', 'POST', 'PATCH'),
      target: fc.webPath(),
      body: fc.uint8Array(),
    });
    fc.assert(
      fc.property(part, part, fc.boolean(), (made, sent, isSecond) => {
        const nonce = '0123456789abcdef';
        const body = Buffer.from(made.body);
        const signature = isSecond
          ? `v2=${signV2(secret, timestamp, nonce, made.method, made.target, body)}`
          : `sha256=${signV1(secret, timestamp, body)}`;
        const headers = {
          'x-ml-timestamp': timestamp,
          'x-ml-signature': signature,
          'x-ml-key-id': 'k',
          'x-ml-nonce': nonce,
        };
        const given = claim(headers);
        const takes = (request: typeof made, secrets = ['another', secret]) =>
          given !== null &&
          checkSignature(given, { ...request, body: Buffer.from(request.body) }, secrets, rules) !== null;
        expect(takes(made)).to.equal(true);
        expect(takes(made, ['another'])).to.equal(false);
        const isSame =
          body.equals(Buffer.from(sent.body)) &&
          (!isSecond || (made.method === sent.method && made.target === sent.target));
        expect(takes(sent)).to.equal(isSame);
      }),
      { numRuns: 500 },
    );
  });
});

describe('timestamps', () => {
  const years = { min: new Date('1970-01-01T00:00:00Z'), max: new Date('2999-12-31T23:59:59Z'), noInvalidDate: true };

  it('mean the same in Unix seconds, in UTC and with any offset', () => {
    fc.assert(
      fc.property(
        fc.date(years),
        fc.integer({ min: -14 * 60, max: 14 * 60 }),
        fc.constantFrom('T', ' '),
        (date, offset, gap) => {
          const seconds = Math.floor(date.getTime() / 1000);
          expect(parseTimestamp(String(seconds))).to.equal(seconds);
          expect(parseTimestamp(date.toISOString().replace('T', gap))).to.equal(date.getTime() / 1000);
          const local = new Date(date.getTime() + offset * 60_000).toISOString().slice(0, -1);
          const [h, m] = [Math.floor(Math.abs(offset) / 60), Math.abs(offset) % 60].map((n) =>
            String(n).padStart(2, '0'),
          );
          expect(parseTimestamp(`${local}${offset < 0 ? '-' : '+'}${h}:${m}`)).to.equal(date.getTime() / 1000);
        },
      ),
      { numRuns: 1000 },
    );
  });

  it('are a number or nothing, whatever the text', () => {
    const unit = fc.constantFrom(...'0123456789-:.TZ +eE\u0661');
    fc.assert(
      fc.property(
        fc.oneof(fc.string({ unit, maxLength: 30 }), fc.string({ unit: 'binary' }), near('2026-11-22T10:00:00Z')),
        (text) => {
          const seconds = parseTimestamp(text);
          if (seconds !== null) expect(seconds).to.be.finite;
        },
      ),
      { numRuns: 3000 },
    );
  });
});
