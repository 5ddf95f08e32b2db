import '@awesome.me/webawesome/dist/components/button/button.js';
import '@awesome.me/webawesome/dist/components/button-group/button-group.js';
import '@awesome.me/webawesome/dist/components/dropdown/dropdown.js';
import '@awesome.me/webawesome/dist/components/dropdown-item/dropdown-item.js';
import '@awesome.me/webawesome/dist/components/input/input.js';
import { LitElement, html, nothing } from 'lit';
import { baseStyles, formatCount, setQuery } from '#ui';
import { filterBarStyles } from './filter-bar-styles.ts';
import { defaultSort, searchFields, sortings, type ImageFilter, type TileSize } from './grid-state.ts';

type MenuEvent = CustomEvent<{ item: { value: string } }>;
const pauseMs = 250;
const deletedChoices = [
  ['hide', 'Without deleted ones'],
  ['show', 'Deleted ones too'],
  ['only', 'Only deleted ones'],
] as const;

/** What the grid shows: search, order, size, deleted ones. All of it goes into the address; the grid follows that. */
export class ImagesFilterBar extends LitElement {
  static override properties = {
    filter: { attribute: false },
    size: { attribute: false },
    total: { attribute: false },
    canUpload: { attribute: false },
  };
  declare filter: ImageFilter;
  declare size: TileSize;
  /** How many the filter finds; undefined until known. */
  declare total: number | undefined;
  declare canUpload: boolean;
  #timer: ReturnType<typeof setTimeout> | undefined;

  static override styles = [baseStyles, filterBarStyles];

  /** Puts the cursor into the search field. */
  focusSearch(): void {
    this.renderRoot.querySelector('wa-input')?.focus();
  }

  #search(text: string): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => setQuery({ q: text.trim() || null }), pauseMs);
  }

  #choose(name: string, fallback: string) {
    return (event: MenuEvent): void => {
      const { value } = event.detail.item;
      setQuery({ [name]: value === fallback ? null : value });
    };
  }

  #renderMenu(
    name: string,
    label: string,
    icon: string,
    choices: readonly (readonly [string, string])[],
    value: string,
    fallback: string,
  ) {
    const title = choices.find(([each]) => each === value)?.[1] ?? '';
    const isBare = name === 'deleted' && value === fallback;
    return html`<wa-dropdown class=${name} @wa-select=${this.#choose(name, fallback)}>
      <wa-button slot="trigger" appearance=${value === fallback ? 'outlined' : 'filled-outlined'} title=${label}
        ><wa-icon
          slot=${isBare ? nothing : 'start'}
          name=${icon}
          label=${isBare ? `${label}: ${title}` : `${label}:`}
        ></wa-icon
        >${isBare ? nothing : html`<span>${title}</span>`}</wa-button
      >
      ${choices.map(
        ([each, text]) =>
          html`<wa-dropdown-item type="checkbox" value=${each} .checked=${each === value}>${text}</wa-dropdown-item>`,
      )}
    </wa-dropdown>`;
  }

  #renderSize(size: TileSize, label: string) {
    return html`<button
      type="button"
      aria-label=${`${label} thumbnails`}
      aria-pressed=${this.size === size}
      @click=${() => setQuery({ size: size === 'm' ? null : size })}
    >
      ${size.toUpperCase()}
    </button>`;
  }

  #ask(name: 'images-choose-files' | 'images-choose-folder'): void {
    this.dispatchEvent(new Event(name));
  }

  #renderUpload() {
    return html`<wa-button-group label="Upload">
      <wa-button variant="brand" @click=${() => this.#ask('images-choose-files')}
        ><wa-icon slot="start" name="upload"></wa-icon>Upload</wa-button
      >
      <wa-dropdown
        placement="bottom-end"
        @wa-select=${({ detail }: MenuEvent) => this.#ask(detail.item.value as 'images-choose-files')}
      >
        <wa-button slot="trigger" variant="brand"
          ><wa-icon name="chevron-down" label="More ways to upload"></wa-icon
        ></wa-button>
        <wa-dropdown-item value="images-choose-files"
          ><wa-icon slot="icon" name="file-image"></wa-icon>Choose files</wa-dropdown-item
        >
        <wa-dropdown-item value="images-choose-folder"
          ><wa-icon slot="icon" name="folder-up"></wa-icon>Choose a folder</wa-dropdown-item
        >
      </wa-dropdown>
    </wa-button-group>`;
  }

  override render() {
    const { searchField, searchValue, sort, deleted } = this.filter;
    const fieldTitle = searchFields.find(([value]) => value === searchField)?.[1] ?? '';
    return html`
      <div class="search">
        ${this.#renderMenu('in', 'Search in', 'list-filter', searchFields, searchField, 'filename')}
        <wa-input
          type="search"
          with-clear
          label=${`Search by ${fieldTitle.toLowerCase()}`}
          placeholder=${`Search by ${fieldTitle.toLowerCase()}`}
          .value=${searchValue}
          @input=${(event: Event) => this.#search((event.target as HTMLInputElement).value)}
          @wa-clear=${() => this.#search('')}
        ></wa-input>
      </div>
      <span class="total figures quiet" role="status"
        >${this.total === undefined ? nothing : formatCount(this.total, 'image')}</span
      >
      ${this.#renderMenu('sort', 'Order', 'arrow-down-up', sortings, sort, defaultSort)}
      ${this.#renderMenu('deleted', 'Deleted images', 'trash-2', deletedChoices, deleted, 'hide')}
      <div class="sizes" role="group" aria-label="Size of thumbnails">
        ${this.#renderSize('s', 'Small')}${this.#renderSize('m', 'Medium')}${this.#renderSize('l', 'Large')}
      </div>
      ${this.canUpload ? this.#renderUpload() : nothing}
    `;
  }
}
customElements.define('images-filter-bar', ImagesFilterBar);

declare global {
  interface HTMLElementTagNameMap {
    'images-filter-bar': ImagesFilterBar;
  }
}
