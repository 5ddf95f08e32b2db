import { DecodeFailure } from './failure.ts';

/** What one decoding task may use before it is stopped. */
export interface DecodeLimits {
  /** Pixels (width times height) that a picture may have. */
  maxPixels: number;
  /** Bytes of memory that a decoder process may hold, mapped files not counted. */
  memoryBytes: number;
  /** Milliseconds that each kind of task may take, waiting in the queue not counted. */
  timeMs: { examine: number; pyramid: number; region: number; thumbnail: number };
}

/** Limits used where the caller names none. */
export const defaultLimits: DecodeLimits = {
  maxPixels: 2e9,
  memoryBytes: 1.5e9,
  timeMs: { examine: 300_000, pyramid: 3_600_000, region: 30_000, thumbnail: 60_000 },
};

/** Throws `too_many_pixels` with both numbers if width times height is over the cap. */
export function requirePixelsWithin(width: number, height: number, maxPixels: number): void {
  if (width * height <= maxPixels) return;
  const has = describePixels(width * height);
  throw new DecodeFailure(
    'too_many_pixels',
    `The picture has ${width} x ${height} = ${has}; the limit is ${describePixels(maxPixels)}.`,
  );
}

/** A pixel count for people: 950 pixels, 12 megapixels, 2.5 gigapixels. */
export function describePixels(count: number): string {
  if (count >= 1e9) return `${shorten(count / 1e9)} gigapixels`;
  if (count >= 1e6) return `${shorten(count / 1e6)} megapixels`;
  return `${count} pixels`;
}

/** A byte count for people, in decimal units: 1.5 GB, 900 MB. */
export function describeBytes(count: number): string {
  return count >= 1e9 ? `${shorten(count / 1e9)} GB` : `${shorten(count / 1e6)} MB`;
}

/** Rounded to at most two decimals, never so that a number just over a limit prints as the limit. */
function shorten(value: number): string {
  const short = Math.ceil(value * 100) / 100;
  return String(short);
}
