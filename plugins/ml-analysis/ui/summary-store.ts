import { api, makeProjectStore } from '#ui';
import type { AnalysisSummary } from '../schemas.ts';

type Summaries = Readonly<Record<string, AnalysisSummary>>;

/** How many analyses each image of a project has, by state; an image without any is not in it. */
export const summaryStore = makeProjectStore<Summaries>({
  load: async (projectId) => (await api.get<{ images: Summaries }>(`/projects/${projectId}/analysis-summaries`)).images,
  events: ['ml-analysis.created', 'ml-analysis.status_changed', 'images.created', 'images.restored'],
});
