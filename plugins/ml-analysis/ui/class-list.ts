import { LitElement, css, html, nothing } from 'lit';
import { baseStyles, formatNumber } from '#ui';
import { controlStyles } from './control-styles.ts';
import { toggleClass } from './overlay-options.ts';

/** A class as the list shows it; the name '' stands for boxes without one. */
export interface ListedClass {
  readonly name: string;
  readonly color: string;
  readonly count: number;
}

const firstMany = 12;

/** The classes of an analysis: colour, name, how many boxes, and an eye. The most frequent first; the rest on demand. */
export class ClassList extends LitElement {
  static override properties = {
    classes: { attribute: false },
    hidden_: { attribute: false },
    isWhole: { state: true },
  };
  declare classes: readonly ListedClass[];
  declare hidden_: readonly string[];
  declare isWhole: boolean;

  static override styles = [
    baseStyles,
    controlStyles,
    css`
      :host {
        display: block;
      }
      ul {
        display: grid;
        max-height: 18rem;
        overflow-y: auto;
        scrollbar-width: thin;
      }
      .row {
        grid-template-columns: auto auto minmax(0, 1fr) auto;
        min-height: 1.75rem;
      }
      .off .swatch {
        background: none;
      }
    `,
  ];

  constructor() {
    super();
    this.isWhole = false;
  }

  #renderClass = ({ name, color, count }: ListedClass) => {
    const isHidden = this.hidden_.includes(name);
    const title = name || 'Without class';
    return html`<li class="row ${isHidden ? 'off' : ''}">
      <button
        class="icon"
        type="button"
        aria-pressed=${!isHidden}
        aria-label=${`Show ${title}`}
        title=${isHidden ? `Show ${title}` : `Hide ${title}`}
        @click=${() => toggleClass(name)}
      >
        <wa-icon name=${isHidden ? 'eye-off' : 'eye'}></wa-icon>
      </button>
      <span class="swatch" .style=${`--class-color: ${color}`}></span>
      <span class="name" title=${title}>${title}</span>
      <span class="count">${formatNumber(count)}</span>
    </li>`;
  };

  override render() {
    const shown = this.isWhole ? this.classes : this.classes.slice(0, firstMany);
    const more = this.classes.length - shown.length;
    return html`<ul tabindex=${this.isWhole ? 0 : nothing} aria-label="Classes">
        ${shown.map(this.#renderClass)}
      </ul>
      ${
        more > 0
          ? html`<button class="plain" type="button" @click=${() => (this.isWhole = true)}>
              Show ${formatNumber(more)} more classes
            </button>`
          : nothing
      }`;
  }
}
customElements.define('ml-analysis-class-list', ClassList);

declare global {
  interface HTMLElementTagNameMap {
    'ml-analysis-class-list': ClassList;
  }
}
