import { LitElement, css, html } from 'lit';
import { ifDefined } from 'lit/directives/if-defined.js';
import { styleMap } from 'lit/directives/style-map.js';

/** A thin bar that tells how far something is: `value` is 0 to 1, null when nobody knows. */
export class Progress extends LitElement {
  static override properties = { value: { attribute: false }, label: {} };
  declare value: number | null;
  declare label: string;

  static override styles = css`
    :host {
      display: block;
    }
    .track {
      height: 4px;
      overflow: hidden;
      border-radius: 2px;
      background: var(--ipm-pressed);
    }
    .bar {
      height: 100%;
      border-radius: inherit;
      background: var(--ipm-accent);
      transform-origin: left;
      transition: width var(--ipm-motion);
    }
    .unknown .bar {
      width: 30%;
      animation: run 1.4s ease-in-out infinite;
    }
    @keyframes run {
      from {
        transform: translateX(-100%);
      }
      to {
        transform: translateX(330%);
      }
    }
    @media (prefers-reduced-motion: reduce) {
      .unknown .bar {
        width: 100%;
        opacity: 0.4;
        animation: none;
      }
    }
  `;

  constructor() {
    super();
    this.value = null;
    this.label = '';
  }

  override render() {
    const isKnown = this.value !== null;
    const percent = Math.round((this.value ?? 0) * 100);
    return html`<div
      class="track ${isKnown ? '' : 'unknown'}"
      role="progressbar"
      aria-label=${this.label}
      aria-valuemin="0"
      aria-valuemax="100"
      aria-valuenow=${ifDefined(isKnown ? percent : undefined)}
    >
      <div class="bar" style=${styleMap(isKnown ? { width: `${percent}%` } : {})}></div>
    </div>`;
  }
}
customElements.define('ipm-progress', Progress);

declare global {
  interface HTMLElementTagNameMap {
    'ipm-progress': Progress;
  }
}
