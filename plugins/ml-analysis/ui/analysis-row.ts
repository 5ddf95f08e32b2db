import '@awesome.me/webawesome/dist/components/button/button.js';
import { LitElement, css, html, nothing } from 'lit';
import { baseStyles, formatCount } from '#ui';
import type { AnalysisJson } from '../schemas.ts';
import { signOf } from './status-sign.ts';

/** Fired by an analysis's row: choose it, or call it off. */
export class AnalysisActionEvent extends Event {
  static readonly type = 'ml-analysis-action';
  readonly analysis: AnalysisJson;
  readonly action: 'choose' | 'cancel';
  constructor(analysis: AnalysisJson, action: 'choose' | 'cancel') {
    super(AnalysisActionEvent.type, { bubbles: true, composed: true });
    this.analysis = analysis;
    this.action = action;
  }
}

/** One analysis of an image: model, state, when, how much it found, and why it failed. */
export class AnalysisRow extends LitElement {
  static override properties = { analysis: { attribute: false }, isChosen: { type: Boolean } };
  declare analysis: AnalysisJson;
  declare isChosen: boolean;

  static override styles = [
    baseStyles,
    css`
      :host {
        display: block;
      }
      .row {
        display: grid;
        grid-template-columns: minmax(0, 1fr) auto;
        align-items: center;
        border: 1px solid var(--ipm-border);
        border-radius: var(--ipm-radius);
        background: var(--ipm-surface);
      }
      .row:hover {
        border-color: var(--ipm-border-strong);
      }
      .chosen {
        border-color: var(--ipm-accent-border);
        background: var(--ipm-accent-quiet);
      }
      .choose {
        display: grid;
        gap: 2px;
        min-width: 0;
        padding: var(--ipm-space-2) var(--ipm-space-3);
        border: 0;
        border-radius: var(--ipm-radius);
        background: none;
        text-align: start;
        cursor: pointer;
      }
      .model {
        display: flex;
        align-items: baseline;
        gap: var(--ipm-space-2);
        min-width: 0;
        font-weight: var(--ipm-weight-medium);
      }
      .name {
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      .version {
        flex: none;
        max-width: 50%;
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      .version,
      .facts {
        color: var(--ipm-text-quiet);
        font-size: var(--ipm-text-s);
        font-weight: var(--ipm-weight);
      }
      .facts {
        display: flex;
        flex-wrap: wrap;
        gap: 0 var(--ipm-space-2);
      }
      .chosen .version,
      .chosen .facts {
        color: var(--ipm-text);
      }
      .state {
        display: inline-flex;
        align-items: center;
        gap: var(--ipm-space-1);
      }
      .accent {
        color: var(--ipm-accent-text);
      }
      .success {
        color: var(--ipm-success-text);
      }
      .danger {
        color: var(--ipm-danger-text);
      }
      .error {
        color: var(--ipm-danger-text);
        font-size: var(--ipm-text-s);
        overflow-wrap: anywhere;
      }
      wa-button {
        margin-inline-end: var(--ipm-space-2);
      }
      .processing wa-icon {
        animation: turn 1.6s linear infinite;
      }
      @keyframes turn {
        to {
          rotate: 1turn;
        }
      }
      @media (prefers-reduced-motion: reduce) {
        .processing wa-icon {
          animation: none;
        }
      }
    `,
  ];

  constructor() {
    super();
    this.isChosen = false;
  }

  #act(action: 'choose' | 'cancel'): void {
    this.dispatchEvent(new AnalysisActionEvent(this.analysis, action));
  }

  override render() {
    const { model_name, model_version, status, annotation_count, created_at, completed_at, error_message } =
      this.analysis;
    const { icon, text, tone } = signOf(status);
    return html`<div class="row ${this.isChosen ? 'chosen' : ''}">
      <button class="choose" type="button" aria-pressed=${this.isChosen} @click=${() => this.#act('choose')}>
        <span class="model"><span class="name">${model_name}</span><span class="version">${model_version}</span></span>
        <span class="facts figures">
          <span class="state ${status} ${tone}"><wa-icon name=${icon}></wa-icon>${text}</span>
          ${annotation_count > 0 || status === 'completed' ? html`<span>${formatCount(annotation_count, 'annotation')}</span>` : nothing}
          <ipm-relative-time datetime=${completed_at ?? created_at}></ipm-relative-time>
        </span>
        ${error_message ? html`<span class="error">${error_message}</span>` : nothing}
      </button>
      ${
        this.analysis.abilities.cancel
          ? html`<wa-button size="s" appearance="plain" @click=${() => this.#act('cancel')}>Cancel</wa-button>`
          : nothing
      }
    </div>`;
  }
}
customElements.define('ml-analysis-row', AnalysisRow);

declare global {
  interface HTMLElementTagNameMap {
    'ml-analysis-row': AnalysisRow;
  }
}
