import type { BoxColumns } from './layers.ts';
import type { Bounds, Point } from './view-transform.ts';

const RUN = 128;
const CELLS = 2048;

/**
 * Boxes in an order in which neighbours on the picture are neighbours in the list, cut into runs of 128 with their
 * bounds. One structure serves three needs: which ranges to draw, which box is under the pointer, which are large
 * enough for a label.
 */
export interface BoxesIndex {
  readonly count: number;
  /** Position in the order → index in the columns. */
  readonly order: Uint32Array;
  /** Left, top, right, bottom of each box, in this order: what the graphics card gets. */
  readonly rectangles: Float32Array;
  /** Left, top, right, bottom of each run, image pixels. */
  readonly runBounds: Float32Array;
  /** The longer side of the largest box of each run, image pixels. */
  readonly runLargest: Float32Array;
  /** What holds every box, image pixels; of no meaning without boxes. */
  readonly bounds: Bounds;
  /** The median of the boxes' longer sides, about, in image pixels; 0 without boxes. */
  readonly medianSize: number;
}

/**
 * Orders boxes along a Z curve over a grid of 2048 × 2048 cells: two passes of a radix sort, linear in their number.
 * @throws RangeError when a coordinate isn't a finite number.
 */
export function buildBoxesIndex(boxes: BoxColumns): BoxesIndex {
  const order = sortByKey(zCurveKeys(boxes, extentOfCentres(boxes)));
  const rectangles = gather(boxes, order);
  const runs = Math.ceil(order.length / RUN);
  const runBounds = new Float32Array(4 * runs);
  const runLargest = new Float32Array(runs);
  for (let run = 0; run < runs; run += 1) {
    let left = Infinity;
    let top = Infinity;
    let right = -Infinity;
    let bottom = -Infinity;
    let largest = 0;
    const end = 4 * Math.min((run + 1) * RUN, order.length);
    for (let at = 4 * run * RUN; at < end; at += 4) {
      if (rectangles[at]! < left) left = rectangles[at]!;
      if (rectangles[at + 1]! < top) top = rectangles[at + 1]!;
      if (rectangles[at + 2]! > right) right = rectangles[at + 2]!;
      if (rectangles[at + 3]! > bottom) bottom = rectangles[at + 3]!;
      const size = longerSide(rectangles, at);
      if (size > largest) largest = size;
    }
    runBounds.set([left, top, right, bottom], 4 * run);
    runLargest[run] = largest;
  }
  return {
    count: order.length,
    order,
    rectangles,
    runBounds,
    runLargest,
    bounds: boundsOf(runBounds),
    medianSize: medianSizeOf(rectangles),
  };
}

function boundsOf(runBounds: Float32Array): Bounds {
  const all = { x0: Infinity, y0: Infinity, x1: -Infinity, y1: -Infinity };
  for (let at = 0; at < runBounds.length; at += 4) {
    all.x0 = Math.min(all.x0, runBounds[at]!);
    all.y0 = Math.min(all.y0, runBounds[at + 1]!);
    all.x1 = Math.max(all.x1, runBounds[at + 2]!);
    all.y1 = Math.max(all.y1, runBounds[at + 3]!);
  }
  return all;
}

/** Of a thousand boxes from all over the picture, or of all if they are fewer. */
function medianSizeOf(rectangles: Float32Array): number {
  const sizes: number[] = [];
  const step = 4 * Math.max(1, Math.floor(rectangles.length / 4 / 1000));
  for (let at = 0; at < rectangles.length; at += step) sizes.push(longerSide(rectangles, at));
  return sizes.sort((one, other) => one - other)[sizes.length >> 1] ?? 0;
}

/** The longer side of the rectangle at a place of `rectangles`, image pixels. */
export function longerSide(rectangles: Float32Array, at: number): number {
  const width = rectangles[at + 2]! - rectangles[at]!;
  const height = rectangles[at + 3]! - rectangles[at + 1]!;
  return width > height ? width : height;
}

/** Bounds of x0 + x1 and y0 + y1, twice the centres. */
function extentOfCentres(boxes: BoxColumns): Bounds {
  const { x0, y0, x1, y1 } = boxes;
  const extent = { x0: Infinity, y0: Infinity, x1: -Infinity, y1: -Infinity };
  for (let box = 0; box < x0.length; box += 1) {
    const x = x0[box]! + x1[box]!;
    const y = y0[box]! + y1[box]!;
    if (!Number.isFinite(x + y)) {
      throw new RangeError(`Box ${box} has a coordinate that isn't a number; leave it out or repair it.`);
    }
    if (x < extent.x0) extent.x0 = x;
    if (x > extent.x1) extent.x1 = x;
    if (y < extent.y0) extent.y0 = y;
    if (y > extent.y1) extent.y1 = y;
  }
  return extent;
}

/** 22-bit keys: the bits of a box's column and row on the grid, interleaved. */
function zCurveKeys(boxes: BoxColumns, extent: Bounds): Uint32Array {
  const { x0, y0, x1, y1 } = boxes;
  const keys = new Uint32Array(x0.length);
  const perColumn = (CELLS - 1) / Math.max(extent.x1 - extent.x0, 1e-6);
  const perRow = (CELLS - 1) / Math.max(extent.y1 - extent.y0, 1e-6);
  for (let box = 0; box < keys.length; box += 1) {
    const column = (x0[box]! + x1[box]! - extent.x0) * perColumn;
    const row = (y0[box]! + y1[box]! - extent.y0) * perRow;
    keys[box] = spread(column | 0) | (spread(row | 0) << 1);
  }
  return keys;
}

function spread(value: number): number {
  let bits = value;
  bits = (bits | (bits << 8)) & 0x00ff00ff;
  bits = (bits | (bits << 4)) & 0x0f0f0f0f;
  bits = (bits | (bits << 2)) & 0x33333333;
  return (bits | (bits << 1)) & 0x55555555;
}

function sortByKey(keys: Uint32Array): Uint32Array {
  let from = new Uint32Array(keys.length);
  let to = new Uint32Array(keys.length);
  for (let box = 0; box < from.length; box += 1) from[box] = box;
  for (const shift of [0, 11]) {
    const starts = new Uint32Array(CELLS + 1);
    for (let box = 0; box < keys.length; box += 1) starts[((keys[box]! >>> shift) & (CELLS - 1)) + 1]! += 1;
    for (let digit = 1; digit <= CELLS; digit += 1) starts[digit]! += starts[digit - 1]!;
    for (let at = 0; at < from.length; at += 1) {
      const digit = (keys[from[at]!]! >>> shift) & (CELLS - 1);
      const place = starts[digit]!;
      to[place] = from[at]!;
      starts[digit] = place + 1;
    }
    [from, to] = [to, from];
  }
  return from;
}

function gather(boxes: BoxColumns, order: Uint32Array): Float32Array {
  const { x0, y0, x1, y1 } = boxes;
  const rectangles = new Float32Array(4 * order.length);
  for (let place = 0, at = 0; place < order.length; place += 1, at += 4) {
    const box = order[place]!;
    rectangles[at] = Math.min(x0[box]!, x1[box]!);
    rectangles[at + 1] = Math.min(y0[box]!, y1[box]!);
    rectangles[at + 2] = Math.max(x0[box]!, x1[box]!);
    rectangles[at + 3] = Math.max(y0[box]!, y1[box]!);
  }
  return rectangles;
}

function forEachRun(index: BoxesIndex, bounds: Bounds, atLeast: number, visit: (run: number) => void): void {
  const { runBounds, runLargest } = index;
  for (let run = 0, at = 0; run < runLargest.length; run += 1, at += 4) {
    if (runBounds[at]! > bounds.x1 || runBounds[at + 2]! < bounds.x0) continue;
    if (runBounds[at + 1]! > bounds.y1 || runBounds[at + 3]! < bounds.y0) continue;
    if (runLargest[run]! >= atLeast) visit(run);
  }
}

/**
 * Ranges of positions that hold every box within `bounds` whose longer side is at least `least` (and some others), as
 * [first, count] pairs, at most `most` of them: ranges are joined over the narrowest gaps rather than one left out.
 */
export function visibleRanges(
  index: BoxesIndex,
  bounds: Bounds,
  least = 0,
  most = 8,
): [first: number, count: number][] {
  const spans: [from: number, to: number][] = [];
  forEachRun(index, bounds, least, (run) => {
    const last = spans.at(-1);
    if (last && last[1] === run) last[1] = run + 1;
    else spans.push([run, run + 1]);
  });
  const gaps = spans.map((span, at) => (at === 0 ? Infinity : span[0] - spans[at - 1]![1]));
  const narrowest = gaps.length > most ? [...gaps].sort((one, other) => other - one)[most - 1]! : 0;
  const joined: [number, number][] = [];
  spans.forEach((span, at) => {
    if (joined.length < most && gaps[at]! >= narrowest) joined.push(span);
    else joined.at(-1)![1] = span[1];
  });
  return joined.map(([from, to]) => [from * RUN, Math.min(to * RUN, index.count) - from * RUN]);
}

/** Calls `visit` with each box (its index, and where it is in `rectangles`) that meets `bounds` and isn't smaller. */
export function forEachBox(
  index: BoxesIndex,
  bounds: Bounds,
  atLeast: number,
  visit: (box: number, at: number) => void,
): void {
  const { rectangles, order } = index;
  forEachRun(index, bounds, atLeast, (run) => {
    const end = Math.min((run + 1) * RUN, index.count);
    for (let place = run * RUN; place < end; place += 1) {
      const at = 4 * place;
      if (rectangles[at]! > bounds.x1 || rectangles[at + 2]! < bounds.x0) continue;
      if (rectangles[at + 1]! > bounds.y1 || rectangles[at + 3]! < bounds.y0) continue;
      if (longerSide(rectangles, at) >= atLeast) visit(order[place]!, at);
    }
  });
}

/**
 * The smallest box around a point that `accepts` takes, of equals the later one; -1 if there is none. A box reaches
 * at least `reach` image pixels from its centre, as it does on the screen when tiny, and `slack` beyond its edges.
 */
export function smallestBoxAt(
  index: BoxesIndex,
  point: Point,
  reach: number,
  slack: number,
  accepts: (box: number) => boolean,
): number {
  const { rectangles } = index;
  let best = -1;
  let bestArea = Infinity;
  const far = Math.max(reach, slack);
  const around = { x0: point.x - far, y0: point.y - far, x1: point.x + far, y1: point.y + far };
  forEachBox(index, around, 0, (box, at) => {
    const halfWidth = (rectangles[at + 2]! - rectangles[at]!) / 2;
    const halfHeight = (rectangles[at + 3]! - rectangles[at + 1]!) / 2;
    const area = halfWidth * halfHeight;
    if (area > bestArea || (area === bestArea && box < best)) return;
    const dx = Math.abs(point.x - rectangles[at]! - halfWidth);
    const dy = Math.abs(point.y - rectangles[at + 1]! - halfHeight);
    if (dx > Math.max(halfWidth + slack, reach) || dy > Math.max(halfHeight + slack, reach)) return;
    if (!accepts(box)) return;
    best = box;
    bestArea = area;
  });
  return best;
}
