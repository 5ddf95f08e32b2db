import type { ReactiveController, ReactiveControllerHost } from 'lit';

/** A value that tells its watchers when it changes. */
export interface Signal<T> {
  readonly value: T;
  set(value: T): void;
  /** Calls `watcher` at every change from now on; the answer stops it. */
  subscribe(watcher: (value: T) => void): () => void;
}

/** Makes a signal; setting an identical value tells nobody. */
export function makeSignal<T>(initial: T): Signal<T> {
  let current = initial;
  const watchers = new Set<(value: T) => void>();
  return {
    get value() {
      return current;
    },
    set(value) {
      if (Object.is(value, current)) return;
      current = value;
      for (const watcher of [...watchers]) watcher(value);
    },
    subscribe(watcher) {
      watchers.add(watcher);
      return () => watchers.delete(watcher);
    },
  };
}

interface Watchable {
  subscribe(watcher: () => void): () => void;
}

/** Draws an element again whenever one of the signals changes, for as long as the element is on the page. */
export class SignalController implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #signals: readonly Watchable[];
  #stops: (() => void)[] = [];

  constructor(host: ReactiveControllerHost, ...signals: readonly Watchable[]) {
    this.#host = host;
    this.#signals = signals;
    host.addController(this);
  }

  hostConnected(): void {
    this.#stops = this.#signals.map((signal) => signal.subscribe(() => this.#host.requestUpdate()));
    this.#host.requestUpdate();
  }

  hostDisconnected(): void {
    for (const stop of this.#stops) stop();
    this.#stops = [];
  }
}
