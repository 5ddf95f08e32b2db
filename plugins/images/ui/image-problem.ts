import '@awesome.me/webawesome/dist/components/button/button.js';
import { LitElement, css, html } from 'lit';
import type { ApiProblem } from '#ui';

const notThere = [404, 422, 410];

/** The page of an image that can't be shown, with why and what to do. Fires `images-retry`. */
export class ImagesProblem extends LitElement {
  static override properties = { problem: { attribute: false } };
  declare problem: ApiProblem;

  static override styles = css`
    :host {
      display: grid;
      align-content: center;
    }
  `;

  override render() {
    const { status, detail } = this.problem;
    const home = html`<wa-button slot="actions" appearance="outlined" href="/">All projects</wa-button>`;
    if (notThere.includes(status)) {
      return html`<ipm-empty level="1" icon="image-off" heading="There is no such image"
        >It may be gone for good, or you may not see it. ${home}</ipm-empty
      >`;
    }
    return html`<ipm-empty level="1" icon="wifi-off" tone="danger" heading="This image couldn’t be loaded">
      ${detail}
      <wa-button slot="actions" variant="brand" @click=${() => this.dispatchEvent(new Event('images-retry'))}
        >Try again</wa-button
      >
      ${home}
    </ipm-empty>`;
  }
}
customElements.define('images-problem', ImagesProblem);
