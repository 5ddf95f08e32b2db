import '@awesome.me/webawesome/dist/components/button/button.js';
import { LitElement, css, html } from 'lit';
import { baseStyles, formatBytes, formatNumber, toast, type ImageJson } from '#ui';

const megapixel = 1_000_000;

/** What is fixed about an image: its dimensions, size, type, who brought it and when, its checksum. */
export class ImagesDetailsPanel extends LitElement {
  static override properties = { image: { attribute: false } };
  declare image: ImageJson;

  static override styles = [
    baseStyles,
    css`
      dl {
        display: grid;
        grid-template-columns: auto minmax(0, 1fr);
        gap: var(--ipm-space-2) var(--ipm-space-4);
        font-size: var(--ipm-text-s);
      }
      dt {
        color: var(--ipm-text-quiet);
      }
      dd {
        overflow-wrap: anywhere;
      }
      .copy {
        padding: 0;
        border: 0;
        background: none;
        font-family: var(--ipm-font-mono);
        cursor: pointer;
        text-decoration: underline dotted;
        text-underline-offset: 3px;
      }
    `,
  ];

  async #copy(): Promise<void> {
    await navigator.clipboard.writeText(this.image.sha256);
    toast({ text: 'The checksum is on the clipboard.' });
  }

  override render() {
    const { filename, width, height, size_bytes, content_type, uploaded_by_user_id, created_at, sha256 } = this.image;
    return html`<dl>
      <dt>Name</dt>
      <dd>${filename}</dd>
      <dt>Dimensions</dt>
      <dd class="figures">
        ${formatNumber(width)} × ${formatNumber(height)} px, ${((width * height) / megapixel).toFixed(1)} megapixels
      </dd>
      <dt>Size</dt>
      <dd class="figures">${formatBytes(size_bytes)}</dd>
      <dt>Type</dt>
      <dd>${content_type ?? 'unknown'}</dd>
      <dt>Uploaded</dt>
      <dd><ipm-relative-time datetime=${created_at}></ipm-relative-time> by ${uploaded_by_user_id}</dd>
      <dt>SHA-256</dt>
      <dd>
        <button class="copy" type="button" title=${`${sha256}: copy`} @click=${this.#copy}>
          ${sha256.slice(0, 16)}…
        </button>
      </dd>
    </dl>`;
  }
}
customElements.define('images-details-panel', ImagesDetailsPanel);
