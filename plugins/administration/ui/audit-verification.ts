import '@awesome.me/webawesome/dist/components/button/button.js';
import { LitElement, css, html, nothing } from 'lit';
import { api, baseStyles, formatNumber, sentenceOf } from '#ui';
import type { VerificationJson } from './records.ts';
import { sectionStyles } from './section-styles.ts';

/** Checks, when asked, whether the chain of entries is whole. */
export class AuditVerification extends LitElement {
  static override properties = {
    result: { state: true },
    failure: { state: true },
    isBusy: { state: true },
  };
  declare result: VerificationJson | undefined;
  declare failure: string;
  declare isBusy: boolean;

  static override styles = [
    baseStyles,
    sectionStyles,
    css`
      :host {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: var(--ipm-space-2) var(--ipm-space-3);
      }
      p {
        display: flex;
        align-items: flex-start;
        gap: var(--ipm-space-2);
        min-width: 0;
      }
      wa-icon {
        flex: none;
        margin-top: 0.2rem;
      }
      .whole wa-icon {
        color: var(--ipm-success-text);
      }
      .broken {
        color: var(--ipm-danger-text);
      }
    `,
  ];

  constructor() {
    super();
    this.failure = '';
    this.isBusy = false;
  }

  async #check(): Promise<void> {
    this.isBusy = true;
    this.failure = '';
    this.result = undefined;
    try {
      this.result = await api.get<VerificationJson>('/audit/verification');
    } catch (error) {
      this.failure = sentenceOf(error);
    } finally {
      this.isBusy = false;
    }
  }

  #renderResult({ is_whole, entries, head, first_fault }: VerificationJson) {
    if (is_whole) {
      return html`<p class="whole" role="status">
        <wa-icon name="check-circle"></wa-icon>
        <span
          >The chain is whole: ${formatNumber(entries)} ${entries === 1 ? 'entry' : 'entries'}, ending in
          <code>${head.slice(0, 16)}…</code></span
        >
      </p>`;
    }
    return html`<p class="broken" role="alert">
      <wa-icon name="alert-triangle"></wa-icon>
      <span>The chain is broken. ${first_fault?.sentence ?? ''}</span>
    </p>`;
  }

  override render() {
    return html`<wa-button size="s" appearance="outlined" ?loading=${this.isBusy} @click=${() => void this.#check()}
        >Is the chain whole?</wa-button
      >
      ${this.result ? this.#renderResult(this.result) : nothing}
      ${this.failure ? html`<p class="failure" role="alert">${this.failure}</p>` : nothing}`;
  }
}
customElements.define('administration-audit-verification', AuditVerification);
