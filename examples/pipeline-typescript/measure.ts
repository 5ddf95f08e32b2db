import type { Blob } from './blobs.ts';
import type { Split } from './threshold.ts';

/** What a blob is taken for; see `classOf` for the rules. */
export type BlobClass = 'cell' | 'cell_cluster' | 'debris';

/** A blob with its measures, all rounded to four decimals. */
export interface Detection {
  className: BlobClass;
  /** 0 to 1, see `confidenceOf`. */
  confidence: number;
  /** Pixels; right and bottom are one past the last. */
  left: number;
  top: number;
  right: number;
  bottom: number;
  /** Centre of gravity in pixels, where 0.5 is the middle of the first. */
  centreX: number;
  centreY: number;
  area: number;
  meanGrey: number;
  /** 0 to 1: 1 − 1/(1 + d)³, where d is how far the mean grey is past the threshold, in halves of the distance between both sides' means. */
  contrast: number;
  /** 0 to 1: area against the ellipse with the same second moments; 1 for an ellipse, less when bent, hollow or joined. */
  fill: number;
  /** 0 to 1: perimeter of the bounding box against the blob's own; 1 when no row or column is cut twice. */
  smoothness: number;
  /** 0 to 1: short against long axis of that ellipse. */
  roundness: number;
}

/** Blob sizes that the classes are relative to, in pixels. */
export const sizeRules = {
  debrisBelow: 0.15,
  clusterAbove: 1.6,
  clusterAlwaysAbove: 6,
  clusterFillBelow: 0.93,
  debrisRoundnessBelow: 0.2,
  debrisSmoothnessBelow: 0.45,
} as const;

/** Measures all blobs, classifies each against the typical size, and sorts: most confident first, then from the top. */
export function measureBlobs(blobs: Blob[], split: Split): { detections: Detection[]; typicalArea: number } {
  const measured = blobs.map((blob) => measure(blob, split));
  const typicalArea = typicalAreaOf(measured);
  const detections = measured.map((blob) => {
    const className = classOf(blob, typicalArea);
    return { className, confidence: confidenceOf(className, blob), ...blob };
  });
  detections.sort((a, b) => b.confidence - a.confidence || a.top - b.top || a.left - b.left);
  return { detections, typicalArea };
}

type Measures = Omit<Detection, 'className' | 'confidence'>;

function measure(blob: Blob, split: Split): Measures {
  const { area, left, top, right, bottom } = blob;
  const meanX = blob.sumX / area;
  const meanY = blob.sumY / area;
  // A pixel is a square, not a point: its own second moment is 1/12.
  const varianceX = blob.sumXX / area - meanX * meanX + 1 / 12;
  const varianceY = blob.sumYY / area - meanY * meanY + 1 / 12;
  const covariance = blob.sumXY / area - meanX * meanY;
  const ellipseArea = 4 * Math.PI * Math.sqrt(Math.max(1e-9, varianceX * varianceY - covariance * covariance));
  const middle = (varianceX + varianceY) / 2;
  const halfGap = (varianceX - varianceY) / 2;
  const spread = Math.sqrt(halfGap * halfGap + covariance * covariance);
  const perimeter = 2 * blob.runs + 2 * (area - blob.stacked);
  const meanGrey = blob.greySum / area;
  const halfDistance = Math.max(0.5, (split.brightMean - split.darkMean) / 2);
  const beyond = 1 + Math.abs(meanGrey - split.threshold - 0.5) / halfDistance;
  return {
    left,
    top,
    right,
    bottom,
    centreX: round4(meanX + 0.5),
    centreY: round4(meanY + 0.5),
    area,
    meanGrey: round4(meanGrey),
    contrast: round4(1 - 1 / (beyond * beyond * beyond)),
    fill: round4(Math.min(1, area / ellipseArea)),
    smoothness: round4(Math.min(1, (2 * (right - left + bottom - top)) / perimeter)),
    roundness: round4(Math.sqrt(Math.max(0, middle - spread) / (middle + spread))),
  };
}

/**
 * The size of a usual cell in pixels: the area at which half of the summed diameters of all well-formed
 * blobs is reached, smallest first. Weighing by diameter keeps a thousand specks from passing for the usual cell.
 */
function typicalAreaOf(blobs: Measures[]): number {
  const wellFormed = blobs.filter((blob) => blob.fill >= 0.9 && blob.smoothness >= 0.75);
  const areas = (wellFormed.length >= 5 ? wellFormed : blobs).map((blob) => blob.area).sort((a, b) => a - b);
  const half = areas.reduce((sum, area) => sum + Math.sqrt(area), 0) / 2;
  let sum = 0;
  return areas.find((area) => (sum += Math.sqrt(area)) >= half) ?? 0;
}

/** The rules: too small, too thin or too ragged is debris; too large, or large and not an ellipse, is a cluster. */
function classOf(blob: Measures, typicalArea: number): BlobClass {
  const size = blob.area / typicalArea;
  if (size < sizeRules.debrisBelow) return 'debris';
  if (blob.roundness < sizeRules.debrisRoundnessBelow) return 'debris';
  if (blob.smoothness < sizeRules.debrisSmoothnessBelow) return 'debris';
  if (size > sizeRules.clusterAlwaysAbove) return 'cell_cluster';
  return size > sizeRules.clusterAbove && blob.fill < sizeRules.clusterFillBelow ? 'cell_cluster' : 'cell';
}

/**
 * How sure the detector may be, 0 to 1: √(contrast × shape), where shape is fill × smoothness for a cell
 * and smoothness for what need not be an ellipse. It ranks; it isn't a calibrated probability.
 */
function confidenceOf(className: BlobClass, blob: Measures): number {
  const shape = className === 'cell' ? blob.fill * blob.smoothness : blob.smoothness;
  return round4(Math.sqrt(blob.contrast * shape));
}

/** Rounds half up to four decimals, as the Python pipeline does. */
export function round4(value: number): number {
  return Math.floor(value * 10_000 + 0.5) / 10_000;
}
