import { LitElement, css, html, nothing, type PropertyValues } from 'lit';
import { baseStyles, formatNumber } from '#ui';
import { NO_CLASS_COLOR } from './class-colors.ts';
import { controlStyles } from './control-styles.ts';
import type { LayerData } from './layer-data.ts';

/** Fired when a box is chosen in the list; `isFinal` when the picture is to go there. */
export class ChooseBoxEvent extends Event {
  static readonly type = 'ml-analysis-box';
  readonly box: number;
  readonly isFinal: boolean;
  constructor(box: number, isFinal: boolean) {
    super(ChooseBoxEvent.type, { bubbles: true, composed: true });
    this.box = box;
    this.isFinal = isFinal;
  }
}

const rowPixels = 28;
const rowsInView = 8;
const pageRows = rowsInView - 1;

/**
 * The boxes that are drawn, as a list: the equal of the picture for keys and screen readers. Arrows move, Enter goes to
 * the box. It holds elements only for the rows in view, however many there are.
 */
export class BoxList extends LitElement {
  static override properties = {
    data: { attribute: false },
    shown: { attribute: false },
    selected: { attribute: false },
    first: { state: true },
  };
  declare data: LayerData;
  /** Indices of boxes, in the order of the list. */
  declare shown: Uint32Array;
  declare selected: number | null;
  /** The first row in view. */
  declare first: number;

  static override styles = [
    baseStyles,
    controlStyles,
    css`
      :host {
        display: block;
      }
      .list {
        position: relative;
        height: calc(${rowPixels}px * var(--rows));
        overflow-y: auto;
        border: 1px solid var(--ipm-border);
        border-radius: var(--ipm-radius);
        background: var(--ipm-surface);
        scrollbar-width: thin;
      }
      .list:focus-visible {
        outline-offset: 1px;
      }
      .all {
        height: calc(${rowPixels}px * var(--count));
      }
      .box {
        position: absolute;
        inset-inline: 0;
        top: calc(${rowPixels}px * var(--place));
        display: grid;
        grid-template-columns: auto minmax(0, 1fr) auto;
        align-items: center;
        gap: var(--ipm-space-2);
        height: ${rowPixels}px;
        padding: 0 var(--ipm-space-2);
        font-size: var(--ipm-text-s);
        cursor: pointer;
      }
      .box:hover {
        background: var(--ipm-hover);
      }
      .box[aria-selected='true'] {
        background: var(--ipm-accent-quiet);
        color: var(--ipm-text);
      }
      .box[aria-selected='true'] .count {
        color: inherit;
      }
    `,
  ];

  constructor() {
    super();
    this.selected = null;
    this.first = 0;
  }

  override updated(changed: PropertyValues<this>): void {
    if (changed.has('selected')) this.#reveal(this.#place);
  }

  get #list(): HTMLElement | null {
    return this.renderRoot.querySelector('.list');
  }

  get #place(): number {
    return this.selected === null ? -1 : this.shown.indexOf(this.selected);
  }

  #reveal(place: number): void {
    const list = this.#list;
    if (!list || place < 0) return;
    const top = place * rowPixels;
    if (top < list.scrollTop) list.scrollTop = top;
    else if (top + rowPixels > list.scrollTop + list.clientHeight) list.scrollTop = top + rowPixels - list.clientHeight;
  }

  #choose(place: number, isFinal: boolean): void {
    const box = this.shown[Math.min(Math.max(place, 0), this.shown.length - 1)];
    if (box !== undefined) this.dispatchEvent(new ChooseBoxEvent(box, isFinal));
  }

  #onKey(event: KeyboardEvent): void {
    const place = this.#place;
    const moves: Record<string, number> = {
      ArrowDown: place + 1,
      ArrowUp: Math.max(0, place - 1),
      PageDown: place + pageRows,
      PageUp: Math.max(0, place - pageRows),
      Home: 0,
      End: this.shown.length - 1,
    };
    const to = moves[event.key];
    const isGo = event.key === 'Enter' || event.key === ' ';
    if (to === undefined && !isGo) return;
    event.preventDefault();
    event.stopPropagation();
    this.#choose(to ?? Math.max(0, place), isGo);
  }

  #onClick(event: MouseEvent): void {
    const row = (event.target as Element).closest('.box');
    if (row) this.#choose(Number(row.ariaPosInSet) - 1, true);
  }

  #onScroll(event: Event): void {
    this.first = Math.floor((event.target as HTMLElement).scrollTop / rowPixels);
  }

  #renderBox = (place: number) => {
    const box = this.shown[place]!;
    const known = this.data.classes[this.data.boxes.classes[box]!];
    const confidence = this.data.boxes.confidence[box]!;
    return html`<div
      id=${`box-${place}`}
      class="box"
      role="option"
      aria-selected=${box === this.selected}
      aria-setsize=${this.shown.length}
      aria-posinset=${place + 1}
      .style=${`--place: ${place}`}
    >
      <span class="swatch" .style=${`--class-color: ${known?.color ?? NO_CLASS_COLOR}`}></span>
      <span class="name">${known?.name ?? 'Without class'}</span>
      <span class="count">${Number.isNaN(confidence) ? '' : `${(confidence * 100).toFixed(1)}%`}</span>
    </div>`;
  };

  override render() {
    const count = this.shown.length;
    if (count === 0) return nothing;
    const place = this.#place;
    const first = Math.max(0, Math.min(this.first, count - rowsInView) - 4);
    const places = new Set(Array.from({ length: Math.min(count - first, rowsInView + 8) }, (_, row) => first + row));
    // What has the focus is always there for whoever listens.
    if (place >= 0) places.add(place);
    return html`<div
      class="list"
      role="listbox"
      tabindex="0"
      aria-label=${`${formatNumber(count)} boxes, the most confident first`}
      aria-activedescendant=${place >= 0 ? `box-${place}` : nothing}
      .style=${`--rows: ${Math.min(count, rowsInView)}`}
      @click=${this.#onClick}
      @keydown=${this.#onKey}
      @scroll=${this.#onScroll}
    >
      <div class="all" role="presentation" .style=${`--count: ${count}`}>${[...places].map(this.#renderBox)}</div>
    </div>`;
  }
}
customElements.define('ml-analysis-box-list', BoxList);

declare global {
  interface HTMLElementTagNameMap {
    'ml-analysis-box-list': BoxList;
  }
}
