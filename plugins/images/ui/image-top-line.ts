import '@awesome.me/webawesome/dist/components/button/button.js';
import '@awesome.me/webawesome/dist/components/dropdown/dropdown.js';
import '@awesome.me/webawesome/dist/components/dropdown-item/dropdown-item.js';
import { LitElement, html, nothing } from 'lit';
import { baseStyles, formatBytes, formatNumber, keyCaps, runCommand, type ImageJson, type ProjectJson } from '#ui';
import type { Neighbours } from './image-loader.ts';
import { imageTopLineStyles } from './image-top-line-styles.ts';

export type TopLineAction = 'previous' | 'next' | 'download' | 'delete' | 'sidebar' | 'copy-link';

/** Fired when a button of the line is used. */
export class TopLineEvent extends Event {
  static readonly type = 'images-action';
  readonly action: TopLineAction;
  constructor(action: TopLineAction) {
    super(TopLineEvent.type);
    this.action = action;
  }
}

/** The line above the picture: where it belongs, its name, its place among the others, what can be done with it. */
export class ImagesTopLine extends LitElement {
  static override properties = {
    image: { attribute: false },
    project: { attribute: false },
    neighbours: { attribute: false },
    backHref: { attribute: false },
    isSidebarOpen: { attribute: false },
  };
  declare image: ImageJson | undefined;
  declare project: ProjectJson | undefined;
  declare neighbours: Neighbours | undefined;
  declare backHref: string;
  declare isSidebarOpen: boolean;

  static override styles = [baseStyles, imageTopLineStyles];

  #fire(action: TopLineAction): void {
    this.dispatchEvent(new TopLineEvent(action));
  }

  #onMenu(event: CustomEvent<{ item: { value: string } }>): void {
    const { value } = event.detail.item;
    if (value === 'palette' || value === 'keys') runCommand(`shell.${value}`);
    else this.#fire(value as TopLineAction);
  }

  #renderStep(action: 'previous' | 'next', isPossible: boolean) {
    const title = action === 'next' ? 'Next image' : 'Previous image';
    return html`<wa-button
      appearance="plain"
      title=${title}
      ?disabled=${!isPossible}
      @click=${() => this.#fire(action)}
    >
      <wa-icon name=${action === 'next' ? 'chevron-right' : 'chevron-left'} label=${title}></wa-icon>
    </wa-button>`;
  }

  #renderPosition() {
    const { image, neighbours } = this;
    if (image?.deleted_at) return 'In the trash';
    if (!neighbours) return nothing;
    const { position, total } = neighbours;
    return html`${formatNumber(position)}<span class="of"> of </span><span class="slim">/</span>${formatNumber(total)}`;
  }

  #renderMenu() {
    const canDelete = this.image && !this.image.deleted_at && this.image.abilities['delete'];
    return html`<wa-dropdown placement="bottom-end" @wa-select=${this.#onMenu}>
      <wa-button slot="trigger" appearance="plain"
        ><wa-icon name="ellipsis" label="More about this image"></wa-icon
      ></wa-button>
      <wa-dropdown-item value="copy-link"
        ><wa-icon slot="icon" name="link"></wa-icon>Copy a link to this view</wa-dropdown-item
      >
      <wa-dropdown-item value="download"
        ><wa-icon slot="icon" name="download"></wa-icon>Download the original</wa-dropdown-item
      >
      <wa-dropdown-item value="palette"
        ><wa-icon slot="icon" name="search"></wa-icon>Search and commands<span slot="details"
          >${keyCaps('Mod+k').join(' ')}</span
        ></wa-dropdown-item
      >
      <wa-dropdown-item value="keys"
        ><wa-icon slot="icon" name="keyboard"></wa-icon>Keys of this page<span slot="details">?</span></wa-dropdown-item
      >
      ${canDelete ? html`<wa-dropdown-item value="delete" variant="danger"><wa-icon slot="icon" name="trash-2"></wa-icon>Delete</wa-dropdown-item>` : nothing}
    </wa-dropdown>`;
  }

  override render() {
    const { image, project, neighbours } = this;
    const canDelete = image && !image.deleted_at && image.abilities['delete'];
    return html`<header>
      <nav aria-label="Where you are">
        <a class="back" href=${this.backHref} title="Back to the project"
          ><wa-icon name="chevron-left" label="Back to"></wa-icon><span>${project?.name ?? ''}</span></a
        >
        <span class="slash" aria-hidden="true">/</span>
        <h1 title=${image?.filename ?? ''}>${image?.filename ?? html`<ipm-skeleton class="wait"></ipm-skeleton>`}</h1>
        ${image ? html`<span class="facts figures quiet">${formatNumber(image.width)} × ${formatNumber(image.height)} · ${formatBytes(image.size_bytes)}</span>` : nothing}
      </nav>
      <div class="steps">
        ${this.#renderStep('previous', Boolean(neighbours?.previous_id))}
        <span class="position figures">${this.#renderPosition()}</span>
        ${this.#renderStep('next', Boolean(neighbours?.next_id))}
      </div>
      <div class="actions">
        <wa-button class="wide" appearance="plain" title="Download the original" @click=${() => this.#fire('download')}
          ><wa-icon name="download" label="Download the original"></wa-icon
        ></wa-button>
        ${canDelete ? html`<wa-button class="wide" appearance="plain" title="Delete" @click=${() => this.#fire('delete')}><wa-icon name="trash-2" label="Delete this image"></wa-icon></wa-button>` : nothing}
        ${this.#renderMenu()}
        <wa-button
          class="panel"
          appearance="plain"
          title="Sidebar"
          aria-pressed=${this.isSidebarOpen}
          @click=${() => this.#fire('sidebar')}
          ><wa-icon
            name=${this.isSidebarOpen ? 'panel-right-close' : 'panel-right-open'}
            label=${this.isSidebarOpen ? 'Hide the sidebar' : 'Show the sidebar'}
          ></wa-icon
        ></wa-button>
      </div>
    </header>`;
  }
}
customElements.define('images-top-line', ImagesTopLine);
