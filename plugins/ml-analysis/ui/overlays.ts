import '@awesome.me/webawesome/dist/components/switch/switch.js';
import { LitElement, html, nothing, type PropertyValues } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { NO_CLASS, SignalController, baseStyles, formatCount, formatNumber } from '#ui';
import './box-details.ts';
import { shownBoxes } from './box-filter.ts';
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
import { overlaysStyles } from './overlays-styles.ts';
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

  static override styles = [baseStyles, controlStyles, overlaysStyles];

  constructor() {
    super();
    this.selected = null;
    this.problems = new Map();
    new SignalController(this, overlayOptions);
  }

  override willUpdate(changed: PropertyValues<this>): void {
    const { boxes, classes, counts } = this.data;
    if (changed.has('data')) {
      const without = boxes.classes.reduce((count, each) => (each === NO_CLASS ? count + 1 : count), 0);
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
