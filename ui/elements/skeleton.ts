import { LitElement, css, html } from 'lit';

/** A grey place for something that is coming. It shows only after 200 ms, so that quick loads don't blink. Its size comes
    from outside; with `lines` it draws that many lines of text. */
export class Skeleton extends LitElement {
  static override properties = { lines: { type: Number } };
  declare lines: number;

  static override styles = css`
    :host {
      display: block;
      min-height: 0.75rem;
      animation: appear 120ms 200ms both;
    }
    .bar {
      height: 100%;
      min-height: 0.75rem;
      border-radius: var(--ipm-radius-s);
      background: var(--ipm-placeholder);
      animation: breathe 1.6s ease-in-out infinite;
    }
    .bar + .bar {
      margin-top: var(--ipm-space-3);
    }
    .bar:last-child:not(:first-child) {
      width: 60%;
    }
    @keyframes appear {
      from {
        opacity: 0;
      }
    }
    @keyframes breathe {
      50% {
        opacity: 0.55;
      }
    }
    @media (prefers-reduced-motion: reduce) {
      .bar {
        animation: none;
      }
    }
  `;

  constructor() {
    super();
    this.lines = 1;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.setAttribute('aria-hidden', 'true');
  }

  override render() {
    return Array.from({ length: this.lines }, () => html`<div class="bar"></div>`);
  }
}
customElements.define('ipm-skeleton', Skeleton);

declare global {
  interface HTMLElementTagNameMap {
    'ipm-skeleton': Skeleton;
  }
}
