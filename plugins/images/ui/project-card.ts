import { LitElement, css, html, nothing, type PropertyValues } from 'lit';
import {
  ApiProblem,
  EventsController,
  api,
  apiUrl,
  baseStyles,
  formatCount,
  type ImageJson,
  type ProjectJson,
} from '#ui';

const covers = 4;
const settleMs = 800;
const watched = ['images.created', 'images.deleted', 'images.restored'];

/** The newest pictures of a project and how many there are, on its card. They are asked for when the card comes near the window. */
export class ImagesProjectCard extends LitElement {
  static override properties = { project: { attribute: false }, images: { state: true }, total: { state: true } };
  declare project: ProjectJson;
  declare images: readonly ImageJson[] | undefined;
  declare total: number;
  #again: ReturnType<typeof setTimeout> | undefined;
  #observer = new IntersectionObserver(
    (entries) => entries.some((entry) => entry.isIntersecting) && void this.#load(),
    { rootMargin: '200px' },
  );

  static override styles = [
    baseStyles,
    css`
      :host {
        position: relative;
        flex: 1;
        min-height: 0;
        display: grid;
        grid-template: 1fr 1fr / 2fr 1fr 1fr;
        gap: 1px;
      }
      :host([data-count='1']) {
        grid-template: 1fr / 1fr;
      }
      :host([data-count='2']) {
        grid-template: 1fr / 1fr 1fr;
      }
      :host([data-count='3']) {
        grid-template: 1fr 1fr / 2fr 1fr;
      }
      img {
        display: block;
        width: 100%;
        height: 100%;
        min-width: 0;
        min-height: 0;
        object-fit: cover;
        background: var(--ipm-placeholder);
      }
      :host([data-count='3']) img:first-of-type,
      :host([data-count='4']) img:first-of-type {
        grid-row: span 2;
      }
      :host([data-count='4']) img:last-of-type {
        grid-column: span 2;
      }
      .count {
        position: absolute;
        inset: auto var(--ipm-space-2) var(--ipm-space-2) auto;
        padding: 1px var(--ipm-space-2);
        border-radius: var(--ipm-radius-s);
        background: #000000b3;
        color: #ffffff;
        font-size: var(--ipm-text-s);
      }
      .none {
        grid-area: 1 / 1 / -1 / -1;
        display: grid;
        place-items: center;
        color: var(--ipm-text-quiet);
        gap: var(--ipm-space-2);
        align-content: center;
        font-size: var(--ipm-text-s);
      }
    `,
  ];

  constructor() {
    super();
    this.total = 0;
    new EventsController<{ project_id: string }>(this, watched, ({ project_id }) => {
      if (project_id === this.project.id && this.images) this.#loadSoon();
    });
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#observer.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#observer.disconnect();
    clearTimeout(this.#again);
  }

  override willUpdate(changed: PropertyValues<this>): void {
    const before = changed.get('project');
    if (before && before.id !== this.project.id) void this.#load();
    this.dataset['count'] = String(Math.min(covers, this.images?.length ?? 0));
  }

  #loadSoon(): void {
    clearTimeout(this.#again);
    this.#again = setTimeout(() => void this.#load(), settleMs);
  }

  async #load(): Promise<void> {
    this.#observer.disconnect();
    const { id } = this.project;
    try {
      const query = { limit: covers, sort: '-created_at' };
      const { items, total } = await api.list<ImageJson>(`/projects/${id}/images`, { query });
      if (id !== this.project.id) return;
      this.images = items;
      this.total = total;
    } catch (error) {
      // A project in the trash shows none of its pictures; neither does a card that can't reach the server.
      if (!(error instanceof ApiProblem)) throw error;
      this.images = [];
    }
  }

  override render() {
    if (this.images?.length === 0)
      return html`<div class="none">
        <wa-icon name="image"></wa-icon>${this.project.trashed_at ? 'In the trash' : 'No images yet'}
      </div>`;
    return html`${this.images?.map(
      ({ id }) =>
        html`<img
          src=${apiUrl(`/images/${id}/thumbnail`, { width: 400, height: 400 })}
          alt=""
          loading="lazy"
          decoding="async"
        />`,
    )}${this.total > 0 ? html`<span class="count figures">${formatCount(this.total, 'image')}</span>` : nothing}`;
  }
}
customElements.define('images-project-card', ImagesProjectCard);
