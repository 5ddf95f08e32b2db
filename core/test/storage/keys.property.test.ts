import { join, resolve } from 'node:path';
import { expect } from 'chai';
import fc from 'fast-check';
import { AppError } from '../../errors.ts';
import { checkedKey } from '../../storage/keys.ts';

const root = '/srv/files';
const hostile = fc
  .array(fc.constantFrom('a', 'B9', '.', '..', '/', '\\', '%2e', '\0', '\n', 'é', ' ', '-', '_', '~', ':', 'con'), {
    maxLength: 12,
  })
  .map((parts) => parts.join(''));

describe('storage keys', () => {
  it('stay below their folder, or are refused by name', () => {
    fc.assert(
      fc.property(fc.oneof(hostile, fc.string({ unit: 'binary' }), fc.webPath()), (key) => {
        try {
          expect(checkedKey(key)).to.equal(key);
        } catch (error) {
          expect(error).to.be.instanceOf(AppError);
          expect((error as AppError).code).to.equal('storage.invalid_key');
          return;
        }
        expect(resolve(root, key)).to.equal(join(root, key)).and.to.equal(`${root}/${key}`);
        expect(key).to.match(/^[A-Za-z0-9._/-]{1,1024}$/);
        expect(key.split('/').some((segment) => segment === '' || segment.startsWith('.'))).to.equal(false);
      }),
      { numRuns: 5000 },
    );
  });

  it('of the forms that are written are taken', () => {
    const segment = fc.stringMatching(/^[A-Za-z0-9_-][A-Za-z0-9._-]{0,40}$/);
    fc.assert(
      fc.property(fc.array(segment, { minLength: 1, maxLength: 6 }), (segments) => {
        expect(checkedKey(segments.join('/'))).to.equal(segments.join('/'));
      }),
    );
  });
});
