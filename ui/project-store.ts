import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { connection, onEvent } from './events.ts';
import { sentenceOf } from './notices.ts';

/** What a store knows of a project: its value once it is loaded, and why the last load failed, if it did. */
export interface Kept<T> {
  readonly value: T | undefined;
  readonly failure: string;
}

interface EventPayload {
  readonly project_id: string;
}

/** Something of a project that elements all over the page share: loaded once, and again when it may be another. */
export interface ProjectStore<T> {
  read(projectId: string): Kept<T>;
  /** Calls `watcher` whenever what is kept of the project changes, until the answer is called. */
  watch(projectId: string, watcher: () => void): () => void;
  /** Puts a value in place at once, such as one that the server has not confirmed yet. */
  set(projectId: string, value: T): void;
  /** Loads again soon; many calls make one load. */
  reload(projectId: string): void;
}

interface Entry<T> {
  kept: Kept<T>;
  readonly watchers: Set<() => void>;
  isLoading: boolean;
  /** Something happened that the value does not have yet. */
  isStale: boolean;
  timer: ReturnType<typeof setTimeout> | undefined;
  stops: (() => void)[];
}

const settleMs = 150;
const keepMs = 30_000;

/**
 * Makes a store. After one of `events` of a project its value is what `fold` makes of it; where there is no `fold`, or
 * it answers null, it is loaded again. A value that nobody watches is forgotten after half a minute.
 */
export function makeProjectStore<T>({
  load,
  events,
  fold = () => null,
}: {
  load: (projectId: string) => Promise<T>;
  events: readonly string[];
  fold?: (value: T, event: string, payload: never) => T | null;
}): ProjectStore<T> {
  const entries = new Map<string, Entry<T>>();

  const keep = (entry: Entry<T>, kept: Kept<T>): void => {
    entry.kept = kept;
    for (const watcher of [...entry.watchers]) watcher();
  };

  async function loadNow(projectId: string, entry: Entry<T>): Promise<void> {
    entry.isLoading = true;
    entry.isStale = false;
    try {
      keep(entry, { value: await load(projectId), failure: '' });
    } catch (error) {
      keep(entry, { value: entry.kept.value, failure: sentenceOf(error) });
    }
    entry.isLoading = false;
    if (entry.isStale && entries.get(projectId) === entry) await loadNow(projectId, entry);
  }

  function loadSoon(projectId: string): void {
    const entry = entries.get(projectId);
    if (!entry) return;
    entry.isStale = true;
    // Whoever watches next loads it, and so does a load that is on its way, which may be older than what happened.
    if (entry.watchers.size === 0 || entry.isLoading) return;
    clearTimeout(entry.timer);
    entry.timer = setTimeout(() => void loadNow(projectId, entry), settleMs);
  }

  function open(projectId: string): Entry<T> {
    const entry: Entry<T> = {
      kept: { value: undefined, failure: '' },
      watchers: new Set(),
      isLoading: false,
      isStale: false,
      timer: undefined,
      stops: [],
    };
    entry.stops = [
      connection.subscribe((state) => state === 'online' && loadSoon(projectId)),
      onEvent<EventPayload>(events, (payload, { name }) => {
        if (payload.project_id !== projectId) return;
        const { value } = entry.kept;
        const next = value === undefined ? null : fold(value, name, payload as never);
        if (next !== null) keep(entry, { value: next, failure: '' });
        if (next === null || entry.isLoading) loadSoon(projectId);
      }),
    ];
    entries.set(projectId, entry);
    void loadNow(projectId, entry);
    return entry;
  }

  function forget(projectId: string, entry: Entry<T>): void {
    for (const stop of entry.stops) stop();
    entries.delete(projectId);
  }

  return {
    read: (projectId) => entries.get(projectId)?.kept ?? { value: undefined, failure: '' },
    watch(projectId, watcher) {
      const entry = entries.get(projectId) ?? open(projectId);
      if (entry.watchers.size === 0) clearTimeout(entry.timer);
      entry.watchers.add(watcher);
      if (entry.isStale && !entry.isLoading) loadSoon(projectId);
      return () => {
        entry.watchers.delete(watcher);
        if (entry.watchers.size > 0) return;
        clearTimeout(entry.timer);
        entry.timer = setTimeout(() => forget(projectId, entry), keepMs);
      };
    },
    set(projectId, value) {
      const entry = entries.get(projectId);
      if (entry) keep(entry, { value, failure: '' });
    },
    reload: loadSoon,
  };
}

/** Keeps an element in step with a store, for the project that it shows now. */
export class StoreController<T> implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #store: ProjectStore<T>;
  readonly #projectId: () => string;
  #watched = '';
  #stop: (() => void) | undefined;

  constructor(host: ReactiveControllerHost, store: ProjectStore<T>, projectId: () => string) {
    this.#host = host;
    this.#store = store;
    this.#projectId = projectId;
    host.addController(this);
  }

  get value(): T | undefined {
    return this.#store.read(this.#watched).value;
  }

  get failure(): string {
    return this.#store.read(this.#watched).failure;
  }

  reload(): void {
    this.#store.reload(this.#watched);
  }

  hostUpdate(): void {
    const projectId = this.#projectId();
    if (projectId === this.#watched && this.#stop) return;
    this.#stop?.();
    this.#watched = projectId;
    this.#stop = this.#store.watch(projectId, () => this.#host.requestUpdate());
  }

  hostConnected(): void {
    this.#host.requestUpdate();
  }

  hostDisconnected(): void {
    this.#stop?.();
    this.#stop = undefined;
  }
}
