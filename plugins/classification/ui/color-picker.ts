import '@awesome.me/webawesome/dist/components/popover/popover.js';
import { LitElement, css, html } from 'lit';
import { baseStyles, classPalette } from '#ui';
import { inkOn } from './signs.ts';

/** Fired when another colour is chosen, #rrggbb. */
export class ColorEvent extends Event {
  static readonly type = 'classification-color';
  readonly color: string;
  constructor(color: string) {
    super(ColorEvent.type);
    this.color = color;
  }
}

/** The colour of a class, and a choice of those that colour-blind eyes tell apart, or any other. */
export class ColorPicker extends LitElement {
  static override properties = { color: {}, label: {}, disabled: { type: Boolean } };
  declare color: string;
  declare label: string;
  declare disabled: boolean;

  static override styles = [
    baseStyles,
    css`
      :host {
        display: block;
      }
      .swatch {
        display: grid;
        place-items: center;
        width: 1.75rem;
        height: 1.75rem;
        padding: 0;
        border: 1px solid light-dark(#00000040, #ffffff4d);
        border-radius: var(--ipm-radius-s);
        background: var(--swatch);
        color: var(--ink);
        cursor: pointer;
      }
      .swatch:disabled {
        cursor: default;
      }
      .choice {
        display: grid;
        grid-template-columns: repeat(6, auto);
        gap: var(--ipm-space-2);
      }
      label {
        grid-column: 1 / -1;
        display: flex;
        align-items: center;
        justify-content: space-between;
        gap: var(--ipm-space-3);
        font-size: var(--ipm-text-s);
      }
      input {
        width: 3rem;
        height: 1.75rem;
        padding: 0;
        border: 1px solid var(--ipm-control-border);
        border-radius: var(--ipm-radius-s);
        background: none;
        cursor: pointer;
      }
    `,
  ];

  constructor() {
    super();
    this.color = '#999999';
    this.label = 'Colour';
    this.disabled = false;
  }

  #choose(color: string): void {
    const popover = this.renderRoot.querySelector('wa-popover');
    if (popover) popover.open = false;
    this.renderRoot.querySelector<HTMLElement>('#button')?.focus();
    if (color !== this.color) this.dispatchEvent(new ColorEvent(color));
  }

  #renderChoice = (color: string) =>
    html`<button
      class="swatch"
      type="button"
      .style=${`--swatch: ${color}; --ink: ${inkOn(color)}`}
      aria-label=${color}
      aria-pressed=${color === this.color}
      @click=${() => this.#choose(color)}
    >
      ${color === this.color ? html`<wa-icon name="check"></wa-icon>` : ''}
    </button>`;

  override render() {
    return html`<button
        id="button"
        class="swatch"
        type="button"
        .style=${`--swatch: ${this.color}`}
        aria-label=${`${this.label}: ${this.color}`}
        ?disabled=${this.disabled}
      ></button>
      ${
        this.disabled
          ? ''
          : html`<wa-popover for="button" placement="bottom-start">
              <div class="choice" role="group" aria-label="Colours">
                ${classPalette.map(this.#renderChoice)}
                <label
                  >Another colour<input
                    type="color"
                    .value=${this.color}
                    @change=${(event: Event) => this.#choose((event.target as HTMLInputElement).value)}
                /></label>
              </div>
            </wa-popover>`
      }`;
  }
}
customElements.define('classification-color-picker', ColorPicker);
