/** The size of a picture in pixels. */
export interface PictureSize {
  readonly width: number;
  readonly height: number;
}

/** Corners in pixels of the full-resolution image, the first not right of or below the second, as 32-bit floats. */
export type Box = readonly [x0: number, y0: number, x1: number, y1: number];

/** Types whose place is a picture or the whole image, whatever their data also say. */
const WITHOUT_BOX = new Set(['heatmap', 'mask', 'segmentation', 'classification']);

/**
 * The box that an annotation's data describe, in any of the shapes that pipelines send: `x_min, y_min, x_max, y_max`;
 * `left, top, right, bottom`; `bbox: [x, y, width, height]`. With `image_width` and `image_height` that differ from the
 * image's own, as of a detector that saw a smaller copy, it is scaled. Null when there is none.
 */
export function boxOf(type: string, data: Readonly<Record<string, unknown>>, image: PictureSize): Box | null {
  if (WITHOUT_BOX.has(type)) return null;
  const corners = cornersOf(data);
  if (!corners) return null;
  const [across, down] = [scaleOf(data['image_width'], image.width), scaleOf(data['image_height'], image.height)];
  const [left, top, right, bottom] = corners;
  const [xs, ys] = [
    [left * across, right * across],
    [top * down, bottom * down],
  ] as const;
  const box = [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)].map(Math.fround);
  return box.every(Number.isFinite) ? (box as unknown as Box) : null;
}

function cornersOf(data: Readonly<Record<string, unknown>>): readonly [number, number, number, number] | null {
  const { x_min, y_min, x_max, y_max, left, top, right, bottom, bbox } = data;
  if (isNumber(x_min) && isNumber(y_min) && isNumber(x_max) && isNumber(y_max)) return [x_min, y_min, x_max, y_max];
  if (isNumber(left) && isNumber(top) && isNumber(right) && isNumber(bottom)) return [left, top, right, bottom];
  if (!Array.isArray(bbox) || bbox.length !== 4 || !bbox.every(isNumber)) return null;
  const [x, y, width, height] = bbox as [number, number, number, number];
  return [x, y, x + width, y + height];
}

const isNumber = (value: unknown): value is number => typeof value === 'number';

const scaleOf = (seen: unknown, real: number): number => (isNumber(seen) && seen > 0 ? real / seen : 1);
