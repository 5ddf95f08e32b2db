import { LitElement } from 'lit';
import { toggleFullScreenOf, type MoveOptions, type ViewerCore, type ViewerEventMap } from './handle.ts';
import type { BoxHit, Layer, LayerPatch } from './layers.ts';
import type { ImageRectangle, Point, Size, ViewerViewport } from './view-transform.ts';

type Core = Omit<ViewerCore, 'toggleFullScreen'>;

/** An element that can be asked what ViewerCore can, and hands it on to what does it. */
export abstract class ViewerElement extends LitElement implements ViewerCore {
  /** Does the work. */
  protected abstract readonly core: Core;

  /** What moves when the page says so; asked for only to move it. */
  protected get steered(): Core {
    return this.core;
  }

  get imageSize(): Size | null {
    return this.core.imageSize;
  }

  get layers(): ReadonlyMap<string, Layer> {
    return this.core.layers;
  }

  setLayer(id: string, layer: Layer): void {
    this.core.setLayer(id, layer);
  }

  updateLayer(id: string, patch: LayerPatch): void {
    this.core.updateLayer(id, patch);
  }

  removeLayer(id: string): void {
    this.core.removeLayer(id);
  }

  pick(x: number, y: number): BoxHit | null {
    return this.core.pick(x, y);
  }

  getViewport(): ViewerViewport | null {
    return this.core.getViewport();
  }

  setViewport(view: ViewerViewport, options?: MoveOptions): void {
    this.steered.setViewport(view, options);
  }

  zoomTo(rectangle: ImageRectangle, options?: MoveOptions): void {
    this.steered.zoomTo(rectangle, options);
  }

  imagePointAt(clientX: number, clientY: number): Point | null {
    return this.core.imagePointAt(clientX, clientY);
  }

  clientPointOf(x: number, y: number): Point | null {
    return this.core.clientPointOf(x, y);
  }

  zoomIn(): void {
    this.steered.zoomIn();
  }

  zoomOut(): void {
    this.steered.zoomOut();
  }

  fit(): void {
    this.steered.fit();
  }

  home(): void {
    this.steered.home();
  }

  oneToOne(): void {
    this.steered.oneToOne();
  }

  rotateLeft(): void {
    this.steered.rotateLeft();
  }

  rotateRight(): void {
    this.steered.rotateRight();
  }

  flip(): void {
    this.steered.flip();
  }

  panBy(x: number, y: number): void {
    this.steered.panBy(x, y);
  }

  toggleFullScreen(): Promise<boolean> {
    return toggleFullScreenOf(this);
  }

  /** Dispatches one of the viewer's events. */
  protected emit<Name extends keyof ViewerEventMap>(name: Name, detail: ViewerEventMap[Name]['detail']): void {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}
