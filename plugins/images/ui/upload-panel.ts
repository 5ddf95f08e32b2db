import '@awesome.me/webawesome/dist/components/button/button.js';
import { virtualize } from '@lit-labs/virtualizer/virtualize.js';
import { LitElement, html, nothing } from 'lit';
import { SignalController, baseStyles, formatBytes, formatCount } from '#ui';
import {
  cancel,
  cancelAll,
  clearFinished,
  retry,
  summarise,
  uploads,
  uploadsChanged,
  type Upload,
} from './upload-queue.ts';
import { uploadPanelStyles } from './upload-panel-styles.ts';

const ranks = { failed: 0, sending: 1, waiting: 2, cancelled: 3, done: 4 } as const;

/** The files on their way to a project: how far each is, what went wrong by name, retry and cancel. */
export class ImagesUploadPanel extends LitElement {
  static override properties = { projectId: { attribute: false }, isFolded: { state: true } };
  declare projectId: string;
  declare isFolded: boolean;

  static override styles = [baseStyles, uploadPanelStyles];

  constructor() {
    super();
    this.isFolded = false;
    new SignalController(this, uploadsChanged);
  }

  #renderAction(upload: Upload) {
    const { state, name } = upload;
    if (state === 'failed' || state === 'cancelled') {
      return html`<wa-button size="s" appearance="plain" @click=${() => retry(upload)}
        ><wa-icon name="rotate-cw" label=${`Send ${name} again`}></wa-icon
      ></wa-button>`;
    }
    if (state === 'done') return html`<wa-icon class="done" name="check" label="Uploaded"></wa-icon>`;
    return html`<wa-button size="s" appearance="plain" @click=${() => cancel(upload)}
      ><wa-icon name="x" label=${`Cancel ${name}`}></wa-icon
    ></wa-button>`;
  }

  #renderDetail({ state, file, sent, failure, name }: Upload) {
    if (state === 'failed') return html`<span class="detail failure">${failure}</span>`;
    if (state === 'cancelled') return html`<span class="detail">Cancelled</span>`;
    if (state === 'sending') {
      const progress = file.size > 0 ? Math.min(1, sent / file.size) : 0;
      return html`<ipm-progress .value=${progress} label=${name}></ipm-progress>`;
    }
    return html`<span class="detail figures"
      >${state === 'waiting' ? 'Waiting · ' : ''}${formatBytes(file.size)}</span
    >`;
  }

  #renderUpload = (upload: Upload) =>
    html`<div class="row" role="listitem">
      <div class="text">
        <span class="name" title=${upload.name}>${upload.name}</span>
        ${this.#renderDetail(upload)}
      </div>
      ${this.#renderAction(upload)}
    </div>`;

  override render() {
    const here = uploads.filter(({ projectId }) => projectId === this.projectId);
    if (here.length === 0) return nothing;
    const { running, done, failed, total, progress } = summarise(here);
    const rows = here.toSorted((a, b) => ranks[a.state] - ranks[b.state]);
    const title =
      running > 0
        ? `Uploading ${done + 1 > total ? total : done + 1} of ${total}`
        : `${formatCount(done, 'file')} uploaded`;
    return html`<section aria-label="Uploads">
      <header>
        <h2 class="figures" role="status">
          ${title}${failed > 0 ? html`<span class="failure"> · ${failed} failed</span>` : nothing}
        </h2>
        ${
          running > 0
            ? html`<wa-button size="s" appearance="plain" @click=${cancelAll}>Cancel all</wa-button>`
            : html`<wa-button size="s" appearance="plain" @click=${clearFinished}>Clear</wa-button>`
        }
        <wa-button
          size="s"
          appearance="plain"
          aria-expanded=${!this.isFolded}
          @click=${() => (this.isFolded = !this.isFolded)}
        >
          <wa-icon
            name=${this.isFolded ? 'chevron-up' : 'chevron-down'}
            label=${this.isFolded ? 'Show the files' : 'Fold'}
          ></wa-icon>
        </wa-button>
      </header>
      ${running > 0 ? html`<ipm-progress .value=${progress} label="All uploads"></ipm-progress>` : nothing}
      ${
        this.isFolded
          ? nothing
          : html`<div class="rows" role="list" tabindex="0" aria-label="Files">
              ${virtualize({ items: rows, scroller: true, keyFunction: ({ id }) => id, renderItem: this.#renderUpload })}
            </div>`
      }
    </section>`;
  }
}
customElements.define('images-upload-panel', ImagesUploadPanel);
