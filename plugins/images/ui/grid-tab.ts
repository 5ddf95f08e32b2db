import { LitElement, html, nothing, type PropertyValues } from 'lit';
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
  type ImageJson,
  type ProjectJson,
  type VirtualGrid,
  type VisibleRangeEvent,
} from '#ui';
import './delete-dialog.ts';
import type { DeleteReasonEvent } from './delete-dialog.ts';
import { filesOfDrop, filesOfInput, type PathedFile } from './dropped-files.ts';
import './filter-bar.ts';
import { gridCommands } from './grid-commands.ts';
import { listQuery, readFilter, readTileSize, type ImageFilter } from './grid-state.ts';
import { gridTabStyles } from './grid-tab-styles.ts';
import { deleteImages, downloadImages, restoreImages } from './image-actions.ts';
import { openImageList, type ImageList } from './image-list.ts';
import { makeSelection } from './selection.ts';
import './selection-bar.ts';
import './tile.ts';
import { tileSizes } from './tile-sizes.ts';
import type { PickTileEvent } from './tile.ts';
import './upload-panel.ts';
import { enqueue } from './upload-queue.ts';

const settleMs = 500;
const watched = [
  'images.created',
  'images.ready',
  'images.failed',
  'images.updated',
  'images.deleted',
  'images.restored',
];

/** The tab Images of a project: every image of it, however many, with search, order, selection and upload. */
export class ImagesGridTab extends LitElement {
  static override properties = {
    project: { attribute: false },
    version: { state: true },
    problem: { state: true },
    isDropping: { state: true },
    isDeleting: { state: true },
    cursor: { state: true },
  };
  declare project: ProjectJson;
  declare version: number;
  declare problem: ApiProblem | undefined;
  declare isDropping: boolean;
  declare isDeleting: boolean;
  declare cursor: number;
  #list: ImageList | undefined;
  #opened = '';
  #query = new URLSearchParams();
  #filter: ImageFilter = readFilter(this.#query);
  #indices: number[] = [];
  #visible: readonly [number, number] = [0, 0];
  #again: ReturnType<typeof setTimeout> | undefined;
  #stops: (() => void)[] = [];
  readonly #selection = makeSelection(() => this.#changed());

  static override styles = [baseStyles, gridTabStyles];

  constructor() {
    super();
    this.version = 0;
    this.cursor = 0;
    this.isDropping = false;
    this.isDeleting = false;
    new EventsController<{ project_id: string }>(
      this,
      watched,
      ({ project_id }) => project_id === this.project.id && this.#refreshSoon(),
    );
    new CommandsController(this, () => gridCommands(this));
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#stops = [
      currentLocation.subscribe(() => this.requestUpdate()),
      connection.subscribe((state) => state === 'online' && this.#refreshSoon()),
    ];
    for (const name of ['dragenter', 'dragover', 'dragleave', 'drop'] as const)
      this.addEventListener(name, this.#onDrag);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    for (const stop of this.#stops) stop();
    clearTimeout(this.#again);
    this.#list?.stop();
    this.#opened = '';
  }

  override willUpdate(_changed: PropertyValues<this>): void {
    this.#query = new URLSearchParams(currentLocation.value.search);
    this.#filter = readFilter(this.#query);
    const opened = `${this.project.id} ${JSON.stringify(this.#filter)}`;
    if (opened === this.#opened) return;
    this.#opened = opened;
    this.#list?.stop();
    this.#selection.clear();
    this.#list = openImageList(this.project.id, this.#filter, () => this.#changed());
    void this.#load(() => this.#list!.ensure(0, 0)).then(() => this.#goToPlace());
  }

  #changed(): void {
    const total = this.#list?.total ?? 0;
    if (total !== this.#indices.length) this.#indices = Array.from({ length: total }, (_, index) => index);
    this.version += 1;
  }

  async #load(act: () => Promise<unknown>): Promise<void> {
    try {
      await act();
      this.problem = undefined;
    } catch (error) {
      if (error instanceof ApiProblem) this.problem = error;
      else if (!(error instanceof DOMException)) throw error;
    }
  }

  #refreshSoon(): void {
    clearTimeout(this.#again);
    this.#again = setTimeout(() => void this.#load(async () => this.#list?.refresh()), settleMs);
  }

  /** Goes back to where the person was: the image they come from (#at=57), or as far down as before. */
  async #goToPlace(): Promise<void> {
    const { hash, scrollY } = currentLocation.value;
    await this.updateComplete;
    await this.#grid?.updateComplete;
    const at = Number(/^#at=(\d+)$/.exec(hash)?.[1] ?? 0);
    if (at > 0) {
      setHash('');
      await this.#moveTo(at - 1);
    } else if (scrollY > 0) requestAnimationFrame(() => scrollTo(0, scrollY));
  }

  get #grid(): VirtualGrid | null {
    return this.renderRoot.querySelector('ipm-virtual-grid');
  }

  get #picked(): ImageJson[] {
    return this.#selection.images();
  }

  #onRange({ first, last }: VisibleRangeEvent): void {
    this.#visible = [first, last];
    if (first >= 0) void this.#load(() => this.#list!.ensure(first, last));
  }

  async #onPick({ index, isRange }: PickTileEvent): Promise<void> {
    this.cursor = index;
    const from = this.#selection.anchor;
    if (isRange && from !== undefined) {
      const [first, last] = [Math.min(from, index), Math.max(from, index)];
      await this.#load(() => this.#list!.ensure(first, last));
      this.#selection.add(this.#indices.slice(first, last + 1).flatMap((at) => this.#list?.at(at) ?? []));
    } else {
      const image = this.#list?.at(index);
      if (image) this.#selection.toggle(image, index);
    }
    announce(`${this.#selection.size} selected`);
  }

  #onKey(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey || !this.#grid) return;
    const columns = this.#grid.columns;
    const moves: Record<string, number> = {
      ArrowRight: 1,
      ArrowLeft: -1,
      ArrowDown: columns,
      ArrowUp: -columns,
      Home: -Infinity,
      End: Infinity,
    };
    const move = moves[event.key];
    if (move === undefined) return;
    event.preventDefault();
    void this.#moveTo(this.cursor + move);
  }

  async #moveTo(index: number): Promise<void> {
    this.cursor = Math.max(0, Math.min(this.#indices.length - 1, index));
    await this.#grid?.focusIndex(this.cursor);
  }

  #onDrag = (event: DragEvent): void => {
    if (!event.dataTransfer?.types.includes('Files') || !this.canUpload) return;
    event.preventDefault();
    if (event.type === 'dragleave' && event.relatedTarget instanceof Node && this.contains(event.relatedTarget)) return;
    this.isDropping = event.type === 'dragenter' || event.type === 'dragover';
    if (event.type === 'drop') void filesOfDrop(event.dataTransfer).then((files) => this.#upload(files));
  };

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
    await this.#load(async () => this.#selection.add(await this.#list!.ensureAll()));
    announce(`${this.#selection.size} selected`);
  }

  clearSelection(): void {
    this.#selection.clear();
  }

  askToDelete(): void {
    this.isDeleting = this.#picked.some(({ deleted_at, abilities }) => !deleted_at && abilities['delete']);
  }

  download(): void {
    void downloadImages(this.#picked);
  }

  async #delete({ reason }: DeleteReasonEvent): Promise<void> {
    const images = this.#picked.filter(({ deleted_at }) => !deleted_at);
    this.#selection.clear();
    await deleteImages(images, reason);
    this.#refreshSoon();
  }

  async #restore(): Promise<void> {
    const images = this.#picked.filter(({ deleted_at, storage_deleted }) => deleted_at && !storage_deleted);
    this.#selection.clear();
    await restoreImages(images);
    this.#refreshSoon();
  }

  #renderTile = (_item: unknown, index: number) => {
    const image = this.#list?.at(index);
    const [first, last] = this.#visible;
    const tabStop = this.cursor >= first && this.cursor <= last ? this.cursor : first;
    return html`<images-tile
      role="listitem"
      aria-setsize=${this.#indices.length}
      aria-posinset=${index + 1}
      .image=${image}
      .project=${this.project}
      .index=${index}
      .href=${image ? `/images/${image.id}${listQuery(this.#query)}` : ''}
      .edge=${readTileSize(this.#query) === 'l' ? 800 : 400}
      .isTabStop=${index === tabStop}
      ?picked=${image !== undefined && this.#selection.has(image.id)}
      ?picking=${this.#selection.size > 0}
    ></images-tile>`;
  };

  #renderGrid() {
    const total = this.#list?.total;
    if (this.problem && total === undefined) {
      return html`<ipm-empty icon="wifi-off" tone="danger" heading="The images couldn’t be loaded">
        ${this.problem.detail}
        <wa-button slot="actions" appearance="outlined" @click=${() => this.#refreshSoon()}>Try again</wa-button>
      </ipm-empty>`;
    }
    if (total === 0) return this.#renderEmpty();
    const size = tileSizes[readTileSize(this.#query)];
    const version = this.version;
    return html`<ipm-virtual-grid
      label="Images"
      .items=${total === undefined ? Array.from({ length: 24 }, (_, index) => index) : this.#indices}
      .size=${size}
      .renderItem=${(item: unknown, index: number) => (version >= 0 ? this.#renderTile(item, index) : nothing)}
      @ipm-visible-range=${this.#onRange}
      @images-pick=${this.#onPick}
      @keydown=${this.#onKey}
    ></ipm-virtual-grid>`;
  }

  #renderEmpty() {
    const { searchValue, deleted } = this.#filter;
    if (searchValue) {
      return html`<ipm-empty icon="search" heading="No image matches “${searchValue}”"
        >Try fewer letters, or search in another field.</ipm-empty
      >`;
    }
    if (deleted === 'only')
      return html`<ipm-empty icon="trash-2" heading="Nothing is deleted here"
        >Deleted images wait here until their time is over.</ipm-empty
      >`;
    if (!this.canUpload)
      return html`<ipm-empty icon="images" heading="No images yet"
        >Nobody has uploaded an image to this project.</ipm-empty
      >`;
    return html`<ipm-empty class="invite" icon="image-plus" heading="Drop images here">
      JPEG, PNG, WebP, GIF, AVIF or TIFF, single files or whole folders, from phone photos to gigapixel slides.
      <wa-button slot="actions" variant="brand" @click=${() => this.chooseFiles()}
        ><wa-icon slot="start" name="upload"></wa-icon>Choose files</wa-button
      >
      <wa-button slot="actions" appearance="outlined" @click=${() => this.chooseFiles('folder')}
        >Choose a folder</wa-button
      >
    </ipm-empty>`;
  }

  override render() {
    const picked = this.#picked;
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
      <images-selection-bar
        .count=${picked.length}
        .total=${this.#indices.length}
        .deletable=${picked.filter(({ deleted_at, abilities }) => !deleted_at && abilities['delete']).length}
        .restorable=${picked.filter(({ deleted_at, storage_deleted }) => deleted_at && !storage_deleted).length}
        @images-select-all=${() => this.selectAll()}
        @images-download=${() => this.download()}
        @images-delete=${() => this.askToDelete()}
        @images-restore=${() => this.#restore()}
        @images-clear=${() => this.clearSelection()}
      ></images-selection-bar>
      <images-upload-panel .projectId=${this.project.id}></images-upload-panel>
      <images-delete-dialog
        .open=${this.isDeleting}
        .count=${picked.length}
        .name=${picked[0]?.filename ?? ''}
        @images-close=${() => (this.isDeleting = false)}
        @images-reason=${this.#delete}
      ></images-delete-dialog>
      ${
        this.isDropping
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
        accept="image/*,.tif,.tiff,.svs"
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
