import '@awesome.me/webawesome/dist/components/button/button.js';
import { LitElement, css, html, nothing } from 'lit';
import type { ApiProblem } from '../api.ts';
import './empty.ts';

/** Why something can't be shown, by the server's refusal, and the way out: not allowed, not there, not reached. It fires
    `ipm-retry` where trying again may help. `what` names the thing, as in "These people". */
export class ProblemState extends LitElement {
  static override properties = { problem: { attribute: false }, what: {}, level: { type: Number } };
  declare problem: ApiProblem;
  declare what: string;
  /** 1 where it is all that the page shows. */
  declare level: 1 | 2;

  static override styles = css`
    :host {
      display: grid;
      flex: 1;
      align-content: center;
    }
  `;

  constructor() {
    super();
    this.what = 'This page';
    this.level = 2;
  }

  override render() {
    const { status, detail } = this.problem;
    if (status === 403) {
      return html`<ipm-empty level=${this.level} icon="lock" heading="You may not see this">
        ${detail}
        <wa-button slot="actions" variant="brand" href="/">All projects</wa-button>
      </ipm-empty>`;
    }
    if (status === 404) {
      return html`<ipm-empty level=${this.level} icon="search" heading="There is nothing here">
        It may be gone, or you may not see it.
        <wa-button slot="actions" variant="brand" href="/">All projects</wa-button>
      </ipm-empty>`;
    }
    return html`<ipm-empty
      level=${this.level}
      icon="wifi-off"
      tone="danger"
      heading=${`${this.what} couldn’t be loaded`}
    >
      ${detail}${this.problem.requestId ? html` <small>(${this.problem.requestId})</small>` : nothing}
      <wa-button slot="actions" appearance="outlined" @click=${() => this.dispatchEvent(new Event('ipm-retry'))}
        >Try again</wa-button
      >
    </ipm-empty>`;
  }
}
customElements.define('ipm-problem', ProblemState);

declare global {
  interface HTMLElementTagNameMap {
    'ipm-problem': ProblemState;
  }
}
