import { LitElement, css, html } from 'lit';
import { api, apiUrl, baseStyles, type ImageJson, type ProjectJson } from '#ui';

const covers = 4;

/** The newest pictures of a project, on its card. They are asked for when the card comes near the window. */
export class ImagesProjectCard extends LitElement {
  static override properties = { project: { attribute: false }, images: { state: true } };
  declare project: ProjectJson;
  declare images: readonly ImageJson[];
  #loaded = '';
  #observer = new IntersectionObserver(
    (entries) => entries.some((entry) => entry.isIntersecting) && void this.#load(),
    {
      rootMargin: '200px',
    },
  );

  static override styles = [
    baseStyles,
    css`
      :host {
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
      :host([data-count='3']) img:first-child,
      :host([data-count='4']) img:first-child {
        grid-row: span 2;
      }
      :host([data-count='4']) img:last-child {
        grid-column: span 2;
      }
      .none {
        grid-area: 1 / 1 / -1 / -1;
        display: grid;
        place-items: center;
        color: var(--ipm-text-quiet);
        font-size: 1.5rem;
        opacity: 0.6;
      }
    `,
  ];

  constructor() {
    super();
    this.images = [];
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#observer.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#observer.disconnect();
  }

  override willUpdate(): void {
    if (this.#loaded && this.#loaded !== this.#version) void this.#load();
    this.dataset['count'] = String(Math.min(covers, Math.max(this.images.length, this.project.image_count ?? 0)));
  }

  get #version(): string {
    return `${this.project.id} ${this.project.image_count} ${this.project.updated_at}`;
  }

  async #load(): Promise<void> {
    const version = this.#version;
    if (this.#loaded === version) return;
    this.#loaded = version;
    if (this.project.image_count === 0) {
      this.images = [];
      return;
    }
    const { items } = await api.list<ImageJson>(`/projects/${this.project.id}/images`, {
      query: { limit: covers, sort: '-created_at' },
    });
    if (version === this.#version) this.images = items;
  }

  override render() {
    const isEmpty = this.#loaded !== '' && this.images.length === 0 && !this.project.image_count;
    if (isEmpty || this.project.image_count === 0)
      return html`<div class="none"><wa-icon name="image"></wa-icon></div>`;
    return this.images.map(
      ({ id }) =>
        html`<img
          src=${apiUrl(`/images/${id}/thumbnail`, { width: 400, height: 400 })}
          alt=""
          loading="lazy"
          decoding="async"
        />`,
    );
  }
}
customElements.define('images-project-card', ImagesProjectCard);
