/** The largest picture that is drawn on request. Tiles and sizes below it are always given. */
export interface IiifLimits {
  /** Pixels; also the limit of the height. */
  maxWidth: number;
  /** Width times height in pixels. */
  maxArea: number;
}

/** WebP ends at 16,383 pixels to a side; 16 megapixels are drawn in well under a second. */
export const iiifLimits: IiifLimits = { maxWidth: 16_383, maxArea: 16_777_216 };

/** How much a picture of that size would have to be scaled to touch the limits: below 1 if it is over them. */
export function factorToLimits(width: number, height: number, { maxWidth, maxArea }: IiifLimits): number {
  return Math.min(maxWidth / width, maxWidth / height, Math.sqrt(maxArea / (width * height)));
}

/** True if a picture of that size may be drawn. */
export function isWithinLimits(width: number, height: number, { maxWidth, maxArea }: IiifLimits): boolean {
  return width <= maxWidth && height <= maxWidth && width * height <= maxArea;
}
