import { findBlobs } from './blobs.ts';
import { measureBlobs, type BlobClass, type Detection } from './measure.ts';
import type { GreyPicture } from './picture.ts';
import { greyHistogram, otsuThreshold, splitAt } from './threshold.ts';

export interface DetectOptions {
  /** `auto` takes the side of the threshold that has fewer pixels. */
  polarity: 'auto' | 'bright' | 'dark';
  /** 0 to 254; Otsu's choice when undefined. */
  threshold?: number | undefined;
  /** Pixels; smaller blobs are left out. */
  minArea: number;
  /** The most confident this many are kept. */
  maxBoxes: number;
}

/** What was found, and by which cut. */
export interface DetectResult {
  width: number;
  height: number;
  threshold: number;
  polarity: 'bright' | 'dark';
  /** Area in pixels of a usual cell, which the classes are relative to; 0 when nothing was found. */
  typicalArea: number;
  /** Most confident first. */
  detections: Detection[];
  /** Blobs beyond `maxBoxes`. */
  leftOut: number;
  counts: Record<BlobClass, number>;
  /** Share of the picture that kept blobs cover, 0 to 1. */
  coveredShare: number;
}

/** Threshold, connected components, measures: the whole detector. `onProgress` gets the share done, 0 to 1. */
export async function detect(
  picture: GreyPicture,
  options: DetectOptions,
  onProgress: (share: number) => void = () => {},
): Promise<DetectResult> {
  const histogram = await greyHistogram(picture);
  onProgress(0.3);
  const split = splitAt(histogram, options.threshold ?? otsuThreshold(histogram));
  const rarer = split.darkShare <= 0.5 ? 'dark' : 'bright';
  const polarity = options.polarity === 'auto' ? rarer : options.polarity;
  const cut = { threshold: split.threshold, isBright: polarity === 'bright', minArea: options.minArea };
  const blobs = await findBlobs(picture, cut, (row) => onProgress(0.3 + (0.7 * row) / picture.height));
  const { detections: all, typicalArea } = measureBlobs(blobs, split);
  const detections = all.slice(0, options.maxBoxes);
  const counts = { cell: 0, cell_cluster: 0, debris: 0 };
  let covered = 0;
  for (const { className, area } of detections) {
    counts[className]++;
    covered += area;
  }
  return {
    width: picture.width,
    height: picture.height,
    threshold: split.threshold,
    polarity,
    typicalArea,
    detections,
    leftOut: all.length - detections.length,
    counts,
    coveredShare: covered / (picture.width * picture.height),
  };
}
