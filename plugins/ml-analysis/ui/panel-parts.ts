import '@awesome.me/webawesome/dist/components/button/button.js';
import { html, nothing } from 'lit';
import { apiUrl } from '#ui';
import type { AnalysisJson } from '../schemas.ts';
import type { ImageAnalyses } from './image-analyses.ts';
import type { OverlayWatcher } from './chosen-box.ts';
import './overlays.ts';

/** A failure in place, with its reason and a way on. */
export const renderProblem = (title: string, detail: string, again: () => void) =>
  html`<ipm-empty compact icon="wifi-off" tone="danger" heading=${title}>
    ${detail}<wa-button slot="actions" size="s" appearance="outlined" @click=${again}>Try again</wa-button>
  </ipm-empty>`;

/** What stands where an image has no analyses: what they are, and how to try one. */
export const renderNone = (imageId: string) =>
  html`<ipm-empty compact icon="microscope" heading="No analyses yet">
    Pipelines post their results here, and they appear by themselves. To try it, run in the project’s folder:
    <code>npm run example:pipeline -- --image ${imageId}</code>
  </ipm-empty>`;

/** The two files that an analysis can be had as. */
export function renderExports({ id, model_name, created_at }: AnalysisJson) {
  const stamp = created_at.slice(0, 19).replace(/[-:]/g, '').replace('T', '_');
  return html`<div class="exports">
    ${(['json', 'csv'] as const).map(
      (format) =>
        html`<wa-button
          size="s"
          appearance="outlined"
          href=${apiUrl(`/analyses/${id}/export`, { format })}
          download=${`analysis_${model_name}_${stamp}.${format}`}
          ><wa-icon slot="start" name=${format === 'json' ? 'file-json' : 'file-spreadsheet'}></wa-icon>Export
          ${format.toUpperCase()}</wa-button
        >`,
    )}
  </div>`;
}

/** What the chosen analysis draws, or why it doesn't yet. */
export function renderChosen(chosen: AnalysisJson, list: ImageAnalyses, { selected, problems }: OverlayWatcher) {
  if (list.layersProblem) {
    const again = (): void => void list.showAgain(chosen);
    return renderProblem('The overlays couldn’t be loaded', list.layersProblem.detail, again);
  }
  if (!list.data) return list.isLoadingLayers ? html`<ipm-skeleton lines="5"></ipm-skeleton>` : nothing;
  return html`<div class="overlays">
    <ml-analysis-overlays .data=${list.data} .selected=${selected} .problems=${problems}></ml-analysis-overlays>
  </div>`;
}
