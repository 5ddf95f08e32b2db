import { LitElement, css, html, type PropertyValues } from 'lit';
import { StoreController, baseStyles, formatCount, formatNumber, type ImageJson, type ProjectJson } from '#ui';
import { countStore } from './count-store.ts';

/** How many comments an image has, on its tile; nothing where there are none. */
export class CommentsBadge extends LitElement {
  static override properties = { image: { attribute: false }, project: { attribute: false } };
  declare image: ImageJson;
  declare project: ProjectJson;
  // A hint: without an answer there is none, and the next event or connection asks again.
  readonly #store = new StoreController(this, countStore, () => this.project.id);

  static override styles = [
    baseStyles,
    css`
      :host {
        display: inline-flex;
        align-items: center;
        gap: 3px;
        height: 1.125rem;
        padding: 0 6px 0 5px;
        border-radius: 0.5625rem;
        background: #000000b3;
        color: #ffffff;
        font-size: 0.6875rem;
        font-weight: var(--ipm-weight-bold);
        line-height: 1;
      }
    `,
  ];

  get #count(): number {
    return this.#store.value?.[this.image.id] ?? 0;
  }

  override update(changed: PropertyValues<this>): void {
    super.update(changed);
    const count = this.#count;
    // An empty sign must not take the gap between signs.
    this.hidden = count === 0;
    this.role = this.hidden ? null : 'img';
    this.ariaLabel = this.hidden ? null : formatCount(count, 'comment');
  }

  override render() {
    return html`<wa-icon name="message-square"></wa-icon><span class="figures">${formatNumber(this.#count)}</span>`;
  }
}
customElements.define('comments-badge', CommentsBadge);
