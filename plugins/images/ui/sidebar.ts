import { LitElement, html, type PropertyValues } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import {
  baseStyles,
  contributionsTo,
  readPreference,
  writePreference,
  type Contribution,
  type ImageJson,
  type ProjectJson,
  type ViewerHandle,
} from '#ui';
import { sidebarStyles } from './sidebar-styles.ts';

const isListOfText = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((each) => typeof each === 'string');
const foldedKey = 'image.sidebar.folded';
const orderKey = 'image.sidebar.order';

/** What plugins know of an image, a section each. A section folds and can be moved; this browser remembers both. A
    folded one stays alive, so that its keys go on working. */
export class ImagesSidebar extends LitElement {
  static override properties = {
    image: { attribute: false },
    project: { attribute: false },
    viewer: { attribute: false },
    folded: { state: true },
    order: { state: true },
    dragged: { state: true },
  };
  declare image: ImageJson;
  declare project: ProjectJson;
  declare viewer: ViewerHandle | null;
  declare folded: readonly string[];
  declare order: readonly string[];
  declare dragged: string;
  #props: Readonly<Record<string, unknown>> = {};

  static override styles = [baseStyles, sidebarStyles];

  constructor() {
    super();
    this.folded = readPreference(foldedKey, isListOfText, []);
    this.order = readPreference(orderKey, isListOfText, []);
    this.dragged = '';
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('image') || changed.has('project') || changed.has('viewer')) {
      this.#props = { image: this.image, project: this.project, viewer: this.viewer };
    }
  }

  get #sections(): readonly Contribution[] {
    const rank = (id: string, at: number): number => (this.order.includes(id) ? this.order.indexOf(id) : 1000 + at);
    return contributionsTo('image.sidebar')
      .map((each, at) => ({ each, rank: rank(each.element, at) }))
      .sort((a, b) => a.rank - b.rank)
      .map(({ each }) => each);
  }

  #fold(element: string): void {
    this.folded = this.folded.includes(element)
      ? this.folded.filter((each) => each !== element)
      : [...this.folded, element];
    writePreference(foldedKey, this.folded);
  }

  #moveTo(element: string, index: number): void {
    const elements = this.#sections.map((each) => each.element).filter((each) => each !== element);
    elements.splice(Math.max(0, index), 0, element);
    this.order = elements;
    writePreference(orderKey, elements);
  }

  #onGripKey(event: KeyboardEvent, element: string, index: number): void {
    const move = event.key === 'ArrowUp' ? -1 : event.key === 'ArrowDown' ? 1 : 0;
    if (move === 0) return;
    event.preventDefault();
    event.stopPropagation();
    this.#moveTo(element, index + move);
  }

  #onDrop(event: DragEvent, index: number): void {
    event.preventDefault();
    if (this.dragged) this.#moveTo(this.dragged, index);
    this.dragged = '';
  }

  #renderSection = (section: Contribution, index: number) => {
    const { element, title } = section;
    const isOpen = !this.folded.includes(element);
    return html`<section
      aria-label=${title}
      class=${this.dragged === element ? 'dragged' : ''}
      @dragover=${(event: DragEvent) => this.dragged && event.preventDefault()}
      @drop=${(event: DragEvent) => this.#onDrop(event, index)}
    >
      <div
        class="head"
        draggable="true"
        @dragstart=${() => (this.dragged = element)}
        @dragend=${() => (this.dragged = '')}
      >
        <h2>
          <button type="button" aria-expanded=${isOpen} @click=${() => this.#fold(element)}>
            <wa-icon name=${isOpen ? 'chevron-down' : 'chevron-right'}></wa-icon>${title}
          </button>
        </h2>
        <button
          class="grip"
          type="button"
          title="Drag, or use the arrow keys, to move this section"
          aria-label=${`Move ${title}: arrow up or down`}
          @keydown=${(event: KeyboardEvent) => this.#onGripKey(event, element, index)}
        >
          <wa-icon name="grip-vertical"></wa-icon>
        </button>
      </div>
      <div class="body" ?hidden=${!isOpen}>
        <ipm-slot-item .contribution=${section} .props=${this.#props}></ipm-slot-item>
      </div>
    </section>`;
  };

  override render() {
    const sections = this.#sections;
    if (sections.length === 0) return html`<p class="none quiet">No plugin shows anything about images here.</p>`;
    return repeat(sections, ({ element }) => element, this.#renderSection);
  }
}
customElements.define('images-sidebar', ImagesSidebar);
