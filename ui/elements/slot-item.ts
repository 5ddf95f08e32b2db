import { LitElement, css, html, type PropertyValues } from 'lit';
import { sentenceOf } from '../notices.ts';
import type { Contribution } from '../slots.ts';
import { baseStyles } from './shared-styles.ts';

type SlottedElement = HTMLElement & { updateComplete?: Promise<unknown> };

/** One contribution to a slot. If its element throws while it is made or drawn, a sentence that names the plugin stands
    in its place, with a way to try again; the rest of the page goes on. */
export class SlotItem extends LitElement {
  static override properties = {
    contribution: { attribute: false },
    props: { attribute: false },
    failure: { state: true },
  };
  declare contribution: Contribution;
  declare props: Readonly<Record<string, unknown>>;
  declare failure: string;
  #element: SlottedElement | undefined;

  static override styles = [
    baseStyles,
    css`
      :host {
        display: contents;
      }
      .failure {
        padding: var(--ipm-space-3);
        border: 1px solid var(--ipm-danger-border);
        border-radius: var(--ipm-radius);
        background: var(--ipm-danger-quiet);
        color: var(--ipm-danger-text);
        font-size: var(--ipm-text-s);
        text-align: start;
      }
      .failure button {
        padding: 0;
        border: 0;
        background: none;
        text-decoration: underline;
        cursor: pointer;
      }
    `,
  ];

  constructor() {
    super();
    this.props = {};
    this.failure = '';
  }

  /** The plugin's element, once it is made. */
  get element(): HTMLElement | undefined {
    return this.#element;
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('contribution')) this.#make();
    if (!this.failure && this.#element) this.#guard(() => Object.assign(this.#element!, this.props));
  }

  override updated(): void {
    const element = this.#element;
    element?.updateComplete?.catch((error: unknown) => {
      if (element === this.#element) this.#fail(error);
    });
  }

  #make(): void {
    this.failure = '';
    this.#guard(() => (this.#element = document.createElement(this.contribution.element)));
  }

  #guard(act: () => unknown): void {
    try {
      act();
    } catch (error) {
      this.#fail(error);
    }
  }

  #fail(error: unknown): void {
    // eslint-disable-next-line no-console -- the stack is for whoever writes the plugin
    console.error(`The ${this.contribution.plugin} plugin failed in <${this.contribution.element}>:`, error);
    this.#element = undefined;
    this.failure = `The “${this.contribution.plugin}” plugin failed here: ${sentenceOf(error)}`;
  }

  #retry(): void {
    this.#make();
    this.requestUpdate();
  }

  override render() {
    if (!this.failure) return this.#element;
    return html`<div class="failure" role="alert">
      ${this.failure} <button type="button" @click=${() => this.#retry()}>Try again</button>
    </div>`;
  }
}
customElements.define('ipm-slot-item', SlotItem);

declare global {
  interface HTMLElementTagNameMap {
    'ipm-slot-item': SlotItem;
  }
}
