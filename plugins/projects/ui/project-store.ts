import { api, type ProjectJson } from '#ui';

const pageSize = 200;

/** Loads every project that the person may see, page after page; `onPage` gets what is there so far and how many there
    are in all. With `trashed`, those in the trash instead. */
export async function loadProjects(
  { trashed, signal }: { trashed: boolean; signal: AbortSignal },
  onPage: (projects: ProjectJson[], total: number) => void,
): Promise<void> {
  const projects: ProjectJson[] = [];
  for (;;) {
    const page = await api.list<ProjectJson>('/projects/', {
      query: { skip: projects.length, limit: pageSize, trashed: trashed || null },
      signal,
    });
    projects.push(...page.items);
    onPage([...projects], page.total);
    if (page.items.length === 0 || projects.length >= page.total) return;
  }
}

/** Makes a project; throws an ApiProblem that says what is wrong with what was given. */
export function createProject(given: {
  name: string;
  description: string | null;
  meta_group_id?: string;
}): Promise<ProjectJson> {
  return api.post('/projects/', given);
}

/** Changes the name or the description. */
export function changeProject(
  id: string,
  changes: { name?: string; description?: string | null },
): Promise<ProjectJson> {
  return api.patch(`/projects/${id}`, changes);
}

/** Moves a project to the trash; everything in it stays as it is. */
export function trashProject(id: string): Promise<void> {
  return api.del(`/projects/${id}`);
}

/** Takes a project out of the trash. */
export function restoreProject(id: string): Promise<ProjectJson> {
  return api.post(`/projects/${id}/restore`);
}

/** The projects whose name or description holds the text, whatever its case. */
export function filterProjects(projects: readonly ProjectJson[], text: string): readonly ProjectJson[] {
  const wanted = text.trim().toLowerCase();
  if (!wanted) return projects;
  return projects.filter(({ name, description }) => `${name}\n${description ?? ''}`.toLowerCase().includes(wanted));
}
