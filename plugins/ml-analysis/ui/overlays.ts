import '@awesome.me/webawesome/dist/components/switch/switch.js';
import { LitElement, css, html, nothing, type PropertyValues } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { SignalController, baseStyles, formatCount, formatNumber } from '#ui';
import './box-details.ts';
import { countWithoutClass, shownBoxes } from './box-filter.ts';
import './box-list.ts';
import { NO_CLASS_COLOR } from './class-colors.ts';
import type { ListedClass } from './class-list.ts';
import './class-list.ts';
import './confidence-range.ts';
import { controlStyles } from './control-styles.ts';
import { filterOf } from './draw-overlays.ts';
import type { LayerData } from './layer-data.ts';
import './layer-row.ts';
import type { LayerStyleEvent } from './layer-row.ts';
import { changeOptions, changeStyle, clearFilter, isFiltered, overlayOptions, styleOf } from './overlay-options.ts';

/** "Overlays": what of an analysis lies over the picture, and how: layers, classes, confidence, one by one in a list. */
export class AnalysisOverlays extends LitElement {
  static override properties = {
    data: { attribute: false },
    selected: { attribute: false },
    problems: { attribute: false },
  };
  declare data: LayerData;
  declare selected: number | null;
  /** Why a raster could not be shown, by its annotation. */
  declare problems: ReadonlyMap<string, string>;
  #shown: Uint32Array = new Uint32Array();
  #shownFor: unknown[] = [];
  #classes: readonly ListedClass[] = [];

  static override styles = [
    baseStyles,
    controlStyles,
    css`
      :host {
        display: grid;
        gap: var(--ipm-space-4);
      }
      .head,
      .tail {
        display: flex;
        align-items: center;
        justify-content: space-between;
        gap: var(--ipm-space-2);
      }
      .block {
        display: grid;
        gap: var(--ipm-space-1);
      }
      .modes {
        display: grid;
        grid-template-columns: 1fr 1fr;
        border: 1px solid var(--ipm-control-border);
        border-radius: var(--ipm-radius);
        overflow: hidden;
      }
      .modes button {
        display: inline-flex;
        align-items: center;
        justify-content: center;
        gap: var(--ipm-space-2);
        min-height: calc(var(--ipm-control) - 2px);
        border: 0;
        background: none;
        font-size: var(--ipm-text-s);
        cursor: pointer;
      }
      .modes button[aria-pressed='true'] {
        background: var(--ipm-accent-quiet);
        color: var(--ipm-accent-text);
        font-weight: var(--ipm-weight-medium);
      }
      .modes button:focus-visible {
        outline-offset: -3px;
      }
      wa-switch {
        font-size: var(--ipm-text-s);
      }
      .note {
        color: var(--ipm-text-quiet);
        font-size: var(--ipm-text-s);
      }
      .word {
        display: flex;
        flex-wrap: wrap;
        gap: 0 var(--ipm-space-2);
        font-size: var(--ipm-text-s);
      }
    `,
  ];

  constructor() {
    super();
    this.selected = null;
    this.problems = new Map();
    new SignalController(this, overlayOptions);
  }

  override willUpdate(changed: PropertyValues<this>): void {
    const { boxes, classes, counts } = this.data;
    if (changed.has('data')) {
      const without = countWithoutClass(boxes);
      this.#classes = [
        ...classes.map(({ name, color }, index) => ({ name, color, count: counts[index] ?? 0 })),
        ...(without > 0 && (classes.length > 0 || without < boxes.classes.length)
          ? [{ name: '', color: NO_CLASS_COLOR, count: without }]
          : []),
      ];
    }
    const { hiddenClasses, minConfidence, maxConfidence } = overlayOptions.value;
    const shownFor = [this.data, hiddenClasses, minConfidence, maxConfidence];
    if (shownFor.every((each, at) => each === this.#shownFor[at])) return;
    this.#shownFor = shownFor;
    this.#shown = shownBoxes(boxes, filterOf(this.data, overlayOptions.value));
  }

  #renderModes() {
    const { mode } = overlayOptions.value;
    return html`<div class="modes" role="group" aria-label="How the overlays are shown">
      <button type="button" aria-pressed=${mode === 'overlay'} @click=${() => changeOptions({ mode: 'overlay' })}>
        <wa-icon name="layers-2"></wa-icon>Overlay
      </button>
      <button
        type="button"
        aria-pressed=${mode === 'side-by-side'}
        @click=${() => changeOptions({ mode: 'side-by-side' })}
      >
        <wa-icon name="columns-2"></wa-icon>Side by side
      </button>
    </div>`;
  }

  #renderLayers() {
    const options = overlayOptions.value;
    const count = this.data.boxes.classes.length;
    return html`<div class="block">
      ${
        count > 0
          ? html`<ml-analysis-layer-row
              name="Boxes"
              note=${formatNumber(count)}
              .style_=${options.boxes}
              @ml-analysis-style=${({ changes }: LayerStyleEvent) => changeStyle('boxes', changes)}
            ></ml-analysis-layer-row>`
          : nothing
      }
      ${repeat(
        this.data.rasters,
        ({ annotation_id }) => annotation_id,
        ({ annotation_id, annotation_type, title }) =>
          html`<ml-analysis-layer-row
            name=${title}
            problem=${this.problems.get(annotation_id) ?? ''}
            .style_=${styleOf(options, annotation_type)}
            @ml-analysis-style=${({ changes }: LayerStyleEvent) => changeStyle(annotation_type, changes)}
          ></ml-analysis-layer-row>`,
      )}
    </div>`;
  }

  #renderBoxes() {
    const { boxes } = this.data;
    const count = boxes.classes.length;
    if (count === 0) return nothing;
    const options = overlayOptions.value;
    const hasConfidence = boxes.confidence.some((value) => !Number.isNaN(value));
    return html`
      ${
        this.#classes.length > 0
          ? html`<div class="block">
              <h3>Classes</h3>
              <ml-analysis-class-list
                .classes=${this.#classes}
                .hidden_=${options.hiddenClasses}
              ></ml-analysis-class-list>
            </div>`
          : nothing
      }
      ${
        hasConfidence
          ? html`<ml-analysis-confidence-range
              .confidence=${boxes.confidence}
              .min=${options.minConfidence}
              .max=${options.maxConfidence}
            ></ml-analysis-confidence-range>`
          : nothing
      }
      <div class="block">
        <div class="tail">
          <span class="count" role="status"
            >${
              this.#shown.length === count
                ? formatCount(count, 'box', 'boxes')
                : `${formatNumber(this.#shown.length)} of ${formatCount(count, 'box', 'boxes')}`
            }</span
          >
          ${
            isFiltered(options)
              ? html`<button class="plain" type="button" @click=${clearFilter}>Show all</button>`
              : nothing
          }
        </div>
        <ml-analysis-box-list
          .data=${this.data}
          .shown=${this.#shown}
          .selected=${this.selected}
        ></ml-analysis-box-list>
        ${
          this.selected === null
            ? nothing
            : html`<ml-analysis-box-details
                .analysisId=${this.data.analysisId}
                .box=${this.selected}
              ></ml-analysis-box-details>`
        }
      </div>
    `;
  }

  #renderWords() {
    const { classifications, other } = this.data;
    if (classifications.length === 0 && other.length === 0) return nothing;
    return html`<div class="block">
      ${classifications.length > 0 ? html`<h3>Classification</h3>` : nothing}
      ${classifications.map(
        ({ class_name, confidence }) =>
          html`<p class="word">
            <span>${class_name ?? 'without class'}</span>
            ${confidence === null ? nothing : html`<span class="count">${(confidence * 100).toFixed(1)}%</span>`}
          </p>`,
      )}
      ${other.map(
        ({ annotation_type, count }) =>
          html`<p class="note">
            ${formatCount(count, 'annotation')} of type ${annotation_type}: not drawn, but exported.
          </p>`,
      )}
    </div>`;
  }

  override render() {
    const options = overlayOptions.value;
    const isNothing = this.data.boxes.classes.length === 0 && this.data.rasters.length === 0;
    return html`
      <div class="head">
        <h3>Overlays</h3>
        ${
          isNothing
            ? nothing
            : html`<wa-switch
                size="s"
                .checked=${options.isOn}
                @change=${(event: Event) => changeOptions({ isOn: (event.target as HTMLInputElement).checked })}
                >Show</wa-switch
              >`
        }
      </div>
      ${isNothing ? html`<p class="note">This analysis has nothing that lies over the picture.</p>` : this.#renderModes()}
      ${this.#renderLayers()} ${this.#renderBoxes()}
      ${
        this.data.boxes.classes.length > 0
          ? html`<wa-switch
              size="s"
              .checked=${options.showLabels}
              @change=${(event: Event) => changeOptions({ showLabels: (event.target as HTMLInputElement).checked })}
              >Class and confidence beside boxes</wa-switch
            >`
          : nothing
      }
      ${this.#renderWords()}
    `;
  }
}
customElements.define('ml-analysis-overlays', AnalysisOverlays);

declare global {
  interface HTMLElementTagNameMap {
    'ml-analysis-overlays': AnalysisOverlays;
  }
}
