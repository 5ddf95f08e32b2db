import type { GreyPicture } from './picture.ts';

/** A connected set of foreground pixels (8 neighbours), as sums over its pixels. */
export interface Blob {
  /** Pixels. */
  area: number;
  greySum: number;
  /** Bounding box in pixels; `right` and `bottom` are one past the last pixel. */
  left: number;
  top: number;
  right: number;
  bottom: number;
  /** Sums of x, y, x², y² and xy over the pixels. */
  sumX: number;
  sumY: number;
  sumXX: number;
  sumYY: number;
  sumXY: number;
  /** Horizontal runs, and pixels that have a pixel of the blob right above: together they give the perimeter. */
  runs: number;
  stacked: number;
}

/** A blob that may still grow or be joined to another: a node of the union-find forest. */
interface OpenBlob extends Blob {
  joinedTo: OpenBlob | null;
  isFinished: boolean;
}

interface Run {
  start: number;
  end: number;
  blob: OpenBlob;
}

/**
 * Finds every blob of at least `minArea` pixels whose grey is on the wanted side of the threshold.
 *
 * One pass, row by row: each row is cut into runs, runs that touch a run of the row above join its blob,
 * and a blob that no run of a row touches is finished. Memory holds the open blobs and the result only.
 */
export async function findBlobs(
  picture: GreyPicture,
  cut: { threshold: number; isBright: boolean; minArea: number },
  onRow: (row: number) => void = () => {},
): Promise<Blob[]> {
  const found: Blob[] = [];
  const finish = (blob: Blob): void => {
    if (blob.area >= cut.minArea) found.push(blob);
  };
  let above: Run[] = [];
  for await (const { top, count, rows } of picture.blocks()) {
    for (let row = 0; row < count; row++) {
      const y = top + row;
      const runs = runsOfRow(rows.subarray(row * picture.width, (row + 1) * picture.width), y, cut);
      joinRows(above, runs, y);
      finishUntouched(above, y, finish);
      above = runs;
    }
    onRow(top + count);
  }
  finishUntouched(above, picture.height, finish);
  return found;
}

function runsOfRow(greys: Uint8Array, y: number, cut: { threshold: number; isBright: boolean }): Run[] {
  const { threshold, isBright } = cut;
  const runs: Run[] = [];
  const width = greys.length;
  for (let x = 0; x < width; x++) {
    if (greys[x]! > threshold !== isBright) continue;
    const start = x;
    let greySum = 0;
    while (x < width && greys[x]! > threshold === isBright) greySum += greys[x++]!;
    runs.push({ start, end: x, blob: blobOfRun(start, x, y, greySum) });
  }
  return runs;
}

function blobOfRun(start: number, end: number, y: number, greySum: number): OpenBlob {
  const area = end - start;
  const sumX = (area * (start + end - 1)) / 2;
  return {
    area,
    greySum,
    left: start,
    top: y,
    right: end,
    bottom: y + 1,
    sumX,
    sumY: area * y,
    sumXX: squaresBelow(end) - squaresBelow(start),
    sumYY: area * y * y,
    sumXY: sumX * y,
    runs: 1,
    stacked: 0,
    joinedTo: null,
    isFinished: false,
  };
}

/** 0² + 1² + … + (n − 1)². */
function squaresBelow(n: number): number {
  return ((n - 1) * n * (2 * n - 1)) / 6;
}

/** Joins each run of row `y` with those above that touch it, corners included. */
function joinRows(above: Run[], runs: Run[], y: number): void {
  let first = 0;
  for (const run of runs) {
    while (first < above.length && above[first]!.end < run.start) first++;
    for (let i = first; i < above.length && above[i]!.start <= run.end; i++) {
      const upper = above[i]!;
      const blob = join(rootOf(upper.blob), rootOf(run.blob), y);
      blob.stacked += Math.max(0, Math.min(upper.end, run.end) - Math.max(upper.start, run.start));
    }
  }
}

function rootOf(blob: OpenBlob): OpenBlob {
  let root = blob;
  while (root.joinedTo) root = root.joinedTo;
  // Shortens the way for the next look-up.
  while (blob.joinedTo) {
    const next = blob.joinedTo;
    blob.joinedTo = root;
    blob = next;
  }
  return root;
}

function join(one: OpenBlob, other: OpenBlob, y: number): OpenBlob {
  if (one === other) return one;
  const [kept, gone] = one.runs >= other.runs ? [one, other] : [other, one];
  kept.area += gone.area;
  kept.greySum += gone.greySum;
  kept.left = Math.min(kept.left, gone.left);
  kept.top = Math.min(kept.top, gone.top);
  kept.right = Math.max(kept.right, gone.right);
  kept.bottom = y + 1;
  kept.sumX += gone.sumX;
  kept.sumY += gone.sumY;
  kept.sumXX += gone.sumXX;
  kept.sumYY += gone.sumYY;
  kept.sumXY += gone.sumXY;
  kept.runs += gone.runs;
  kept.stacked += gone.stacked;
  gone.joinedTo = kept;
  return kept;
}

/** Hands over the blobs of the row above `y` that reach no further down than that row. */
function finishUntouched(above: Run[], y: number, finish: (blob: Blob) => void): void {
  for (const run of above) {
    const blob = rootOf(run.blob);
    // A blob may have several runs in one row, but is handed over once.
    if (blob.isFinished || blob.bottom > y) continue;
    blob.isFinished = true;
    finish(blob);
  }
}
