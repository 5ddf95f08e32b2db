import { api, makeProjectStore } from '#ui';
import type { CommentCountsJson } from '../schemas.ts';

/** How many comments each image of a project has; an image without any is not in it. */
export const countStore = makeProjectStore<CommentCountsJson['counts']>({
  load: async (projectId) => (await api.get<CommentCountsJson>(`/projects/${projectId}/comment-counts`)).counts,
  events: ['comments.created', 'comments.deleted', 'images.deleted', 'images.restored'],
});
