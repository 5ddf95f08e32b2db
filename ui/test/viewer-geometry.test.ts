import { expect } from 'chai';
import { boxLabel, countShown } from '../viewer/boxes-filter.ts';
import { buildBoxesIndex, forEachBox, smallestBoxAt, visibleRanges } from '../viewer/boxes-index.ts';
import { NO_CLASS, columnsFromRectangles, type BoxColumns, type BoxesLayer } from '../viewer/layers.ts';
import { scaleBar, zoomText } from '../viewer/scale-bar.ts';
import { toImage, toScreen, viewTransform, viewportAround, visibleBounds } from '../viewer/view-transform.ts';

function makeRandom(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 16807) % 2147483647) / 2147483647;
}

function makeLayer(count: number, seed: number): BoxesLayer {
  const random = makeRandom(seed);
  const rectangles = new Float32Array(4 * count);
  for (let at = 0; at < rectangles.length; at += 4) {
    // A third of them in one corner, some with corners swapped, a few huge.
    const spread = random() < 0.3 ? 300 : 10_000;
    const size = random() < 0.01 ? 4000 : 60;
    const [x, y, dx, dy] = [random() * spread, random() * spread, (random() - 0.2) * size, (random() - 0.2) * size];
    rectangles.set([x, y, x + dx, y + dy], at);
  }
  const classes = Uint16Array.from({ length: count }, () => (random() < 0.1 ? NO_CLASS : Math.floor(random() * 3)));
  const confidence = Float32Array.from({ length: count }, () => (random() < 0.1 ? NaN : random()));
  return {
    kind: 'boxes',
    boxes: columnsFromRectangles(rectangles, classes, confidence),
    classes: ['a', 'b', 'c'].map((name) => ({ name, color: '#112233' })),
  };
}

function cornersOf({ x0, y0, x1, y1 }: BoxColumns): { left: number; top: number; right: number; bottom: number }[] {
  return Array.from(x0, (_, box) => ({
    left: Math.min(x0[box]!, x1[box]!),
    top: Math.min(y0[box]!, y1[box]!),
    right: Math.max(x0[box]!, x1[box]!),
    bottom: Math.max(y0[box]!, y1[box]!),
  }));
}

describe('The geometry of the viewer', () => {
  it('finds the same box as looking at every one, for 1,000 points among 2,000 boxes', () => {
    const { boxes } = makeLayer(2000, 11);
    const index = buildBoxesIndex(boxes);
    const all = cornersOf(boxes);
    const random = makeRandom(3);
    for (let round = 0; round < 1000; round += 1) {
      const spread = round % 2 === 0 ? 320 : 10_500;
      const point = { x: random() * spread, y: random() * spread };
      let [best, bestArea] = [-1, Infinity];
      all.forEach(({ left, top, right, bottom }, box) => {
        const area = (right - left) * (bottom - top);
        if (area > bestArea || point.x < left || point.x > right || point.y < top || point.y > bottom) return;
        [best, bestArea] = [box, area];
      });
      expect(smallestBoxAt(index, point, 0, 0, () => true)).to.equal(best);
    }
  });

  it('never leaves out a box of the view, neither from ranges nor from the list', () => {
    const { boxes } = makeLayer(5000, 5);
    const index = buildBoxesIndex(boxes);
    const all = cornersOf(boxes);
    const random = makeRandom(8);
    for (let round = 0; round < 100; round += 1) {
      const [x0, y0, side] = [random() * 10_000, random() * 10_000, 10 ** (1 + 3 * random())];
      const view = { x0, y0, x1: x0 + side, y1: y0 + side };
      const wanted = all.flatMap(({ left, top, right, bottom }, box) =>
        left <= view.x1 && right >= x0 && top <= view.y1 && bottom >= y0 ? [box] : [],
      );
      const listed: number[] = [];
      forEachBox(index, view, 0, (box) => listed.push(box));
      expect(listed.sort((one, other) => one - other)).to.deep.equal(wanted);
      const ranges = visibleRanges(index, view);
      expect(ranges.length).to.be.at.most(8);
      const drawn = new Set(ranges.flatMap(([first, count]) => [...index.order.subarray(first, first + count)]));
      expect(wanted.filter((box) => !drawn.has(box))).to.deep.equal([]);
    }
  });

  it('works with no box, with one, and with all in one place', () => {
    for (const count of [0, 1, 1000]) {
      const columns = columnsFromRectangles(
        new Float32Array(4 * count).fill(7),
        new Uint16Array(count),
        new Float32Array(count),
      );
      const index = buildBoxesIndex(columns);
      const everything = { x0: 0, y0: 0, x1: 10, y1: 10 };
      expect(visibleRanges(index, everything).reduce((sum, [, size]) => sum + size, 0)).to.equal(count);
      expect(smallestBoxAt(index, { x: 8, y: 6 }, 2, 0, () => true)).to.equal(count - 1);
    }
  });

  it('counts what a range of confidence and hidden classes leave, keeping boxes that have neither', () => {
    const layer = makeLayer(3000, 21);
    const { classes, confidence } = layer.boxes;
    const style = { minConfidence: 0.25, maxConfidence: 0.75, hiddenClasses: new Set([1]) };
    let wanted = 0;
    for (let box = 0; box < 3000; box += 1) {
      const value = confidence[box]!;
      if (classes[box] !== 1 && (Number.isNaN(value) || (value >= 0.25 && value <= 0.75))) wanted += 1;
    }
    expect(countShown({ ...layer, ...style })).to.equal(wanted);
    expect(countShown(layer)).to.equal(3000);
    const one = { ...layer, boxes: { ...layer.boxes, confidence: Float32Array.of(0.87), classes: Uint16Array.of(0) } };
    expect(countShown({ ...one, minConfidence: 0.87, maxConfidence: 0.87 }), 'a bound is within').to.equal(1);
  });

  it('writes labels with what a box has', () => {
    const layer = makeLayer(4, 2);
    const confidence = Float32Array.of(0.87, NaN, 0.5, NaN);
    const named = { ...layer, boxes: { ...layer.boxes, confidence, classes: Uint16Array.of(0, 1, NO_CLASS, 9) } };
    expect([0, 1, 2, 3].map((box) => boxLabel(named, box))).to.deep.equal(['a 87%', 'b', '50%', '']);
  });

  it('goes from image to screen and back, and shows what it is told to, however turned', () => {
    const size = { width: 800, height: 600 };
    for (const rotation of [0, 33, 90, 270]) {
      for (const flipped of [false, true]) {
        const t = viewTransform({ x: 5000, y: 4000, zoom: 0.37, rotation, flipped }, size);
        const back = toImage(t, toScreen(t, { x: 5123.5, y: 3999 }));
        expect(back.x).to.be.closeTo(5123.5, 1e-6);
        expect(back.y).to.be.closeTo(3999, 1e-6);
        const view = viewportAround({ x: 100, y: 200, width: 500, height: 50 }, size, { rotation, flipped }, 0.1);
        const bounds = visibleBounds(viewTransform(view, size));
        expect(bounds.x0 <= 100 && bounds.y0 <= 200 && bounds.x1 >= 600 && bounds.y1 >= 250).to.equal(true);
      }
    }
  });

  it('writes scale and zoom in round figures', () => {
    expect(scaleBar(0.4, null, 120)).to.deep.equal({ width: 80, text: '200 px' });
    expect(scaleBar(0.01, null, 120)).to.deep.equal({ width: 100, text: '10,000 px' });
    expect(scaleBar(1, 0.25, 120)).to.deep.equal({ width: 80, text: '20 µm' });
    expect(scaleBar(0.02, 0.5, 120)).to.deep.equal({ width: 80, text: '2 mm' });
    expect([0.00234, 0.0512, 0.1, 1, 16].map(zoomText)).to.deep.equal(['0.23%', '5.1%', '10%', '100%', '1600%']);
  });
});
