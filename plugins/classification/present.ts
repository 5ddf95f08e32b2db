import { findUsers } from '#core';
import type { Subject } from '#core';
import type { ImageClass } from './models/image-class.ts';
import type { Label } from './models/label.ts';
import type { ClassificationJson, ClassJson, LabelEvent } from './schemas.ts';

type May = (permission: string, subject: Subject) => boolean;

/** A class as the API shows it; `labelCount` counts the labels that hang on it. */
export function presentClass(imageClass: ImageClass, labelCount: number, may: May): ClassJson {
  const mayManage = may('classification.manage', imageClass);
  return {
    id: imageClass.id,
    project_id: imageClass.projectId,
    name: imageClass.name,
    description: imageClass.description,
    color: imageClass.color,
    hotkey: imageClass.hotkey,
    label_count: labelCount,
    created_at: imageClass.createdAt.toISOString(),
    updated_at: imageClass.updatedAt?.toISOString() ?? null,
    abilities: { edit: mayManage, delete: mayManage },
  };
}

/** Labels as the API shows them, in their order, with who put each on and whether the caller may take it off. */
export async function presentLabels(labels: readonly Label[], may: May): Promise<ClassificationJson[]> {
  const people = await findUsers(labels.map(({ createdById }) => createdById));
  return labels.map((label) => ({
    id: label.id,
    image_id: label.imageId,
    class_id: label.classId,
    created_by_id: label.createdById,
    created_by_email: people.get(label.createdById)?.email ?? '',
    created_at: label.createdAt.toISOString(),
    updated_at: null,
    abilities: { delete: mayRemove(label, may) },
  }));
}

/** Whoever put a label on may take it off, and so may those who manage the classes. */
export const mayRemove = (label: Label, may: May): boolean =>
  may('classification.unlabel', label) || may('classification.manage', label);

export const labelEvent = (label: Label): LabelEvent => ({
  project_id: label.projectId,
  image_id: label.imageId,
  classification_id: label.id,
  class_id: label.classId,
  created_by_id: label.createdById,
  created_at: label.createdAt.toISOString(),
});
