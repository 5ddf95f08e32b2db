import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { EventsController, connection, sentenceOf, type ProjectJson } from '#ui';
import { loadProjects } from './project-store.ts';

const changes = ['projects.created', 'projects.updated', 'projects.trashed', 'projects.restored'];
const settleMs = 400;

/** All projects, or all in the trash, kept true by events; `projects` is undefined until the first ones are there. */
export class ProjectListController implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  #isTrash = false;
  #load: AbortController | undefined;
  #again: ReturnType<typeof setTimeout> | undefined;
  #stop: (() => void) | undefined;
  projects: readonly ProjectJson[] | undefined;
  /** How many there are in all, also while the last ones are still coming. */
  total = 0;
  /** Why they could not be loaded, as a sentence. */
  failure = '';

  constructor(host: ReactiveControllerHost) {
    this.#host = host;
    host.addController(this);
    new EventsController(host, changes, () => this.#loadSoon());
  }

  hostConnected(): void {
    this.#stop = connection.subscribe((state) => state === 'online' && this.#loadSoon());
  }

  hostDisconnected(): void {
    this.#stop?.();
    this.#load?.abort();
    clearTimeout(this.#again);
  }

  /** Shows the projects, or those in the trash, from the start. */
  open(isTrash: boolean): void {
    this.#isTrash = isTrash;
    this.projects = undefined;
    void this.load();
  }

  /** Asks again; what is there stays until the answer comes. */
  async load(): Promise<void> {
    this.#load?.abort();
    const load = (this.#load = new AbortController());
    const isFirst = this.projects === undefined;
    try {
      await loadProjects({ trashed: this.#isTrash, signal: load.signal }, (projects, total) => {
        this.total = total;
        if (isFirst || projects.length >= total) this.projects = projects;
        this.#host.requestUpdate();
      });
      this.failure = '';
    } catch (error) {
      if (!load.signal.aborted) this.failure = sentenceOf(error);
    }
    this.#host.requestUpdate();
  }

  #loadSoon(): void {
    clearTimeout(this.#again);
    this.#again = setTimeout(() => void this.load(), settleMs);
  }
}
