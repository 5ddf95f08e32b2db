import '@awesome.me/webawesome/dist/components/switch/switch.js';
import { LitElement, html, nothing, type PropertyValues } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import {
  CommandsController,
  EventsController,
  SignalController,
  announce,
  api,
  baseStyles,
  connection,
  currentLocation,
  formatCount,
  readPreference,
  sentenceOf,
  setQuery,
  toast,
  writePreference,
  type ImageJson,
  type ProjectJson,
  type ViewerHandle,
} from '#ui';
import type { AnalysisEvent, AnalysisJson } from '../schemas.ts';
import './analysis-row.ts';
import type { AnalysisActionEvent } from './analysis-row.ts';
import type { ChooseBoxEvent } from './box-list.ts';
import { choose, newestCompleted, type Wish } from './choice.ts';
import { chooseBox, goToBox, watchViewer } from './chosen-box.ts';
import { clearOverlays, drawOverlays } from './draw-overlays.ts';
import { ImageAnalyses } from './image-analyses.ts';
import type { LayerData } from './layer-data.ts';
import { overlayOptions } from './overlay-options.ts';
import { panelCommands } from './panel-commands.ts';
import { renderChosen, renderExports, renderNone, renderProblem } from './panel-parts.ts';
import { panelStyles } from './panel-styles.ts';

const changes = ['created', 'status_changed', 'annotated', 'finalized'].map((name) => `ml-analysis.${name}`);
const autoKey = 'ml-analysis.auto';
const isBoolean = (value: unknown): value is boolean => typeof value === 'boolean';
const settleMs = 50;

/** The section "ML Analyses": what pipelines found in the image, which of it is drawn, and how. */
export class AnalysisPanel extends LitElement {
  static override properties = {
    image: { attribute: false },
    project: { attribute: false },
    viewer: { attribute: false },
    list: { state: true },
    wish: { state: true },
    takesNewest: { state: true },
    selected: { state: true },
    problems: { state: true },
  };
  declare image: ImageJson;
  declare project: ProjectJson;
  declare viewer: ViewerHandle | null;
  declare list: ImageAnalyses | undefined;
  declare wish: Wish;
  /** Whether the newest completed analysis is shown where none is chosen. */
  declare takesNewest: boolean;
  /** The chosen box. */
  declare selected: number | null;
  /** Why a raster could not be shown, by its annotation. */
  declare problems: ReadonlyMap<string, string>;
  #drawn: readonly unknown[] = [];
  #newest: string | null | undefined;
  #isStale = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #stops: (() => void)[] = [];
  #unwatch: (() => void) | undefined;

  static override styles = [baseStyles, panelStyles];

  constructor() {
    super();
    this.viewer = null;
    this.wish = 'newest';
    this.selected = null;
    this.problems = new Map();
    this.takesNewest = readPreference(autoKey, isBoolean, true);
    new SignalController(this, overlayOptions);
    new CommandsController(this, () => panelCommands(this));
    new EventsController<AnalysisEvent>(this, changes, (payload, { name }) => {
      if (payload.image_id !== this.image.id) return;
      if (name === 'ml-analysis.annotated' && payload.analysis_id === this.data?.analysisId) this.#isStale = true;
      this.#reloadSoon();
    });
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#stops = [
      connection.subscribe((state) => state === 'online' && this.#reloadSoon()),
      currentLocation.subscribe(() => this.#followAddress()),
    ];
    if (!this.hasUpdated) return;
    this.#watch(this.viewer);
    this.#open();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    for (const stop of this.#stops) stop();
    this.#forgetTimer();
    this.#watch(null);
    this.list?.close();
    this.list = undefined;
  }

  /** What is drawn now. */
  get data(): LayerData | null {
    return this.list?.data ?? null;
  }

  get #chosen(): AnalysisJson | null {
    return choose(this.list?.analyses ?? [], this.wish, this.takesNewest);
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('viewer')) this.#watch(this.viewer);
    if (changed.has('image') && changed.get('image')?.id !== this.image.id) this.#open();
  }

  override updated(): void {
    const { viewer, data } = this;
    const state = [viewer, data, overlayOptions.value, this.selected];
    if (!viewer || state.every((each, at) => each === this.#drawn[at])) return;
    const wasDrawn = this.#drawn[1];
    this.#drawn = state;
    if (data) drawOverlays(viewer, data, overlayOptions.value, this.selected);
    else if (wasDrawn) clearOverlays(viewer);
  }

  #open(): void {
    this.list?.close();
    this.wish = wishOfAddress() ?? 'newest';
    this.selected = null;
    this.problems = new Map();
    this.#newest = undefined;
    const list = new ImageAnalyses(this.image.id, () => this.list === list && this.requestUpdate());
    this.list = list;
    void this.#load();
  }

  #forgetTimer(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  /** Not put off by what comes meanwhile, so that a busy pipeline is followed too. */
  #reloadSoon(): void {
    this.#timer ??= setTimeout(() => void this.#load(), settleMs);
  }

  async #load(): Promise<void> {
    this.#forgetTimer();
    const { list } = this;
    await list?.load();
    if (!list || list !== this.list) return;
    this.#tellNewest();
    const chosen = this.#chosen;
    const isStale = this.#isStale;
    this.#isStale = false;
    if (chosen && isStale) {
      this.selected = null;
      await list.showAgain(chosen);
    } else this.#showChosen();
  }

  #showChosen(): void {
    const chosen = this.#chosen;
    if (chosen?.id !== this.data?.analysisId) {
      this.selected = null;
      this.problems = new Map();
    }
    void this.list?.show(chosen);
  }

  /** Says that an analysis has ended while this page was open; where another one is chosen, offers to show it. */
  #tellNewest(): void {
    const newest = newestCompleted(this.list?.analyses ?? []);
    const isNews = this.#newest !== undefined && newest && newest.id !== this.#newest;
    this.#newest = newest?.id ?? null;
    if (!isNews) return;
    const text = `${newest.model_name} has finished: ${formatCount(newest.annotation_count, 'annotation')}.`;
    if (this.#chosen?.id === newest.id) announce(text);
    else toast({ text, tone: 'success', action: { title: 'Show', run: () => this.#choose({ id: newest.id }) } });
  }

  #choose(wish: Wish): void {
    this.wish = wish;
    setQuery({ analysis: typeof wish === 'object' ? wish.id : null });
    this.#showChosen();
  }

  #followAddress(): void {
    const wish = wishOfAddress();
    const now = typeof this.wish === 'object' ? this.wish.id : null;
    if ((wish?.id ?? null) === now) return;
    this.wish = wish ?? 'newest';
    this.#showChosen();
  }

  chooseNext(): void {
    const analyses = this.list?.analyses ?? [];
    const at = analyses.findIndex(({ id }) => id === this.#chosen?.id);
    const next = analyses[(at + 1) % analyses.length];
    if (next) this.#choose({ id: next.id });
  }

  #onAction({ action, analysis }: AnalysisActionEvent): void {
    if (action === 'cancel') void this.#cancel(analysis);
    else this.#choose(this.#chosen?.id === analysis.id ? 'none' : { id: analysis.id });
  }

  async #cancel({ id, model_name }: AnalysisJson): Promise<void> {
    try {
      this.list?.put(await api.post<AnalysisJson>(`/analyses/${id}/cancel`));
      announce(`${model_name} is canceled.`);
    } catch (error) {
      toast({ text: `${model_name} could not be canceled. ${sentenceOf(error)}`, tone: 'danger' });
      this.#reloadSoon();
    }
  }

  #setTakesNewest(takesNewest: boolean): void {
    this.takesNewest = takesNewest;
    writePreference(autoKey, takesNewest);
    this.#showChosen();
  }

  #watch(viewer: ViewerHandle | null): void {
    this.#unwatch?.();
    this.#unwatch = viewer ? watchViewer(viewer, this) : undefined;
    this.#drawn = [];
  }

  #onChooseBox({ box, isFinal }: ChooseBoxEvent): void {
    chooseBox(this, box);
    if (isFinal && this.viewer && this.data) goToBox(this.viewer, this.data, box);
  }

  override render() {
    const { list } = this;
    const analyses = list?.analyses;
    if (!analyses) {
      if (!list?.problem) return html`<ipm-skeleton lines="3"></ipm-skeleton>`;
      if (list.problem.code === 'ml-analysis.disabled')
        return html`<p class="quiet">ML analysis is switched off on this server.</p>`;
      return renderProblem('The analyses couldn’t be loaded', list.problem.detail, () => void this.#load());
    }
    if (analyses.length === 0) return renderNone(this.image.id);
    const chosen = this.#chosen;
    return html`
      <div class="analyses" @ml-analysis-action=${this.#onAction}>
        ${repeat(
          analyses,
          ({ id }) => id,
          (each) => html`<ml-analysis-row .analysis=${each} .isChosen=${each.id === chosen?.id}></ml-analysis-row>`,
        )}
      </div>
      <div class="foot">
        <wa-switch
          size="s"
          .checked=${this.takesNewest}
          @change=${(event: Event) => this.#setTakesNewest((event.target as HTMLInputElement).checked)}
          >Show the newest by itself</wa-switch
        >
        ${chosen ? renderExports(chosen) : nothing}
      </div>
      <div class="chosen" ?hidden=${!chosen} @ml-analysis-box=${this.#onChooseBox}>
        ${chosen && list ? renderChosen(chosen, list, this) : nothing}
      </div>
    `;
  }
}
customElements.define('ml-analysis-panel', AnalysisPanel);

function wishOfAddress(): { id: string } | null {
  const id = new URLSearchParams(currentLocation.value.search).get('analysis');
  return id ? { id } : null;
}
