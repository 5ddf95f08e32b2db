import '@awesome.me/webawesome/dist/components/button/button.js';
import { LitElement, css, html, nothing } from 'lit';
import '../elements/icons.ts';
import type { Toast } from '../notices.ts';

const durationMs = 5_000;
const undoDurationMs = 10_000;
const icons = { neutral: 'info', success: 'check', warning: 'alert-triangle', danger: 'alert-circle' } as const;

/** One toast. It goes by itself, but not while the mouse or the focus rests on it. Fires `ipm-dismiss`. */
export class ToastCard extends LitElement {
  static override properties = { toast: { attribute: false } };
  declare toast: Toast;
  #timer: ReturnType<typeof setTimeout> | undefined;

  static override styles = css`
    .card {
      display: flex;
      align-items: center;
      gap: var(--ipm-space-3);
      padding: var(--ipm-space-2) var(--ipm-space-2) var(--ipm-space-2) var(--ipm-space-4);
      border: 1px solid var(--ipm-border-strong);
      border-radius: var(--ipm-radius-l);
      background: var(--ipm-raised);
      color: var(--ipm-text);
      box-shadow: var(--ipm-shadow);
      animation: rise var(--ipm-motion) var(--ipm-ease);
    }
    .text {
      flex: 1;
      min-width: 0;
      padding: var(--ipm-space-1) 0;
      overflow-wrap: anywhere;
    }
    .success > wa-icon {
      color: var(--ipm-success-text);
    }
    .warning > wa-icon {
      color: var(--ipm-warning-text);
    }
    .danger > wa-icon {
      color: var(--ipm-danger-text);
    }
    .card > wa-icon {
      flex: none;
      font-size: 1.125rem;
    }
    @keyframes rise {
      from {
        opacity: 0;
        transform: translateY(0.5rem);
      }
    }
  `;

  override firstUpdated(): void {
    this.#start();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#timer);
  }

  #start(): void {
    const { duration, action } = this.toast;
    const stay = duration ?? (action ? undoDurationMs : durationMs);
    clearTimeout(this.#timer);
    if (stay > 0) this.#timer = setTimeout(() => this.#dismiss(), stay);
  }

  #hold(): void {
    clearTimeout(this.#timer);
  }

  #dismiss(): void {
    this.dispatchEvent(new Event('ipm-dismiss'));
  }

  #act(): void {
    this.#dismiss();
    this.toast.action?.run();
  }

  override render() {
    const { text, tone = 'neutral', action } = this.toast;
    return html`<div
      class="card ${tone}"
      @pointerenter=${this.#hold}
      @pointerleave=${this.#start}
      @focusin=${this.#hold}
      @focusout=${this.#start}
    >
      <wa-icon name=${icons[tone]}></wa-icon>
      <span class="text">${text}</span>
      ${action ? html`<wa-button size="s" appearance="outlined" @click=${this.#act}>${action.title}</wa-button>` : nothing}
      <wa-button size="s" appearance="plain" @click=${this.#dismiss}
        ><wa-icon name="x" label="Close"></wa-icon
      ></wa-button>
    </div>`;
  }
}
customElements.define('ipm-toast', ToastCard);
