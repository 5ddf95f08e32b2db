import { expect } from 'chai';
import { freeHotkey } from '../hotkey.ts';
import { nextColor } from '../palette.ts';
import { initialOf, initialsOf, inkOn } from '../ui/signs.ts';

describe('signs of classes and people', () => {
  it('gives out free keys: of the name, then digits, then letters, then none', () => {
    expect(freeHotkey('Mitosis', [])).to.equal('m');
    expect(freeHotkey('Mitosis', ['m', 'i'])).to.equal('t');
    expect(freeHotkey('Kidney', [])).to.equal('i');
    expect(freeHotkey('😀 !', [])).to.equal('1');
    expect(freeHotkey('aa', ['a', ...'123456789'])).to.equal('b');
    expect(freeHotkey('aa', [...'abcdefghilmnopqrstuvwxyz123456789', null])).to.equal(null);
  });

  it('gives out every colour once before any comes again', () => {
    const taken: string[] = [];
    for (let n = 0; n < 12; n += 1) taken.push(nextColor(taken));
    expect(new Set(taken)).to.have.property('size', 12);
    expect(nextColor(taken)).to.equal(taken[0]);
  });

  it('makes initials of addresses and names in any script', () => {
    expect(['anna.berg@example.org', 'joe@x', 'a_b-c@x', '@', 'Ünal@x'].map(initialsOf)).to.deep.equal([
      'AB',
      'J',
      'AB',
      '?',
      'Ü',
    ]);
    expect(['Mitosis', '(other)', '日本', '?!'].map(initialOf)).to.deep.equal(['M', 'O', '日', '?']);
  });

  it('writes on every colour with a contrast of at least 4.5 to 1', () => {
    const linear = (part: number): number => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
    for (let step = 0; step < 4096; step += 1) {
      const parts = [(step >> 8) * 17, ((step >> 4) & 15) * 17, (step & 15) * 17];
      const color = `#${parts.map((part) => part.toString(16).padStart(2, '0')).join('')}`;
      const [red = 0, green = 0, blue = 0] = parts.map((part) => linear(part / 255));
      const luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue;
      const contrast = inkOn(color) === '#000000' ? (luminance + 0.05) / 0.05 : 1.05 / (luminance + 0.05);
      expect(contrast, color).to.be.at.least(4.5);
    }
  });
});
