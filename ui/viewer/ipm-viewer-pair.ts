import { css, html, nothing } from 'lit';
import type { Renderer, ViewerEventMap, ViewerHandle, ViewerMode } from './handle.ts';
import type { IpmViewer } from './ipm-viewer.ts';
import type { ViewerSource } from './picture-source.ts';
import { ViewerElement } from './viewer-element.ts';
import type { ViewerViewport } from './view-transform.ts';

const RELAYED = [
  'ready',
  'source-failed',
  'viewport-change',
  'box-click',
  'box-hover',
  'image-click',
  'layer-failed',
] as const satisfies readonly (keyof ViewerEventMap)[];

/**
 * One viewer with its overlays, or two of the same picture: the plain original on the left, the one with overlays on
 * the right, locked in pan, zoom, rotation and flip while they move and at rest. Layers, commands and events are those
 * of the viewer with overlays; a change of mode keeps the view.
 */
export class IpmViewerPair extends ViewerElement implements ViewerHandle {
  static override styles = css`
    :host {
      display: block;
      position: relative;
      container-type: size;
      min-height: 8rem;
    }
    .panes {
      display: grid;
      grid-auto-flow: column;
      grid-auto-columns: minmax(0, 1fr);
      grid-auto-rows: minmax(0, 1fr);
      gap: 1px;
      height: 100%;
      background: var(--ipm-border-strong, #454545);
    }
    @container (max-aspect-ratio: 4 / 5) {
      .panes {
        grid-auto-flow: row;
      }
    }
    :host([hidden]) {
      display: none;
    }
    .pane {
      display: grid;
      position: relative;
      min-width: 0;
      min-height: 0;
    }
    .name {
      position: absolute;
      top: 0.75rem;
      left: 0.75rem;
      padding: 0.25rem 0.5rem;
      border: 1px solid var(--ipm-border, #2d2d2d);
      border-radius: var(--ipm-radius-s, 4px);
      background: color-mix(in srgb, var(--ipm-surface, #191919) 92%, transparent);
      color: var(--ipm-text, #ededed);
      font: 500 0.75rem/1.25 var(--ipm-font, system-ui, sans-serif);
      pointer-events: none;
    }
  `;
  static override properties = {
    mode: { type: String, reflect: true },
    source: { attribute: false, noAccessor: true },
    label: { type: String },
    renderer: { type: String },
    micrometresPerPixel: { type: Number, attribute: 'micrometres-per-pixel' },
  };

  declare mode: ViewerMode;
  /** What assistive technology calls the viewers. */
  declare label: string;
  declare renderer: Renderer;
  declare micrometresPerPixel: number | null;

  readonly #right = document.createElement('ipm-viewer');
  #left: IpmViewer | null = null;
  #leader: IpmViewer = this.#right;

  constructor() {
    super();
    this.mode = 'overlay';
    this.label = 'Image viewer';
    this.renderer = 'auto';
    this.micrometresPerPixel = null;
    for (const name of RELAYED) {
      if (name !== 'viewport-change') this.#right.addEventListener(name, this.#relay);
    }
    this.#watch(this.#right);
  }

  /** See IpmViewer.source. Taken over at once, so that a view set right after it is that picture's. */
  get source(): ViewerSource | null {
    return this.#right.source;
  }

  set source(source: ViewerSource | null) {
    const before = this.source;
    this.#lead(this.#right);
    this.#right.source = source;
    if (this.#left) this.#left.source = source;
    this.requestUpdate('source', before);
  }

  protected override get core(): IpmViewer {
    return this.#right;
  }

  protected override get steered(): IpmViewer {
    this.#lead(this.#right);
    return this.#right;
  }

  protected override willUpdate(): void {
    const isPair = this.mode === 'side-by-side';
    const isNew = isPair && !this.#left;
    if (isNew) this.#left = this.#makeLeft();
    if (!isPair) this.#lead(this.#right);
    if (!isPair) this.#left = null;
    for (const viewer of [this.#left, this.#right]) {
      if (!viewer) continue;
      viewer.renderer = this.renderer;
      viewer.micrometresPerPixel = this.micrometresPerPixel;
      viewer.label = isPair ? `${this.label}, ${viewer === this.#left ? 'original' : 'with overlays'}` : this.label;
    }
    if (isNew) this.#follow(this.#right.getViewport());
  }

  #makeLeft(): IpmViewer {
    const left = document.createElement('ipm-viewer');
    left.plain = true;
    left.source = this.source;
    left.addEventListener('image-click', this.#relay);
    this.#watch(left);
    return left;
  }

  #watch(viewer: IpmViewer): void {
    for (const name of ['pointerdown', 'wheel', 'keydown'] as const) {
      viewer.addEventListener(name, () => this.#lead(viewer), { capture: true, passive: true });
    }
    viewer.addEventListener('viewport-change', (event) => {
      if (viewer === this.#leader) {
        this.#follow(event.detail);
        this.emit('viewport-change', event.detail);
      } else {
        // It moved by itself, as when its size changed: back to where the other one is.
        this.#follow(this.#leader.getViewport());
      }
    });
  }

  /** Whoever the hand is on, or a command, leads; what moved until then stops, so that the two don't part. */
  #lead(viewer: IpmViewer): void {
    if (viewer === this.#leader) return;
    const view = this.#leader.getViewport();
    if (view) this.#leader.follow(view);
    this.#leader = viewer;
  }

  #follow(view: ViewerViewport | null): void {
    const follower = this.#leader === this.#right ? this.#left : this.#right;
    if (view) follower?.follow(view);
  }

  readonly #relay = (event: Event): void => {
    this.dispatchEvent(new CustomEvent(event.type, { detail: (event as CustomEvent<unknown>).detail }));
  };

  protected override render() {
    const left = this.#left;
    return html`<div class="panes">
      ${left ? html`<div class="pane">${left}${nameTemplate('Original')}</div>` : nothing}
      <div class="pane">${this.#right}${left ? nameTemplate('With overlays') : nothing}</div>
    </div>`;
  }
}

function nameTemplate(name: string) {
  return html`<div class="name">${name}</div>`;
}
