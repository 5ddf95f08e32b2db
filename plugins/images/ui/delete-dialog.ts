/* eslint lit-a11y/no-autofocus: off -- a dialog's first field takes the focus, as WAI-ARIA's dialog pattern asks */
import '@awesome.me/webawesome/dist/components/button/button.js';
import '@awesome.me/webawesome/dist/components/dialog/dialog.js';
import '@awesome.me/webawesome/dist/components/textarea/textarea.js';
import { LitElement, css, html, nothing } from 'lit';
import { baseStyles, formatCount } from '#ui';
import { leastReason } from './image-actions.ts';

/** Fired when the person gave a reason. */
export class DeleteReasonEvent extends Event {
  static readonly type = 'images-reason';
  readonly reason: string;
  constructor(reason: string) {
    super(DeleteReasonEvent.type);
    this.reason = reason;
  }
}

const suggestions = ['Out of focus or damaged', 'Duplicate of another image', 'Uploaded by mistake'];

/** Asks why images are deleted; the reason is kept with them. Fires `images-reason`, or `images-close` when left. */
export class ImagesDeleteDialog extends LitElement {
  static override properties = {
    open: { type: Boolean },
    count: { attribute: false },
    name: { attribute: false },
    reason: { state: true },
    isTold: { state: true },
  };
  declare open: boolean;
  declare count: number;
  /** The file's name when it is one image. */
  declare name: string;
  declare reason: string;
  declare isTold: boolean;

  static override styles = [
    baseStyles,
    css`
      wa-dialog {
        --width: 30rem;
      }
      form {
        display: grid;
        gap: var(--ipm-space-3);
      }
      .suggestions {
        display: flex;
        flex-wrap: wrap;
        gap: var(--ipm-space-2);
      }
      .failure {
        color: var(--ipm-danger-text);
        font-size: var(--ipm-text-s);
      }
    `,
  ];

  constructor() {
    super();
    this.open = false;
    this.count = 1;
    this.name = '';
    this.reason = '';
    this.isTold = false;
  }

  #close(): void {
    this.reason = '';
    this.isTold = false;
    this.dispatchEvent(new Event('images-close'));
  }

  #submit(event: Event): void {
    event.preventDefault();
    const reason = this.reason.trim();
    if (reason.length < leastReason) {
      this.isTold = true;
      return;
    }
    this.dispatchEvent(new DeleteReasonEvent(reason));
    this.#close();
  }

  #onKey(event: KeyboardEvent): void {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) this.#submit(event);
  }

  override render() {
    const what = this.count === 1 && this.name ? `“${this.name}”` : formatCount(this.count, 'image');
    const missing = leastReason - this.reason.trim().length;
    return html`<wa-dialog
      label=${`Delete ${what}`}
      ?open=${this.open}
      @wa-hide=${(event: Event) => event.target === event.currentTarget && this.open && this.#close()}
    >
      ${
        this.open
          ? html`<form novalidate @submit=${this.#submit} @keydown=${this.#onKey}>
              <p class="quiet">
                ${this.count === 1 ? 'It' : 'They'} can be restored until the time in the trash is over.
              </p>
              <wa-textarea
                label="Reason"
                rows="2"
                resize="auto"
                autofocus
                .value=${this.reason}
                @input=${(event: Event) => (this.reason = (event.target as HTMLTextAreaElement).value)}
              ></wa-textarea>
              <div class="suggestions">
                ${suggestions.map(
                  (text) =>
                    html`<wa-button size="s" pill appearance="outlined" @click=${() => (this.reason = text)}
                      >${text}</wa-button
                    >`,
                )}
              </div>
              ${
                this.isTold && missing > 0
                  ? html`<p class="failure" role="alert">
                      Say why in at least ${leastReason} characters; ${missing} more.
                    </p>`
                  : nothing
              }
            </form>`
          : nothing
      }
      <wa-button slot="footer" appearance="outlined" data-dialog="close">Cancel</wa-button>
      <wa-button slot="footer" variant="danger" @click=${this.#submit}>Delete</wa-button>
    </wa-dialog>`;
  }
}
customElements.define('images-delete-dialog', ImagesDeleteDialog);
