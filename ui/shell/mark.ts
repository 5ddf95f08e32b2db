import { LitElement, css, svg } from 'lit';

/** The sign of the product: zoom levels, one within the other. Decoration beside its name. */
export class Mark extends LitElement {
  static override styles = css`
    :host {
      display: block;
      width: 1.5rem;
      height: 1.5rem;
    }
    rect {
      fill: var(--ipm-text);
    }
    path {
      fill: none;
      stroke: var(--ipm-surface);
      stroke-width: 2;
      stroke-linecap: round;
      stroke-linejoin: round;
    }
    .dot {
      fill: var(--ipm-surface);
    }
  `;

  override render() {
    return svg`<svg viewBox="0 0 24 24" aria-hidden="true">
      <rect width="24" height="24" rx="6" />
      <path d="M5 19V5h14M10 19v-9h9" />
      <rect class="dot" x="14" y="14" width="5.5" height="5.5" rx="1.25" />
    </svg>`;
  }
}
customElements.define('ipm-mark', Mark);
