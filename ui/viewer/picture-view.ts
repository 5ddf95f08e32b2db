import { DeepZoom, type DeepZoomListener } from './deep-zoom.ts';
import type { MoveOptions, Renderer, ViewerCore } from './handle.ts';
import type { BoxHit, BoxReference, Layer, LayerPatch } from './layers.ts';
import { Overlay } from './overlay.ts';
import type { ViewerSource } from './picture-source.ts';
import { sameViewport, toImage, toScreen, viewTransform } from './view-transform.ts';
import type { ImageRectangle, Point, Size, ViewerViewport, ViewTransform } from './view-transform.ts';

const ZOOM_STEP = 1.5;

/** What a picture with its overlay tells the element around it. */
export interface PictureViewListener extends Omit<DeepZoomListener, 'onDraw'> {
  /** What is to draw; asked when something is made. */
  renderer(): Renderer;
  /** The view is another one. `isFollowing`: because of `follow`, so that nobody need be told. */
  onView(view: ViewerViewport, isFollowing: boolean): void;
  /** Layers are others or look otherwise. */
  onLayers(): void;
  onLayerFailed(layerId: string, message: string): void;
}

/** A deep-zoom picture and the overlay on it, moving as one. Layers and view outlive being taken off the page. */
export class PictureView implements Omit<ViewerCore, 'toggleFullScreen'> {
  /** What the picture is drawn in, to be put below the overlay's element. */
  readonly element = document.createElement('div');
  /** A small picture of the whole; only used when `attach` is told so. */
  readonly minimap = document.createElement('div');
  readonly overlay: Overlay;
  readonly #listener: PictureViewListener;
  #deepZoom: DeepZoom | null = null;
  #start: ViewerViewport | null = null;
  #last: ViewerViewport | null = null;
  #isFollowing = false;
  #frame = 0;

  constructor(listener: PictureViewListener) {
    this.#listener = listener;
    this.overlay = new Overlay({
      prefersCanvas: () => listener.renderer() === 'canvas',
      onDirty: () => {
        this.#frame ||= requestAnimationFrame(() => this.#drawOverlay());
        listener.onLayers();
      },
      onLayerFailed: (layerId, message) => listener.onLayerFailed(layerId, message),
    });
  }

  /** To be called once the elements are on the page. */
  attach(hasMinimap: boolean): void {
    if (this.#deepZoom) return;
    // A new one each time, for OpenSeadragon takes its own off the page when it goes.
    const small = document.createElement('div');
    Object.assign(small.style, { width: '100%', height: '100%' });
    this.minimap.replaceChildren(small);
    this.#deepZoom = new DeepZoom(
      this.element,
      hasMinimap ? small : null,
      {
        onDraw: () => this.#draw(),
        onLoaded: () => this.#listener.onLoaded(),
        onTilesMissing: (areMissing) => this.#listener.onTilesMissing(areMissing),
        onClick: (...click) => this.#listener.onClick(...click),
      },
      this.#listener.renderer(),
    );
  }

  /** To be called when the elements leave the page: frees the picture and the canvases, keeps layers and view. */
  detach(): void {
    this.#start = this.getViewport();
    this.#deepZoom?.destroy();
    this.#deepZoom = null;
    this.#last = null;
    this.overlay.dispose();
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
  }

  /** See DeepZoom.open; the first view is what `setViewport` was last given since `forgetView`. */
  async open(source: ViewerSource | null): Promise<boolean> {
    if (source) return (await this.#deepZoom?.open(source, () => this.#start)) ?? false;
    this.#deepZoom?.close();
    this.#last = null;
    return false;
  }

  /** To be called when another source is about to be opened: it doesn't start with the view of the one before. */
  forgetView(): void {
    this.#start = null;
  }

  /** Gives the minimap's element a size. */
  sizeMinimap({ width, height }: Size): void {
    Object.assign(this.minimap.style, { width: `${width}px`, height: `${height}px` });
    this.#deepZoom?.minimapResized();
  }

  /** True when exactly the whole picture is in view. */
  get isFit(): boolean {
    return this.#deepZoom?.isFit ?? true;
  }

  /** Asks for tiles that have not arrived once more. */
  retryTiles(): void {
    this.#deepZoom?.retryTiles();
  }

  /** Shows a view and draws it within this very call: for a view that follows another. */
  follow(view: ViewerViewport): void {
    this.#start = view;
    this.#isFollowing = true;
    this.#deepZoom?.follow(view);
    this.#isFollowing = false;
  }

  get imageSize(): Size | null {
    return this.#deepZoom?.imageSize ?? null;
  }

  get layers(): ReadonlyMap<string, Layer> {
    return this.overlay.layers;
  }

  setLayer(id: string, layer: Layer): void {
    this.overlay.set(id, layer);
  }

  updateLayer(id: string, patch: LayerPatch): void {
    this.overlay.update(id, patch);
  }

  removeLayer(id: string): void {
    this.overlay.remove(id);
  }

  /** `slack`: how far beside a box still counts, CSS pixels. */
  pick(x: number, y: number, slack = 2): BoxHit | null {
    const view = this.getViewport();
    return view && this.overlay.pick({ x, y }, view.zoom, slack);
  }

  /** Stresses a box, null for none. */
  hover(reference: BoxReference | null): void {
    this.overlay.hover(reference);
  }

  getViewport(): ViewerViewport | null {
    return this.#deepZoom?.view ?? null;
  }

  setViewport(view: ViewerViewport, options: MoveOptions = {}): void {
    this.#start = view;
    this.#deepZoom?.setView(view, options.immediate ?? false);
  }

  zoomTo(rectangle: ImageRectangle, options: MoveOptions = {}): void {
    this.#deepZoom?.showRectangle(rectangle, options.padding ?? 0.1, options.immediate ?? false);
  }

  imagePointAt(clientX: number, clientY: number): Point | null {
    const t = this.#transform();
    const { left, top } = this.element.getBoundingClientRect();
    return t && toImage(t, { x: clientX - left, y: clientY - top });
  }

  clientPointOf(x: number, y: number): Point | null {
    const t = this.#transform();
    if (!t) return null;
    const { left, top } = this.element.getBoundingClientRect();
    const point = toScreen(t, { x, y });
    return { x: point.x + left, y: point.y + top };
  }

  zoomIn(): void {
    this.#deepZoom?.zoomBy(ZOOM_STEP);
  }

  zoomOut(): void {
    this.#deepZoom?.zoomBy(1 / ZOOM_STEP);
  }

  fit(): void {
    this.#deepZoom?.fit();
  }

  home(): void {
    this.#deepZoom?.home();
  }

  oneToOne(): void {
    this.#deepZoom?.zoomTo(1);
  }

  rotateLeft(): void {
    this.#deepZoom?.rotateBy(-90);
  }

  rotateRight(): void {
    this.#deepZoom?.rotateBy(90);
  }

  flip(): void {
    this.#deepZoom?.flip();
  }

  panBy(x: number, y: number): void {
    this.#deepZoom?.panBy(x, y);
  }

  #transform(): ViewTransform | null {
    const view = this.getViewport();
    return view && this.#deepZoom && viewTransform(view, this.#deepZoom.size);
  }

  #draw(): void {
    const view = this.getViewport();
    if (!view) return;
    if (!sameViewport(this.#last, view)) {
      this.#last = view;
      this.#listener.onView(view, this.#isFollowing);
    }
    this.#drawOverlay();
  }

  #drawOverlay(): void {
    this.#frame = 0;
    const t = this.#transform();
    if (t) this.overlay.draw(t, devicePixelRatio);
  }
}
