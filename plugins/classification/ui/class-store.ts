import { api, makeProjectStore } from '#ui';
import type { ClassJson } from '../schemas.ts';

/** The classes of each project that is on the page, oldest first. */
export const classStore = makeProjectStore<readonly ClassJson[]>({
  load: (projectId) => api.get(`/projects/${projectId}/classes`),
  events: ['classification.classes_changed'],
});

/** What may be said of a class. */
export type ClassChanges = Partial<Pick<ClassJson, 'name' | 'description' | 'color' | 'hotkey'>>;

/** Makes a class; throws an ApiProblem that says what is wrong. */
export async function createClass(projectId: string, given: ClassChanges & { name: string }): Promise<ClassJson> {
  const made = await api.post<ClassJson>(`/projects/${projectId}/classes`, { ...given, project_id: projectId });
  replace(projectId, made.id, made);
  return made;
}

/** Changes a class, on the page at once; a refusal takes it back and is thrown. */
export async function changeClass(before: ClassJson, changes: ClassChanges): Promise<void> {
  const { id, project_id } = before;
  replace(project_id, id, { ...before, ...changes });
  try {
    replace(project_id, id, await api.patch<ClassJson>(`/classes/${id}`, changes));
  } catch (error) {
    replace(project_id, id, before);
    throw error;
  }
}

/** Deletes a class, with its labels if `force`; a class in use is otherwise refused and thrown. */
export async function deleteClass({ id, project_id }: ClassJson, { force = false } = {}): Promise<void> {
  await api.del(`/classes/${id}${force ? '?force=true' : ''}`);
  replace(project_id, id, null);
}

/** Puts a class in the place of the one with its id, at the end if there is none, or takes it away. */
function replace(projectId: string, id: string, next: ClassJson | null): void {
  const classes = classStore.read(projectId).value ?? [];
  const isThere = classes.some((each) => each.id === id);
  const kept = isThere || !next ? classes : [...classes, next];
  classStore.set(
    projectId,
    kept.flatMap((each) => (each.id !== id ? [each] : next ? [next] : [])),
  );
}
