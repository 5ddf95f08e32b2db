import { api, makeProjectStore } from '#ui';
import type { ClassificationJson, LabelEvent } from '../schemas.ts';

/** The labels of each image that has any: class ids by label id. */
export type LabelsByImage = Map<string, Map<string, string>>;

const pageSize = 10_000;

async function load(projectId: string): Promise<LabelsByImage> {
  const byImage: LabelsByImage = new Map();
  for (let seen = 0; ;) {
    const { items, total } = await api.list<ClassificationJson>(`/projects/${projectId}/classifications`, {
      query: { skip: seen, limit: pageSize },
    });
    for (const { id, image_id, class_id } of items) put(byImage, image_id, id, class_id);
    seen += items.length;
    if (items.length === 0 || seen >= total) return byImage;
  }
}

function put(byImage: LabelsByImage, imageId: string, id: string, classId: string): void {
  const labels = byImage.get(imageId) ?? new Map<string, string>();
  byImage.set(imageId, labels.set(id, classId));
}

/** The labels of every image of a project, for signs on many images at once: one request, then events. */
export const labelStore = makeProjectStore<LabelsByImage>({
  load,
  events: [
    'classification.labelled',
    'classification.unlabelled',
    'classification.classes_changed',
    'images.restored',
    'images.deleted',
  ],
  fold(byImage, event, { image_id, classification_id, class_id }: LabelEvent) {
    if (event === 'classification.labelled') put(byImage, image_id, classification_id, class_id);
    else if (event === 'classification.unlabelled') byImage.get(image_id)?.delete(classification_id);
    else return null;
    return byImage;
  },
});
