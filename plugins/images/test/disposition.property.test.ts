import { validateHeaderValue } from 'node:http';
import { expect } from 'chai';
import fc from 'fast-check';
import { cleanFilename, contentDisposition } from '../serving/disposition.ts';

const hostile = fc
  .array(
    fc.constantFrom(
      '\r\n',
      'Set-Cookie: a=b',
      '"',
      '\\',
      ';',
      '%',
      '%0d%0a',
      "'",
      '*=',
      '/',
      '..',
      '\0',
      '\u202e',
      'é',
      '😀',
      '\ud800',
      '\u2028',
      ' ',
      '.png',
      'filename=',
      '(',
    ),
    { maxLength: 10 },
  )
  .map((parts) => parts.join(''));
const names = fc.oneof(hostile, fc.string({ unit: 'binary', maxLength: 400 }), fc.string({ unit: 'grapheme' }));
const types = fc.constantFrom('image/png', 'image/svg+xml', 'text/html', 'image/tiff', 'application/octet-stream');

// RFC 6266: a token, then parameters: `filename` a quoted string, `filename*` as RFC 8187 has it.
const FORM =
  /^(inline|attachment); filename="((?:[^"\\\x00-\x1f\x7f]|\\["\\])*)"(?:; filename\*=UTF-8''((?:[A-Za-z0-9!#$&+.^_`|~-]|%[0-9A-F]{2})*))?$/;

describe('the names of downloads', () => {
  it('never break out of their header, and are read back as they were meant', () => {
    fc.assert(
      fc.property(names, types, (name, type) => {
        const header = contentDisposition(name, type);
        validateHeaderValue('Content-Disposition', header);
        expect(header).to.match(/^[\x20-\x7e]+$/);
        const [whole, kind, plain, extended] = FORM.exec(header) ?? [];
        expect(whole, header).to.equal(header);
        expect(kind).to.equal(/^image\/(png|tiff)$/.test(type) ? 'inline' : 'attachment');
        const wanted = cleanFilename(name, 'download');
        expect(extended === undefined ? plain : decodeURIComponent(extended)).to.equal(wanted);
      }),
      { numRuns: 3000 },
    );
  });

  it('are clean: no path, no control or format characters, no leading dot, never empty, and clean already when clean', () => {
    fc.assert(
      fc.property(names, (name) => {
        const clean = cleanFilename(name, 'download');
        expect(clean).not.to.match(/[/\\\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
        expect(clean).to.match(/^[^.\s]/u);
        expect(clean.length).to.be.within(1, 255);
        expect(clean.isWellFormed()).to.equal(true);
        expect(cleanFilename(clean, 'download')).to.equal(clean);
      }),
      { numRuns: 3000 },
    );
  });
});
