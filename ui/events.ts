import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { makeStreamReader } from './event-stream.ts';
import { makeSignal } from './signal.ts';
import { isSignedOut, signedInAgain } from './signed-out.ts';

/** What came with an event beside its payload; `at` is an ISO time. */
export interface EventMeta {
  id: string;
  name: string;
  at: string;
}
export type EventListener<P = Record<string, unknown>> = (payload: P, meta: EventMeta) => void;
export type ConnectionState = 'online' | 'reconnecting';

interface ServerEvent extends EventMeta {
  payload: Record<string, unknown>;
}
type TabMessage =
  { kind: 'event'; event: ServerEvent } | { kind: 'connection'; state: ConnectionState } | { kind: 'signed-out' };
/** Says that what the person at this browser may do has changed. */
const accessChanged = 'core.access_changed';

/** Whether this page hears from the server. Watch it to load again what may have been missed. */
export const connection = makeSignal<ConnectionState>('online');

const listeners = new Map<string, Set<EventListener<never>>>();
let lastId: string | null = null;
const firstRetryMs = 500;
const longestRetryMs = 10_000;
const silenceMs = 60_000;

/** Calls `listener` for each of these server events ('images.ready') until the answer is called. */
export function onEvent<P = Record<string, unknown>>(
  names: string | readonly string[],
  listener: EventListener<P>,
): () => void {
  const all = typeof names === 'string' ? [names] : names;
  for (const name of all) {
    const set = listeners.get(name) ?? new Set();
    listeners.set(name, set.add(listener));
  }
  return () => {
    for (const name of all) listeners.get(name)?.delete(listener);
  };
}

/** Listens to server events while an element is on the page. */
export class EventsController<P = Record<string, unknown>> implements ReactiveController {
  readonly #names: string | readonly string[];
  readonly #listener: EventListener<P>;
  #stop: (() => void) | undefined;

  constructor(host: ReactiveControllerHost, names: string | readonly string[], listener: EventListener<P>) {
    this.#names = names;
    this.#listener = listener;
    host.addController(this);
  }

  hostConnected(): void {
    this.#stop = onEvent(this.#names, this.#listener);
  }

  hostDisconnected(): void {
    this.#stop?.();
  }
}

function deliver(event: ServerEvent): void {
  lastId = event.id;
  for (const listener of [...(listeners.get(event.name) ?? [])]) {
    (listener as EventListener)(event.payload, { id: event.id, name: event.name, at: event.at });
  }
  if (event.name === accessChanged) askToLoadAnew();
}

/** Makes everybody load again what they show: to them it is a connection lost and found. */
function askToLoadAnew(): void {
  connection.set('reconnecting');
  connection.set('online');
}

/** Starts listening. Browsers allow few connections to one origin, so of all open tabs one holds the stream and hands
    on what it hears; when it closes, another takes over. */
export function startEvents(): void {
  const tabs = new BroadcastChannel('ipm-events');
  const hear = (message: TabMessage): void => {
    if (message.kind === 'event') deliver(message.event);
    else if (message.kind === 'connection') connection.set(message.state);
    else isSignedOut.set(true);
  };
  tabs.onmessage = ({ data }: MessageEvent<TabMessage>) => hear(data);
  const tell = (message: TabMessage): void => {
    tabs.postMessage(message);
    hear(message);
  };
  if (navigator.locks) void navigator.locks.request('ipm-events', () => keepStream(tell));
  else void keepStream(tell);
}

async function keepStream(tell: (message: TabMessage) => void): Promise<never> {
  let wait = firstRetryMs;
  for (;;) {
    const wasOpen = await readStream(tell);
    tell({ kind: 'connection', state: 'reconnecting' });
    if (wasOpen) wait = firstRetryMs;
    await sleepUnlessOnline(wait);
    wait = Math.min(wait * 2, longestRetryMs);
  }
}

/** Reads until the stream ends, breaks, or falls silent although it has sent heartbeats; answers whether it had opened. */
async function readStream(tell: (message: TabMessage) => void): Promise<boolean> {
  const stop = new AbortController();
  let watchdog: ReturnType<typeof setTimeout> | undefined;
  let isOpen = false;
  const onHeartbeat = (): void => {
    clearTimeout(watchdog);
    watchdog = setTimeout(() => stop.abort(), silenceMs);
  };
  try {
    const headers: Record<string, string> = { accept: 'text/event-stream' };
    if (lastId !== null) headers['last-event-id'] = lastId;
    const response = await fetch('/api/events', { headers, signal: stop.signal, cache: 'no-store' });
    if (response.status === 401) {
      tell({ kind: 'signed-out' });
      await signedInAgain();
      return true;
    }
    if (!response.ok || !response.body) return false;
    isOpen = true;
    tell({ kind: 'connection', state: 'online' });
    const read = makeStreamReader((message) => {
      if (watchdog) onHeartbeat();
      if (message.event === 'reset') return forgetPlace(tell);
      tell({ kind: 'event', event: JSON.parse(message.data) as ServerEvent });
    }, onHeartbeat);
    const pieces = response.body.pipeThrough(new TextDecoderStream()).getReader();
    for (let piece = await pieces.read(); !piece.done; piece = await pieces.read()) read(piece.value);
  } catch (error) {
    if (!(error instanceof TypeError || (error instanceof DOMException && error.name === 'AbortError'))) throw error;
  } finally {
    clearTimeout(watchdog);
  }
  return isOpen;
}

/** The server no longer knows what came after our last event. */
function forgetPlace(tell: (message: TabMessage) => void): void {
  lastId = null;
  tell({ kind: 'connection', state: 'reconnecting' });
  tell({ kind: 'connection', state: 'online' });
}

function sleepUnlessOnline(ms: number): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      removeEventListener('online', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    addEventListener('online', done);
  });
}
