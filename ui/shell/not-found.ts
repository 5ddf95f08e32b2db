import '@awesome.me/webawesome/dist/components/button/button.js';
import { LitElement, css, html } from 'lit';
import '../elements/empty.ts';

/** The page for an address that no plugin knows. */
export class NotFound extends LitElement {
  static override styles = css`
    :host {
      flex: 1;
      display: grid;
      align-content: center;
    }
    .tiles {
      display: grid;
      grid-template-columns: repeat(4, 2.5rem);
      gap: var(--ipm-space-1);
      justify-content: center;
    }
    .tiles i {
      aspect-ratio: 1;
      border-radius: var(--ipm-radius-s);
      background: var(--ipm-placeholder);
    }
    .tiles i.gone {
      background: none;
      border: 1px dashed var(--ipm-control-border);
    }
  `;

  override render() {
    const tiles = Array.from({ length: 12 }, (_, index) => html`<i class=${index === 6 ? 'gone' : ''}></i>`);
    return html`
      <div class="tiles" aria-hidden="true">${tiles}</div>
      <ipm-empty level="1" heading="There is no page here">
        The address may be mistyped, or what it showed was deleted.
        <wa-button slot="actions" variant="brand" href="/">All projects</wa-button>
      </ipm-empty>
    `;
  }
}
customElements.define('ipm-not-found', NotFound);
