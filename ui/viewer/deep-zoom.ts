import OpenSeadragon from 'openseadragon';
import { MissingTiles } from './missing-tiles.ts';
import { viewerOptions, withoutPageStyle } from './osd-options.ts';
import { openSource, type ViewerSource } from './picture-source.ts';
import type { Renderer } from './handle.ts';
import { viewportAround, type ImageRectangle, type Size, type ViewerViewport } from './view-transform.ts';

/** What a deep-zoom picture tells the element around it. */
export interface DeepZoomListener {
  /** Called within the frame, after the picture was drawn: now is the time to draw over it. */
  onDraw(): void;
  /** The picture was clicked or tapped, not dragged; CSS pixels of the window. `isTouch`: by a finger. */
  onClick(clientX: number, clientY: number, isTouch: boolean): void;
  /** Every tile of the view is on the screen, for the first time since the picture was opened. */
  onLoaded(): void;
  /** Tiles are missing (true) or are all there again (false). Missing ones are asked for again by themselves. */
  onTilesMissing(areMissing: boolean): void;
}

/** OpenSeadragon behind a narrow door: viewports in image pixels, one picture at a time, nothing left on the page. */
export class DeepZoom {
  readonly #osd: OpenSeadragon.Viewer;
  readonly #listener: DeepZoomListener;
  readonly #resizes: ResizeObserver;
  #picture: { source: ViewerSource; size: Size; item: OpenSeadragon.TiledImage } | null = null;
  #opening: AbortController | null = null;
  #wasFit = true;
  readonly #missing: MissingTiles;

  constructor(element: HTMLElement, minimap: HTMLElement | null, listener: DeepZoomListener, renderer: Renderer) {
    this.#listener = listener;
    this.#osd = withoutPageStyle(() => new OpenSeadragon.Viewer(viewerOptions(element, minimap, renderer)));
    this.#osd.addHandler('update-viewport', () => this.#drawn());
    this.#osd.addHandler('canvas-click', ({ quick, originalEvent }) => {
      if (!quick || !(originalEvent instanceof PointerEvent)) return;
      listener.onClick(originalEvent.clientX, originalEvent.clientY, originalEvent.pointerType === 'touch');
    });
    this.#osd.addHandler('tile-load-failed', ({ tile, tiledImage }) => {
      if (tiledImage === this.#picture?.item) this.#missing.add(tile);
    });
    this.#missing = new MissingTiles(
      () => this.#osd.forceRedraw(),
      (areMissing) => listener.onTilesMissing(areMissing),
    );
    this.#resizes = new ResizeObserver(() => this.#resize());
    this.#resizes.observe(element);
  }

  /** The picture's dimensions in full-resolution pixels, null before it is open. */
  get imageSize(): Size | null {
    return this.#picture?.size ?? null;
  }

  /** The size of what the picture is drawn in, CSS pixels. */
  get size(): Size {
    const { x, y } = this.#osd.viewport.containerSize;
    return { width: x, height: y };
  }

  /** True when the whole picture fits the view exactly. */
  get isFit(): boolean {
    return this.#wasFit;
  }

  /**
   * Opens a source in place of what is shown, keeping the view when it is the same picture; `start` answers
   * the view to show another picture in, null to fit it, and is asked once that is there. Resolves to false when another call came in between.
   * @throws Error with a sentence when the source can't be opened; then nothing is shown, unless it is another form of
   * the picture that is there already.
   */
  async open(source: ViewerSource, start: () => ViewerViewport | null): Promise<boolean> {
    this.#opening?.abort();
    const opening = new AbortController();
    this.#opening = opening;
    try {
      const { tileSource, width, height } = await openSource(source, opening.signal);
      if (opening.signal.aborted) return false;
      const item = await this.#add(tileSource);
      if (opening.signal.aborted) {
        this.#osd.world.removeItem(item);
        return false;
      }
      this.#show(source, { width, height }, item, start());
      return true;
    } catch (error) {
      if (opening.signal.aborted) return false;
      if (this.#picture && !isSamePicture(this.#picture, source, this.#picture.size)) this.close();
      throw error;
    }
  }

  /** The view as it is drawn now, also amid a movement; null without a picture. */
  get view(): ViewerViewport | null {
    const picture = this.#picture;
    if (!picture) return null;
    const { viewport } = this.#osd;
    const centre = viewport.getCenter(true);
    const degrees = viewport.getRotation(true) % 360;
    return {
      x: centre.x * picture.size.width,
      y: centre.y * picture.size.width,
      zoom: (viewport.getZoom(true) * this.size.width) / picture.size.width,
      rotation: degrees < 0 ? degrees + 360 : degrees,
      flipped: viewport.getFlip(),
    };
  }

  /** Moves to a view exactly, at once or smoothly; without a picture nothing happens. */
  setView(view: ViewerViewport, immediate: boolean): void {
    const picture = this.#picture;
    if (!picture) return;
    const { viewport } = this.#osd;
    viewport.setFlip(view.flipped);
    viewport.setRotation(view.rotation, immediate);
    viewport.zoomTo((view.zoom * picture.size.width) / this.size.width, undefined, immediate);
    const centre = new OpenSeadragon.Point(view.x / picture.size.width, view.y / picture.size.width);
    viewport.panTo(centre, immediate);
  }

  /** Moves to a view and draws it within this very call: for a viewer that follows another. */
  follow(view: ViewerViewport): void {
    if (!this.#picture) return;
    this.setView(view, true);
    this.#drawNow();
  }

  /** Moves until a rectangle of the picture fills the view, with `padding` (a share of it) free on each side. */
  showRectangle(rectangle: ImageRectangle, padding: number, immediate: boolean): void {
    const view = this.view;
    if (!view) return;
    const target = viewportAround(rectangle, this.size, view, padding);
    const most = (this.#osd.viewport.getMaxZoom() * this.size.width) / this.#picture!.size.width;
    this.setView({ ...target, zoom: Math.min(target.zoom, most) }, immediate);
  }

  /** Zooms about the middle by a factor, within the limits. */
  zoomBy(factor: number): void {
    if (this.#picture) this.#osd.viewport.zoomBy(factor).applyConstraints();
  }

  /** Zooms about the middle to `zoom` CSS pixels per image pixel. */
  zoomTo(zoom: number): void {
    const picture = this.#picture;
    if (picture) this.#osd.viewport.zoomTo((zoom * picture.size.width) / this.size.width).applyConstraints();
  }

  /** Moves the view over the picture by CSS pixels as seen on the screen. */
  panBy(x: number, y: number): void {
    if (!this.#picture) return;
    const { viewport } = this.#osd;
    const delta = new OpenSeadragon.Point(viewport.getFlip() ? -x : x, y);
    viewport.panBy(viewport.deltaPointsFromPixels(delta)).applyConstraints();
  }

  /** Shows the whole picture. */
  fit(immediate = false): void {
    if (this.#picture) this.#osd.viewport.goHome(immediate);
  }

  /** Shows the whole picture upright and not mirrored. */
  home(): void {
    if (!this.#picture) return;
    this.#osd.viewport.setFlip(false).setRotation(0);
    this.fit();
  }

  /** Turns the picture clockwise as seen on the screen; one that fitted the view still does. */
  rotateBy(degrees: number): void {
    if (!this.#picture) return;
    const { viewport } = this.#osd;
    const wasFit = this.#wasFit;
    viewport.setRotation(viewport.getRotation() + (viewport.getFlip() ? -degrees : degrees));
    if (wasFit) viewport.goHome();
  }

  /** Mirrors what is seen left to right. */
  flip(): void {
    if (this.#picture) this.#osd.viewport.toggleFlip();
  }

  /** Takes the picture away. */
  close(): void {
    this.#opening?.abort();
    this.#picture = null;
    this.#missing.watch(null);
    this.#osd.world.removeAll();
    this.#osd.forceRedraw();
  }

  /** To be called after the minimap's element has another size. */
  minimapResized(): void {
    this.#osd.navigator?.updateSize();
  }

  /** Asks for missing tiles at once. */
  retryTiles(): void {
    this.#missing.retry();
  }

  /** Gives every resource back. */
  destroy(): void {
    this.#opening?.abort();
    this.#resizes.disconnect();
    this.#missing.destroy();
    this.#picture = null;
    this.#osd.destroy();
  }

  #add(tileSource: object): Promise<OpenSeadragon.TiledImage> {
    return new Promise((resolve, reject) => {
      this.#osd.addTiledImage({
        tileSource,
        success: (event) => resolve((event as unknown as { item: OpenSeadragon.TiledImage }).item),
        error: (event) =>
          reject(new Error(`The picture could not be opened: ${String((event as { message?: string }).message)}`)),
      } as OpenSeadragon.TileSourceSpecifier);
    });
  }

  #show(source: ViewerSource, size: Size, item: OpenSeadragon.TiledImage, start: ViewerViewport | null): void {
    const before = this.#picture;
    const isSame = before !== null && isSamePicture(before, source, size);
    this.#picture = { source, size, item };
    this.#missing.watch(item);
    const drop = () =>
      before && this.#osd.world.getIndexOfItem(before.item) >= 0 && this.#osd.world.removeItem(before.item);
    item.whenFullyLoaded(() => {
      drop();
      if (this.#picture?.item === item) this.#listener.onLoaded();
    });
    if (isSame) return;
    drop();
    this.#osd.viewport.setFlip(false);
    this.#osd.viewport.setRotation(0, true);
    if (start) this.setView(start, true);
    else this.fit(true);
  }

  #drawn(): void {
    const { viewport } = this.#osd;
    const target = viewport.getCenter();
    const home = viewport.getHomeBounds().getCenter();
    const near = (one: number, other: number) => Math.abs(one - other) < 1e-6;
    this.#wasFit =
      Math.abs(viewport.getZoom() / viewport.getHomeZoom() - 1) < 1e-6 &&
      near(target.x, home.x) &&
      near(target.y, home.y);
    this.#listener.onDraw();
  }

  #drawNow(): void {
    const { viewport, world, imageLoader } = this.#osd;
    viewport.update();
    imageLoader.clear();
    world.update(true);
    world.draw();
    this.#drawn();
  }

  #resize(): void {
    const { clientWidth, clientHeight } = this.#osd.container;
    if (clientWidth === 0 || clientHeight === 0) return;
    const { viewport } = this.#osd;
    const view = this.view;
    const wasFit = this.#wasFit;
    viewport.resize(new OpenSeadragon.Point(clientWidth, clientHeight));
    if (!view) return;
    if (wasFit) this.fit(true);
    else this.setView(view, true);
    this.#drawNow();
  }
}

function isSamePicture(before: { source: ViewerSource; size: Size }, source: ViewerSource, size: Size): boolean {
  if (before.source.key !== undefined || source.key !== undefined) return before.source.key === source.key;
  if (before.source.url === source.url) return true;
  const sameSize = before.size.width === size.width && before.size.height === size.height;
  return sameSize && before.source.kind === 'image' && source.kind === 'iiif';
}
