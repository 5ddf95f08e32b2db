import '@awesome.me/webawesome/dist/components/button/button.js';
import '@awesome.me/webawesome/dist/components/tab-group/tab-group.js';
import { LitElement, html, nothing, type PropertyValues } from 'lit';
import {
  ApiProblem,
  CommandsController,
  EventsController,
  api,
  baseStyles,
  connection,
  contributionsTo,
  haveRightsChanged,
  leaveClosed,
  navigate,
  sentenceOf,
  setDocumentTitle,
  toast,
  type Contribution,
  type ProjectJson,
} from '#ui';
import './project-header.ts';
import type { ChangeProjectEvent } from './project-header.ts';
import { projectPageStyles } from './project-page-styles.ts';
import { changeProject, restoreProject, trashProject } from './project-store.ts';

const watched = ['projects.updated', 'projects.trashed', 'projects.restored'];
const settleMs = 300;

/** The page /projects/{id}: name and description, edited in place, and the tabs that plugins bring; ?tab= says which. */
export class ProjectPage extends LitElement {
  static override properties = {
    projectId: { attribute: false },
    query: { attribute: false },
    project: { state: true },
    problem: { state: true },
  };
  declare projectId: string;
  declare query: URLSearchParams;
  declare project: ProjectJson | undefined;
  declare problem: ApiProblem | undefined;
  #again: ReturnType<typeof setTimeout> | undefined;
  #stop: (() => void) | undefined;

  static override styles = [baseStyles, projectPageStyles];

  constructor() {
    super();
    this.query = new URLSearchParams();
    new EventsController<{ project_id: string }>(this, watched, ({ project_id }) => {
      if (project_id === this.projectId) this.#loadSoon();
    });
    new CommandsController(this, () => this.#commands());
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#stop = connection.subscribe((state) => state === 'online' && this.#loadSoon());
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#stop?.();
    clearTimeout(this.#again);
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('projectId')) return;
    this.project = undefined;
    this.problem = undefined;
    void this.#loadNow();
  }

  #loadSoon(): void {
    clearTimeout(this.#again);
    this.#again = setTimeout(() => void this.#loadNow(), settleMs);
  }

  async #loadNow(): Promise<void> {
    const id = this.projectId;
    try {
      const project = await api.get<ProjectJson>(`/projects/${id}`);
      if (id !== this.projectId || !this.isConnected) return;
      this.project = project;
      this.problem = undefined;
      setDocumentTitle(project.name);
    } catch (error) {
      if (!(error instanceof ApiProblem)) throw error;
      if (id !== this.projectId) return;
      if (error.status === 404 && this.project && haveRightsChanged()) {
        if (this.isConnected) leaveClosed(this.project.name);
        return;
      }
      this.problem = error;
      if (error.status === 404) this.project = undefined;
    }
  }

  get #tabs(): readonly Contribution[] {
    return contributionsTo('project.tab');
  }

  get #tab(): Contribution | undefined {
    const wanted = this.query.get('tab');
    return this.#tabs.find(({ id }) => id === wanted) ?? this.#tabs[0];
  }

  #showTab(id: string): void {
    if (id === this.#tab?.id) return;
    navigate(id === this.#tabs[0]?.id ? `/projects/${this.projectId}` : `/projects/${this.projectId}?tab=${id}`);
  }

  #commands() {
    const abilities = this.project?.abilities ?? {};
    return [
      ...this.#tabs.map(({ id, title }, index) => ({
        id: `projects.tab-${id}`,
        title: `Show ${title}`,
        key: `Alt+${index + 1}`,
        group: 'Project',
        icon: 'panel-bottom',
        run: () => this.#showTab(id),
      })),
      {
        id: 'projects.rename',
        title: 'Rename this project',
        key: 'F2',
        group: 'Project',
        icon: 'pencil',
        when: () => Boolean(abilities['edit']),
        run: () => this.renderRoot.querySelector('projects-header')?.rename(),
      },
      {
        id: 'projects.delete',
        title: 'Delete this project',
        group: 'Project',
        icon: 'trash-2',
        when: () => Boolean(abilities['delete']),
        run: () => this.#trash(),
      },
    ];
  }

  async #change(changes: { name?: string; description?: string | null }): Promise<void> {
    const before = this.project;
    if (!before) return;
    this.project = { ...before, ...changes };
    try {
      this.project = await changeProject(before.id, changes);
      setDocumentTitle(this.project.name);
    } catch (error) {
      this.project = before;
      toast({ text: `The change was not kept. ${sentenceOf(error)}`, tone: 'danger' });
    }
  }

  async #trash(): Promise<void> {
    const project = this.project;
    if (!project) return;
    try {
      await trashProject(project.id);
    } catch (error) {
      toast({ text: sentenceOf(error), tone: 'danger' });
      return;
    }
    navigate('/');
    toast({
      text: `“${project.name}” is in the trash.`,
      action: {
        title: 'Undo',
        run: async () => {
          await restoreProject(project.id);
          navigate(`/projects/${project.id}`);
        },
      },
    });
  }

  #renderProblem({ status, detail }: ApiProblem) {
    if (status !== 404 && status !== 422) {
      return html`<ipm-empty level="1" icon="wifi-off" tone="danger" heading="This project couldn’t be loaded">
        ${detail}<wa-button slot="actions" appearance="outlined" @click=${() => void this.#loadNow()}
          >Try again</wa-button
        >
      </ipm-empty>`;
    }
    return html`<ipm-empty level="1" icon="folder" heading="There is no such project">
      It may be in the trash, or you may not see it.
      <wa-button slot="actions" variant="brand" href="/">All projects</wa-button>
      <wa-button slot="actions" appearance="outlined" href="/?view=trash">Look in the trash</wa-button>
    </ipm-empty>`;
  }

  override render() {
    if (this.problem && !this.project) return this.#renderProblem(this.problem);
    if (!this.project) return html`<ipm-skeleton lines="2"></ipm-skeleton>`;
    const tab = this.#tab;
    return html`
      <projects-header
        .project=${this.project}
        @projects-change=${({ changes }: ChangeProjectEvent) => void this.#change(changes)}
        @projects-delete=${() => void this.#trash()}
      ></projects-header>
      <wa-tab-group
        .active=${tab?.id ?? ''}
        without-scroll-controls
        @wa-tab-show=${(event: CustomEvent<{ name: string }>) => this.#showTab(event.detail.name)}
      >
        ${this.#tabs.map(({ id, title }) => html`<wa-tab panel=${id}>${title}</wa-tab>`)}
        ${this.#tabs.map(
          (each) =>
            html`<wa-tab-panel name=${each.id}
              >${each === tab ? html`<ipm-slot-item .contribution=${each} .props=${{ project: this.project }}></ipm-slot-item>` : nothing}</wa-tab-panel
            >`,
        )}
      </wa-tab-group>
    `;
  }
}
customElements.define('projects-project-page', ProjectPage);
