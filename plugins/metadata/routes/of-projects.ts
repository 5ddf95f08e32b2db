import { route } from '#core';
import type { Emit } from '#core';
import { findProject } from '#plugins/projects';
import type { Project } from '#plugins/projects';
import { noSuchKey, otherKey } from '../errors.ts';
import { checkEntries } from '../limits.ts';
import { MetadataEntry } from '../models/metadata-entry.ts';
import { presentEntry } from '../present.ts';
import { dictSchema, entrySchema, newEntrySchema } from '../schemas.ts';
import { setProjectKeys } from '../write.ts';

const ofProject = {
  subject: ({ project_id }: { project_id: string }) => findProject(project_id),
  noun: 'Project',
} as const;

const keyParam = { key: { description: 'A slash in it is written %2F.', examples: ['season'] } };

export const listEntries = route(
  'GET /projects/:project_id/metadata',
  {
    ...ofProject,
    summary: 'List the metadata of a project, oldest key first',
    access: 'metadata.read',
    response: { type: 'array', items: entrySchema },
  },
  async ({ subject: project, header }) => {
    const entries = await entriesOf(project.id);
    header('X-Total-Count', entries.length);
    return entries.map(presentEntry);
  },
);

export const createEntry = route(
  'POST /projects/:project_id/metadata',
  {
    ...ofProject,
    summary: 'Set one key of a project’s metadata, new or not',
    access: 'metadata.manage',
    body: newEntrySchema,
    response: entrySchema,
    status: 201,
  },
  async ({ subject: project, body: { key, value = null }, emit }) =>
    presentEntry(await setEntry(project, key, value, emit)),
);

export const getEntry = route(
  'GET /projects/:project_id/metadata/:key',
  {
    ...ofProject,
    params: keyParam,
    summary: 'One key of a project’s metadata',
    access: 'metadata.read',
    response: entrySchema,
    errors: [noSuchKey],
  },
  async ({ subject: project, params: { key } }) => presentEntry(await entryOf(project.id, key)),
);

export const putEntry = route(
  'PUT /projects/:project_id/metadata/:key',
  {
    ...ofProject,
    params: keyParam,
    summary: 'Set the key of the path; the body names it again',
    access: 'metadata.manage',
    body: newEntrySchema,
    response: entrySchema,
    errors: [otherKey],
  },
  async ({ subject: project, params, body: { key, value = null }, emit }) => {
    if (key !== params.key) throw otherKey();
    return presentEntry(await setEntry(project, key, value, emit));
  },
);

export const deleteEntry = route(
  'DELETE /projects/:project_id/metadata/:key',
  {
    ...ofProject,
    params: keyParam,
    summary: 'Remove one key of a project’s metadata; a slash in it is written %2F',
    access: 'metadata.manage',
    response: null,
    errors: [noSuchKey],
  },
  async ({ subject: project, params: { key }, emit }) => {
    const removed = await MetadataEntry.destroy({ where: { projectId: project.id, key } });
    if (removed === 0) throw noSuchKey(key);
    emit('metadata.changed', { project_id: project.id, keys: [key] });
  },
);

export const getDict = route(
  'GET /projects/:project_id/metadata-dict',
  {
    ...ofProject,
    summary: 'All metadata of a project as one object',
    access: 'metadata.read',
    response: dictSchema,
  },
  async ({ subject: project }) => dictOf(project.id),
);

export const mergeDict = route(
  'PUT /projects/:project_id/metadata-dict',
  {
    ...ofProject,
    summary: 'Set many keys at once, all or none; keys that are not sent stay as they are',
    access: 'metadata.manage',
    body: dictSchema,
    response: dictSchema,
  },
  async ({ subject: project, body, emit }) => {
    const keys = Object.keys(body);
    checkEntries(
      keys.map((key) => ({ key, value: body[key], keyPointer: pointerTo(key), valuePointer: pointerTo(key) })),
    );
    if (keys.length > 0) {
      await setProjectKeys(project.id, body);
      emit('metadata.changed', { project_id: project.id, keys });
    }
    return dictOf(project.id);
  },
);

/** Sets one key if it and its value may be kept, and answers what is there then. */
async function setEntry(project: Project, key: string, value: unknown, emit: Emit): Promise<MetadataEntry> {
  checkEntries([{ key, value, keyPointer: '/body/key', valuePointer: '/body/value' }]);
  await setProjectKeys(project.id, { [key]: value });
  emit('metadata.changed', { project_id: project.id, keys: [key] });
  return entryOf(project.id, key);
}

/** Where a member of the body stands, as a JSON pointer. */
const pointerTo = (key: string): string => `/body/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;

const entriesOf = (projectId: string): Promise<MetadataEntry[]> =>
  MetadataEntry.findAll({
    where: { projectId },
    order: [
      ['createdAt', 'ASC'],
      ['id', 'ASC'],
    ],
  });

async function entryOf(projectId: string, key: string): Promise<MetadataEntry> {
  const entry = await MetadataEntry.findOne({ where: { projectId, key } });
  if (!entry) throw noSuchKey(key);
  return entry;
}

const dictOf = async (projectId: string): Promise<Record<string, unknown>> =>
  Object.fromEntries((await entriesOf(projectId)).map(({ key, value }) => [key, value]));
