/* eslint lit-a11y/no-autofocus: off -- a dialog's first field takes the focus, as WAI-ARIA's dialog pattern asks */
import '@awesome.me/webawesome/dist/components/button/button.js';
import '@awesome.me/webawesome/dist/components/dialog/dialog.js';
import '@awesome.me/webawesome/dist/components/input/input.js';
import { LitElement, css, html, nothing } from 'lit';
import { baseStyles } from './shared-styles.ts';

/** Fired when the person confirms. */
export class ConfirmEvent extends Event {
  static readonly type = 'ipm-confirm';
  constructor() {
    super(ConfirmEvent.type);
  }
}

/** A question before something that can't be undone. With `phrase`, the person has to type it. What is asked stands in
    the default slot. Open it with `open`; it fires `ipm-confirm`, and `ipm-cancel` when left. */
export class ConfirmDialog extends LitElement {
  static override properties = {
    open: { type: Boolean, reflect: true },
    heading: {},
    action: {},
    phrase: {},
    typed: { state: true },
  };
  declare open: boolean;
  declare heading: string;
  declare action: string;
  declare phrase: string;
  declare typed: string;

  static override styles = [
    baseStyles,
    css`
      wa-dialog {
        --width: 28rem;
      }
      wa-input {
        margin-top: var(--ipm-space-4);
      }
      .buttons {
        display: flex;
        justify-content: flex-end;
        gap: var(--ipm-space-2);
      }
    `,
  ];

  constructor() {
    super();
    this.open = false;
    this.heading = '';
    this.action = 'Delete';
    this.phrase = '';
    this.typed = '';
  }

  #close(): void {
    this.open = false;
    this.typed = '';
    this.dispatchEvent(new Event('ipm-cancel'));
  }

  #confirm(): void {
    this.open = false;
    this.typed = '';
    this.dispatchEvent(new ConfirmEvent());
  }

  override render() {
    const isReady = this.phrase === '' || this.typed === this.phrase;
    return html`
      <wa-dialog label=${this.heading} ?open=${this.open} @wa-after-hide=${() => this.open && this.#close()}>
        <slot></slot>
        ${
          this.phrase
            ? html`<wa-input
                label=${`Type “${this.phrase}” to go on`}
                .value=${this.typed}
                @input=${(event: InputEvent) => (this.typed = (event.target as HTMLInputElement).value)}
                autofocus
              ></wa-input>`
            : nothing
        }
        <div class="buttons" slot="footer">
          <wa-button appearance="outlined" @click=${() => this.#close()}>Cancel</wa-button>
          <wa-button variant="danger" ?disabled=${!isReady} @click=${() => this.#confirm()}>${this.action}</wa-button>
        </div>
      </wa-dialog>
    `;
  }
}
customElements.define('ipm-confirm', ConfirmDialog);

declare global {
  interface HTMLElementTagNameMap {
    'ipm-confirm': ConfirmDialog;
  }
}
