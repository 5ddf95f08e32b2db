import { html, type ReactiveController, type ReactiveControllerHost, type TemplateResult } from 'lit';
import { ApiProblem, connection } from '#ui';

const settleMs = 250;

/** What an element shows, asked for when the element comes, and again whenever it may have changed. */
export class Loader<T> implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #ask: (signal: AbortSignal) => Promise<T>;
  #load: AbortController | undefined;
  #again: ReturnType<typeof setTimeout> | undefined;
  #stop: (() => void) | undefined;
  /** Undefined until it is there. */
  value: T | undefined;
  /** Why it could not be asked for, the last time. */
  problem: ApiProblem | undefined;

  constructor(host: ReactiveControllerHost, ask: (signal: AbortSignal) => Promise<T>) {
    this.#host = host;
    this.#ask = ask;
    host.addController(this);
  }

  hostConnected(): void {
    this.#stop = connection.subscribe((state) => state === 'online' && this.loadSoon());
    void this.load();
  }

  hostDisconnected(): void {
    this.#stop?.();
    this.#load?.abort();
    clearTimeout(this.#again);
  }

  /** Asks again; what is there stays until the answer comes. */
  async load(): Promise<void> {
    clearTimeout(this.#again);
    this.#load?.abort();
    const load = (this.#load = new AbortController());
    try {
      const value = await this.#ask(load.signal);
      if (load.signal.aborted) return;
      this.set(value);
    } catch (error) {
      if (load.signal.aborted) return;
      if (!(error instanceof ApiProblem)) throw error;
      this.problem = error;
      this.#host.requestUpdate();
    }
  }

  /** Asks again in a moment, once for many calls. */
  loadSoon(): void {
    clearTimeout(this.#again);
    this.#again = setTimeout(() => void this.load(), settleMs);
  }

  /** Shows this, which is known to be so by now. */
  set(value: T): void {
    this.value = value;
    this.problem = undefined;
    this.#host.requestUpdate();
  }
}

/** Draws what a loader has; until then its place, or why it isn't there. `what` names it: "The people". */
export function drawLoaded<T>(loader: Loader<T>, what: string, draw: (value: T) => unknown): unknown {
  if (loader.value !== undefined) return draw(loader.value);
  return loader.problem
    ? drawProblem(loader.problem, what, () => void loader.load())
    : html`<ipm-skeleton lines="4"></ipm-skeleton>`;
}

function drawProblem(problem: ApiProblem, what: string, retry: () => void): TemplateResult {
  return html`<ipm-problem .problem=${problem} what=${what} @ipm-retry=${retry}></ipm-problem>`;
}
