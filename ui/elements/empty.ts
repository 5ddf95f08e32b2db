import { LitElement, css, html, nothing } from 'lit';
import './icons.ts';
import { baseStyles } from './shared-styles.ts';

/** A drawn state for where nothing is: an icon, a heading, a sentence in the default slot, what to do in slot `actions`. */
export class EmptyState extends LitElement {
  static override properties = {
    icon: {},
    heading: {},
    tone: { reflect: true },
    compact: { type: Boolean, reflect: true },
    level: { type: Number },
  };
  declare icon: string;
  declare heading: string;
  declare tone: 'neutral' | 'danger';
  declare compact: boolean;
  /** 1 where it is all that the page shows, so that the page has its heading. */
  declare level: 1 | 2;

  static override styles = [
    baseStyles,
    css`
      :host {
        display: grid;
        justify-items: center;
        align-content: center;
        gap: var(--ipm-space-3);
        padding: var(--ipm-space-12) var(--ipm-space-4);
        text-align: center;
      }
      :host([compact]) {
        padding: var(--ipm-space-4);
        gap: var(--ipm-space-2);
      }
      .sign {
        display: grid;
        place-items: center;
        width: 3.5rem;
        height: 3.5rem;
        border: 1px solid var(--ipm-border);
        border-radius: var(--ipm-radius-l);
        background: var(--ipm-surface);
        color: var(--ipm-text-quiet);
        font-size: 1.5rem;
      }
      :host([compact]) .sign {
        width: 2.25rem;
        height: 2.25rem;
        font-size: 1rem;
      }
      :host([tone='danger']) .sign {
        border-color: var(--ipm-danger-border);
        background: var(--ipm-danger-quiet);
        color: var(--ipm-danger-text);
      }
      h1,
      h2 {
        font-size: var(--ipm-text-l);
        font-weight: var(--ipm-weight-bold);
        line-height: var(--ipm-leading-tight);
        text-wrap: balance;
      }
      :host([compact]) h2 {
        font-size: var(--ipm-text-m);
      }
      .text {
        max-width: 26rem;
        color: var(--ipm-text-quiet);
        text-wrap: pretty;
      }
      .actions {
        display: flex;
        flex-wrap: wrap;
        justify-content: center;
        gap: var(--ipm-space-2);
        padding-top: var(--ipm-space-1);
      }
    `,
  ];

  constructor() {
    super();
    this.icon = '';
    this.heading = '';
    this.tone = 'neutral';
    this.compact = false;
    this.level = 2;
  }

  override render() {
    return html`
      ${this.icon ? html`<div class="sign"><wa-icon name=${this.icon}></wa-icon></div>` : nothing}
      ${this.level === 1 ? html`<h1>${this.heading}</h1>` : html`<h2>${this.heading}</h2>`}
      <div class="text"><slot></slot></div>
      <div class="actions"><slot name="actions"></slot></div>
    `;
  }
}
customElements.define('ipm-empty', EmptyState);

declare global {
  interface HTMLElementTagNameMap {
    'ipm-empty': EmptyState;
  }
}
