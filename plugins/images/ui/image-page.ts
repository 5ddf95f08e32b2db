import { LitElement, html, nothing, type PropertyValues } from 'lit';
import {
  CommandsController,
  announce,
  baseStyles,
  loadViewer,
  navigate,
  readPreference,
  readingRoom,
  sentenceOf,
  setDocumentTitle,
  toast,
  writePreference,
  type ViewerHandle,
  type ViewerSource,
} from '#ui';
import './delete-dialog.ts';
import type { DeleteReasonEvent } from './delete-dialog.ts';
import { listQuery, readFilter } from './grid-state.ts';
import { deleteImages, downloadImages } from './image-actions.ts';
import { imageCommands, viewerTools } from './image-commands.ts';
import './image-notice.ts';
import { imagePageStyles } from './image-page-styles.ts';
import './image-problem.ts';
import './image-top-line.ts';
import type { TopLineEvent } from './image-top-line.ts';
import { OpenedImageController } from './opened-image.ts';
import { sourceOf } from './picture-source.ts';
import './sidebar.ts';
import './sidebar-frame.ts';
import './tool-rail.ts';
import { ViewAddressController } from './view-address.ts';

const openKey = 'image.sidebar.open';
const isBoolean = (value: unknown): value is boolean => typeof value === 'boolean';

/** The page /images/{id}: the picture edge to edge, its tools, what plugins know of it, its neighbours by key. The view
    is in the fragment, the list it belongs to in the query. */
export class ImagePage extends LitElement {
  static readonly chrome = 'reading-room';
  static override properties = {
    imageId: { attribute: false },
    query: { attribute: false },
    viewer: { state: true },
    isSidebarOpen: { state: true },
    isDeleting: { state: true },
  };
  declare imageId: string;
  declare query: URLSearchParams;
  declare viewer: ViewerHandle | null;
  declare isSidebarOpen: boolean;
  declare isDeleting: boolean;
  #source: ViewerSource | null = null;
  readonly #tools = viewerTools(() => this.viewer);
  readonly #address = new ViewAddressController(this, () => this.viewer);
  readonly #opened = new OpenedImageController(this, (image, project, { position, total }) => {
    this.#address.forget();
    void this.#applyAddress();
    setDocumentTitle(`${image.filename} – ${project.name}`);
    announce(`${image.filename}, ${image.deleted_at ? 'in the trash' : `image ${position} of ${total}`}`);
  });

  static override styles = [baseStyles, readingRoom, imagePageStyles];

  constructor() {
    super();
    this.query = new URLSearchParams();
    this.viewer = null;
    this.isDeleting = false;
    this.isSidebarOpen = readPreference(openKey, isBoolean, true);
    new CommandsController(this, () => imageCommands(this, this.#tools));
  }

  override connectedCallback(): void {
    super.connectedCallback();
    loadViewer().then(
      () => this.requestUpdate(),
      (error: unknown) =>
        toast({ text: `The viewer could not be loaded. ${sentenceOf(error)}`, tone: 'danger', duration: 0 }),
    );
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('imageId')) this.#open();
    const { image } = this.#opened;
    const source = image ? sourceOf(image) : null;
    if (source?.url !== this.#source?.url) this.#source = source;
  }

  override updated(): void {
    const viewer = this.renderRoot.querySelector('ipm-viewer-pair');
    if (!viewer || viewer === (this.viewer as unknown) || !customElements.get('ipm-viewer-pair')) return;
    this.viewer = viewer;
    void this.#applyAddress();
  }

  // Once the viewer has taken the picture over: what it is told before belongs to the one before.
  async #applyAddress(): Promise<void> {
    await this.updateComplete;
    await this.viewer?.updateComplete;
    this.#address.apply();
  }

  #open(): void {
    this.#address.forget();
    void this.#opened.open(this.imageId, readFilter(this.query).sort);
  }

  get hasPrevious(): boolean {
    return Boolean(this.#opened.neighbours?.previous_id);
  }

  get hasNext(): boolean {
    return Boolean(this.#opened.neighbours?.next_id);
  }

  get canDelete(): boolean {
    const { image } = this.#opened;
    return Boolean(image && !image.deleted_at && image.abilities['delete']);
  }

  goPrevious(): void {
    this.#goTo(this.#opened.neighbours?.previous_id);
  }

  goNext(): void {
    this.#goTo(this.#opened.neighbours?.next_id);
  }

  #goTo(id: string | null | undefined): void {
    if (id) navigate(`/images/${id}${listQuery(this.query)}`, { replace: true });
  }

  get #backHref(): string {
    const { image, neighbours } = this.#opened;
    const at = neighbours && !readFilter(this.query).searchValue ? `#at=${neighbours.position}` : '';
    return image ? `/projects/${image.project_id}${listQuery(this.query)}${at}` : '/';
  }

  leave(): void {
    navigate(this.#backHref);
  }

  download(): void {
    if (this.#opened.image) void downloadImages([this.#opened.image]);
  }

  askToDelete(): void {
    this.isDeleting = true;
  }

  toggleSidebar(): void {
    this.isSidebarOpen = !this.isSidebarOpen;
    writePreference(openKey, this.isSidebarOpen);
  }

  copyLink(): void {
    this.#address.keep();
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
    const { image, neighbours } = this.#opened;
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
    const { image } = this.#opened;
    return html`<div class="stage room">
      <images-tool-rail .tools=${this.#tools}></images-tool-rail>
      <div class="picture">
        <ipm-viewer-pair
          .source=${this.#source}
          label=${image ? `Picture ${image.filename}` : 'Picture'}
          @viewport-change=${this.#address.keepSoon}
        ></ipm-viewer-pair>
        ${image ? html`<images-notice .image=${image} @images-changed=${() => void this.#opened.reload()}></images-notice>` : nothing}
      </div>
    </div>`;
  }

  override render() {
    const { problem, image, project, neighbours } = this.#opened;
    if (problem && image?.id !== this.imageId) {
      return html`<images-problem .problem=${problem} @images-retry=${() => this.#open()}></images-problem>`;
    }
    return html`
      <images-top-line
        .image=${image}
        .project=${project}
        .neighbours=${neighbours}
        .backHref=${this.#backHref}
        .isSidebarOpen=${this.isSidebarOpen}
        @images-action=${this.#onAction}
      ></images-top-line>
      <div class="below">
        ${this.#renderStage()}
        <images-sidebar-frame .isOpen=${this.isSidebarOpen} @images-toggle=${() => this.toggleSidebar()}>
          ${
            image && project
              ? html`<images-sidebar .image=${image} .project=${project} .viewer=${this.viewer}></images-sidebar>`
              : html`<ipm-skeleton lines="6"></ipm-skeleton>`
          }
        </images-sidebar-frame>
      </div>
      <images-delete-dialog
        .open=${this.isDeleting}
        .count=${1}
        .name=${image?.filename ?? ''}
        @images-close=${() => (this.isDeleting = false)}
        @images-reason=${this.#delete}
      ></images-delete-dialog>
    `;
  }
}
customElements.define('images-image-page', ImagePage);
