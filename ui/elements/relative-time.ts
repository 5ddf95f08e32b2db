import { LitElement, css, html } from 'lit';
import { formatExactTime, formatRelativeTime } from '../format.ts';

const minuteMs = 60_000;

/** How long ago something was, kept true as time goes; the exact time shows on hover and on focus by key, and is read
    out. `datetime` is ISO-8601. */
export class RelativeTime extends LitElement {
  static override properties = { datetime: {} };
  declare datetime: string;
  #timer: ReturnType<typeof setInterval> | undefined;

  static override styles = css`
    :host {
      white-space: nowrap;
    }
    time {
      border-radius: 2px;
    }
    :focus-visible {
      outline: 2px solid var(--ipm-focus);
      outline-offset: 2px;
    }
  `;

  constructor() {
    super();
    this.datetime = '';
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#timer = setInterval(() => this.requestUpdate(), minuteMs);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearInterval(this.#timer);
  }

  override render() {
    const exact = formatExactTime(this.datetime);
    return html`<time datetime=${this.datetime} title=${exact}>${formatRelativeTime(this.datetime)}</time>`;
  }
}
customElements.define('ipm-relative-time', RelativeTime);

declare global {
  interface HTMLElementTagNameMap {
    'ipm-relative-time': RelativeTime;
  }
}
