import { LitElement, css, html, nothing } from 'lit';
import '../elements/icons.ts';
import { connection } from '../events.ts';
import { announce } from '../notices.ts';
import { isSignedOut } from '../signed-out.ts';

const patienceMs = 1_500;

/** Says that the server can't be heard, after a moment's patience, and goes when it can again. */
export class ConnectionBanner extends LitElement {
  static override properties = { isShown: { state: true } };
  declare isShown: boolean;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #stop: (() => void) | undefined;

  static override styles = css`
    :host {
      position: sticky;
      top: 0;
      z-index: 12;
    }
    .banner {
      display: flex;
      align-items: center;
      justify-content: center;
      gap: var(--ipm-space-2);
      padding: var(--ipm-space-2) var(--ipm-space-4);
      border-bottom: 1px solid var(--ipm-warning-border);
      background: var(--ipm-warning-quiet);
      color: var(--ipm-warning-text);
      font-size: var(--ipm-text-s);
    }
    wa-icon {
      flex: none;
    }
  `;

  constructor() {
    super();
    this.isShown = false;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#stop = connection.subscribe((state) => {
      clearTimeout(this.#timer);
      if (state === 'reconnecting') this.#timer = setTimeout(() => (this.isShown = !isSignedOut.value), patienceMs);
      else if (this.isShown) {
        this.isShown = false;
        announce('Connected again.');
      }
    });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#stop?.();
  }

  override render() {
    if (!this.isShown) return nothing;
    return html`<div class="banner" role="status">
      <wa-icon name="wifi-off"></wa-icon>
      <span>The connection to the server is lost. Trying again; what you see may be out of date.</span>
    </div>`;
  }
}
customElements.define('ipm-connection-banner', ConnectionBanner);
