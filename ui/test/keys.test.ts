import { expect } from 'chai';
import { keyCaps, matchesKey, parseKey, type KeyPress } from '../keys.ts';

const press = (key: string, more: Partial<KeyPress> = {}): KeyPress => ({
  key,
  code: '',
  ctrlKey: false,
  metaKey: false,
  shiftKey: false,
  altKey: false,
  ...more,
});

describe('Keys', () => {
  it('reads a letter, a sign, a named key and modifiers', () => {
    expect(parseKey('J')).to.deep.equal({ key: 'j', mod: false, shift: false, alt: false });
    expect(parseKey('?').key).to.equal('?');
    expect(parseKey('Mod+k')).to.deep.equal({ key: 'k', mod: true, shift: false, alt: false });
    expect(parseKey('Shift+ArrowLeft')).to.deep.equal({ key: 'ArrowLeft', mod: false, shift: true, alt: false });
    expect(parseKey('+').key).to.equal('+');
    expect(parseKey('Mod++')).to.deep.equal({ key: '+', mod: true, shift: false, alt: false });
  });

  it('refuses an unknown modifier with a sentence that names it', () => {
    expect(() => parseKey('Hyper+k')).to.throw('unknown modifier "Hyper"');
    expect(() => parseKey('')).to.throw('names no key');
  });

  it('does not take a letter that comes with a modifier, so that Ctrl+C never labels', () => {
    expect(matchesKey(parseKey('c'), press('c'))).to.equal(true);
    for (const modifier of ['ctrlKey', 'metaKey', 'altKey', 'shiftKey'] as const) {
      expect(matchesKey(parseKey('c'), press('c', { [modifier]: true })), modifier).to.equal(false);
    }
  });

  it('takes a sign with or without Shift, because keyboards differ', () => {
    expect(matchesKey(parseKey('?'), press('?', { shiftKey: true }))).to.equal(true);
    expect(matchesKey(parseKey('+'), press('+'))).to.equal(true);
  });

  it('finds a shifted digit by its place on the keyboard', () => {
    expect(matchesKey(parseKey('Shift+1'), press('!', { shiftKey: true, code: 'Digit1' }))).to.equal(true);
    expect(matchesKey(parseKey('1'), press('!', { shiftKey: true, code: 'Digit1' }))).to.equal(false);
    expect(matchesKey(parseKey('Shift+1'), press('1', { code: 'Digit1' }))).to.equal(false);
  });

  it('takes Ctrl and Cmd alike for Mod', () => {
    expect(matchesKey(parseKey('Mod+k'), press('k', { ctrlKey: true }))).to.equal(true);
    expect(matchesKey(parseKey('Mod+k'), press('k', { metaKey: true }))).to.equal(true);
    expect(matchesKey(parseKey('Mod+k'), press('k'))).to.equal(false);
  });

  it('draws caps', () => {
    expect(keyCaps('ArrowLeft')).to.deep.equal(['←']);
    expect(keyCaps('Mod+k').at(-1)).to.equal('K');
  });
});
