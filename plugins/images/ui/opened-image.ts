import type { ReactiveController, ReactiveControllerHost } from 'lit';
import {
  ApiProblem,
  EventsController,
  connection,
  haveRightsChanged,
  leaveClosed,
  type ImageJson,
  type ProjectJson,
} from '#ui';
import {
  forgetProject,
  loadNeighbours,
  openImage,
  prefetch,
  reloadImage,
  reloadProject,
  type Neighbours,
} from './image-loader.ts';

type EventPayload = { project_id: string; image_id: string };
const itsEvents = ['images.ready', 'images.failed', 'images.updated', 'images.deleted', 'images.restored'];
const listEvents = ['images.created', 'images.deleted', 'images.restored'];

/** The image that a page shows, its project and its neighbours, kept true by events; the last one stays until the next
    is there. */
export class OpenedImageController implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #onOpen: (image: ImageJson, project: ProjectJson, neighbours: Neighbours) => void;
  #id = '';
  #sort = '';
  #stop: (() => void) | undefined;
  image: ImageJson | undefined;
  project: ProjectJson | undefined;
  neighbours: Neighbours | undefined;
  /** Why the image can't be shown. */
  problem: ApiProblem | undefined;

  /** `onOpen` is called when another image has come, not when the same one changed. */
  constructor(
    host: ReactiveControllerHost,
    onOpen: (image: ImageJson, project: ProjectJson, neighbours: Neighbours) => void,
  ) {
    this.#host = host;
    this.#onOpen = onOpen;
    host.addController(this);
    new EventsController<EventPayload>(host, itsEvents, ({ image_id }) => image_id === this.#id && void this.reload());
    new EventsController<EventPayload>(host, listEvents, ({ project_id }) => {
      if (project_id === this.image?.project_id) void this.#recount();
    });
  }

  hostConnected(): void {
    this.#stop = connection.subscribe((state) => state === 'online' && void this.reload());
  }

  hostDisconnected(): void {
    this.#stop?.();
    forgetProject();
  }

  /** Opens an image as it stands in that order of its list, and loads its neighbours ahead. */
  async open(id: string, sort: string): Promise<void> {
    this.#id = id;
    this.#sort = sort;
    this.problem = undefined;
    try {
      const { image, project, neighbours } = await openImage(id, sort);
      if (id !== this.#id) return;
      Object.assign(this, { image, project, neighbours });
      this.#onOpen(image, project, neighbours);
      prefetch([neighbours.next_id, neighbours.previous_id], sort);
    } catch (error) {
      if (!(error instanceof ApiProblem)) throw error;
      if (id === this.#id) this.problem = error;
    }
    this.#host.requestUpdate();
  }

  /** Asks again for the image and what the person may do, or opens it if that has failed. */
  async reload(): Promise<void> {
    const id = this.#id;
    if (!this.image) return this.open(id, this.#sort);
    try {
      const [image, project] = await Promise.all([reloadImage(id), reloadProject(this.image.project_id)]);
      if (id !== this.#id) return;
      Object.assign(this, { image, project });
    } catch (error) {
      if (!(error instanceof ApiProblem) || error.status !== 404) throw error;
      if (id === this.#id) this.#lose(error);
    }
    this.#host.requestUpdate();
  }

  /** What was shown is there no longer, or no longer for this person. */
  #lose(problem: ApiProblem): void {
    const name = this.project?.name ?? this.image?.filename ?? '';
    if (haveRightsChanged()) return leaveClosed(name);
    this.problem = problem;
    this.image = undefined;
  }

  async #recount(): Promise<void> {
    const id = this.#id;
    const neighbours = await loadNeighbours(id, this.#sort);
    if (id !== this.#id) return;
    this.neighbours = neighbours;
    this.#host.requestUpdate();
  }
}
