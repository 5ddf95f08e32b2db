import { boxLabel, boxesStyle, isShown } from './boxes-filter.ts';
import { forEachBox, type BoxesIndex } from './boxes-index.ts';
import { boxColor } from './boxes-look.ts';
import { LABEL_HEIGHT, LabelSprites } from './label-sprites.ts';
import type { BoxesLayer } from './layers.ts';
import { toScreen, visibleBounds, type Point, type ViewTransform } from './view-transform.ts';

/** A boxes layer as the overlay keeps it, with its index and the boxes that the pointer or the page stresses. */
export interface LabelledBoxes {
  readonly layer: BoxesLayer;
  readonly index: BoxesIndex;
  readonly hovered: number | null;
}

// CSS pixels. A label needs a box whose longer side is at least this long on the screen.
const LEAST_SIDE = 40;
const MOST = 400;

interface Candidate {
  readonly boxes: LabelledBoxes;
  readonly box: number;
  readonly at: number;
  readonly rank: number;
}

interface Label {
  readonly text: string;
  readonly color: string;
  readonly place: Point;
}

/**
 * Writes class and confidence beside boxes, on a 2D canvas: the stressed ones always, of the others those that are
 * large enough on the screen, larger ones first, none over another and at most 400 at a time.
 */
export class LabelPainter {
  readonly #sprites = new LabelSprites();

  /** Writes in this family from now on. */
  setFont(family: string): void {
    this.#sprites.setFont(family);
  }

  /** Clears the canvas and draws the labels of one view; `ratio` is device pixels per CSS pixel. */
  paint(context: CanvasRenderingContext2D, layers: readonly LabelledBoxes[], t: ViewTransform, ratio: number): void {
    context.clearRect(0, 0, context.canvas.width, context.canvas.height);
    const candidates = layers.flatMap((boxes) => candidatesOf(boxes, t));
    if (candidates.length === 0) return;
    candidates.sort((one, other) => other.rank - one.rank || one.box - other.box);
    this.#sprites.begin(ratio);
    const height = Math.ceil(LABEL_HEIGHT * ratio);
    // First all are written on the sheet, then all are copied: a sheet that changes in between is copied each time.
    const labels = this.#choose(candidates, t, ratio).map((label) => ({
      ...label,
      sprite: this.#sprites.find(label.text, label.color),
    }));
    for (const { text, color, place, sprite } of labels) {
      const [x, y] = [Math.round(place.x * ratio), Math.round(place.y * ratio)];
      if (sprite) {
        const { width } = sprite;
        context.drawImage(this.#sprites.sheet, sprite.x, sprite.y, width, height, x, y, width, height);
      } else {
        this.#sprites.write(context, text, color, x, y);
      }
    }
  }

  #choose(candidates: readonly Candidate[], t: ViewTransform, ratio: number): Label[] {
    const chosen: Label[] = [];
    const taken = new Map<number, { left: number; right: number }[]>();
    for (const { boxes, box, at } of candidates) {
      const text = boxLabel(boxes.layer, box);
      if (!text) continue;
      const width = this.#sprites.widthOf(text) / ratio;
      const place = placeOf(boxes.index.rectangles, at, t, width);
      if (!place || !takeRoom(taken, place, width)) continue;
      chosen.push({ text, color: boxColor(boxes.layer, box), place });
      if (chosen.length === MOST) break;
    }
    return chosen;
  }
}

function candidatesOf(boxes: LabelledBoxes, t: ViewTransform): Candidate[] {
  const { layer, index, hovered } = boxes;
  const style = boxesStyle(layer);
  if (!style.visible || style.opacity === 0) return [];
  const found: Candidate[] = [];
  const { rectangles } = index;
  for (const box of new Set([style.selected, hovered])) {
    if (box === null || !(box < index.count) || !isShown(layer, style, box)) continue;
    found.push({ boxes, box, at: 4 * index.order.indexOf(box), rank: Infinity });
  }
  if (!style.showLabels) return found;
  forEachBox(index, visibleBounds(t), LEAST_SIDE / t.viewport.zoom, (box, at) => {
    if (box === style.selected || box === hovered || !isShown(layer, style, box)) return;
    const area = (rectangles[at + 2]! - rectangles[at]!) * (rectangles[at + 3]! - rectangles[at + 1]!);
    found.push({ boxes, box, at, rank: area });
  });
  return found;
}

/**
 * The label's top left: above the box's highest corner, moved into the view where the box reaches out of it; null when
 * hardly any of the box is in view.
 */
function placeOf(rectangles: Float32Array, at: number, t: ViewTransform, width: number): Point | null {
  const corners = [
    toScreen(t, { x: rectangles[at]!, y: rectangles[at + 1]! }),
    toScreen(t, { x: rectangles[at + 2]!, y: rectangles[at + 1]! }),
    toScreen(t, { x: rectangles[at + 2]!, y: rectangles[at + 3]! }),
    toScreen(t, { x: rectangles[at]!, y: rectangles[at + 3]! }),
  ];
  const columns = corners.map((corner) => corner.x);
  const rows = corners.map((corner) => corner.y);
  if (!isInView(columns, t.size.width) || !isInView(rows, t.size.height)) return null;
  // Of two equally high corners the left one.
  const height = (corner: Point) => corner.y + corner.x / 1000;
  const highest = corners.reduce((best, corner) => (height(corner) < height(best) ? corner : best));
  const clamp = (value: number, most: number) => Math.max(0, Math.min(value, most));
  return {
    x: clamp(highest.x - 1.5, t.size.width - width),
    y: clamp(highest.y - LABEL_HEIGHT - 1, t.size.height - LABEL_HEIGHT),
  };
}

/** True when what lies between the least and the largest value is within 0..end for 24 CSS pixels or half of itself. */
function isInView(values: readonly number[], end: number): boolean {
  const [least, largest] = [Math.min(...values), Math.max(...values)];
  return Math.min(largest, end) - Math.max(least, 0) >= Math.min(24, (largest - least) / 2);
}

function takeRoom(taken: Map<number, { left: number; right: number }[]>, place: Point, width: number): boolean {
  const [left, right] = [place.x - 2, place.x + width + 2];
  const rows = [Math.floor(place.y / LABEL_HEIGHT), Math.floor((place.y + LABEL_HEIGHT) / LABEL_HEIGHT)];
  for (const row of rows) {
    if (taken.get(row)?.some((other) => other.left < right && left < other.right)) return false;
  }
  for (const row of rows) {
    const others = taken.get(row);
    if (others) others.push({ left, right });
    else taken.set(row, [{ left, right }]);
  }
  return true;
}
