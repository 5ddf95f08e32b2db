import '@awesome.me/webawesome/dist/components/button/button.js';
import '@awesome.me/webawesome/dist/components/input/input.js';
import { LitElement, html, nothing, type PropertyValues } from 'lit';
import {
  CommandsController,
  baseStyles,
  formatNumber,
  sentenceOf,
  setDocumentTitle,
  setQuery,
  toast,
  type GridItemSize,
  type ProjectJson,
} from '#ui';
import { listPageStyles } from './list-page-styles.ts';
import './new-project-dialog.ts';
import './project-card.ts';
import type { RestoreProjectEvent } from './project-card.ts';
import { ProjectListController } from './project-list.ts';
import { filterProjects, restoreProject } from './project-store.ts';

const cardSize: GridItemSize = { width: 300, height: 264, gap: 16, keep: 'height' };

/** The page /: every project as a card, a search over them, the trash, and the way to a new one. */
export class ProjectsListPage extends LitElement {
  static override properties = {
    query: { attribute: false },
    isNewOpen: { state: true },
  };
  declare query: URLSearchParams;
  declare isNewOpen: boolean;
  readonly #list = new ProjectListController(this);

  static override styles = [baseStyles, listPageStyles];

  constructor() {
    super();
    this.query = new URLSearchParams();
    this.isNewOpen = false;
    new CommandsController(this, () => [
      {
        id: 'projects.new',
        title: 'New project',
        key: 'n',
        group: 'Projects',
        icon: 'plus',
        run: () => (this.isNewOpen = true),
      },
      {
        id: 'projects.search',
        title: 'Search in the projects',
        key: '/',
        group: 'Projects',
        icon: 'search',
        run: () => this.renderRoot.querySelector('wa-input')?.focus(),
      },
      {
        id: 'projects.trash',
        title: this.#isTrash ? 'Leave the trash' : 'Show the trash',
        group: 'Projects',
        icon: 'trash-2',
        run: () => this.#showTrash(!this.#isTrash),
      },
    ]);
  }

  get #isTrash(): boolean {
    return this.query.get('view') === 'trash';
  }

  override willUpdate(changed: PropertyValues<this>): void {
    const before = changed.get('query');
    if (changed.has('query') && (!before || before.get('view') !== this.query.get('view'))) {
      setDocumentTitle(this.#isTrash ? 'Trash' : 'Projects');
      this.#list.open(this.#isTrash);
    }
  }

  #showTrash(isTrash: boolean): void {
    setQuery({ view: isTrash ? 'trash' : null, q: null });
  }

  async #restore({ project }: RestoreProjectEvent): Promise<void> {
    try {
      await restoreProject(project.id);
      toast({ text: `“${project.name}” is back among the projects.`, tone: 'success' });
    } catch (error) {
      toast({ text: sentenceOf(error), tone: 'danger' });
    }
  }

  #renderHeader() {
    const isTrash = this.#isTrash;
    return html`<header>
      <h1>
        ${isTrash ? 'Trash' : 'Projects'}${this.#list.projects ? html`<span class="count figures">${formatNumber(this.#list.total)}</span>` : nothing}
      </h1>
      <wa-input
        size="m"
        type="search"
        with-clear
        placeholder=${isTrash ? 'Search the trash' : 'Search projects'}
        label="Search projects"
        .value=${this.query.get('q') ?? ''}
        @input=${(event: Event) => setQuery({ q: (event.target as HTMLInputElement).value })}
        @wa-clear=${() => setQuery({ q: null })}
        ><wa-icon slot="start" name="search"></wa-icon
      ></wa-input>
      <wa-button appearance=${isTrash ? 'filled' : 'outlined'} class="trash" @click=${() => this.#showTrash(!isTrash)}
        ><wa-icon slot="start" name=${isTrash ? 'arrow-left' : 'trash-2'}></wa-icon
        >${isTrash ? 'Projects' : 'Trash'}</wa-button
      >
      <wa-button variant="brand" @click=${() => (this.isNewOpen = true)}
        ><wa-icon slot="start" name="plus"></wa-icon>New project</wa-button
      >
    </header>`;
  }

  #renderEmpty(text: string) {
    if (text) {
      return html`<ipm-empty icon="search" heading="Nothing matches “${text}”">
        No project has these words in its name or description.
        <wa-button slot="actions" appearance="outlined" @click=${() => setQuery({ q: null })}
          >Clear the search</wa-button
        >
      </ipm-empty>`;
    }
    if (this.#isTrash) {
      return html`<ipm-empty icon="trash-2" heading="The trash is empty"
        >Projects that are deleted wait here and can be restored.</ipm-empty
      >`;
    }
    return html`<ipm-empty icon="images" heading="Start with a project">
      A project holds images that belong together, with their labels, comments and analyses.
      <wa-button slot="actions" variant="brand" @click=${() => (this.isNewOpen = true)}
        ><wa-icon slot="start" name="plus"></wa-icon>New project</wa-button
      >
    </ipm-empty>`;
  }

  #renderProjects() {
    if (this.#list.failure && !this.#list.projects) {
      return html`<ipm-empty icon="wifi-off" tone="danger" heading="The projects couldn’t be loaded">
        ${this.#list.failure}
        <wa-button slot="actions" appearance="outlined" @click=${() => void this.#list.load()}>Try again</wa-button>
      </ipm-empty>`;
    }
    if (!this.#list.projects)
      return html`<div class="waiting">${Array.from({ length: 8 }, () => html`<ipm-skeleton></ipm-skeleton>`)}</div>`;
    const text = this.query.get('q') ?? '';
    const shown = filterProjects(this.#list.projects, text);
    if (shown.length === 0) return this.#renderEmpty(text);
    return html`<ipm-virtual-grid
      label=${this.#isTrash ? 'Projects in the trash' : 'Projects'}
      .items=${shown}
      .size=${cardSize}
      .itemKey=${(project: unknown) => (project as ProjectJson).id}
      .renderItem=${this.#renderCard}
      @projects-restore=${this.#restore}
    ></ipm-virtual-grid>`;
  }

  #renderCard = (item: unknown, index: number) => {
    const project = item as ProjectJson;
    return html`<projects-card
      role="listitem"
      aria-setsize=${this.#list.total}
      aria-posinset=${index + 1}
      .project=${project}
      ?isTrashed=${this.#isTrash}
    ></projects-card>`;
  };

  override render() {
    return html`
      ${this.#renderHeader()} ${this.#renderProjects()}
      <projects-new-dialog
        .open=${this.isNewOpen}
        @projects-close=${() => (this.isNewOpen = false)}
      ></projects-new-dialog>
    `;
  }
}
customElements.define('projects-list-page', ProjectsListPage);
