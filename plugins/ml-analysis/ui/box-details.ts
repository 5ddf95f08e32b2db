import { LitElement, css, html, nothing } from 'lit';
import { api, baseStyles, sentenceOf } from '#ui';
import type { AnnotationJson } from '../schemas.ts';
import { controlStyles } from './control-styles.ts';

/** What is known of one box: class, confidence, and the data that the pipeline sent with it. */
export class BoxDetails extends LitElement {
  static override properties = {
    analysisId: { attribute: false },
    box: { attribute: false },
    annotation: { state: true },
    failure: { state: true },
  };
  declare analysisId: string;
  declare box: number;
  declare annotation: AnnotationJson | undefined;
  declare failure: string;
  #asked = '';

  static override styles = [
    baseStyles,
    controlStyles,
    css`
      :host {
        display: block;
        padding: var(--ipm-space-2) var(--ipm-space-3);
        border: 1px solid var(--ipm-border);
        border-radius: var(--ipm-radius);
        min-height: 5.5rem;
        font-size: var(--ipm-text-s);
      }
      dl {
        display: grid;
        grid-template-columns: auto minmax(0, 1fr);
        gap: 2px var(--ipm-space-3);
        max-height: 14rem;
        overflow-y: auto;
        scrollbar-width: thin;
      }
      dt {
        color: var(--ipm-text-quiet);
        overflow-wrap: anywhere;
      }
      dd {
        overflow-wrap: anywhere;
        font-variant-numeric: tabular-nums;
      }
      .failure {
        color: var(--ipm-danger-text);
      }
    `,
  ];

  constructor() {
    super();
    this.failure = '';
  }

  override willUpdate(): void {
    const asked = `${this.analysisId} ${this.box}`;
    if (asked !== this.#asked) void this.#load(asked);
  }

  async #load(asked: string): Promise<void> {
    this.#asked = asked;
    this.failure = '';
    try {
      const found = await api.get<AnnotationJson>(`/analyses/${this.analysisId}/boxes/${this.box}`);
      if (asked === this.#asked) this.annotation = found;
    } catch (error) {
      if (asked === this.#asked) this.failure = sentenceOf(error);
    }
  }

  override render() {
    if (this.failure) return html`<p class="failure">${this.failure}</p>`;
    const { annotation } = this;
    if (!annotation) return html`<ipm-skeleton lines="3"></ipm-skeleton>`;
    const { class_name, confidence, data } = annotation;
    return html`<dl tabindex="0" aria-label="The chosen box">
      <dt>Class</dt>
      <dd>${class_name ?? 'none'}</dd>
      ${
        confidence === null
          ? nothing
          : html`<dt>Confidence</dt>
              <dd>${(confidence * 100).toFixed(2)}%</dd>`
      }
      ${Object.entries(data).map(
        ([name, value]) =>
          html`<dt>${name}</dt>
            <dd>${wordsOf(value)}</dd>`,
      )}
    </dl>`;
  }
}
customElements.define('ml-analysis-box-details', BoxDetails);

const wordsOf = (value: unknown): string => (typeof value === 'string' ? value : (JSON.stringify(value) ?? ''));

declare global {
  interface HTMLElementTagNameMap {
    'ml-analysis-box-details': BoxDetails;
  }
}
