import { LitElement, html, nothing, type PropertyValues } from 'lit';
import {
  ApiProblem,
  CommandsController,
  EventsController,
  announce,
  baseStyles,
  connection,
  currentLocation,
  loadViewer,
  navigate,
  readPreference,
  readingRoom,
  sentenceOf,
  setDocumentTitle,
  setHash,
  toast,
  writePreference,
  type ImageJson,
  type ProjectJson,
  type ViewerHandle,
  type ViewerSource,
} from '#ui';
import './delete-dialog.ts';
import type { DeleteReasonEvent } from './delete-dialog.ts';
import { defaultSort, listQuery, readFilter } from './grid-state.ts';
import { deleteImages, downloadImages } from './image-actions.ts';
import { imageCommands, viewerTools } from './image-commands.ts';
import { forgetProject, loadNeighbours, openImage, prefetch, reloadImage, type Neighbours } from './image-loader.ts';
import './image-notice.ts';
import { imagePageStyles } from './image-page-styles.ts';
import './image-problem.ts';
import './image-top-line.ts';
import type { TopLineEvent } from './image-top-line.ts';
import { sourceOf } from './picture-source.ts';
import './sidebar.ts';
import './sidebar-frame.ts';
import './tool-rail.ts';
import { readView, writeView } from './view-fragment.ts';

const watched = ['images.ready', 'images.failed', 'images.updated', 'images.deleted', 'images.restored'];
const aroundWatched = ['images.created', 'images.deleted', 'images.restored'];
const settleMs = 250;
const openKey = 'image.sidebar.open';
const isBoolean = (value: unknown): value is boolean => typeof value === 'boolean';

type EventPayload = { project_id: string; image_id: string };

/** The page /images/{id}: the picture edge to edge, its tools, what plugins know of it, its neighbours by key. The view
    is in the fragment, the list it belongs to in the query. */
export class ImagePage extends LitElement {
  static readonly chrome = 'reading-room';
  static override properties = {
    imageId: { attribute: false },
    query: { attribute: false },
    image: { state: true },
    project: { state: true },
    neighbours: { state: true },
    problem: { state: true },
    viewer: { state: true },
    isSidebarOpen: { state: true },
    isDeleting: { state: true },
  };
  declare imageId: string;
  declare query: URLSearchParams;
  declare image: ImageJson | undefined;
  declare project: ProjectJson | undefined;
  declare neighbours: Neighbours | undefined;
  declare problem: ApiProblem | undefined;
  declare viewer: ViewerHandle | null;
  declare isSidebarOpen: boolean;
  declare isDeleting: boolean;
  #source: ViewerSource | null = null;
  #isViewOurs = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #stops: (() => void)[] = [];
  readonly #tools = viewerTools(() => this.viewer);

  static override styles = [baseStyles, readingRoom, imagePageStyles];

  constructor() {
    super();
    this.query = new URLSearchParams();
    this.viewer = null;
    this.isDeleting = false;
    this.isSidebarOpen = readPreference(openKey, isBoolean, true);
    new CommandsController(this, () => imageCommands(this, this.#tools));
    new EventsController<EventPayload>(
      this,
      watched,
      ({ image_id }) => image_id === this.imageId && void this.#reload(),
    );
    new EventsController<EventPayload>(
      this,
      aroundWatched,
      ({ project_id }) => project_id === this.image?.project_id && void this.#recount(),
    );
  }

  override connectedCallback(): void {
    super.connectedCallback();
    for (const name of ['pointerdown', 'wheel', 'keydown'] as const)
      addEventListener(name, this.#own, { passive: true });
    this.#stops = [
      connection.subscribe((state) => state === 'online' && void this.#reload()),
      currentLocation.subscribe(({ hash }) => this.#goToView(hash)),
    ];
    loadViewer().then(
      () => this.requestUpdate(),
      (error: unknown) =>
        toast({ text: `The viewer could not be loaded. ${sentenceOf(error)}`, tone: 'danger', duration: 0 }),
    );
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    for (const name of ['pointerdown', 'wheel', 'keydown'] as const) removeEventListener(name, this.#own);
    for (const stop of this.#stops) stop();
    clearTimeout(this.#timer);
    forgetProject();
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('imageId')) void this.#open();
  }

  override updated(): void {
    const viewer = this.renderRoot.querySelector('ipm-viewer-pair');
    if (viewer && viewer !== (this.viewer as unknown) && customElements.get('ipm-viewer-pair')) this.viewer = viewer;
  }

  get #sort(): string {
    return readFilter(this.query).sort ?? defaultSort;
  }

  async #open(): Promise<void> {
    const id = this.imageId;
    clearTimeout(this.#timer);
    this.problem = undefined;
    try {
      const { image, project, neighbours } = await openImage(id, this.#sort);
      if (id !== this.imageId) return;
      this.#isViewOurs = false;
      Object.assign(this, { image, project, neighbours });
      this.#show(image);
      const view = readView(currentLocation.value.hash);
      if (view) void this.updateComplete.then(() => this.viewer?.setViewport(view, { immediate: true }));
      setDocumentTitle(`${image.filename} – ${project.name}`);
      announce(`${image.filename}, image ${neighbours.position} of ${neighbours.total}`);
      prefetch([neighbours.next_id, neighbours.previous_id], this.#sort);
    } catch (error) {
      if (!(error instanceof ApiProblem)) throw error;
      if (id === this.imageId) this.problem = error;
    }
  }

  #show(image: ImageJson): void {
    this.image = image;
    const source = sourceOf(image);
    if (source.url !== this.#source?.url) this.#source = source;
    this.requestUpdate();
  }

  async #reload(): Promise<void> {
    const id = this.imageId;
    if (!this.image) return this.#open();
    const image = await reloadImage(id);
    if (id === this.imageId) this.#show(image);
  }

  async #recount(): Promise<void> {
    const id = this.imageId;
    const neighbours = await loadNeighbours(id, this.#sort);
    if (id === this.imageId) this.neighbours = neighbours;
  }

  /** A view that somebody put into the address while the picture is open. */
  #goToView(hash: string): void {
    const view = readView(hash);
    const now = this.viewer?.getViewport();
    if (view && now && writeView(now) !== hash) this.viewer?.setViewport(view);
  }

  /** A view is the person's once they touched anything; the viewer's own first one stays out of the address. */
  #own = (): void => {
    this.#isViewOurs = true;
  };

  #onView(): void {
    if (!this.#isViewOurs) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      const view = this.viewer?.getViewport();
      if (view) setHash(writeView(view));
    }, settleMs);
  }

  get hasPrevious(): boolean {
    return Boolean(this.neighbours?.previous_id);
  }

  get hasNext(): boolean {
    return Boolean(this.neighbours?.next_id);
  }

  get canDelete(): boolean {
    return Boolean(this.image && !this.image.deleted_at && this.image.abilities['delete']);
  }

  goPrevious(): void {
    this.#goTo(this.neighbours?.previous_id);
  }

  goNext(): void {
    this.#goTo(this.neighbours?.next_id);
  }

  #goTo(id: string | null | undefined): void {
    if (id) navigate(`/images/${id}${listQuery(this.query)}`, { replace: true });
  }

  get #backHref(): string {
    const at = this.neighbours && !readFilter(this.query).searchValue ? `#at=${this.neighbours.position}` : '';
    return this.image ? `/projects/${this.image.project_id}${listQuery(this.query)}${at}` : '/';
  }

  leave(): void {
    navigate(this.#backHref);
  }

  download(): void {
    if (this.image) void downloadImages([this.image]);
  }

  askToDelete(): void {
    this.isDeleting = true;
  }

  toggleSidebar(): void {
    this.isSidebarOpen = !this.isSidebarOpen;
    writePreference(openKey, this.isSidebarOpen);
  }

  copyLink(): void {
    const view = this.viewer?.getViewport();
    if (view) setHash(writeView(view));
    navigator.clipboard.writeText(location.href).then(
      () => toast({ text: 'A link to this view is on the clipboard.' }),
      () =>
        toast({
          text: 'The browser would not let the link onto the clipboard. It is in the address bar.',
          tone: 'warning',
        }),
    );
  }

  async #delete({ reason }: DeleteReasonEvent): Promise<void> {
    const { image, neighbours } = this;
    if (!image) return;
    const done = await deleteImages([image], reason);
    if (done.length === 0) return;
    const next = neighbours?.next_id ?? neighbours?.previous_id;
    if (next) this.#goTo(next);
    else this.leave();
  }

  #onAction({ action }: TopLineEvent): void {
    const acts = {
      previous: () => this.goPrevious(),
      next: () => this.goNext(),
      download: () => this.download(),
      delete: () => this.askToDelete(),
      sidebar: () => this.toggleSidebar(),
      'copy-link': () => this.copyLink(),
    };
    acts[action]();
  }

  #renderStage() {
    const label = this.image ? `Picture ${this.image.filename}` : 'Picture';
    return html`<div class="stage room">
      <images-tool-rail .tools=${this.#tools}></images-tool-rail>
      <div class="picture">
        <ipm-viewer-pair .source=${this.#source} label=${label} @viewport-change=${this.#onView}></ipm-viewer-pair>
        ${this.image ? html`<images-notice .image=${this.image} @images-changed=${() => void this.#reload()}></images-notice>` : nothing}
      </div>
    </div>`;
  }

  override render() {
    if (this.problem && !this.image) {
      return html`<images-problem .problem=${this.problem} @images-retry=${() => void this.#open()}></images-problem>`;
    }
    return html`
      <images-top-line
        .image=${this.image}
        .project=${this.project}
        .neighbours=${this.neighbours}
        .backHref=${this.#backHref}
        .isSidebarOpen=${this.isSidebarOpen}
        @images-action=${this.#onAction}
      ></images-top-line>
      <div class="below">
        ${this.#renderStage()}
        <images-sidebar-frame .isOpen=${this.isSidebarOpen} @images-toggle=${() => this.toggleSidebar()}>
          ${
            this.image && this.project
              ? html`<images-sidebar
                  .image=${this.image}
                  .project=${this.project}
                  .viewer=${this.viewer}
                ></images-sidebar>`
              : html`<ipm-skeleton lines="6"></ipm-skeleton>`
          }
        </images-sidebar-frame>
      </div>
      <images-delete-dialog
        .open=${this.isDeleting}
        .count=${1}
        .name=${this.image?.filename ?? ''}
        @images-close=${() => (this.isDeleting = false)}
        @images-reason=${this.#delete}
      ></images-delete-dialog>
    `;
  }
}
customElements.define('images-image-page', ImagePage);
