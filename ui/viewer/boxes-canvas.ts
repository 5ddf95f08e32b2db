import { boxesStyle, isShown } from './boxes-filter.ts';
import { forEachBox, type BoxesIndex } from './boxes-index.ts';
import { BOX_CASING, BOX_LINE, BOX_MINIMUM, boxColor } from './boxes-look.ts';
import type { BoxesLayer } from './layers.ts';
import { toScreen, visibleBounds, type ViewTransform } from './view-transform.ts';

/**
 * Draws one boxes layer on a 2D canvas whose unit is the CSS pixel times `ratio`: every box that is in view with a longer
 * side of at least `least` image pixels, smooth up to some ten thousand of them. For browsers without WebGL 2.
 */
export function paintBoxesOnCanvas(
  context: CanvasRenderingContext2D,
  layer: BoxesLayer,
  index: BoxesIndex,
  least: number,
  t: ViewTransform,
  ratio: number,
  hovered: number | null,
): void {
  const style = boxesStyle(layer);
  if (!style.visible || style.opacity === 0) return;
  const paths = new Map<string, Path2D>();
  const outline = (path: Path2D, at: number) => addOutline(path, index.rectangles, at, t);
  forEachBox(index, visibleBounds(t, BOX_MINIMUM + BOX_LINE), least, (box, at) => {
    if (!isShown(layer, style, box)) return;
    const color = boxColor(layer, box);
    let path = paths.get(color);
    if (!path) paths.set(color, (path = new Path2D()));
    outline(path, at);
  });
  context.save();
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.globalAlpha = style.opacity;
  for (const [color, path] of paths) {
    stroke(context, path, 'rgb(0 0 0 / 0.55)', BOX_LINE + 2 * BOX_CASING);
    stroke(context, path, color, BOX_LINE);
  }
  for (const stressed of [hovered, style.selected]) {
    if (stressed === null || !(stressed < index.count) || !isShown(layer, style, stressed)) continue;
    const chosen = stressed === style.selected;
    const path = new Path2D();
    outline(path, 4 * index.order.indexOf(stressed));
    stroke(context, path, chosen ? 'rgb(255 255 255 / 0.9)' : 'rgb(0 0 0 / 0.7)', BOX_LINE + (chosen ? 5 : 3));
    stroke(context, path, boxColor(layer, stressed), BOX_LINE + 1);
    context.globalAlpha = style.opacity * 0.18;
    context.fillStyle = boxColor(layer, stressed);
    context.fill(path);
    context.globalAlpha = style.opacity;
  }
  context.restore();
}

function stroke(context: CanvasRenderingContext2D, path: Path2D, color: string, width: number): void {
  context.strokeStyle = color;
  context.lineWidth = width;
  context.lineJoin = 'miter';
  context.stroke(path);
}

function addOutline(path: Path2D, rectangles: Float32Array, at: number, t: ViewTransform): void {
  const least = (BOX_MINIMUM - BOX_LINE) / 2 / t.viewport.zoom;
  const x = (rectangles[at]! + rectangles[at + 2]!) / 2;
  const y = (rectangles[at + 1]! + rectangles[at + 3]!) / 2;
  const across = Math.max((rectangles[at + 2]! - rectangles[at]!) / 2, least);
  const down = Math.max((rectangles[at + 3]! - rectangles[at + 1]!) / 2, least);
  const corners = [
    toScreen(t, { x: x - across, y: y - down }),
    toScreen(t, { x: x + across, y: y - down }),
    toScreen(t, { x: x + across, y: y + down }),
    toScreen(t, { x: x - across, y: y + down }),
  ] as const;
  path.moveTo(corners[0].x, corners[0].y);
  for (const corner of corners.slice(1)) path.lineTo(corner.x, corner.y);
  path.closePath();
}
