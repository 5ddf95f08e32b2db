import { classOf } from './boxes-filter.ts';
import type { BoxesLayer } from './layers.ts';

/** How boxes look, in CSS pixels: line width, the dark casing on either side of it, the least side of a tiny box. */
export const BOX_LINE = 2;
export const BOX_CASING = 0.75;
export const BOX_MINIMUM = 3;
/** The colour of boxes whose class is missing; readable on black and white alike thanks to the casing. */
export const NO_CLASS_COLOR = '#d0d0d0';

/** The colour that a box is drawn in. */
export function boxColor(layer: BoxesLayer, box: number): string {
  return layer.classes[classOf(layer, box)]?.color ?? NO_CLASS_COLOR;
}
