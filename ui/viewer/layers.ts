/** Index in `BoxColumns.classes` that means: this box has no class. */
export const NO_CLASS = 65535;

/**
 * Boxes as columns of equal length, one entry a box, corners in full-resolution image pixels with x to the right and
 * y downwards. `confidence` is 0..1, NaN where there is none; `classes` holds indices into the layer's `classes`,
 * or NO_CLASS.
 */
export interface BoxColumns {
  readonly x0: Float32Array;
  readonly y0: Float32Array;
  readonly x1: Float32Array;
  readonly y1: Float32Array;
  readonly classes: Uint16Array;
  readonly confidence: Float32Array;
}

/** What a class is called and drawn in; `color` is #rrggbb. */
export interface BoxClass {
  readonly name: string;
  readonly color: string;
}

/** Thousands of boxes over the picture. All but `boxes` is style: changing it costs next to nothing. */
export interface BoxesLayer {
  readonly kind: 'boxes';
  readonly boxes: BoxColumns;
  readonly classes: readonly BoxClass[];
  /** Default true. */
  readonly visible?: boolean;
  /** 0..1, default 1. */
  readonly opacity?: number;
  /** Boxes below are not drawn; a box without confidence always is. Default: no bound. */
  readonly minConfidence?: number;
  /** Boxes above are not drawn; a box without confidence always is. Default: no bound. */
  readonly maxConfidence?: number;
  /** Indices into `classes` (or NO_CLASS) that are not drawn. Default none. */
  readonly hiddenClasses?: ReadonlySet<number>;
  /** Class and confidence in words beside boxes that are large enough on the screen. Default true. */
  readonly showLabels?: boolean;
  /** Index of the box to stand out, null for none. Default null. */
  readonly selected?: number | null;
}

/** A picture stretched over a rectangle of image pixels: a heatmap, a mask. Blended source-over. */
export interface RasterLayer {
  readonly kind: 'raster';
  readonly url: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** Default true. */
  readonly visible?: boolean;
  /** 0..1, default 1. */
  readonly opacity?: number;
  /** Interpolate between its pixels when enlarged; false keeps the cells of a mask sharp. Default true. */
  readonly smooth?: boolean;
}

/** What may lie over a picture. Rasters are drawn first, boxes above them, each kind in the order of `setLayer`. */
export type Layer = BoxesLayer | RasterLayer;

/** What may change of a layer that is there already; its kind may not. */
export type LayerPatch = Partial<Omit<BoxesLayer, 'kind'>> | Partial<Omit<RasterLayer, 'kind'>>;

/** One box of one layer, as events name it. */
export interface BoxReference {
  readonly layerId: string;
  readonly index: number;
}

/** A box that was hit, with what a tooltip needs. `confidence` and `className` are null where the box has none. */
export interface BoxHit extends BoxReference {
  readonly x0: number;
  readonly y0: number;
  readonly x1: number;
  readonly y1: number;
  readonly className: string | null;
  readonly confidence: number | null;
}

/**
 * Columns from rectangles that lie one after another (x0, y0, x1, y1, x0, …).
 * @throws RangeError when the lengths don't belong together.
 */
export function columnsFromRectangles(
  rectangles: Float32Array,
  classes: Uint16Array,
  confidence: Float32Array,
): BoxColumns {
  const count = classes.length;
  if (rectangles.length !== 4 * count || confidence.length !== count) {
    throw new RangeError(
      `${count} classes need ${4 * count} coordinates and ${count} confidences, not ${rectangles.length} and ${confidence.length}.`,
    );
  }
  const columns = {
    x0: new Float32Array(count),
    y0: new Float32Array(count),
    x1: new Float32Array(count),
    y1: new Float32Array(count),
  };
  for (let box = 0, at = 0; box < count; box += 1, at += 4) {
    columns.x0[box] = rectangles[at]!;
    columns.y0[box] = rectangles[at + 1]!;
    columns.x1[box] = rectangles[at + 2]!;
    columns.y1[box] = rectangles[at + 3]!;
  }
  return { ...columns, classes, confidence };
}
