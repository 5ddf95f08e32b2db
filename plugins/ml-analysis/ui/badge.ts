import { LitElement, css, html, nothing, type PropertyValues } from 'lit';
import { StoreController, baseStyles, formatCount, type ImageJson, type ProjectJson } from '#ui';
import type { AnalysisSummary } from '../schemas.ts';
import { summaryStore } from './summary-store.ts';

/** The analyses of an image as one sign on its tile: how many, and whether one is running or has failed. */
export class AnalysisBadge extends LitElement {
  static override properties = { image: { attribute: false }, project: { attribute: false } };
  declare image: ImageJson;
  declare project: ProjectJson;
  // A hint: without an answer there is none, and the next event or connection asks again.
  readonly #store = new StoreController(this, summaryStore, () => this.project.id);

  static override styles = [
    baseStyles,
    css`
      :host {
        display: inline-flex;
      }
      .sign {
        display: inline-flex;
        align-items: center;
        gap: 3px;
        height: 1.125rem;
        padding: 0 5px;
        border-radius: 0.5625rem;
        background: #000000b3;
        color: #ffffff;
        font-size: 0.6875rem;
        font-weight: var(--ipm-weight-bold);
        font-variant-numeric: tabular-nums;
        line-height: 1;
      }
      .turns {
        animation: turn 1.6s linear infinite;
      }
      @keyframes turn {
        to {
          rotate: 1turn;
        }
      }
      @media (prefers-reduced-motion: reduce) {
        .turns {
          animation: none;
        }
      }
    `,
  ];

  override update(changed: PropertyValues<this>): void {
    super.update(changed);
    const summary = this.#summary;
    // An empty sign must not take the gap between signs.
    this.hidden = !summary;
    this.role = summary ? 'img' : null;
    this.ariaLabel = summary ? sentence(summary) : null;
    this.title = summary ? sentence(summary) : '';
  }

  get #summary(): AnalysisSummary | undefined {
    return this.#store.value?.[this.image.id];
  }

  override render() {
    const summary = this.#summary;
    if (!summary) return nothing;
    const isRunning = summary.running > 0;
    const icon = isRunning
      ? 'loader-circle'
      : summary.failed > 0 && summary.completed === 0
        ? 'alert-triangle'
        : 'scan-eye';
    return html`<span class="sign"
      ><wa-icon class=${isRunning ? 'turns' : ''} name=${icon}></wa-icon>${summary.total}</span
    >`;
  }
}
customElements.define('ml-analysis-badge', AnalysisBadge);

function sentence({ total, running, failed }: AnalysisSummary): string {
  const parts = [formatCount(total, 'analysis', 'analyses')];
  if (running > 0) parts.push(`${running} running`);
  if (failed > 0) parts.push(`${failed} failed`);
  return parts.join(', ');
}
