import { boxesStyle, classOf, countShown, isShown } from './boxes-filter.ts';
import { longerSide, type BoxesIndex } from './boxes-index.ts';
import { BOX_LINE, BOX_MINIMUM, NO_CLASS_COLOR } from './boxes-look.ts';
import { NO_CLASS, type BoxesLayer } from './layers.ts';
import type { ImageRectangle } from './view-transform.ts';

/** Boxes crowd when, each drawn as small as a box is ever drawn, they would cover this share of where they lie. */
const CROWDED = 0.5;
const MOST_CELLS = 2 ** 22;
const MOST_ACROSS = 4096;
/** How opaque a cell with one box is, and the fullest. */
const FAINTEST = 0.15;
const FULLEST = 0.9;

/** How many boxes lie where, as a picture over a rectangle of image pixels: a pixel of it for each cell of a grid. */
export interface DensityPicture {
  /** The side of a cell, image pixels: boxes with a longer side below it are in the picture, larger ones are not. */
  readonly cell: number;
  readonly bitmap: ImageBitmap;
  readonly place: ImageRectangle;
}

/** A layer's boxes from so far that they crowd: one picture for each doubling of the scale, made when it is needed. */
export class BoxesDensity {
  readonly #index: BoxesIndex;
  readonly #pictures = new Map<number, DensityPicture>();
  #layer: BoxesLayer | null = null;
  #filter = '';
  #shown = 0;

  constructor(index: BoxesIndex) {
    this.#index = index;
  }

  /**
   * The side of the cells that stand for a layer's boxes at a zoom, image pixels, 3 to 6 CSS pixels on the screen (more
   * for a grid that would be too large); 0 where boxes are drawn one by one.
   */
  cellAt(layer: BoxesLayer, zoom: number): number {
    const { medianSize, bounds } = this.#index;
    if (this.#index.count === 0 || medianSize * zoom >= BOX_MINIMUM) return 0;
    this.#follow(layer);
    const [across, down] = [bounds.x1 - bounds.x0, bounds.y1 - bounds.y0];
    const room = Math.max(across * zoom, 1) * Math.max(down * zoom, 1);
    if (this.#shown * (BOX_MINIMUM + BOX_LINE) ** 2 < CROWDED * room) return 0;
    let cell = 2 ** Math.ceil(Math.log2(BOX_MINIMUM / zoom));
    const isTooLarge = () =>
      Math.max(across, down) / cell > MOST_ACROSS - 2 || (across / cell + 2) * (down / cell + 2) > MOST_CELLS;
    while (isTooLarge()) cell *= 2;
    return cell;
  }

  /** The picture of a layer in cells of that side. */
  pictureOf(layer: BoxesLayer, cell: number): DensityPicture {
    this.#follow(layer);
    const known = this.#pictures.get(cell);
    if (known) return known;
    const picture = paintDensity(layer, this.#index, cell);
    this.#pictures.set(cell, picture);
    return picture;
  }

  /** Frees the pictures. */
  dispose(): void {
    for (const { bitmap } of this.#pictures.values()) bitmap.close();
    this.#pictures.clear();
  }

  /** Forgets what was made of other boxes than those that the layer shows now. */
  #follow(layer: BoxesLayer): void {
    if (layer === this.#layer) return;
    this.#layer = layer;
    const { minConfidence, maxConfidence, hiddenClasses } = boxesStyle(layer);
    const colors = layer.classes.map(({ color }) => color);
    const filter = [minConfidence, maxConfidence, [...hiddenClasses].sort(), colors].join(';');
    if (filter === this.#filter) return;
    this.#filter = filter;
    this.#shown = countShown(layer);
    this.dispose();
  }
}

function paintDensity(layer: BoxesLayer, index: BoxesIndex, cell: number): DensityPicture {
  const { bounds } = index;
  const [left, top] = [Math.floor(bounds.x0 / cell), Math.floor(bounds.y0 / cell)];
  const columns = Math.floor(bounds.x1 / cell) - left + 1;
  const rows = Math.floor(bounds.y1 / cell) - top + 1;
  const bins = countBoxes(layer, index, { cell, left, top, columns, rows });
  const canvas = new OffscreenCanvas(columns, rows);
  const context = canvas.getContext('2d');
  if (!context) throw new Error('This browser draws no 2D canvases, so the density of boxes cannot be shown.');
  context.putImageData(new ImageData(colorBins(bins), columns, rows), 0, 0);
  const place = { x: left * cell, y: top * cell, width: columns * cell, height: rows * cell };
  return { cell, bitmap: canvas.transferToImageBitmap(), place };
}

interface Grid {
  readonly cell: number;
  readonly left: number;
  readonly top: number;
  readonly columns: number;
  readonly rows: number;
}

/** Four numbers a cell: the sums of the boxes' red, green and blue, and how many they are. */
function countBoxes(layer: BoxesLayer, index: BoxesIndex, grid: Grid): Float32Array {
  const { rectangles, order } = index;
  const { cell, left, top, columns, rows } = grid;
  const style = boxesStyle(layer);
  const colors = layer.classes.map(({ color }) => parseInt(color.slice(1), 16));
  const noColor = parseInt(NO_CLASS_COLOR.slice(1), 16);
  const bins = new Float32Array(4 * columns * rows);
  for (let place = 0; place < order.length; place += 1) {
    const [box, at] = [order[place]!, 4 * place];
    if (longerSide(rectangles, at) >= cell || !isShown(layer, style, box)) continue;
    const column = Math.floor((rectangles[at]! + rectangles[at + 2]!) / 2 / cell) - left;
    const row = Math.floor((rectangles[at + 1]! + rectangles[at + 3]!) / 2 / cell) - top;
    const kind = classOf(layer, box);
    const color = kind === NO_CLASS ? noColor : colors[kind]!;
    const bin = 4 * (row * columns + column);
    bins[bin]! += color >> 16;
    bins[bin + 1]! += (color >> 8) & 255;
    bins[bin + 2]! += color & 255;
    bins[bin + 3]! += 1;
  }
  return bins;
}

/** The mean colour of each cell's boxes, the more opaque the more they are; the root, so that few are seen beside many. */
function colorBins(bins: Float32Array): Uint8ClampedArray<ArrayBuffer> {
  const pixels = new Uint8ClampedArray(bins.length);
  let most = 0;
  for (let at = 3; at < bins.length; at += 4) if (bins[at]! > most) most = bins[at]!;
  for (let at = 0; at < bins.length; at += 4) {
    const count = bins[at + 3]!;
    if (count === 0) continue;
    for (let channel = 0; channel < 3; channel += 1) pixels[at + channel] = bins[at + channel]! / count;
    pixels[at + 3] = 255 * (FAINTEST + (FULLEST - FAINTEST) * Math.sqrt(count / most));
  }
  return pixels;
}
