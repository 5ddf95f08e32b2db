import { api, type ImageJson, type ProjectJson } from '#ui';
import { sourceOf } from './picture-source.ts';

/** Where an image stands in its list; position counts from 1. */
export interface Neighbours {
  previous_id: string | null;
  next_id: string | null;
  position: number;
  total: number;
}

/** An image with all that its page needs. */
export interface OpenedImage {
  image: ImageJson;
  project: ProjectJson;
  neighbours: Neighbours;
}

const ahead = new Map<string, Promise<OpenedImage>>();
const projects = new Map<string, Promise<ProjectJson>>();

/** Loads an image, its project and its neighbours in that order of the list; what was prefetched is used once. */
export function openImage(id: string, sort: string): Promise<OpenedImage> {
  const key = `${id} ${sort}`;
  const coming = ahead.get(key) ?? load(id, sort);
  ahead.delete(key);
  return coming;
}

/** Loads an image again, past whatever was prefetched. */
export function reloadImage(id: string): Promise<ImageJson> {
  return api.get<ImageJson>(`/images/${id}`, { query: { include_deleted: true } });
}

/** Where an image stands now; a deleted one, where it would stand. */
export function loadNeighbours(id: string, sort: string): Promise<Neighbours> {
  return api.get<Neighbours>(`/images/${id}/neighbours`, { query: { sort, include_deleted: true } });
}

/** Loads the neighbours ahead, so that going there is instant: what their pages need and how their tiles lie. */
export function prefetch(ids: readonly (string | null)[], sort: string): void {
  ahead.clear();
  for (const id of ids) {
    if (!id) continue;
    const coming = load(id, sort);
    ahead.set(`${id} ${sort}`, coming);
    coming.then(({ image }) => warm(image)).catch(() => ahead.delete(`${id} ${sort}`));
  }
}

function warm(image: ImageJson): void {
  const source = sourceOf(image);
  if (source.kind === 'iiif') void fetch(source.url, { priority: 'low' }).catch(() => undefined);
  else new Image().src = source.url;
}

async function load(id: string, sort: string): Promise<OpenedImage> {
  const [image, neighbours] = await Promise.all([reloadImage(id), loadNeighbours(id, sort)]);
  return { image, neighbours, project: await loadProject(image.project_id) };
}

function loadProject(id: string): Promise<ProjectJson> {
  const coming = projects.get(id) ?? api.get<ProjectJson>(`/projects/${id}`);
  projects.clear();
  projects.set(id, coming);
  coming.catch(() => projects.delete(id));
  return coming;
}

/** Loads the project again, with what the person may do in it by now. */
export function reloadProject(id: string): Promise<ProjectJson> {
  projects.clear();
  return loadProject(id);
}

/** Forgets the project, because it changed. */
export function forgetProject(): void {
  projects.clear();
  ahead.clear();
}
