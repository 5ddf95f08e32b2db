import { expect } from 'chai';
import { checkSignature, claimOf, parseTimestamp, signV1, signV2 } from '../../auth/signature.ts';

const secret = 'my_secret_key';
const vectors = [
  ['{"test":"data"}', '602bd4dc21ec90d34e2abe84547bb3bb84652074e02716604869ff74c1bc1e31'],
  ['', '1cbd648e8c8a3f32c1703621d14f6b58cd520ce7e6bfc5d109aa9ff672399876'],
  [
    '{"a":"\\u00e9","b":1.0,"c":[1e-07,100000000000000000000]}',
    'b5928d6c5bc15bf195c86f44d9c9557d6ddcb330e7877aa9bd294ca07db2b8e4',
  ],
] as const;
const now = 1234567890_000;

describe('signatures of pipelines', () => {
  const rules = { skewSeconds: 300, allowV1: true, allowCanonical: false };
  const request = { method: 'POST', target: '/api/x?y=1' };
  const check = (
    headers: Record<string, string>,
    body: string,
    more: { secret?: string; allowV1?: boolean; allowCanonical?: boolean; target?: string } = {},
    at = now,
  ) => {
    const given = { ...rules, ...more };
    const claim = claimOf((name) => headers[name] ?? '', given, at);
    const signed = { ...request, target: more.target ?? request.target, body: Buffer.from(body) };
    return claim && checkSignature(claim, signed, [more.secret ?? secret], given);
  };

  for (const [body, hex] of vectors) {
    it(`makes and takes the known signature of ${body || 'an empty body'}`, () => {
      expect(signV1(secret, '1234567890', body)).to.equal(hex);
      expect(check({ 'x-ml-timestamp': '1234567890', 'x-ml-signature': `sha256=${hex}` }, body)).to.be.a('string');
    });
  }

  const [body, hex] = vectors[0];
  const good = { 'x-ml-timestamp': '1234567890', 'x-ml-signature': `sha256=${hex}` };

  it('refuses another body, secret, prefix, spelling and no signature', () => {
    expect(check(good, '{"test":"data" }')).to.equal(null);
    expect(check(good, body, { secret: 'other' })).to.equal(null);
    for (const signature of [hex, `SHA256=${hex}`, `sha256=${hex.toUpperCase()}`, `sha256=${hex}0`, 'sha256=', '']) {
      expect(check({ ...good, 'x-ml-signature': signature }, body), signature).to.equal(null);
    }
    expect(check({ 'x-ml-signature': good['x-ml-signature'] }, body)).to.equal(null);
  });

  it('takes a timestamp exactly as far away as allowed, and none farther, in both directions', () => {
    for (const sign of [-1, 1]) {
      expect(check(good, body, {}, now + sign * 300_000)).to.be.a('string');
      expect(check(good, body, {}, now + sign * 301_000)).to.equal(null);
    }
  });

  it('takes the known signature over the canonical JSON of other bytes only where that is allowed', () => {
    const [text, digest] = vectors[2];
    const headers = { 'x-ml-timestamp': '1234567890', 'x-ml-signature': `sha256=${digest}` };
    const spellings = [
      '{"c": [1e-7, 100000000000000000000], "b": 1.0, "a": "é"}',
      '{"a":0,"c":[1e-07,100000000000000000000],"b":1.0,"a":"\\u00E9"}',
    ];
    for (const sent of spellings) {
      expect(check(headers, sent), sent).to.equal(null);
      expect(check(headers, sent, { allowCanonical: true }), sent).to.be.a('string');
      expect(check(headers, sent, { allowCanonical: true, secret: 'other' })).to.equal(null);
    }
    for (const sent of [text.replace('1.0', '1'), text.replace('c', 'd'), `${text}x`, ''])
      expect(check(headers, sent, { allowCanonical: true }), sent).to.equal(null);
  });

  it('can have version 1 switched off', () => {
    expect(check(good, body, { allowV1: false })).to.equal(null);
  });

  it('binds version 2 to method, path, query, nonce and key', () => {
    const signature = signV2(secret, '1234567890', 'nonce-12', 'POST', '/api/x?y=1', body);
    const headers = {
      'x-ml-timestamp': '1234567890',
      'x-ml-nonce': 'nonce-12',
      'x-ml-key-id': 'default',
      'x-ml-signature': `v2=${signature}`,
    };
    expect(check(headers, body, { allowV1: false })).to.equal('v2:default:nonce-12');
    expect(check({ ...headers, 'x-ml-nonce': 'nonce-13' }, body)).to.equal(null);
    expect(check({ ...headers, 'x-ml-key-id': '' }, body)).to.equal(null);
    expect(check(headers, body, { target: '/api/z' })).to.equal(null);
  });

  it('reads Unix seconds and ISO 8601 with a zone, and nothing else', () => {
    expect(parseTimestamp('1234567890')).to.equal(1234567890);
    expect(parseTimestamp('2009-02-13T23:31:30Z')).to.equal(1234567890);
    expect(parseTimestamp('2009-02-14T00:31:30.5+01:00')).to.equal(1234567890.5);
    for (const wrong of ['', '-5', '1e9', '2009-02-13', '2009-02-13T23:31:30', 'yesterday', '99999999999999']) {
      expect(parseTimestamp(wrong), wrong).to.equal(null);
    }
  });
});
