import { LitElement, css, html } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { announce, showToastsWith, type Toast } from '../notices.ts';
import './toast.ts';

interface Entry {
  id: number;
  toast: Toast;
}
const mostAtOnce = 4;

/** Where toasts stand: above everything, dialogs included; the newest lowest. */
export class Toasts extends LitElement {
  static override properties = { entries: { state: true } };
  declare entries: readonly Entry[];
  #next = 1;

  static override styles = css`
    :host {
      position: fixed;
      inset: auto auto calc(var(--ipm-space-4) + env(safe-area-inset-bottom)) var(--ipm-space-4);
      display: grid;
      gap: var(--ipm-space-2);
      width: min(26rem, calc(100vw - 2 * var(--ipm-space-4)));
      margin: 0;
      padding: 0;
      border: 0;
      overflow: visible;
      background: none;
    }
    :host(:not(:popover-open)) {
      display: none;
    }
  `;

  constructor() {
    super();
    this.entries = [];
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.popover = 'manual';
    showToastsWith((toast) => this.#show(toast));
  }

  #show(toast: Toast): { dismiss: () => void } {
    const entry = { id: this.#next++, toast };
    this.entries = [...this.entries, entry].slice(-mostAtOnce);
    // Hidden and shown again, it comes to lie above a dialog that was opened since.
    if (this.matches(':popover-open')) this.hidePopover();
    this.showPopover();
    announce(toast.action ? `${toast.text} ${toast.action.title} is possible.` : toast.text);
    return { dismiss: () => this.#remove(entry.id) };
  }

  #remove(id: number): void {
    this.entries = this.entries.filter((entry) => entry.id !== id);
    if (this.entries.length === 0 && this.matches(':popover-open')) this.hidePopover();
  }

  override render() {
    return repeat(
      this.entries,
      ({ id }) => id,
      ({ id, toast }) => html`<ipm-toast .toast=${toast} @ipm-dismiss=${() => this.#remove(id)}></ipm-toast>`,
    );
  }
}
customElements.define('ipm-toasts', Toasts);
