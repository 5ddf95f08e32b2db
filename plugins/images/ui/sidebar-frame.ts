import { LitElement, html } from 'lit';
import { styleMap } from 'lit/directives/style-map.js';
import { baseStyles, readPreference, writePreference } from '#ui';
import { sidebarFrameStyles } from './sidebar-frame-styles.ts';

const least = 260;
const most = 640;
const step = 24;
const usual = 336;
const widthKey = 'image.sidebar.width';
const isWidth = (value: unknown): value is number => typeof value === 'number' && value >= least && value <= most;

/** The place beside the picture: as wide as it was left, pulled by its edge or by the arrow keys on it; on a phone a
    sheet that is pulled up from below. Fires `images-toggle` when it asks to open or close. */
export class ImagesSidebarFrame extends LitElement {
  static override properties = { isOpen: { attribute: false }, width: { state: true }, isRaised: { state: true } };
  declare isOpen: boolean;
  /** CSS pixels. */
  declare width: number;
  /** On a phone: whether the sheet is up. */
  declare isRaised: boolean;

  static override styles = [baseStyles, sidebarFrameStyles];

  constructor() {
    super();
    this.isOpen = true;
    this.isRaised = false;
    this.width = readPreference(widthKey, isWidth, usual);
  }

  #resize(width: number): void {
    this.width = Math.round(Math.min(most, Math.max(least, width)));
    writePreference(widthKey, this.width);
  }

  #onPointer(event: PointerEvent): void {
    const handle = event.currentTarget as HTMLElement;
    if (event.type === 'pointerdown') handle.setPointerCapture(event.pointerId);
    else if (handle.hasPointerCapture(event.pointerId))
      this.#resize(this.getBoundingClientRect().right - event.clientX);
  }

  #onKey(event: KeyboardEvent): void {
    const moves: Record<string, number> = {
      ArrowLeft: this.width + step,
      ArrowRight: this.width - step,
      Home: most,
      End: least,
    };
    const width = moves[event.key];
    if (width === undefined) return;
    event.preventDefault();
    this.#resize(width);
  }

  override render() {
    return html`
      <aside
        class=${this.isRaised ? 'raised' : ''}
        aria-label="About this image"
        ?data-closed=${!this.isOpen}
        style=${styleMap({ '--width': `${this.width}px` })}
      >
        <div
          class="edge"
          role="separator"
          tabindex="0"
          aria-orientation="vertical"
          aria-label="Width of the sidebar"
          aria-valuenow=${this.width}
          aria-valuemin=${least}
          aria-valuemax=${most}
          @pointerdown=${this.#onPointer}
          @pointermove=${this.#onPointer}
          @dblclick=${() => this.#resize(usual)}
          @keydown=${this.#onKey}
        ></div>
        <button
          class="pull"
          type="button"
          aria-expanded=${this.isRaised}
          @click=${() => (this.isRaised = !this.isRaised)}
        >
          <span class="bar"></span>${this.isRaised ? 'Back to the picture' : 'About this image'}
        </button>
        <div class="content"><slot></slot></div>
      </aside>
    `;
  }
}
customElements.define('images-sidebar-frame', ImagesSidebarFrame);
