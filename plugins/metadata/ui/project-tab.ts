import '@awesome.me/webawesome/dist/components/button/button.js';
import { LitElement, css, html, type PropertyValues } from 'lit';
import { CommandsController, EventsController, api, baseStyles, connection, sentenceOf, type ProjectJson } from '#ui';
import './table.ts';
import type { Keeper, MetadataTable } from './table.ts';

type Values = Readonly<Record<string, unknown>>;
const settleMs = 150;

/** The tab "Metadata" of a project: the keys and values that people gave the project itself. */
export class MetadataProjectTab extends LitElement {
  static override properties = { project: { attribute: false }, values: { state: true }, failure: { state: true } };
  declare project: ProjectJson;
  declare values: Values | undefined;
  declare failure: string;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #stop: (() => void) | undefined;

  static override styles = [
    baseStyles,
    css`
      :host {
        display: grid;
        grid-template-columns: minmax(0, 52rem);
        gap: var(--ipm-space-4);
        padding: var(--ipm-space-5) var(--ipm-space-6) 6rem;
      }
      @media (max-width: 640px) {
        :host {
          padding: var(--ipm-space-4) var(--ipm-space-4) 6rem;
        }
      }
      .lead {
        color: var(--ipm-text-quiet);
        text-wrap: pretty;
      }
    `,
  ];

  constructor() {
    super();
    this.failure = '';
    new EventsController<{ project_id: string; image_id?: string }>(this, 'metadata.changed', (payload) => {
      if (payload.project_id === this.project.id && !payload.image_id) this.#loadSoon();
    });
    new CommandsController(this, () => [
      {
        id: 'metadata.add',
        title: 'Add metadata',
        key: 'n',
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
    if (!changed.has('project') || changed.get('project')?.id === this.project.id) return;
    this.values = undefined;
    this.#table?.reset();
    void this.#load();
  }

  get #table(): MetadataTable | null {
    return this.renderRoot.querySelector<MetadataTable>('metadata-table');
  }

  get #mayEdit(): boolean {
    return Boolean(this.project.abilities['edit']);
  }

  #loadSoon(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#load(), settleMs);
  }

  async #load(): Promise<void> {
    const { id } = this.project;
    try {
      const values = await api.get<Values>(`/projects/${id}/metadata-dict`);
      if (id !== this.project.id) return;
      this.values = values;
      this.failure = '';
    } catch (error) {
      if (id === this.project.id) this.failure = sentenceOf(error);
    }
  }

  get #keeper(): Keeper {
    const { id } = this.project;
    const pathOf = (key: string): string => `/projects/${id}/metadata/${encodeURIComponent(key)}`;
    return {
      set: async (key, value) => {
        await api.put(pathOf(key), { key, value });
        if (id === this.project.id) this.values = { ...this.values, [key]: value };
      },
      remove: async (key) => {
        await api.del(pathOf(key));
        if (id !== this.project.id) return;
        this.values = Object.fromEntries(Object.entries(this.values ?? {}).filter(([each]) => each !== key));
      },
    };
  }

  override render() {
    if (!this.values && this.failure) {
      return html`<ipm-empty icon="wifi-off" tone="danger" heading="The metadata couldn’t be loaded">
        ${this.failure}
        <wa-button slot="actions" appearance="outlined" @click=${() => void this.#load()}>Try again</wa-button>
      </ipm-empty>`;
    }
    if (!this.values) return html`<ipm-skeleton lines="4"></ipm-skeleton>`;
    return html`
      <p class="lead">
        What holds for the whole project, such as a study, a site or a scanner. Values may be text, numbers or any JSON.
      </p>
      <metadata-table
        .values=${this.values}
        .keeper=${this.#keeper}
        ?editable=${this.#mayEdit}
        .emptyText=${'Nothing is noted about this project yet.'}
      ></metadata-table>
    `;
  }
}
customElements.define('metadata-project-tab', MetadataProjectTab);
