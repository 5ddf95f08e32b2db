import { LitElement, css, html, type PropertyValues } from 'lit';
import {
  ApiProblem,
  CommandsController,
  EventsController,
  api,
  baseStyles,
  connection,
  type ImageJson,
  type ProjectJson,
  type ViewerHandle,
} from '#ui';
import './table.ts';
import type { Keeper, MetadataTable } from './table.ts';

type Values = ImageJson['metadata'];
const settleMs = 150;

/** The section "Metadata" of an image: the keys and values that people gave it. */
export class MetadataPanel extends LitElement {
  static override properties = {
    image: { attribute: false },
    project: { attribute: false },
    viewer: { attribute: false },
    values: { state: true },
  };
  declare image: ImageJson;
  declare project: ProjectJson;
  declare viewer: ViewerHandle | null;
  declare values: Values;
  /** Images whose metadata changed while another one was shown: what the page knows of them may be older. */
  readonly #outdated = new Set<string>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #stop: (() => void) | undefined;

  static override styles = [
    baseStyles,
    css`
      :host {
        display: block;
      }
    `,
  ];

  constructor() {
    super();
    new EventsController<{ image_id?: string }>(this, 'metadata.changed', ({ image_id }) => {
      if (image_id === this.image.id) this.#loadSoon();
      else if (image_id) this.#outdated.add(image_id);
    });
    new CommandsController(this, () => [
      {
        id: 'metadata.add',
        title: 'Add metadata',
        group: 'Metadata',
        icon: 'plus',
        when: () => this.#mayEdit,
        run: () => this.#table?.add(),
      },
    ]);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#stop = connection.subscribe((state) => state === 'online' && this.#loadSoon());
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#stop?.();
    clearTimeout(this.#timer);
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('image')) return;
    this.values = this.image.metadata;
    if (changed.get('image')?.id !== this.image.id) this.#table?.reset();
    if (this.#outdated.delete(this.image.id)) this.#loadSoon();
  }

  get #table(): MetadataTable | null {
    return this.renderRoot.querySelector<MetadataTable>('metadata-table');
  }

  get #mayEdit(): boolean {
    const { abilities, deleted_at } = this.image;
    return Boolean(abilities['metadata'] ?? abilities['edit']) && !deleted_at;
  }

  #loadSoon(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#load(), settleMs);
  }

  async #load(): Promise<void> {
    const { id, deleted_at } = this.image;
    try {
      this.#show(await api.get<ImageJson>(`/images/${id}${deleted_at ? '?include_deleted=true' : ''}`));
    } catch (error) {
      // What is shown stays; the page says that the image or the connection is gone, and this asks again when it is back.
      if (!(error instanceof ApiProblem)) throw error;
    }
  }

  #show({ id, metadata }: ImageJson): void {
    if (id === this.image.id) this.values = metadata;
  }

  get #keeper(): Keeper {
    const { id } = this.image;
    return {
      set: async (key, value) => this.#show(await api.put<ImageJson>(`/images/${id}/metadata`, { key, value })),
      remove: async (key) => this.#show(await api.del<ImageJson>(`/images/${id}/metadata/${encodeURIComponent(key)}`)),
    };
  }

  override render() {
    return html`<metadata-table
      .values=${this.values}
      .keeper=${this.#keeper}
      ?editable=${this.#mayEdit}
      .emptyText=${
        this.#mayEdit
          ? 'Nothing is noted about this image yet. Values may be text, numbers or any JSON.'
          : 'Nothing is noted about this image.'
      }
    ></metadata-table>`;
  }
}
customElements.define('metadata-panel', MetadataPanel);
