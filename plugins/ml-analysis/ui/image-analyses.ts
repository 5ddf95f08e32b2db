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
  readonly #imageId: string;
  readonly #onChange: () => void;
  readonly #stop = new AbortController();
  #turn = 0;
  #wanted = '';
  #loading: { readonly analysisId: string; readonly stop: AbortController } | undefined;
  /** What is being loaded has changed meanwhile. */
  #isBehind = false;

  constructor(imageId: string, onChange: () => void) {
    this.#imageId = imageId;
    this.#onChange = onChange;
  }

  /** Loads the list, again if it was there; of several answers the one asked for last counts. */
  async load(): Promise<void> {
    this.#turn += 1;
    const turn = this.#turn;
    try {
      const { analyses } = await api.get<{ analyses: AnalysisJson[] }>(`/images/${this.#imageId}/analyses`, {
        query: { limit: most },
        signal: this.#stop.signal,
      });
      if (turn !== this.#turn) return;
      this.analyses = analyses;
      this.problem = undefined;
    } catch (error) {
      if (this.#stop.signal.aborted || turn !== this.#turn) return;
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
    if (this.#loading && this.#loading.analysisId === analysis?.id) {
      // Its results come faster than they can be drawn: first this state, then the newest.
      this.#isBehind = true;
      return;
    }
    this.#loading?.stop.abort();
    this.#loading = undefined;
    this.layersProblem = undefined;
    if (this.data && this.data.analysisId !== analysis?.id) this.#replace(null);
    if (analysis && analysis.annotation_count > 0) await this.#loadLayers(analysis.id);
    else this.#replace(null);
  }

  /** Loads what is drawn again: its annotations were changed, or it failed. */
  async showAgain(analysis: AnalysisJson): Promise<void> {
    this.#wanted = '';
    await this.show(analysis);
  }

  get isLoadingLayers(): boolean {
    return this.#loading !== undefined;
  }

  /** Ends all that is under way and frees what was drawn. */
  close(): void {
    this.#stop.abort();
    this.#loading?.stop.abort();
    if (this.data) releaseLayers(this.data);
    this.data = null;
  }

  async #loadLayers(analysisId: string): Promise<void> {
    const loading = { analysisId, stop: new AbortController() };
    this.#loading = loading;
    const { signal } = loading.stop;
    this.#onChange();
    try {
      do {
        this.#isBehind = false;
        const data = await loadLayers(analysisId, signal);
        if (signal.aborted) return releaseLayers(data);
        this.#replace(data);
      } while (this.#isBehind);
    } catch (error) {
      if (signal.aborted) return;
      if (!(error instanceof ApiProblem)) throw error;
      this.layersProblem = error;
    }
    this.#loading = undefined;
    this.#onChange();
  }

  #replace(data: LayerData | null): void {
    if (this.data) releaseLayers(this.data);
    this.data = data;
    this.#onChange();
  }
}
