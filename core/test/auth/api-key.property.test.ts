import { expect } from 'chai';
import fc from 'fast-check';
import { isWellFormedKey, keyOfRequest, newApiKey } from '../../auth/api-key.ts';

const keys = fc.constantFrom(...Array.from({ length: 20 }, () => newApiKey().key));
const anything = fc.oneof(fc.string({ unit: 'binary' }), fc.string(), keys);
const read = (headers: Record<string, string>) => keyOfRequest((name) => headers[name] ?? '');

describe('the parser of API keys', () => {
  it('never throws, and takes whole keys alone', () => {
    fc.assert(
      fc.property(anything, anything, keys, (before, after, key) => {
        expect(isWellFormedKey(key)).to.equal(true);
        expect(isWellFormedKey(before + key + after)).to.equal(before + after === '');
        isWellFormedKey(before + after);
      }),
      { numRuns: 2000 },
    );
  });

  it('refuses a key with one character changed, left out or twice', () => {
    fc.assert(
      fc.property(keys, fc.nat(52), fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }), (key, at, other) => {
        const [head, tail] = [key.slice(0, at), key.slice(at + 1)];
        if (other !== key[at]) expect(isWellFormedKey(head + other + tail)).to.equal(false);
        expect(isWellFormedKey(head + tail)).to.equal(false);
        expect(isWellFormedKey(head + (key[at] ?? '') + (key[at] ?? '') + tail)).to.equal(false);
      }),
      { numRuns: 2000 },
    );
  });

  it('reads Bearer in any case and X-API-Key, and nothing of other schemes', () => {
    const bearer = fc.mixedCase(fc.constant('bearer'));
    fc.assert(
      fc.property(keys, bearer, anything, (key, scheme, text) => {
        expect(read({ authorization: `${scheme} ${key}` })).to.equal(key);
        expect(read({ 'x-api-key': key })).to.equal(key);
        expect(read({ authorization: `Basic ${key}` })).to.equal(null);
        const found = read({ authorization: text, 'x-api-key': text });
        expect(found === null || found.length > 0).to.equal(true);
      }),
    );
  });
});
