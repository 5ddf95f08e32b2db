import { LitElement, css, html, nothing } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import './slot-item.ts';
import { contributionsTo, plugins, type SlotName } from '../slots.ts';
import { SignalController } from '../signal.ts';

/** Draws everything that plugins put into a slot, each in a boundary of its own: one that fails says so in its place.
    `props` are handed to each element as properties. */
export class PluginSlot extends LitElement {
  static override properties = { name: {}, props: { attribute: false } };
  declare name: SlotName | '';
  declare props: Readonly<Record<string, unknown>>;

  static override styles = css`
    :host {
      display: contents;
    }
  `;

  constructor() {
    super();
    this.name = '';
    this.props = {};
    new SignalController(this, plugins);
  }

  override render() {
    if (!this.name) return nothing;
    return repeat(
      contributionsTo(this.name),
      (each) => each.element,
      (each) => html`<ipm-slot-item .contribution=${each} .props=${this.props}></ipm-slot-item>`,
    );
  }
}
customElements.define('ipm-slot', PluginSlot);

declare global {
  interface HTMLElementTagNameMap {
    'ipm-slot': PluginSlot;
  }
}
