import '@awesome.me/webawesome/dist/components/button/button.js';
import { LitElement, css, html, nothing } from 'lit';
import { baseStyles, formatExactTime, sentenceOf, toast, type ImageJson } from '#ui';
import { rebuildImage, restoreImages } from './image-actions.ts';

/** What has to be said about the picture on the screen: still being prepared, failed and why, deleted and why. */
export class ImagesNotice extends LitElement {
  static override properties = { image: { attribute: false }, isBusy: { state: true } };
  declare image: ImageJson;
  declare isBusy: boolean;

  static override styles = [
    baseStyles,
    css`
      :host {
        position: absolute;
        inset: var(--ipm-space-3) 0 auto 0;
        z-index: 3;
        display: flex;
        justify-content: center;
        padding: 0 4rem;
        pointer-events: none;
      }
      .notice {
        display: flex;
        align-items: center;
        gap: var(--ipm-space-3);
        max-width: 44rem;
        padding: var(--ipm-space-2) var(--ipm-space-3);
        border: 1px solid var(--ipm-border-strong);
        border-radius: var(--ipm-radius-l);
        background: var(--ipm-raised);
        color: var(--ipm-text);
        font-size: var(--ipm-text-s);
        box-shadow: var(--ipm-shadow);
        pointer-events: auto;
      }
      wa-icon {
        flex: none;
      }
      .failed wa-icon {
        color: var(--ipm-danger-text);
      }
      .turns {
        animation: turn 1.2s linear infinite;
      }
      @keyframes turn {
        to {
          rotate: 1turn;
        }
      }
      @media (prefers-reduced-motion: reduce) {
        .turns {
          animation: none;
        }
      }
      @media (max-width: 640px) {
        :host {
          padding: 0 var(--ipm-space-2) 0 4rem;
        }
      }
    `,
  ];

  constructor() {
    super();
    this.isBusy = false;
  }

  async #act(act: () => Promise<unknown>): Promise<void> {
    this.isBusy = true;
    try {
      await act();
      this.dispatchEvent(new Event('images-changed'));
    } catch (error) {
      toast({ text: sentenceOf(error), tone: 'danger' });
    } finally {
      this.isBusy = false;
    }
  }

  override render() {
    const { image } = this;
    if (image.deleted_at) return this.#renderDeleted(image);
    if (image.state === 'processing') {
      return html`<div class="notice" role="status">
        <wa-icon class="turns" name="loader-circle"></wa-icon>Preparing deep zoom. You can work with the picture
        meanwhile.
      </div>`;
    }
    if (image.state !== 'failed') return nothing;
    return html`<div class="notice failed" role="alert">
      <wa-icon name="alert-triangle"></wa-icon>
      <span>Deep zoom could not be prepared. ${image.failure ?? ''}</span>
      ${
        image.abilities['edit']
          ? html`<wa-button
              size="s"
              appearance="outlined"
              ?loading=${this.isBusy}
              @click=${() => this.#act(() => rebuildImage(image.id))}
              >Try again</wa-button
            >`
          : nothing
      }
    </div>`;
  }

  #renderDeleted({ deletion_reason, pending_hard_delete_at, storage_deleted, abilities }: ImageJson) {
    const until = pending_hard_delete_at ? ` It can be restored until ${formatExactTime(pending_hard_delete_at)}.` : '';
    return html`<div class="notice failed" role="status">
      <wa-icon name="trash-2"></wa-icon>
      <span
        >Deleted:
        ${(deletion_reason ?? 'no reason given').replace(/\.$/, '')}.${storage_deleted ? ' Its file is gone for good.' : until}</span
      >
      ${
        !storage_deleted && abilities['delete']
          ? html`<wa-button
              size="s"
              appearance="outlined"
              ?loading=${this.isBusy}
              @click=${() => this.#act(() => restoreImages([this.image]))}
              >Restore</wa-button
            >`
          : nothing
      }
    </div>`;
  }
}
customElements.define('images-notice', ImagesNotice);
