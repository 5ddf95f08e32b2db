import type { BoxHit, BoxReference, Layer, LayerPatch } from './layers.ts';
import type { ImageRectangle, Point, Size, ViewerViewport } from './view-transform.ts';

/** Overlays on the picture, or the plain picture on the left and the one with overlays on the right. */
export type ViewerMode = 'overlay' | 'side-by-side';

/**
 * What draws. `auto`: the picture on the graphics card where there is one, else on a 2D canvas; overlays by WebGL 2 where
 * there is any. `webgl` and `canvas` insist, but for a browser that has no WebGL.
 */
export type Renderer = 'auto' | 'webgl' | 'canvas';

/** How to move: `immediate` without animation (default false); `padding` a share of the view to leave free around. */
export interface MoveOptions {
  readonly immediate?: boolean;
  readonly padding?: number;
}

/** The events of a viewer, none of which bubbles. */
export interface ViewerEventMap {
  /** The picture is open and on the screen; its dimensions in full-resolution pixels. */
  ready: CustomEvent<Size>;
  /** The picture could not be shown; `message` is a sentence. The viewer says so itself and offers a retry. */
  'source-failed': CustomEvent<{ message: string }>;
  /** The view is another one: at most once a frame, also amid a movement. */
  'viewport-change': CustomEvent<ViewerViewport>;
  'box-click': CustomEvent<BoxReference>;
  /** The box under the pointer, null when it left the last one. */
  'box-hover': CustomEvent<BoxReference | null>;
  /** A click beside every box, in image pixels. */
  'image-click': CustomEvent<Point>;
  /** The picture of a raster layer could not be shown; `message` is a sentence. */
  'layer-failed': CustomEvent<{ layerId: string; message: string }>;
}

/** What can be asked of a viewer; coordinates are full-resolution image pixels unless said otherwise. */
export interface ViewerCore {
  /** The picture's dimensions, null before it is open. */
  readonly imageSize: Size | null;

  readonly layers: ReadonlyMap<string, Layer>;
  /** Adds a layer or replaces the one of that id. Throws RangeError with a sentence when it is ill-formed. */
  setLayer(id: string, layer: Layer): void;
  /** Changes part of a layer; style costs next to nothing. Throws when there is no layer of that id. */
  updateLayer(id: string, patch: LayerPatch): void;
  /** Takes a layer away; without one of that id nothing happens. */
  removeLayer(id: string): void;
  /** The smallest drawn box at an image pixel, of the topmost layer that has one there; null if there is none. */
  pick(x: number, y: number): BoxHit | null;

  /** The view as drawn now, null before the picture is open. */
  getViewport(): ViewerViewport | null;
  /** Moves to a view exactly. Before the picture is open it is kept and becomes the first view. */
  setViewport(view: ViewerViewport, options?: MoveOptions): void;
  /** Moves until a rectangle of the picture fills the view, but for `padding` (default 0.1) on each side. */
  zoomTo(rectangle: ImageRectangle, options?: MoveOptions): void;
  /** The image pixel at a place in the window (`clientX`, `clientY` of a pointer event); null before it is open. */
  imagePointAt(clientX: number, clientY: number): Point | null;
  /** Where an image pixel is in the window, CSS pixels; null before the picture is open. */
  clientPointOf(x: number, y: number): Point | null;

  zoomIn(): void;
  zoomOut(): void;
  /** Shows the whole picture, turned and mirrored as it is. */
  fit(): void;
  /** Shows the whole picture upright and not mirrored. */
  home(): void;
  /** One image pixel on one CSS pixel, zoom 1, 100 %. */
  oneToOne(): void;
  rotateLeft(): void;
  rotateRight(): void;
  /** Mirrors left to right as seen on the screen. */
  flip(): void;
  /** Moves the view over the picture by CSS pixels as seen on the screen: (100, 0) shows more of the right. */
  panBy(x: number, y: number): void;
  /** Into full screen or out of it; resolves to whether it is, false where the browser has no such thing. */
  toggleFullScreen(): Promise<boolean>;
}

/** What plugins get of the page's viewer. */
export interface ViewerHandle extends ViewerCore {
  mode: ViewerMode;
  /** Resolves once what was set on it has been taken over. */
  readonly updateComplete: Promise<boolean>;
  addEventListener<Name extends keyof ViewerEventMap>(
    name: Name,
    listener: (event: ViewerEventMap[Name]) => void,
    options?: AddEventListenerOptions,
  ): void;
  removeEventListener<Name extends keyof ViewerEventMap>(
    name: Name,
    listener: (event: ViewerEventMap[Name]) => void,
  ): void;
}

/** Enters full screen with an element, or leaves it; false where the browser refuses or can't. */
export async function toggleFullScreenOf(element: HTMLElement): Promise<boolean> {
  const root = element.getRootNode() as Document | ShadowRoot;
  if (root.fullscreenElement === element) {
    await document.exitFullscreen();
    return false;
  }
  if (!document.fullscreenEnabled) return false;
  await element.requestFullscreen();
  return true;
}
