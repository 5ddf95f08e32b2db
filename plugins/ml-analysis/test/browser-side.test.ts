import { expect } from 'chai';
import type { AnalysisJson } from '../schemas.ts';
import { histogramOf, shownBoxes } from '../ui/box-filter.ts';
import { choose, newestCompleted } from '../ui/choice.ts';
import { classPalette } from '../../../ui/palettes.ts';
import { colorsOf } from '../ui/class-colors.ts';

describe('the browser side, by itself', () => {
  it('colours classes by name: the same for the same name, no two alike while there are enough', () => {
    const one = colorsOf(['cell', 'debris', 'nucleus'], classPalette);
    expect(new Set(one.values()).size).to.equal(3);
    expect(colorsOf(['nucleus', 'debris', 'cell'], classPalette)).to.deep.equal(one);
    expect(colorsOf(['cell'], classPalette).get('cell')).to.equal(
      colorsOf(['cell', 'zebra'], classPalette).get('cell'),
    );
    const eleven = Array.from({ length: 11 }, (_, n) => `class ${n}`);
    expect(new Set(colorsOf(eleven, classPalette).values()).size).to.equal(11);
    const many = Array.from({ length: 500 }, (_, n) => `class ${n}`);
    for (const color of colorsOf(many, classPalette).values()) expect(color).to.match(/^#[0-9a-f]{6}$/);
  });

  it('leaves the boxes that a brute-force search leaves, the most confident first', () => {
    const count = 2000;
    const confidence = Float32Array.from({ length: count }, (_, n) => (n % 11 === 0 ? NaN : ((n * 37) % 101) / 100));
    const classes = Uint16Array.from({ length: count }, (_, n) => (n % 7 === 0 ? 65535 : n % 3));
    const columns = { confidence, classes };
    for (const [minConfidence, maxConfidence] of [
      [0, 1],
      [0.87, 1],
      [0.3, 0.31],
      [0.5, 0.5],
    ] as const) {
      for (const hidden of [[], [1], [65535], [0, 1, 2, 65535]]) {
        const hiddenClasses = new Set(hidden);
        const shown = [...shownBoxes(columns, { minConfidence, maxConfidence, hiddenClasses })];
        const wanted = Array.from({ length: count }, (_, n) => n).filter((n) => {
          const hundredths = (n * 37) % 101;
          const isIn = n % 11 === 0 || (hundredths >= minConfidence * 100 && hundredths <= maxConfidence * 100);
          return isIn && !hiddenClasses.has(classes[n] ?? 0);
        });
        expect([...shown].sort((a, b) => a - b)).to.deep.equal(wanted);
        const ranks = shown.map((box) => (Number.isNaN(confidence[box]) ? -1 : (confidence[box] ?? 0)));
        expect(ranks).to.deep.equal([...ranks].sort((a, b) => b - a));
      }
    }
  });

  it('counts confidences in equal parts, one in the last', () => {
    expect([...histogramOf(Float32Array.of(0, 0.1, 0.25, 0.5, 0.99, 1, NaN), 4)]).to.deep.equal([2, 1, 1, 2]);
  });

  it('shows what is wished, else the newest that is completed', () => {
    const analysis = (id: string, status: string, completed_at: string | null): AnalysisJson =>
      ({ id, status, completed_at, created_at: '2026-01-01T00:00:00Z' }) as AnalysisJson;
    const list = [
      analysis('queued', 'queued', null),
      analysis('early', 'completed', '2026-01-02T00:00:00Z'),
      analysis('late', 'completed', '2026-01-03T00:00:00Z'),
      analysis('failed', 'failed', '2026-01-04T00:00:00Z'),
    ];
    expect(newestCompleted(list)?.id).to.equal('late');
    expect(choose(list, 'newest', true)?.id).to.equal('late');
    expect(choose(list, 'newest', false)).to.equal(null);
    expect(choose(list, 'none', true)).to.equal(null);
    expect(choose(list, { id: 'failed' }, true)?.id).to.equal('failed');
    expect(choose(list, { id: 'elsewhere' }, true)?.id).to.equal('late');
    expect(newestCompleted([])).to.equal(null);
  });
});
