import { api, connection, onEvent } from '#ui';
import type { AnalysisSummary } from '../schemas.ts';

type Summaries = Readonly<Record<string, AnalysisSummary>>;

interface Entry {
  summaries: Summaries;
  readonly watchers: Set<() => void>;
  timer: ReturnType<typeof setTimeout> | undefined;
  stops: (() => void)[];
}

const settleMs = 250;
const changes = ['ml-analysis.created', 'ml-analysis.status_changed', 'images.created', 'images.restored'];
const entries = new Map<string, Entry>();

/** How many analyses an image has, by state, as far as is known; undefined for none. */
export const summaryOf = (projectId: string, imageId: string): AnalysisSummary | undefined =>
  entries.get(projectId)?.summaries[imageId];

/** Calls `watcher` when the counts of a project may have changed, until the answer is called. One request a project. */
export function watchSummaries(projectId: string, watcher: () => void): () => void {
  const entry = entries.get(projectId) ?? open(projectId);
  entry.watchers.add(watcher);
  return () => {
    entry.watchers.delete(watcher);
    if (entry.watchers.size > 0) return;
    clearTimeout(entry.timer);
    for (const stop of entry.stops) stop();
    entries.delete(projectId);
  };
}

function open(projectId: string): Entry {
  const entry: Entry = { summaries: {}, watchers: new Set(), timer: undefined, stops: [] };
  const reload = (): void => {
    clearTimeout(entry.timer);
    entry.timer = setTimeout(() => void load(projectId, entry), settleMs);
  };
  entry.stops = [
    onEvent<{ project_id: string }>(changes, ({ project_id }) => project_id === projectId && reload()),
    connection.subscribe((state) => state === 'online' && reload()),
  ];
  entries.set(projectId, entry);
  void load(projectId, entry);
  return entry;
}

async function load(projectId: string, entry: Entry): Promise<void> {
  // A sign on a tile is a hint: without an answer there is none, and the next event or connection asks again.
  const found = await api.get<{ images: Summaries }>(`/projects/${projectId}/analysis-summaries`).catch(() => null);
  if (!found || entries.get(projectId) !== entry) return;
  entry.summaries = found.images;
  for (const watcher of [...entry.watchers]) watcher();
}
