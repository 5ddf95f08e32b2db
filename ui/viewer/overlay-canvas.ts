import { paintBoxesOnCanvas } from './boxes-canvas.ts';
import { BoxesPainter } from './boxes-layer.ts';
import type { DensityPicture } from './boxes-density.ts';
import { boxesStyle } from './boxes-filter.ts';
import type { BoxesIndex } from './boxes-index.ts';
import type { BoxesLayer, RasterLayer } from './layers.ts';
import { RasterPainter, paintRasterOnCanvas } from './raster-layer.ts';
import type { ViewTransform } from './view-transform.ts';

/** A layer with what drawing it needs: a raster whose picture has arrived, boxes with their index. */
export type DrawableLayer =
  | { readonly id: string; readonly layer: RasterLayer; readonly bitmap: ImageBitmap }
  | {
      readonly id: string;
      readonly layer: BoxesLayer;
      readonly index: BoxesIndex;
      /** What stands for the boxes that are smaller than its cells; null: all are drawn one by one. */
      readonly density: DensityPicture | null;
      readonly hovered: number | null;
    };

/** One canvas that draws layers, with or without a graphics card. */
export interface OverlayCanvas {
  readonly kind: 'webgl2' | 'canvas2d';
  readonly element: HTMLCanvasElement;
  /** Draws a whole view; the canvas has its size already. `ratio` is device pixels per CSS pixel. */
  draw(layers: readonly DrawableLayer[], t: ViewTransform, ratio: number): void;
  /** Frees what a layer holds. */
  forget(id: string): void;
  /** Frees all of it and the context. */
  dispose(): void;
}

const densityId = (id: string): string => `${id} (density)`;

/** The density of a boxes layer as a raster that is as visible as its boxes. */
function densityLayer(layer: BoxesLayer, { place }: DensityPicture): RasterLayer {
  const { visible, opacity } = boxesStyle(layer);
  return { kind: 'raster', url: '', ...place, visible, opacity };
}

/**
 * A WebGL 2 canvas, or null where there is none. `onLost` is called once if the graphics card drops it; it is of no
 * use from then on and the caller makes another.
 */
export function makeWebglOverlay(onLost: () => void): OverlayCanvas | null {
  const element = document.createElement('canvas');
  const gl = element.getContext('webgl2', { antialias: false, depth: false, stencil: false, alpha: true });
  if (!gl || gl.isContextLost()) return null;
  const rasters = new RasterPainter(gl);
  const boxes = new BoxesPainter(gl);
  element.addEventListener('webglcontextlost', onLost, { once: true });
  gl.enable(gl.BLEND);
  gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA);
  return {
    kind: 'webgl2',
    element,
    draw(layers, t, ratio) {
      gl.viewport(0, 0, element.width, element.height);
      gl.clearColor(0, 0, 0, 0);
      gl.clear(gl.COLOR_BUFFER_BIT);
      for (const { id, ...drawable } of layers) {
        if ('bitmap' in drawable) {
          rasters.paint(id, drawable.layer, drawable.bitmap, t);
          continue;
        }
        const { layer, index, density, hovered } = drawable;
        if (density) rasters.paint(densityId(id), densityLayer(layer, density), density.bitmap, t);
        boxes.paint(id, layer, index, density?.cell ?? 0, t, ratio, hovered);
      }
    },
    forget(id) {
      rasters.forget(id);
      rasters.forget(densityId(id));
      boxes.forget(id);
    },
    dispose() {
      element.removeEventListener('webglcontextlost', onLost);
      gl.getExtension('WEBGL_lose_context')?.loseContext();
      element.remove();
    },
  };
}

/**
 * A 2D canvas that draws the same layers.
 * @throws Error when the browser gives no 2D context either.
 */
export function makeCanvasOverlay(): OverlayCanvas {
  const element = document.createElement('canvas');
  const context = element.getContext('2d');
  if (!context) throw new Error('This browser draws neither WebGL 2 nor 2D canvases, so overlays cannot be shown.');
  return {
    kind: 'canvas2d',
    element,
    draw(layers, t, ratio) {
      context.setTransform(1, 0, 0, 1, 0, 0);
      context.clearRect(0, 0, element.width, element.height);
      for (const drawable of layers) {
        if ('bitmap' in drawable) {
          paintRasterOnCanvas(context, drawable.layer, drawable.bitmap, t, ratio);
          continue;
        }
        const { layer, index, density, hovered } = drawable;
        if (density) paintRasterOnCanvas(context, densityLayer(layer, density), density.bitmap, t, ratio);
        paintBoxesOnCanvas(context, layer, index, density?.cell ?? 0, t, ratio, hovered);
      }
    },
    forget: () => undefined,
    dispose: () => element.remove(),
  };
}
