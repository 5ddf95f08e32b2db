import { LitElement, html, nothing, type PropertyValues } from 'lit';
import { boxLabel } from './boxes-filter.ts';
import type { Renderer } from './handle.ts';
import type { BoxHit, LayerPatch } from './layers.ts';
import { PictureView } from './picture-view.ts';
import type { ViewerSource } from './picture-source.ts';
import { PointerTracker } from './pointer-tracker.ts';
import {
  describeView,
  edgesTemplate,
  minimapSize,
  missingTemplate,
  stateTemplate,
  type ViewerState,
} from './viewer-edges.ts';
import { ViewerElement } from './viewer-element.ts';
import { viewerStyles } from './viewer-styles.ts';
import type { ViewerViewport } from './view-transform.ts';

const PAN_STEP = 0.2;
const ANNOUNCE_AFTER = 700;
/** How far a finger misses, CSS pixels. */
const FINGER = 12;
const ARROWS: Readonly<Record<string, readonly [x: number, y: number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/**
 * One deep-zoom picture with overlay layers: `<ipm-viewer label="Image slide.tif" .source=${…}>`. Focusable; Shift and
 * arrows pan while it has the focus, every other command is a method for the page's keys and buttons. Its events are
 * ViewerEventMap. Attribute `plain` leaves out minimap, readouts and announcements, `renderer` says what draws.
 */
export class IpmViewer extends ViewerElement {
  static override styles = viewerStyles;
  static override shadowRootOptions: ShadowRootInit = { ...LitElement.shadowRootOptions, delegatesFocus: true };
  static override properties = {
    source: { attribute: false, noAccessor: true },
    label: { type: String },
    plain: { type: Boolean },
    renderer: { type: String },
    micrometresPerPixel: { type: Number, attribute: 'micrometres-per-pixel' },
    _state: { state: true },
    _view: { state: true },
    _areTilesMissing: { state: true },
    _announcement: { state: true },
  };

  /** What assistive technology calls the viewer. */
  declare label: string;
  declare plain: boolean;
  /** Read when the element enters the page. */
  declare renderer: Renderer;
  /** The size of an image pixel, for the scale bar; null: the bar counts pixels. */
  declare micrometresPerPixel: number | null;
  declare _state: ViewerState;
  declare _view: ViewerViewport | null;
  declare _areTilesMissing: boolean;
  declare _announcement: string;

  protected override readonly core = new PictureView({
    renderer: () => this.renderer,
    onView: (view, isFollowing) => this.#viewChanged(view, isFollowing),
    onLoaded: () => this.#loaded(),
    onTilesMissing: (areMissing) => (this._areTilesMissing = areMissing),
    onClick: (clientX, clientY, isTouch) => this.#clicked(clientX, clientY, isTouch),
    onLayers: () => this.requestUpdate(),
    onLayerFailed: (layerId, message) => this.emit('layer-failed', { layerId, message }),
  });
  readonly #pointer = new PointerTracker(
    (clientX, clientY) => this.#hitAt(clientX, clientY),
    (hit) => this.#hovered(hit),
  );
  #source: ViewerSource | null = null;
  #announcing: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    super();
    this.label = 'Image viewer';
    this.plain = false;
    this.renderer = 'auto';
    this.micrometresPerPixel = null;
    this._state = { name: 'empty' };
    this._view = null;
    this._areTilesMissing = false;
    this._announcement = '';
    this.core.element.className = 'picture';
    this.core.overlay.element.className = 'overlay';
    this.core.minimap.className = 'minimap';
  }

  /** What to show; null for nothing. Another form of the same picture keeps the view, another picture is fitted. */
  get source(): ViewerSource | null {
    return this.#source;
  }

  set source(source: ViewerSource | null) {
    const before = this.#source;
    if (before?.kind === source?.kind && before?.url === source?.url) return;
    this.#source = source;
    if (source?.key === undefined || source.key !== before?.key) this.core.forgetView();
    this.requestUpdate('source', before);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.hasUpdated) this.requestUpdate('source', null);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#pointer.leave();
    this.core.detach();
    clearTimeout(this.#announcing);
    this._view = null;
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (!this.isConnected) return;
    this.core.attach(!this.plain);
    if (changed.has('source')) void this.retry();
  }

  /** Opens the source, again after a failure. */
  async retry(): Promise<void> {
    if (!this.#source) {
      await this.core.open(null);
      this._state = { name: 'empty' };
      this._view = null;
      return;
    }
    if (!this.core.imageSize) this._state = { name: 'loading' };
    try {
      if (!(await this.core.open(this.#source))) return;
      this.core.sizeMinimap(minimapSize(this.core.imageSize!));
    } catch (error) {
      const { message } = error as Error;
      if (!this.core.imageSize) this._state = { name: 'failed', message };
      this.emit('source-failed', { message });
    }
  }

  /** Shows a view and draws it within this very call, without an event: for a viewer that follows another. */
  follow(view: ViewerViewport): void {
    this.core.follow(view);
  }

  override updateLayer(id: string, patch: LayerPatch): void {
    super.updateLayer(id, patch);
    const layer = this.layers.get(id);
    if (layer?.kind !== 'boxes' || !('selected' in patch) || typeof patch.selected !== 'number') return;
    this._announcement = `Selected ${boxLabel(layer, patch.selected) || 'a box'}.`;
  }

  #viewChanged(view: ViewerViewport, isFollowing: boolean): void {
    const isFirst = this._view === null;
    this._view = view;
    if (!isFollowing) this.emit('viewport-change', view);
    clearTimeout(this.#announcing);
    if (isFirst || isFollowing || this.plain) return;
    this.#announcing = setTimeout(() => {
      if (this._view && this.imageSize) this._announcement = describeView(this._view, this.imageSize);
    }, ANNOUNCE_AFTER);
  }

  #loaded(): void {
    this._state = { name: 'shown' };
    if (this.imageSize) this.emit('ready', this.imageSize);
  }

  #hitAt(clientX: number, clientY: number): BoxHit | null {
    const point = this.imagePointAt(clientX, clientY);
    return point && this.pick(point.x, point.y);
  }

  #hovered(hit: BoxHit | null): void {
    this.core.hover(hit);
    this.core.element.classList.toggle('on-box', hit !== null);
    this.emit('box-hover', hit && { layerId: hit.layerId, index: hit.index });
  }

  #clicked(clientX: number, clientY: number, isTouch: boolean): void {
    const point = this.imagePointAt(clientX, clientY);
    if (!point) return;
    const hit = isTouch ? this.core.pick(point.x, point.y, FINGER) : this.pick(point.x, point.y);
    if (hit) this.emit('box-click', { layerId: hit.layerId, index: hit.index });
    else this.emit('image-click', point);
  }

  /** OpenSeadragon keeps a press from focusing by itself; one by hand would show the ring meant for keys. */
  #onPress(event: PointerEvent): void {
    const stage = event.currentTarget as HTMLElement;
    stage.classList.add('pressed');
    stage.focus({ preventScroll: true });
  }

  #onKey(event: KeyboardEvent): void {
    const direction = ARROWS[event.key];
    if (!direction || !event.shiftKey || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    this.panBy(direction[0] * PAN_STEP * this.clientWidth, direction[1] * PAN_STEP * this.clientHeight);
  }

  protected override render() {
    const view = this._view;
    this.core.minimap.toggleAttribute('data-idle', this._state.name !== 'shown' || this.core.isFit);
    return html`<div
        class="stage"
        tabindex="0"
        role="application"
        aria-roledescription="image viewer"
        aria-label=${this.label}
        aria-describedby="help"
        @keydown=${this.#onKey}
        @pointerdown=${this.#onPress}
        @blur=${(event: FocusEvent) => (event.currentTarget as HTMLElement).classList.remove('pressed')}
        @pointermove=${this.#pointer.move}
        @pointerleave=${this.#pointer.leave}
      >
        ${this.core.element}${this.core.overlay.element}
      </div>
      <div class="ring"></div>
      <div id="help" class="unseen">Shift with an arrow key moves the view.</div>
      ${stateTemplate(this._state, () => void this.retry())}
      ${this._areTilesMissing ? missingTemplate(() => this.core.retryTiles()) : nothing}
      ${
        this.plain
          ? nothing
          : html`${view ? edgesTemplate(view, this.micrometresPerPixel, this.core.overlay.note(view.zoom)) : nothing}
              <div class="unseen" aria-live="polite">${this._announcement}</div>
              ${this.core.minimap}`
      }`;
  }
}
