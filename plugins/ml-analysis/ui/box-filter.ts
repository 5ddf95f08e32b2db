/** What of the box columns is filtered by: an entry a box; NaN for no confidence. */
export interface BoxValues {
  readonly confidence: Float32Array;
  readonly classes: Uint16Array;
}

/** Which boxes are shown. Confidences are 0 to 1; a box without one is always in range. */
export interface BoxFilter {
  readonly minConfidence: number;
  readonly maxConfidence: number;
  /** Indices of classes, or 65535 for boxes without. */
  readonly hiddenClasses: ReadonlySet<number>;
}

/** Indices of the boxes that a filter leaves, the most confident first, those without confidence last. */
export function shownBoxes({ confidence, classes }: BoxValues, filter: BoxFilter): Uint32Array {
  // Rounded as the columns are, so that a bound of 0.87 keeps a box of 0.87, as the viewer does.
  const [min, max] = [Math.fround(filter.minConfidence), Math.fround(filter.maxConfidence)];
  const shown = new Uint32Array(classes.length);
  let count = 0;
  for (let box = 0; box < classes.length; box += 1) {
    const value = confidence[box]!;
    if (value < min || value > max || filter.hiddenClasses.has(classes[box]!)) continue;
    shown[count] = box;
    count += 1;
  }
  const rank = (box: number): number => (Number.isNaN(confidence[box]) ? -1 : confidence[box]!);
  return shown.subarray(0, count).sort((a, b) => rank(b) - rank(a) || a - b);
}

/** How many confidences fall into each of `bins` equal parts of 0 to 1; 1 itself is in the last. */
export function histogramOf(confidence: Float32Array, bins: number): Uint32Array {
  const counts = new Uint32Array(bins);
  for (const value of confidence) {
    if (value >= 0 && value <= 1) counts[Math.min(bins - 1, Math.floor(value * bins))]! += 1;
  }
  return counts;
}
