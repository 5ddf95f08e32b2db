import '@awesome.me/webawesome/dist/components/button/button.js';
import { LitElement, css, html, nothing } from 'lit';
import { baseStyles, formatCount, formatNumber } from '#ui';

type Action = 'images-select-all' | 'images-download' | 'images-delete' | 'images-restore' | 'images-clear';

/** What can be done to the images that are picked; it rises from below and says how many they are. It fires the action's
    name: images-select-all, images-download, images-delete, images-restore, images-clear. */
export class ImagesSelectionBar extends LitElement {
  static override properties = {
    count: { attribute: false },
    total: { attribute: false },
    deletable: { attribute: false },
    restorable: { attribute: false },
  };
  declare count: number;
  declare total: number;
  /** How many of those picked may be deleted, and how many restored. */
  declare deletable: number;
  declare restorable: number;

  static override styles = [
    baseStyles,
    css`
      :host {
        position: fixed;
        inset: auto 0 calc(var(--ipm-space-4) + env(safe-area-inset-bottom)) 0;
        z-index: 9;
        display: flex;
        justify-content: center;
        pointer-events: none;
      }
      .bar {
        display: flex;
        align-items: center;
        gap: var(--ipm-space-1);
        max-width: calc(100vw - 2 * var(--ipm-space-2));
        padding: var(--ipm-space-2);
        border: 1px solid var(--ipm-border-strong);
        border-radius: var(--ipm-radius-l);
        background: var(--ipm-raised);
        box-shadow: var(--ipm-shadow);
        pointer-events: auto;
        animation: rise var(--ipm-motion) var(--ipm-ease);
      }
      .count {
        padding: 0 var(--ipm-space-2);
        font-weight: var(--ipm-weight-medium);
        white-space: nowrap;
      }
      @keyframes rise {
        from {
          opacity: 0;
          transform: translateY(1rem);
        }
      }
      @media (max-width: 640px) {
        wa-button span {
          position: absolute;
          clip-path: inset(50%);
        }
        wa-button wa-icon {
          margin: 0;
        }
      }
    `,
  ];

  #renderAction(name: Action, icon: string, title: string, isShown = true) {
    if (!isShown) return nothing;
    return html`<wa-button appearance="plain" title=${title} @click=${() => this.dispatchEvent(new Event(name))}
      ><wa-icon slot="start" name=${icon}></wa-icon><span>${title}</span></wa-button
    >`;
  }

  override render() {
    if (this.count === 0) return nothing;
    return html`<div class="bar" role="toolbar" aria-label="Selected images">
      <span class="count figures">${formatNumber(this.count)} selected</span>
      ${this.#renderAction('images-select-all', 'check-check', `Select all ${formatCount(this.total, 'image')}`, this.count < this.total)}
      ${this.#renderAction('images-download', 'download', 'Download')}
      ${this.#renderAction('images-restore', 'archive-restore', 'Restore', this.restorable > 0)}
      ${this.#renderAction('images-delete', 'trash-2', 'Delete', this.deletable > 0)}
      ${this.#renderAction('images-clear', 'x', 'Clear selection')}
    </div>`;
  }
}
customElements.define('images-selection-bar', ImagesSelectionBar);
