import { api, connection, onEvent } from '#ui';
import type { CommentCountsJson } from '../schemas.ts';

interface Entry {
  counts: CommentCountsJson['counts'];
  readonly watchers: Set<() => void>;
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
  const entry: Entry = { counts: {}, watchers: new Set(), timer: undefined, stops: [] };
  const loadSoon = (): void => {
    if (entry.watchers.size === 0) return;
    clearTimeout(entry.timer);
    entry.timer = setTimeout(() => void load(projectId, entry), settleMs);
  };
  entry.stops = [
    connection.subscribe((state) => state === 'online' && loadSoon()),
    onEvent<{ project_id: string }>(changes, ({ project_id }) => project_id === projectId && loadSoon()),
  ];
  entries.set(projectId, entry);
  void load(projectId, entry);
  return entry;
}

async function load(projectId: string, entry: Entry): Promise<void> {
  try {
    entry.counts = (await api.get<CommentCountsJson>(`/projects/${projectId}/comment-counts`)).counts;
  } catch {
    // Signs only: without an answer they stay as they are, and the next change or the connection's return asks again.
    return;
  }
  for (const watcher of [...entry.watchers]) watcher();
}
