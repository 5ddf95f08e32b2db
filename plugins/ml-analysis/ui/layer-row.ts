import { LitElement, css, html, nothing } from 'lit';
import { baseStyles } from '#ui';
import { controlStyles } from './control-styles.ts';
import type { LayerStyle } from './overlay-options.ts';

/** Fired when a layer is to be shown otherwise. */
export class LayerStyleEvent extends Event {
  static readonly type = 'ml-analysis-style';
  readonly changes: Partial<LayerStyle>;
  constructor(changes: Partial<LayerStyle>) {
    super(LayerStyleEvent.type);
    this.changes = changes;
  }
}

/** One layer: an eye, its name and count, how strongly it covers the picture. */
export class LayerRow extends LitElement {
  static override properties = { name: {}, note: {}, problem: {}, icon: {}, style_: { attribute: false } };
  declare name: string;
  /** Beside the name, such as a count. */
  declare note: string;
  /** Why it can't be shown; empty if it can. */
  declare problem: string;
  declare icon: string;
  declare style_: LayerStyle;

  static override styles = [
    baseStyles,
    controlStyles,
    css`
      :host {
        display: block;
      }
      .row {
        grid-template-columns: auto minmax(0, 1fr) minmax(4rem, 7rem) 2.5rem;
      }
      .share {
        text-align: end;
      }
      .problem {
        padding-inline-start: 2.25rem;
        color: var(--ipm-danger-text);
        font-size: var(--ipm-text-s);
      }
    `,
  ];

  constructor() {
    super();
    this.note = '';
    this.problem = '';
  }

  #tell(changes: Partial<LayerStyle>): void {
    this.dispatchEvent(new LayerStyleEvent(changes));
  }

  override render() {
    const { visible, opacity } = this.style_;
    const percent = Math.round(opacity * 100);
    return html`<div class="row ${visible ? '' : 'off'}">
        <button
          class="icon"
          type="button"
          aria-pressed=${visible}
          aria-label=${`Show ${this.name}`}
          title=${visible ? `Hide ${this.name}` : `Show ${this.name}`}
          @click=${() => this.#tell({ visible: !visible })}
        >
          <wa-icon name=${visible ? 'eye' : 'eye-off'}></wa-icon>
        </button>
        <span class="name" title=${this.name}>${this.name} <span class="count">${this.note}</span></span>
        <input
          type="range"
          aria-label=${`Opacity of ${this.name}`}
          aria-valuetext=${`${percent} percent`}
          min="5"
          max="100"
          step="5"
          .value=${String(percent)}
          @input=${(event: Event) => this.#tell({ opacity: Number((event.target as HTMLInputElement).value) / 100 })}
        />
        <span class="count share">${percent}%</span>
      </div>
      ${this.problem ? html`<p class="problem">${this.problem}</p>` : nothing}`;
  }
}
customElements.define('ml-analysis-layer-row', LayerRow);

declare global {
  interface HTMLElementTagNameMap {
    'ml-analysis-layer-row': LayerRow;
  }
}
