import { LitElement, css, html } from 'lit';
import { announce, baseStyles, type ProjectJson, type VirtualGrid, type VisibleRangeEvent } from '#ui';
import { listQuery, readTileSize } from './grid-state.ts';
import type { ImageList } from './image-list.ts';
import type { Selection } from './selection.ts';
import './tile.ts';
import { tileSizes } from './tile-sizes.ts';
import type { PickTileEvent } from './tile.ts';

const placesWhileLoading = 24;
const largeEdge = 800;
const usualEdge = 400;

/** Fired when the grid looks at a part of the list that has to be loaded: two indices, both included. */
export class NeedImagesEvent extends Event {
  static readonly type = 'images-need';
  readonly first: number;
  readonly last: number;
  constructor(first: number, last: number) {
    super(NeedImagesEvent.type);
    this.first = first;
    this.last = last;
  }
}

/** The tiles of a list of images: arrow keys move among them, a click or Space picks, Shift picks a range. */
export class ImagesGrid extends LitElement {
  static override properties = {
    project: { attribute: false },
    list: { attribute: false },
    version: { attribute: false },
    selection: { attribute: false },
    query: { attribute: false },
    cursor: { state: true },
  };
  declare project: ProjectJson;
  declare list: ImageList;
  /** Any number that is another one when the list or the selection changed. */
  declare version: number;
  declare selection: Selection;
  declare query: URLSearchParams;
  declare cursor: number;
  #indices: number[] = [];
  #visible: readonly [number, number] = [0, 0];

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
    this.cursor = 0;
  }

  override willUpdate(): void {
    const total = this.list.total ?? placesWhileLoading;
    if (total !== this.#indices.length) this.#indices = Array.from({ length: total }, (_, index) => index);
  }

  get #grid(): VirtualGrid | null {
    return this.renderRoot.querySelector('ipm-virtual-grid');
  }

  /** Scrolls to an image and puts the focus on it. */
  async moveTo(index: number): Promise<void> {
    this.cursor = Math.max(0, Math.min(this.#indices.length - 1, index));
    await this.updateComplete;
    await this.#grid?.updateComplete;
    await this.#grid?.focusIndex(this.cursor);
  }

  #onRange({ first, last }: VisibleRangeEvent): void {
    this.#visible = [first, last];
    if (first >= 0) this.dispatchEvent(new NeedImagesEvent(first, last));
  }

  async #onPick({ index, isRange }: PickTileEvent): Promise<void> {
    this.cursor = index;
    const from = this.selection.anchor;
    if (isRange && from !== undefined) {
      const [first, last] = [Math.min(from, index), Math.max(from, index)];
      await this.list.ensure(first, last);
      this.selection.add(this.#indices.slice(first, last + 1).flatMap((at) => this.list.at(at) ?? []));
    } else {
      const image = this.list.at(index);
      if (image) this.selection.toggle(image, index);
    }
    announce(`${this.selection.size} selected`);
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
    void this.moveTo(this.cursor + move);
  }

  #renderTile = (_item: unknown, index: number) => {
    const image = this.list.at(index);
    const [first, last] = this.#visible;
    const tabStop = this.cursor >= first && this.cursor <= last ? this.cursor : first;
    return html`<images-tile
      role="listitem"
      aria-setsize=${this.#indices.length}
      aria-posinset=${index + 1}
      .image=${image}
      .project=${this.project}
      .index=${index}
      .href=${image ? `/images/${image.id}${listQuery(this.query)}` : ''}
      .edge=${readTileSize(this.query) === 'l' ? largeEdge : usualEdge}
      .isTabStop=${index === tabStop}
      ?picked=${image !== undefined && this.selection.has(image.id)}
      ?picking=${this.selection.size > 0}
    ></images-tile>`;
  };

  override render() {
    // A new function each time, because the tiles change though the indices don't.
    const renderItem = (item: unknown, index: number) => this.#renderTile(item, index);
    return html`<ipm-virtual-grid
      label="Images"
      .items=${this.#indices}
      .size=${tileSizes[readTileSize(this.query)]}
      .renderItem=${renderItem}
      @ipm-visible-range=${this.#onRange}
      @images-pick=${this.#onPick}
      @keydown=${this.#onKey}
    ></ipm-virtual-grid>`;
  }
}
customElements.define('images-grid', ImagesGrid);

declare global {
  interface HTMLElementTagNameMap {
    'images-grid': ImagesGrid;
  }
}
