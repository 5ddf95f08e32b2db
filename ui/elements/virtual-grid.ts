import type { RangeChangedEvent, VisibilityChangedEvent } from '@lit-labs/virtualizer/events.js';
import { grid, type GridLayout } from '@lit-labs/virtualizer/layouts/grid.js';
import { virtualize, virtualizerRef, type VirtualizerHostElement } from '@lit-labs/virtualizer/virtualize.js';
import { LitElement, css, html, type TemplateResult } from 'lit';

/** How large an item would like to be, in CSS pixels; rows are filled, so the real width differs a little. `keep` says
    what stays when the width changes: the shape, or the height. */
export interface GridItemSize {
  width: number;
  height: number;
  gap: number;
  keep: 'aspect-ratio' | 'height';
}

/** Fired when other items came into view: indices of the first and the last that can be seen. */
export class VisibleRangeEvent extends Event {
  static readonly type = 'ipm-visible-range';
  readonly first: number;
  readonly last: number;
  constructor(first: number, last: number) {
    super(VisibleRangeEvent.type);
    this.first = first;
    this.last = last;
  }
}

/** A grid that scrolls with the page and holds elements only for the items near the window, so that 100,000 cost as
    much as 100. `items` may be any list of its length; `renderItem` draws one of them as one element. */
export class VirtualGrid extends LitElement {
  static override properties = {
    items: { attribute: false },
    renderItem: { attribute: false },
    itemKey: { attribute: false },
    size: { attribute: false },
    label: {},
  };
  declare items: readonly unknown[];
  declare renderItem: (item: unknown, index: number) => TemplateResult;
  declare itemKey: (item: unknown, index: number) => unknown;
  declare size: GridItemSize;
  declare label: string;

  static override styles = css`
    :host {
      display: block;
    }
  `;

  constructor() {
    super();
    this.items = [];
    this.renderItem = () => html``;
    this.itemKey = (_item, index) => index;
    this.size = { width: 240, height: 180, gap: 8, keep: 'aspect-ratio' };
    this.label = '';
  }

  get #host(): VirtualizerHostElement | null {
    return this.renderRoot.querySelector('.items');
  }

  /** The element that stands for an index, if it is near the window. */
  elementAt(index: number): HTMLElement | undefined {
    return [...(this.#host?.children ?? [])].find((child) => child.ariaPosInSet === String(index + 1)) as HTMLElement;
  }

  /** How many items stand side by side now. */
  get columns(): number {
    const tops = [...(this.#host?.querySelectorAll('[role="listitem"]') ?? [])].map((item) =>
      Math.round(item.getBoundingClientRect().top),
    );
    return Math.max(
      1,
      ...Map.groupBy(tops, (top) => top)
        .values()
        .map((row) => row.length),
    );
  }

  /** Scrolls an index into view and puts the focus there as soon as it stands. */
  async focusIndex(index: number): Promise<void> {
    const virtualizer = this.#host?.[virtualizerRef];
    if (!this.elementAt(index)) virtualizer?.element(index)?.scrollIntoView({ block: 'nearest' });
    await virtualizer?.layoutComplete;
    const element = this.elementAt(index);
    element?.scrollIntoView({ block: 'nearest' });
    element?.focus();
  }

  #tell(event: VisibilityChangedEvent | RangeChangedEvent): void {
    event.stopPropagation();
    this.dispatchEvent(new VisibleRangeEvent(event.first, event.last));
  }

  override render() {
    const { width, height, gap, keep } = this.size;
    return html`<div class="items" role="list" aria-label=${this.label} @visibilityChanged=${this.#tell}>
      ${virtualize({
        items: this.items as unknown[],
        renderItem: this.renderItem,
        keyFunction: this.itemKey as (item: unknown) => unknown,
        layout: grid({
          itemSize: { width: `${width}px`, height: `${height}px` },
          gap: `${gap}px`,
          padding: '0px',
          flex: { preserve: keep },
        } as Parameters<typeof grid>[0]) as { type: typeof GridLayout },
      })}
    </div>`;
  }
}
customElements.define('ipm-virtual-grid', VirtualGrid);

declare global {
  interface HTMLElementTagNameMap {
    'ipm-virtual-grid': VirtualGrid;
  }
}
