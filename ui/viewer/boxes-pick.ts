import { boxesStyle, isShown } from './boxes-filter.ts';
import { smallestBoxAt, type BoxesIndex } from './boxes-index.ts';
import { BOX_MINIMUM } from './boxes-look.ts';
import type { BoxesLayer } from './layers.ts';
import type { Point } from './view-transform.ts';

/**
 * The smallest drawn box at an image pixel, or within `slack` CSS pixels of it; -1 if there is none. With `cell` above 0
 * boxes of shorter sides (image pixels) are drawn as density, not one by one: of those the pointer means one only if it
 * is alone there.
 */
export function pickBox(
  layer: BoxesLayer,
  index: BoxesIndex,
  point: Point,
  { zoom, slack, cell }: { zoom: number; slack: number; cell: number },
): number {
  const style = boxesStyle(layer);
  if (!style.visible || style.opacity === 0) return -1;
  const { x0, y0, x1, y1 } = layer.boxes;
  const isLarge = (box: number) => Math.max(Math.abs(x1[box]! - x0[box]!), Math.abs(y1[box]! - y0[box]!)) >= cell;
  const find = (accepts: (box: number) => boolean) =>
    smallestBoxAt(
      index,
      point,
      BOX_MINIMUM / 2 / zoom,
      slack / zoom,
      (box) => isShown(layer, style, box) && accepts(box),
    );
  if (cell === 0) return find(() => true);
  const small = find((box) => !isLarge(box));
  const isAlone = small >= 0 && find((box) => box !== small && !isLarge(box)) < 0;
  return isAlone ? small : find(isLarge);
}
