import { expect } from 'chai';
import { formatBytes, formatCount, formatRelativeTime } from '../format.ts';
import { magma, viridis } from '../palettes.ts';

describe('Formats', () => {
  it('write bytes as people do, and never NaN', () => {
    const cases: [number | null, string][] = [
      [0, '0 B'],
      [999, '999 B'],
      [1000, '1.0 KB'],
      [1_049_000, '1.0 MB'],
      [999_950, '1.0 MB'],
      [123_456_789, '123 MB'],
      [2_147_483_648, '2.1 GB'],
      [null, 'unknown size'],
      [NaN, 'unknown size'],
    ];
    for (const [bytes, text] of cases) expect(formatBytes(bytes)).to.equal(text);
  });

  it('count with the right noun', () => {
    expect(formatCount(1, 'image')).to.equal('1 image');
    expect(formatCount(0, 'image')).to.equal('0 images');
    expect(formatCount(3000, 'class', 'classes')).to.equal('3,000 classes');
  });

  it('say how long ago', () => {
    const now = Date.parse('2026-11-22T12:00:00Z');
    const cases: [string, string][] = [
      ['2026-11-22T11:59:30Z', 'just now'],
      ['2026-11-22T11:55:00Z', '5 minutes ago'],
      ['2026-11-22T09:00:00Z', '3 hours ago'],
      ['2026-11-21T11:00:00Z', 'yesterday'],
      ['2026-11-10T12:00:00Z', 'last week'],
      ['2025-11-10T12:00:00Z', 'last year'],
      ['never', 'at an unknown time'],
    ];
    for (const [iso, text] of cases) expect(formatRelativeTime(iso, now), iso).to.equal(text);
  });
});

describe('Colour maps', () => {
  it('start and end where matplotlib’s do', () => {
    const near = (table: Uint8ClampedArray, step: number, wanted: number[]): void => {
      for (const [channel, value] of wanted.entries()) expect(table[step * 4 + channel]).to.be.closeTo(value, 6);
    };
    near(viridis, 0, [68, 1, 84, 255]);
    near(viridis, 128, [33, 145, 140, 255]);
    near(viridis, 255, [253, 231, 37, 255]);
    near(magma, 0, [0, 0, 4, 255]);
    near(magma, 128, [183, 55, 121, 255]);
    near(magma, 255, [252, 253, 191, 255]);
  });
});
