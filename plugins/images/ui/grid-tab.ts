import { LitElement, html, nothing } from 'lit';
import {
  ApiProblem,
  CommandsController,
  EventsController,
  announce,
  baseStyles,
  connection,
  currentLocation,
  formatCount,
  setHash,
  type ProjectJson,
} from '#ui';
import './delete-dialog.ts';
import type { DeleteReasonEvent } from './delete-dialog.ts';
import { filesOfInput, type PathedFile } from './dropped-files.ts';
import { emptyGrid } from './empty-grid.ts';
import { FileDropController } from './file-drop.ts';
import './filter-bar.ts';
import { gridCommands } from './grid-commands.ts';
import { readFilter, readTileSize, type ImageFilter } from './grid-state.ts';
import { gridTabStyles } from './grid-tab-styles.ts';
import './grid.ts';
import type { NeedImagesEvent } from './grid.ts';
import { deleteImages, downloadImages, restoreImages } from './image-actions.ts';
import { openImageList, type ImageList } from './image-list.ts';
import { makeSelection } from './selection.ts';
import './selection-bar.ts';
import './upload-panel.ts';
import { enqueue } from './upload-queue.ts';

const settleMs = 500;
const watched = ['created', 'ready', 'failed', 'updated', 'deleted', 'restored'].map((name) => `images.${name}`);

/** The tab Images of a project: every image of it, however many, with search, order, selection and upload. */
export class ImagesGridTab extends LitElement {
  static override properties = {
    project: { attribute: false },
    version: { state: true },
    problem: { state: true },
    isDeleting: { state: true },
  };
  declare project: ProjectJson;
  declare version: number;
  declare problem: ApiProblem | undefined;
  declare isDeleting: boolean;
  #list: ImageList | undefined;
  #opened = '';
  #query = new URLSearchParams();
  #filter: ImageFilter = readFilter(this.#query);
  #again: ReturnType<typeof setTimeout> | undefined;
  #stops: (() => void)[] = [];
  readonly #selection = makeSelection(() => (this.version += 1));
  readonly #drop = new FileDropController(
    this,
    () => this.canUpload,
    (files) => this.#upload(files),
  );

  static override styles = [baseStyles, gridTabStyles];

  constructor() {
    super();
    this.version = 0;
    this.isDeleting = false;
    new EventsController<{ project_id: string }>(this, watched, ({ project_id }) => {
      if (project_id === this.project.id) this.#refreshSoon();
    });
    new CommandsController(this, () => gridCommands(this));
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#stops = [
      currentLocation.subscribe(() => this.requestUpdate()),
      connection.subscribe((state) => state === 'online' && this.#refreshSoon()),
    ];
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    for (const stop of this.#stops) stop();
    clearTimeout(this.#again);
    this.#list?.stop();
    this.#opened = '';
  }

  override willUpdate(): void {
    this.#query = new URLSearchParams(currentLocation.value.search);
    this.#filter = readFilter(this.#query);
    const opened = `${this.project.id} ${JSON.stringify(this.#filter)}`;
    if (opened === this.#opened) return;
    this.#opened = opened;
    this.#list?.stop();
    this.#selection.clear();
    this.#list = openImageList(this.project.id, this.#filter, () => (this.version += 1));
    void this.#load((list) => list.ensure(0, 0)).then(() => this.#goToPlace());
  }

  async #load(act: (list: ImageList) => Promise<unknown>): Promise<void> {
    if (!this.#list) return;
    try {
      await act(this.#list);
      this.problem = undefined;
    } catch (error) {
      if (error instanceof ApiProblem) this.problem = error;
      else if (!(error instanceof DOMException)) throw error;
    }
  }

  #refreshSoon(): void {
    clearTimeout(this.#again);
    this.#again = setTimeout(() => void this.#load((list) => list.refresh()), settleMs);
  }

  /** Goes back to where the person was: the image they come from (#at=57), or as far down as before. */
  async #goToPlace(): Promise<void> {
    const { hash, scrollY } = currentLocation.value;
    await this.updateComplete;
    const at = Number(/^#at=(\d+)$/.exec(hash)?.[1] ?? 0);
    if (at > 0) {
      setHash('');
      await this.renderRoot.querySelector('images-grid')?.moveTo(at - 1);
    } else if (scrollY > 0) requestAnimationFrame(() => scrollTo(0, scrollY));
  }

  #onInput(event: Event): void {
    const input = event.target as HTMLInputElement;
    this.#upload(filesOfInput(input));
    input.value = '';
  }

  #upload(files: readonly PathedFile[]): void {
    if (files.length === 0) return;
    enqueue(this.project.id, files);
    announce(`${formatCount(files.length, 'file')} in line for upload.`);
  }

  /** Whether the person may add images here. */
  get canUpload(): boolean {
    return Boolean(this.project.abilities['upload'] ?? this.project.abilities['edit']);
  }

  get selectedCount(): number {
    return this.#selection.size;
  }

  chooseFiles(kind: 'files' | 'folder' = 'files'): void {
    this.renderRoot.querySelector<HTMLInputElement>(`input[data-kind="${kind}"]`)?.click();
  }

  focusSearch(): void {
    this.renderRoot.querySelector('images-filter-bar')?.focusSearch();
  }

  async selectAll(): Promise<void> {
    await this.#load(async (list) => this.#selection.add(await list.ensureAll()));
    announce(`${this.#selection.size} selected`);
  }

  clearSelection(): void {
    this.#selection.clear();
  }

  askToDelete(): void {
    this.isDeleting = this.#selection.deletable().length > 0;
  }

  download(): void {
    void downloadImages(this.#selection.images());
  }

  async #delete({ reason }: DeleteReasonEvent): Promise<void> {
    const images = this.#selection.deletable();
    this.#selection.clear();
    await deleteImages(images, reason);
    this.#refreshSoon();
  }

  async #restore(): Promise<void> {
    const images = this.#selection.restorable();
    this.#selection.clear();
    await restoreImages(images);
    this.#refreshSoon();
  }

  #renderGrid() {
    const total = this.#list?.total;
    if (this.problem && total === undefined) {
      return html`<ipm-empty icon="wifi-off" tone="danger" heading="The images couldn’t be loaded">
        ${this.problem.detail}
        <wa-button slot="actions" appearance="outlined" @click=${() => this.#refreshSoon()}>Try again</wa-button>
      </ipm-empty>`;
    }
    if (total === 0) return emptyGrid(this.#filter, this.canUpload, (kind) => this.chooseFiles(kind));
    return html`<images-grid
      .project=${this.project}
      .list=${this.#list}
      .version=${this.version}
      .selection=${this.#selection}
      .query=${this.#query}
      @images-need=${({ first, last }: NeedImagesEvent) => void this.#load((list) => list.ensure(first, last))}
    ></images-grid>`;
  }

  #renderSelection() {
    const deletable = this.#selection.deletable();
    return html`<images-selection-bar
        .count=${this.#selection.size}
        .total=${this.#list?.total ?? 0}
        .deletable=${deletable.length}
        .restorable=${this.#selection.restorable().length}
        @images-select-all=${() => this.selectAll()}
        @images-download=${() => this.download()}
        @images-delete=${() => this.askToDelete()}
        @images-restore=${() => this.#restore()}
        @images-clear=${() => this.clearSelection()}
      ></images-selection-bar>
      <images-delete-dialog
        .open=${this.isDeleting}
        .count=${deletable.length}
        .name=${deletable[0]?.filename ?? ''}
        @images-close=${() => (this.isDeleting = false)}
        @images-reason=${this.#delete}
      ></images-delete-dialog>`;
  }

  override render() {
    return html`
      <images-filter-bar
        .filter=${this.#filter}
        .size=${readTileSize(this.#query)}
        .total=${this.#list?.total}
        .canUpload=${this.canUpload}
        @images-choose-files=${() => this.chooseFiles()}
        @images-choose-folder=${() => this.chooseFiles('folder')}
      ></images-filter-bar>
      <div class="body">${this.#renderGrid()}</div>
      ${this.#renderSelection()}
      <images-upload-panel .projectId=${this.project.id}></images-upload-panel>
      ${
        this.#drop.isOver
          ? html`<div class="drop">
              <div><wa-icon name="upload-cloud"></wa-icon>Drop to upload to “${this.project.name}”</div>
            </div>`
          : nothing
      }
      <input
        hidden
        type="file"
        multiple
        data-kind="files"
        accept="image/*,.tif,.tiff"
        aria-label="Files"
        @change=${this.#onInput}
      />
      <input
        hidden
        type="file"
        multiple
        data-kind="folder"
        webkitdirectory
        aria-label="Folder"
        @change=${this.#onInput}
      />
    `;
  }
}
customElements.define('images-grid-tab', ImagesGridTab);
