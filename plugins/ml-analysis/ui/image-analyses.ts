import { ApiProblem, api } from '#ui';
import type { AnalysisJson } from '../schemas.ts';
import { loadLayers, releaseLayers, type LayerData } from './layer-data.ts';

const most = 500;

/** The analyses of one image, and what one of them draws; `onChange` follows every change. */
export class ImageAnalyses {
  /** Newest first; undefined until they are known. */
  analyses: readonly AnalysisJson[] | undefined;
  /** Why they could not be loaded, if they could not. */
  problem: ApiProblem | undefined;
  /** What is drawn; null while nothing is chosen or it is on its way. */
  data: LayerData | null = null;
  /** Why the chosen one's layers could not be loaded. */
  layersProblem: ApiProblem | undefined;
  isLoadingLayers = false;
  readonly #imageId: string;
  readonly #onChange: () => void;
  readonly #stop = new AbortController();
  #wanted = '';
  #loading: AbortController | undefined;

  constructor(imageId: string, onChange: () => void) {
    this.#imageId = imageId;
    this.#onChange = onChange;
  }

  /** Loads the list, again if it was there. */
  async load(): Promise<void> {
    try {
      const { analyses } = await api.get<{ analyses: AnalysisJson[] }>(`/images/${this.#imageId}/analyses`, {
        query: { limit: most },
        signal: this.#stop.signal,
      });
      this.analyses = analyses;
      this.problem = undefined;
    } catch (error) {
      if (this.#stop.signal.aborted) return;
      if (!(error instanceof ApiProblem)) throw error;
      this.problem = error;
    }
    this.#onChange();
  }

  /** Puts a newer state of an analysis into the list. */
  put(analysis: AnalysisJson): void {
    this.analyses = this.analyses?.map((each) => (each.id === analysis.id ? analysis : each));
    this.#onChange();
  }

  /** Draws this analysis from now on, or nothing. What is drawn stays until a newer state of it has come. */
  async show(analysis: AnalysisJson | null): Promise<void> {
    const wanted = analysis ? [analysis.id, analysis.status, analysis.annotation_count].join(' ') : '';
    if (wanted === this.#wanted) return;
    this.#wanted = wanted;
    this.#loading?.abort();
    this.isLoadingLayers = false;
    this.layersProblem = undefined;
    if (this.data && this.data.analysisId !== analysis?.id) this.#replace(null);
    if (!analysis || analysis.annotation_count === 0) {
      this.#replace(null);
      return;
    }
    await this.#loadLayers(analysis.id);
  }

  /** Loads what is drawn again: its annotations were changed, or it failed. */
  async showAgain(analysis: AnalysisJson): Promise<void> {
    this.#wanted = '';
    await this.show(analysis);
  }

  /** Ends all that is under way and frees what was drawn. */
  close(): void {
    this.#stop.abort();
    this.#loading?.abort();
    if (this.data) releaseLayers(this.data);
    this.data = null;
  }

  async #loadLayers(analysisId: string): Promise<void> {
    const loading = new AbortController();
    this.#loading = loading;
    this.isLoadingLayers = true;
    this.#onChange();
    try {
      const data = await loadLayers(analysisId, loading.signal);
      if (loading.signal.aborted) return releaseLayers(data);
      this.#replace(data);
    } catch (error) {
      if (loading.signal.aborted) return;
      if (!(error instanceof ApiProblem)) throw error;
      this.layersProblem = error;
    }
    this.isLoadingLayers = false;
    this.#onChange();
  }

  #replace(data: LayerData | null): void {
    if (this.data) releaseLayers(this.data);
    this.data = data;
    this.#onChange();
  }
}
