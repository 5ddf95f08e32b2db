import { LitElement, css, html, nothing, svg, type PropertyValues } from 'lit';
import { baseStyles } from '#ui';
import { histogramOf } from './box-filter.ts';
import { controlStyles } from './control-styles.ts';
import { changeOptions } from './overlay-options.ts';

const bins = 40;
const height = 32;

/** The confidences of the boxes as a histogram, and the range of those that are shown. */
export class ConfidenceRange extends LitElement {
  static override properties = { confidence: { attribute: false }, min: { type: Number }, max: { type: Number } };
  declare confidence: Float32Array;
  declare min: number;
  declare max: number;
  #counts: Uint32Array = new Uint32Array(bins);

  static override styles = [
    baseStyles,
    controlStyles,
    css`
      :host {
        display: block;
      }
      .head {
        display: flex;
        justify-content: space-between;
      }
      svg {
        display: block;
        width: 100%;
        height: ${height}px;
        margin-top: var(--ipm-space-1);
        border-bottom: 1px solid var(--ipm-border);
      }
      rect {
        fill: var(--ipm-border-strong);
      }
      rect.in {
        fill: var(--ipm-accent);
      }
      .range {
        position: relative;
        height: 1.5rem;
        background: linear-gradient(
            90deg,
            var(--ipm-border-strong) var(--low),
            var(--ipm-accent) var(--low) var(--high),
            var(--ipm-border-strong) var(--high)
          )
          center / 100% 4px no-repeat;
      }
      /* Two sliders in one place: only their thumbs take the pointer. */
      input[type='range'] {
        position: absolute;
        inset: 0;
        height: 100%;
        appearance: none;
        background: none;
        pointer-events: none;
      }
      input::-webkit-slider-thumb {
        appearance: none;
        width: 16px;
        height: 16px;
        border: 2px solid var(--ipm-surface);
        border-radius: 50%;
        background: var(--ipm-accent);
        pointer-events: auto;
        cursor: pointer;
      }
      input::-moz-range-thumb {
        width: 12px;
        height: 12px;
        border: 2px solid var(--ipm-surface);
        border-radius: 50%;
        background: var(--ipm-accent);
        pointer-events: auto;
        cursor: pointer;
      }
      input::-moz-range-track {
        background: none;
      }
      input:focus-visible {
        outline: none;
      }
      input:focus-visible::-webkit-slider-thumb {
        outline: 2px solid var(--ipm-focus);
        outline-offset: 1px;
      }
      input:focus-visible::-moz-range-thumb {
        outline: 2px solid var(--ipm-focus);
        outline-offset: 1px;
      }
      @media (pointer: coarse) {
        .range {
          height: 2.75rem;
        }
      }
    `,
  ];

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('confidence')) this.#counts = histogramOf(this.confidence, bins);
  }

  #onMin(event: Event): void {
    const input = event.target as HTMLInputElement;
    const min = Math.min(Number(input.value) / 100, this.max);
    input.value = String(min * 100);
    changeOptions({ minConfidence: min });
  }

  #onMax(event: Event): void {
    const input = event.target as HTMLInputElement;
    const max = Math.max(Number(input.value) / 100, this.min);
    input.value = String(max * 100);
    changeOptions({ maxConfidence: max });
  }

  #renderThumb(name: string, value: number, onInput: (event: Event) => void) {
    return html`<input
      type="range"
      aria-label=${name}
      aria-valuetext=${`${value} percent`}
      min="0"
      max="100"
      step="1"
      .value=${String(value)}
      @input=${onInput}
    />`;
  }

  #renderBar = (count: number, bin: number, highest: number) => {
    if (count === 0) return nothing;
    // Never lower than a pixel: one box among thousands is still there.
    const tall = Math.max(1, (count / highest) * height);
    const isIn = (bin + 1) / bins > this.min && bin / bins < this.max + Number.EPSILON;
    return svg`<rect class=${isIn ? 'in' : ''} x=${bin + 0.1} y=${height - tall} width="0.8" height=${tall}></rect>`;
  };

  override render() {
    const highest = Math.max(1, ...this.#counts);
    const [min, max] = [Math.round(this.min * 100), Math.round(this.max * 100)];
    return html`<div class="head">
        <h3>Confidence</h3>
        <span class="count">${min}% to ${max}%</span>
      </div>
      <svg viewBox="0 0 ${bins} ${height}" preserveAspectRatio="none" aria-hidden="true">
        ${[...this.#counts].map((count, bin) => this.#renderBar(count, bin, highest))}
      </svg>
      <div class="range" .style=${`--low: ${min}%; --high: ${max}%`}>
        ${this.#renderThumb('Least confidence', min, this.#onMin)}
        ${this.#renderThumb('Greatest confidence', max, this.#onMax)}
      </div>`;
  }
}
customElements.define('ml-analysis-confidence-range', ConfidenceRange);

declare global {
  interface HTMLElementTagNameMap {
    'ml-analysis-confidence-range': ConfidenceRange;
  }
}
