import type { GreyPicture } from './picture.ts';

/** How many pixels have each of the 256 grey values. */
export async function greyHistogram(picture: GreyPicture): Promise<Float64Array> {
  const counts = new Uint32Array(256);
  for await (const { rows } of picture.blocks()) {
    for (let i = 0; i < rows.length; i++) counts[rows[i]!]!++;
  }
  return Float64Array.from(counts);
}

/** A picture cut in two: grey values up to `threshold` are dark, those above it bright. */
export interface Split {
  /** 0 to 254. */
  threshold: number;
  /** Mean grey of each side; the threshold itself where a side is empty. */
  darkMean: number;
  brightMean: number;
  /** Share of pixels on the dark side, 0 to 1. */
  darkShare: number;
}

/**
 * Otsu's threshold: the cut that leaves the two sides' means farthest apart, weighted by their sizes.
 * Where several neighbouring cuts are equally good (no pixel has those values), the middle one.
 */
export function otsuThreshold(histogram: Float64Array): number {
  const total = histogram.reduce((sum, n) => sum + n, 0);
  const greySum = histogram.reduce((sum, n, grey) => sum + n * grey, 0);
  let best = -1;
  let first = 0;
  let last = 0;
  let count = 0;
  let sum = 0;
  for (let grey = 0; grey < 255; grey++) {
    count += histogram[grey]!;
    sum += histogram[grey]! * grey;
    const rest = total - count;
    if (count === 0 || rest === 0) continue;
    const distance = sum / count - (greySum - sum) / rest;
    const spread = count * rest * distance * distance;
    if (spread > best) {
      best = spread;
      first = grey;
    }
    if (spread === best) last = grey;
  }
  return (first + last) >> 1;
}

/** Means and shares of both sides of a threshold. */
export function splitAt(histogram: Float64Array, threshold: number): Split {
  const dark = { count: 0, sum: 0 };
  const bright = { count: 0, sum: 0 };
  histogram.forEach((n, grey) => {
    const side = grey <= threshold ? dark : bright;
    side.count += n;
    side.sum += n * grey;
  });
  return {
    threshold,
    darkMean: dark.count > 0 ? dark.sum / dark.count : threshold,
    brightMean: bright.count > 0 ? bright.sum / bright.count : threshold,
    darkShare: dark.count / (dark.count + bright.count),
  };
}
