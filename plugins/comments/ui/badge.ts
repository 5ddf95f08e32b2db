import { LitElement, css, html, type PropertyValues } from 'lit';
import { baseStyles, formatCount, formatNumber, type ImageJson, type ProjectJson } from '#ui';
import { commentCount, watchCounts } from './count-store.ts';

/** How many comments an image has, on its tile; nothing where there are none. */
export class CommentsBadge extends LitElement {
  static override properties = { image: { attribute: false }, project: { attribute: false } };
  declare image: ImageJson;
  declare project: ProjectJson;
  #watched = '';
  #stop: (() => void) | undefined;

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

  override connectedCallback(): void {
    super.connectedCallback();
    this.requestUpdate();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#stop?.();
    this.#stop = undefined;
  }

  get #count(): number {
    return commentCount(this.project.id, this.image.id);
  }

  override willUpdate(): void {
    if (this.isConnected && (!this.#stop || this.#watched !== this.project.id)) {
      this.#stop?.();
      this.#watched = this.project.id;
      this.#stop = watchCounts(this.project.id, () => this.requestUpdate());
    }
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
