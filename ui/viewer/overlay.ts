import { BoxesDensity, type DensityPicture } from './boxes-density.ts';
import { buildBoxesIndex, type BoxesIndex } from './boxes-index.ts';
import { LabelPainter, type LabelledBoxes } from './boxes-labels.ts';
import { BOX_MINIMUM } from './boxes-look.ts';
import { pickBox } from './boxes-pick.ts';
import { checkLayer } from './check-layer.ts';
import type { BoxHit, BoxReference, BoxesLayer, Layer, LayerPatch, RasterLayer } from './layers.ts';
import { makeCanvasOverlay, makeWebglOverlay, type DrawableLayer, type OverlayCanvas } from './overlay-canvas.ts';
import { loadRaster } from './raster-layer.ts';
import type { Point, ViewTransform } from './view-transform.ts';

// Every graphics card with WebGL 2 takes 2048, all of the last ten years 8192.
const LONGEST_RASTER = 8192;

type Held =
  | { layer: BoxesLayer; index: BoxesIndex; density: BoxesDensity }
  | { layer: RasterLayer; bitmap: ImageBitmap | null; isReduced: boolean };

/** What an overlay tells its viewer. */
export interface OverlayListener {
  /** True to draw without WebGL even where there is one; asked when a canvas is made. */
  prefersCanvas(): boolean;
  /** Something other than the view changed; `draw` is due on the next frame. */
  onDirty(): void;
  /** The picture of a raster layer didn't arrive; `message` is a sentence. */
  onLayerFailed(layerId: string, message: string): void;
}

/**
 * The layers over one viewer and the canvases they are drawn on: one for rasters and boxes (WebGL 2, else 2D), one for
 * labels. Makes its canvases when the first layer comes, draws only what is asked, and makes the first canvas anew when
 * the graphics card drops it.
 */
export class Overlay {
  /** What holds the canvases, to be put over the picture. */
  readonly element = document.createElement('div');
  readonly #listener: OverlayListener;
  readonly #held = new Map<string, Held>();
  readonly #labels = new LabelPainter();
  #surface: OverlayCanvas | null = null;
  #labelContext: CanvasRenderingContext2D | null = null;
  #hovered: BoxReference | null = null;
  #drawn: { t: ViewTransform; ratio: number } | null = null;
  #losses = 0;

  constructor(listener: OverlayListener) {
    this.#listener = listener;
  }

  /** What draws the layers, null before there are any. */
  get kind(): 'webgl2' | 'canvas2d' | null {
    return this.#surface?.kind ?? null;
  }

  /** The layers, in the order of their coming. */
  get layers(): ReadonlyMap<string, Layer> {
    return new Map([...this.#held].map(([id, { layer }]) => [id, layer]));
  }

  /**
   * Adds a layer, or replaces the one of that id in its place.
   * @throws RangeError with a sentence when the layer is ill-formed.
   */
  set(id: string, layer: Layer): void {
    checkLayer(id, layer);
    const before = this.#held.get(id);
    if (layer.kind === 'boxes') {
      const isSame = before?.layer.kind === 'boxes' && before.layer.boxes === layer.boxes && 'index' in before;
      if (isSame) {
        before.layer = layer;
      } else {
        const index = buildBoxesIndex(layer.boxes);
        this.#held.set(id, { layer, index, density: new BoxesDensity(index) });
        if (before && 'density' in before) before.density.dispose();
      }
    } else if (before && 'bitmap' in before && before.layer.url === layer.url) {
      before.layer = layer;
    } else {
      const held: Held = { layer, bitmap: null, isReduced: false };
      this.#held.set(id, held);
      void this.#load(id, held);
    }
    if (before && before.layer.kind !== layer.kind) this.#surface?.forget(id);
    this.#changed();
  }

  /**
   * Changes part of a layer.
   * @throws Error when there is no layer of that id.
   */
  update(id: string, patch: LayerPatch): void {
    const held = this.#held.get(id);
    if (!held) throw new Error(`There is no layer "${id}" to update: set it first.`);
    this.set(id, { ...held.layer, ...patch } as Layer);
  }

  /** Takes a layer away; without one of that id nothing happens. */
  remove(id: string): void {
    const held = this.#held.get(id);
    if (!held) return;
    this.#held.delete(id);
    this.#surface?.forget(id);
    if ('bitmap' in held) held.bitmap?.close();
    else held.density.dispose();
    if (this.#hovered?.layerId === id) this.#hovered = null;
    this.#changed();
  }

  /** Stresses the box under the pointer, null for none. */
  hover(reference: BoxReference | null): void {
    this.#hovered = reference;
    this.#changed();
  }

  /** The smallest drawn box at an image pixel or within `slack` CSS pixels, of the topmost layer that has one. Where a
      layer is drawn as density, that is a box larger than its cells, or the only one there. */
  pick(point: Point, zoom: number, slack: number): BoxHit | null {
    for (const [layerId, held] of [...this.#held].reverse()) {
      if (!('index' in held)) continue;
      const { layer, index, density } = held;
      const box = pickBox(layer, index, point, { zoom, slack, cell: density.cellAt(layer, zoom) });
      if (box >= 0) return describe(layerId, layer, box);
    }
    return null;
  }

  /** Draws a view if it, or anything in it, differs from what was drawn last. `ratio` is device per CSS pixel. */
  draw(t: ViewTransform, ratio: number): void {
    if (this.#held.size === 0 && !this.#surface) return;
    const last = this.#drawn;
    if (last && last.ratio === ratio && sameTransform(last.t, t)) return;
    this.#drawn = { t, ratio };
    this.#surface ??= this.#makeSurface();
    this.#labelContext ??= this.#makeLabelCanvas();
    for (const canvas of [this.#surface.element, this.#labelContext.canvas]) fit(canvas, t, ratio);
    const rasters: DrawableLayer[] = [];
    const boxes: (LabelledBoxes & { id: string; density: DensityPicture | null })[] = [];
    for (const [id, held] of this.#held) {
      if ('index' in held) {
        const hovered = this.#hovered?.layerId === id ? this.#hovered.index : null;
        const { layer, index } = held;
        const cell = held.density.cellAt(layer, t.viewport.zoom);
        boxes.push({ id, layer, index, hovered, density: cell > 0 ? held.density.pictureOf(layer, cell) : null });
      } else if (held.bitmap) {
        rasters.push({ id, layer: held.layer, bitmap: held.bitmap });
      }
    }
    this.#surface.draw([...rasters, ...boxes], t, ratio);
    this.#labels.paint(this.#labelContext, boxes, t, ratio);
  }

  /** A sentence on how what is drawn differs from what is there, or "" when it doesn't. */
  note(zoom: number): string {
    for (const held of this.#held.values()) {
      if (!(held.layer.visible ?? true)) continue;
      if ('isReduced' in held && held.isReduced) return `Heatmap shown at ${LONGEST_RASTER} pixels, less than it has`;
      if (!('index' in held)) continue;
      if (held.density.cellAt(held.layer, zoom) > 0) return 'Boxes are shown as density; zoom in to see each';
      if (held.index.count > 0 && held.index.medianSize * zoom < BOX_MINIMUM) {
        return 'Boxes are drawn larger than they are at this zoom';
      }
    }
    return '';
  }

  /** Frees the canvases; the layers stay and are drawn anew by the next `draw`. */
  dispose(): void {
    this.#surface?.dispose();
    this.#labelContext?.canvas.remove();
    this.#surface = null;
    this.#labelContext = null;
    this.#drawn = null;
  }

  #changed(): void {
    this.#drawn = null;
    this.#listener.onDirty();
  }

  #makeSurface(): OverlayCanvas {
    const webgl = this.#listener.prefersCanvas() || this.#losses > 3 ? null : makeWebglOverlay(() => this.#onLost());
    const surface = webgl ?? makeCanvasOverlay();
    this.element.prepend(surface.element);
    return surface;
  }

  #onLost(): void {
    this.#losses += 1;
    this.#surface?.element.remove();
    this.#surface = null;
    this.#changed();
  }

  #makeLabelCanvas(): CanvasRenderingContext2D {
    const canvas = document.createElement('canvas');
    this.element.append(canvas);
    const context = canvas.getContext('2d');
    if (!context) throw new Error('This browser draws no 2D canvases, so labels cannot be shown.');
    const setFont = () => this.#labels.setFont(getComputedStyle(this.element).fontFamily);
    setFont();
    // The page's own font may still be on its way.
    void document.fonts.ready.then(() => {
      if (this.#labelContext !== context) return;
      setFont();
      this.#changed();
    });
    return context;
  }

  async #load(id: string, held: Extract<Held, { bitmap: unknown }>): Promise<void> {
    try {
      const { bitmap, isReduced } = await loadRaster(held.layer.url, LONGEST_RASTER);
      if (this.#held.get(id) !== held) return;
      Object.assign(held, { bitmap, isReduced });
      this.#changed();
    } catch (error) {
      if (this.#held.get(id) === held) this.#listener.onLayerFailed(id, (error as Error).message);
    }
  }
}

function describe(layerId: string, layer: BoxesLayer, index: number): BoxHit {
  const { x0, y0, x1, y1, classes, confidence } = layer.boxes;
  const value = confidence[index]!;
  return {
    layerId,
    index,
    x0: x0[index]!,
    y0: y0[index]!,
    x1: x1[index]!,
    y1: y1[index]!,
    className: layer.classes[classes[index]!]?.name ?? null,
    confidence: Number.isNaN(value) ? null : value,
  };
}

function sameTransform(one: ViewTransform, other: ViewTransform): boolean {
  return (
    (['a', 'b', 'c', 'd', 'e', 'f'] as const).every((name) => one[name] === other[name]) &&
    one.size.width === other.size.width &&
    one.size.height === other.size.height
  );
}

function fit(canvas: HTMLCanvasElement, t: ViewTransform, ratio: number): void {
  const width = Math.max(1, Math.round(t.size.width * ratio));
  const height = Math.max(1, Math.round(t.size.height * ratio));
  if (canvas.width === width && canvas.height === height) return;
  canvas.width = width;
  canvas.height = height;
}
