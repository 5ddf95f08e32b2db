import { LitElement, html, nothing } from 'lit';
import { apiUrl, baseStyles, type ImageJson, type ProjectJson } from '#ui';
import { tileStyles } from './tile-styles.ts';

/** Fired when a tile is picked or left: with Shift the range since the last one is meant. */
export class PickTileEvent extends Event {
  static readonly type = 'images-pick';
  readonly index: number;
  readonly isRange: boolean;
  constructor(index: number, isRange: boolean) {
    super(PickTileEvent.type, { bubbles: true, composed: true });
    this.index = index;
    this.isRange = isRange;
  }
}

/** One image in the grid. Its place is there before the image is; the thumbnail loads when it comes near. */
export class ImagesTile extends LitElement {
  static override properties = {
    image: { attribute: false },
    project: { attribute: false },
    index: { attribute: false },
    href: { attribute: false },
    edge: { attribute: false },
    isPicked: { type: Boolean, reflect: true, attribute: 'picked' },
    isPicking: { type: Boolean, reflect: true, attribute: 'picking' },
    isTabStop: { attribute: false },
    isBroken: { state: true },
  };
  declare image: ImageJson | undefined;
  declare project: ProjectJson;
  declare index: number;
  declare href: string;
  /** The longest side of the thumbnail to ask for, in pixels. */
  declare edge: number;
  declare isPicked: boolean;
  declare isPicking: boolean;
  declare isTabStop: boolean;
  declare isBroken: boolean;

  static override shadowRootOptions: ShadowRootInit = { ...LitElement.shadowRootOptions, delegatesFocus: true };
  static override styles = [baseStyles, tileStyles];

  constructor() {
    super();
    this.edge = 400;
    this.isPicked = false;
    this.isPicking = false;
    this.isTabStop = false;
    this.isBroken = false;
  }

  #pick(event: Event): void {
    event.preventDefault();
    event.stopPropagation();
    this.dispatchEvent(new PickTileEvent(this.index, 'shiftKey' in event && Boolean(event.shiftKey)));
  }

  #onClick(event: MouseEvent): void {
    if (event.shiftKey || event.ctrlKey || event.metaKey || this.isPicking) this.#pick(event);
  }

  #onKey(event: KeyboardEvent): void {
    if (event.key === ' ' || event.key === 'x') this.#pick(event);
  }

  #renderState(image: ImageJson) {
    if (image.deleted_at) return html`<span class="state"><wa-icon name="trash-2"></wa-icon>Deleted</span>`;
    if (image.state === 'processing')
      return html`<span class="state"><wa-icon class="turns" name="loader-circle"></wa-icon>Processing</span>`;
    if (image.state === 'failed') {
      return html`<span class="state failed" title=${image.failure ?? ''}
        ><wa-icon name="alert-triangle"></wa-icon>Failed</span
      >`;
    }
    return nothing;
  }

  override render() {
    const image = this.image;
    if (!image) return html`<div class="frame waiting"></div>`;
    const deleted = image.deleted_at !== null;
    return html`<div class="frame ${deleted ? 'deleted' : ''}">
      <a
        href=${this.href}
        tabindex=${this.isTabStop ? 0 : -1}
        aria-label=${`${image.filename}${this.isPicked ? ', selected' : ''}`}
        @click=${this.#onClick}
        @keydown=${this.#onKey}
        draggable="false"
      >
        ${
          this.isBroken
            ? html`<span class="broken"><wa-icon name="image-off"></wa-icon></span>`
            : html`<img
                src=${apiUrl(`/images/${image.id}/thumbnail`, { width: this.edge, height: this.edge, include_deleted: deleted || null })}
                alt=""
                loading="lazy"
                decoding="async"
                draggable="false"
                @error=${() => (this.isBroken = true)}
              />`
        }
      </a>
      <button
        class="check"
        type="button"
        role="checkbox"
        tabindex="-1"
        aria-checked=${this.isPicked}
        aria-label=${`Select ${image.filename}`}
        @click=${this.#pick}
      >
        <span
          ><svg viewBox="0 0 16 16" aria-hidden="true"><path d="m3.5 8.5 3 3 6-7" /></svg
        ></span>
      </button>
      <div class="foot">
        <span class="badges"><ipm-slot name="image.badge" .props=${{ image, project: this.project }}></ipm-slot></span>
        ${this.#renderState(image)}
        <span class="name">${image.filename}</span>
      </div>
    </div>`;
  }
}
customElements.define('images-tile', ImagesTile);

declare global {
  interface HTMLElementTagNameMap {
    'images-tile': ImagesTile;
  }
}
