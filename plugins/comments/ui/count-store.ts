import { ApiProblem, api, connection, onEvent } from '#ui';
import type { CommentCountsJson } from '../schemas.ts';

interface Entry {
  counts: CommentCountsJson['counts'];
  readonly watchers: Set<() => void>;
  isLoading: boolean;
  /** Something happened that the counts do not have yet. */
  isStale: boolean;
  timer: ReturnType<typeof setTimeout> | undefined;
  stops: (() => void)[];
}

const entries = new Map<string, Entry>();
const settleMs = 300;
const keepMs = 30_000;
const changes = ['comments.created', 'comments.deleted', 'images.deleted', 'images.restored'];

/** How many comments an image has, as far as is known; its project must be watched. */
export function commentCount(projectId: string, imageId: string): number {
  return entries.get(projectId)?.counts[imageId] ?? 0;
}

/**
 * Calls `watcher` whenever the counts of a project change, until the answer is called. All signs of a project share one
 * request; one more follows each burst of changes. A project that nobody watches is forgotten after half a minute.
 */
export function watchCounts(projectId: string, watcher: () => void): () => void {
  const entry = entries.get(projectId) ?? open(projectId);
  if (entry.watchers.size === 0) clearTimeout(entry.timer);
  entry.watchers.add(watcher);
  if (entry.isStale && !entry.isLoading) loadSoon(projectId, entry);
  return () => {
    entry.watchers.delete(watcher);
    if (entry.watchers.size > 0) return;
    clearTimeout(entry.timer);
    entry.timer = setTimeout(() => {
      for (const stop of entry.stops) stop();
      entries.delete(projectId);
    }, keepMs);
  };
}

function open(projectId: string): Entry {
  const entry: Entry = {
    counts: {},
    watchers: new Set(),
    isLoading: false,
    isStale: false,
    timer: undefined,
    stops: [],
  };
  entry.stops = [
    connection.subscribe((state) => state === 'online' && loadSoon(projectId, entry)),
    onEvent<{ project_id: string }>(
      changes,
      ({ project_id }) => project_id === projectId && loadSoon(projectId, entry),
    ),
  ];
  entries.set(projectId, entry);
  void load(projectId, entry);
  return entry;
}

function loadSoon(projectId: string, entry: Entry): void {
  entry.isStale = true;
  // Whoever watches next loads them, and so does a load that is on its way, which may be older than what happened.
  if (entry.watchers.size === 0 || entry.isLoading) return;
  clearTimeout(entry.timer);
  entry.timer = setTimeout(() => void load(projectId, entry), settleMs);
}

async function load(projectId: string, entry: Entry): Promise<void> {
  entry.isLoading = true;
  entry.isStale = false;
  try {
    entry.counts = (await api.get<CommentCountsJson>(`/projects/${projectId}/comment-counts`)).counts;
    for (const watcher of [...entry.watchers]) watcher();
  } catch (error) {
    // Signs only: without an answer they stay as they are, and the next change or the connection's return asks again.
    if (!(error instanceof ApiProblem)) throw error;
  } finally {
    entry.isLoading = false;
  }
  if (entry.isStale) loadSoon(projectId, entry);
}
