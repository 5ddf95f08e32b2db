import { randomUUID } from 'node:crypto';
import type { SendOptions } from '#core/testing';
import { png } from './world.ts';
import type { Person, World } from './world.ts';

/**
 * Who may call a route with success. A role: everybody who has it or one above it in the project, and administrators.
 * `public`: everybody; `anybody`: everybody who is known; `account`: the same, but never by an API key;
 * `administrator`: of the site; `self`: those whose own thing it is, whatever their role, and nobody else.
 */
export type Needs =
  | 'public'
  | 'anybody'
  | 'account'
  | 'viewer'
  | 'commenter'
  | 'annotator'
  | 'reviewer'
  | 'manager'
  | 'owner'
  | 'administrator';

export interface Row {
  readonly needs: Needs;
  /** The status of success. */
  readonly status: number;
  /** Pipelines may, and so may whoever sees the project when a pipeline signs with them. */
  readonly pipeline?: true;
  readonly signed?: 'always' | 'unless-api-key';
  /** For whom it is not even there, among those who may not: 404 in place of 403. Default: strangers to the project. */
  readonly hidden?: 'from all' | 'from strangers';
  /** Ends what the caller came with: each gets a caller of their own. */
  readonly fresh?: true;
  /** Makes a request that succeeds, on things of its own if it changes them. `:names` are filled from the world. */
  readonly request?: (world: World, person: Person | null) => Promise<Request>;
}

export interface Request extends SendOptions {
  /** Values of the path's `:names` that are not the world's. */
  readonly params?: Record<string, string>;
  readonly query?: string;
}

const just =
  (body: unknown): NonNullable<Row['request']> =>
  async () => ({ body });

const unique = () => randomUUID().slice(0, 13);

/**
 * The expected table: every route that is mounted, and who may call it. A route that is not here fails the run; so does
 * a row whose route is gone. `#` tells two uses of one route apart.
 */
export const expected: Record<string, Row> = {
  // Platform
  'GET /health': { needs: 'public', status: 200 },
  'GET /openapi.json': { needs: 'anybody', status: 200 },
  'GET /ui': { needs: 'anybody', status: 200 },
  'GET /plugins': { needs: 'administrator', status: 200 },

  // Sessions
  'GET /auth/session': { needs: 'public', status: 200 },
  'POST /auth/sign-in': {
    needs: 'public',
    status: 200,
    fresh: true,
    request: async (world) => ({ body: { email: (await world.withPassword()).email, password: world.password } }),
  },
  'POST /auth/sign-out': { needs: 'public', status: 204, fresh: true },
  'POST /auth/link': { needs: 'public', status: 200, request: async (world) => ({ body: await newLink(world) }) },
  'POST /auth/link/use': {
    needs: 'public',
    status: 200,
    fresh: true,
    request: async (world) => ({ body: { ...(await newLink(world)), password: `${unique()} a new one` } }),
  },
  'POST /auth/password': {
    needs: 'account',
    status: 204,
    fresh: true,
    request: async (world, person) => {
      if (person) await world.givePassword(person);
      return { body: { current_password: world.password, new_password: `${unique()} a new one` } };
    },
  },
  'GET /auth/sessions': { needs: 'account', status: 200 },
  'DELETE /auth/sessions': { needs: 'account', status: 200, fresh: true },
  'DELETE /auth/sessions/:session_id': {
    needs: 'account',
    status: 204,
    fresh: true,
    request: async (_world, person) => ({ params: { session_id: person?.session ?? randomUUID() } }),
  },
  'POST /api-keys': { needs: 'anybody', status: 201, request: just({ name: 'One more' }) },
  'GET /api-keys': { needs: 'anybody', status: 200 },
  'DELETE /api-keys/:api_key_id': {
    needs: 'anybody',
    status: 204,
    request: async (world, person) => ({ params: { api_key_id: person ? await world.newKey(person) : randomUUID() } }),
  },

  // Users
  'GET /users/me': { needs: 'anybody', status: 200 },
  'PATCH /users/me': { needs: 'anybody', status: 200, request: just({ username: 'Kim' }) },
  'GET /users/me/groups': { needs: 'anybody', status: 200 },
  'GET /users': { needs: 'administrator', status: 200 },
  'POST /users': {
    needs: 'administrator',
    status: 201,
    request: async () => ({ body: { email: `${unique()}@example.org` } }),
  },
  'GET /users/:user_id #my own': { needs: 'anybody', status: 200, request: themself() },
  "GET /users/:user_id #somebody else's": {
    needs: 'administrator',
    hidden: 'from all',
    status: 200,
    request: async (world) => ({ params: { user_id: (await world.newPerson()).id } }),
  },
  'PATCH /users/:user_id #my own': { needs: 'anybody', status: 200, request: themself({ username: 'Kim B.' }) },
  "PATCH /users/:user_id #somebody else's": {
    needs: 'administrator',
    hidden: 'from all',
    status: 200,
    request: async (world) => ({ params: { user_id: (await world.newPerson()).id }, body: { is_active: false } }),
  },
  'DELETE /users/:user_id/sessions': { needs: 'account', status: 200, fresh: true, request: themself() },
  'GET /users/:user_id/api-keys': { needs: 'administrator', status: 200, request: async (world) => themselves(world) },
  'DELETE /users/:user_id/api-keys/:api_key_id': {
    needs: 'administrator',
    status: 204,
    request: async (world) => ({
      params: { user_id: world.people.viewer.id, api_key_id: await world.newKey(world.people.viewer) },
    }),
  },
  'POST /users/:user_id/links': {
    needs: 'administrator',
    status: 201,
    request: async (world) => ({ params: { user_id: (await world.newPerson()).id }, body: { purpose: 'reset' } }),
  },

  // Groups: those of somebody else
  'GET /groups': { needs: 'anybody', status: 200 },
  'POST /groups': { needs: 'anybody', status: 201, request: async () => ({ body: { name: unique() } }) },
  'GET /groups/:group_id': { needs: 'administrator', hidden: 'from all', status: 200, request: newGroup },
  'PATCH /groups/:group_id': {
    needs: 'administrator',
    hidden: 'from all',
    status: 200,
    request: async (world) => ({ ...(await newGroup(world)), body: { name: unique() } }),
  },
  'DELETE /groups/:group_id': { needs: 'administrator', hidden: 'from all', status: 204, request: newGroup },
  'POST /groups/:group_id/members': {
    needs: 'administrator',
    hidden: 'from all',
    status: 201,
    request: async (world) => ({ ...(await newGroup(world)), body: { email: world.people.viewer.email } }),
  },
  'DELETE /groups/:group_id/members/:user_id': {
    needs: 'administrator',
    hidden: 'from all',
    status: 204,
    request: newGroup,
  },

  // Pipelines
  'GET /pipelines': { needs: 'administrator', status: 200 },
  'POST /pipelines': { needs: 'administrator', status: 201, request: async () => ({ body: { name: unique() } }) },
  'PATCH /pipelines/:pipeline_id': {
    needs: 'administrator',
    hidden: 'from all',
    status: 200,
    request: async (world) => ({ params: await newPipeline(world), body: { allowed_models: ['yolo_v8'] } }),
  },
  'POST /pipelines/:pipeline_id/secrets': {
    needs: 'administrator',
    hidden: 'from all',
    status: 201,
    request: async (world) => ({ params: await newPipeline(world) }),
  },
  'DELETE /pipelines/:pipeline_id/secrets/:secret_id': {
    needs: 'administrator',
    hidden: 'from all',
    status: 204,
    request: async (world) => {
      const { pipeline_id } = await newPipeline(world);
      const { id } = await world.admin('POST', `/pipelines/${pipeline_id}/secrets`);
      return { params: { pipeline_id, secret_id: id } };
    },
  },

  // Audit
  'GET /audit': { needs: 'administrator', status: 200 },
  'GET /audit.csv': { needs: 'administrator', status: 200 },
  'GET /audit/verification': { needs: 'administrator', status: 200 },

  // Projects
  'GET /projects': { needs: 'anybody', pipeline: true, status: 200 },
  'POST /projects': { needs: 'anybody', status: 201, request: just({ name: 'One more' }) },
  'GET /projects/:project_id': { needs: 'viewer', pipeline: true, status: 200 },
  'PATCH /projects/:project_id': { needs: 'manager', status: 200, request: just({ description: 'Changed' }) },
  'DELETE /projects/:project_id': { needs: 'owner', status: 204, request: ownProject },
  'POST /projects/:project_id/restore': {
    needs: 'owner',
    status: 200,
    request: async (world) => {
      const request = await ownProject(world);
      await world.admin('DELETE', `/projects/${request.params?.['project_id']}`);
      return request;
    },
  },

  // Members
  'GET /projects/:project_id/members': { needs: 'viewer', pipeline: true, status: 200 },
  'POST /projects/:project_id/members': {
    needs: 'owner',
    status: 201,
    request: async (world) => ({ body: { email: (await world.newPerson()).email, role: 'viewer' } }),
  },
  'PATCH /projects/:project_id/members/:member_id': {
    needs: 'owner',
    status: 200,
    request: async (world) => ({ ...(await newMember(world)), body: { role: 'commenter' } }),
  },
  "DELETE /projects/:project_id/members/:member_id #somebody else's": {
    needs: 'owner',
    status: 204,
    request: newMember,
  },
  'GET /projects/:project_id/access': {
    needs: 'administrator',
    hidden: 'from strangers',
    status: 200,
    request: async (world) => ({ query: `email=${world.people.viewer.email}` }),
  },

  // Images
  'POST /projects/:project_id/images': { needs: 'annotator', status: 201, request: upload },
  'GET /projects/:project_id/images': { needs: 'viewer', pipeline: true, status: 200 },
  'GET /projects/:project_id/images/deletion-events': { needs: 'viewer', pipeline: true, status: 200 },
  'DELETE /projects/:project_id/images/:image_id': { needs: 'reviewer', status: 200, request: deletion(false) },
  'DELETE /projects/:project_id/images/:image_id #for good': { needs: 'owner', status: 200, request: deletion(true) },
  'POST /projects/:project_id/images/:image_id/restore': {
    needs: 'reviewer',
    status: 200,
    request: async (world) => {
      const image_id = await world.newImage();
      await world.admin('DELETE', `/projects/${world.project}/images/${image_id}`, { reason: 'for the matrix' });
      return { params: { image_id } };
    },
  },
  'GET /images/:image_id': { needs: 'viewer', pipeline: true, status: 200 },
  'GET /images/:image_id/download': { needs: 'viewer', pipeline: true, status: 200 },
  'GET /images/:image_id/content': { needs: 'viewer', pipeline: true, status: 200 },
  'GET /images/:image_id/thumbnail': { needs: 'viewer', pipeline: true, status: 200 },
  'GET /images/:image_id/neighbours': { needs: 'viewer', pipeline: true, status: 200 },
  'POST /images/:image_id/rebuild': {
    needs: 'annotator',
    status: 202,
    request: async (world) => ({ params: { image_id: await world.newImage('failed') } }),
  },

  // Classes and labels
  'GET /projects/:project_id/classes': { needs: 'viewer', pipeline: true, status: 200 },
  'POST /projects/:project_id/classes': {
    needs: 'manager',
    status: 201,
    request: async (world) => ({ body: { name: unique(), project_id: world.project } }),
  },
  'GET /classes/:class_id': { needs: 'viewer', pipeline: true, status: 200 },
  'PATCH /classes/:class_id': {
    needs: 'manager',
    status: 200,
    request: just({ name: 'cell', description: 'Changed' }),
  },
  'DELETE /classes/:class_id': {
    needs: 'manager',
    status: 204,
    request: async (world) => ({ params: { class_id: await newClass(world) } }),
  },
  'GET /images/:image_id/classifications': { needs: 'viewer', pipeline: true, status: 200 },
  'POST /images/:image_id/classifications': {
    needs: 'annotator',
    status: 201,
    request: async (world) => ({ body: { image_id: world.image, class_id: await newClass(world) } }),
  },
  'GET /projects/:project_id/classifications': { needs: 'viewer', pipeline: true, status: 200 },
  "DELETE /classifications/:classification_id #somebody else's": {
    needs: 'manager',
    status: 204,
    request: async (world) => {
      const body = { image_id: world.image, class_id: await newClass(world) };
      const { id } = await world.admin('POST', `/images/${world.image}/classifications`, body);
      return { params: { classification_id: id } };
    },
  },

  // Comments
  'GET /images/:image_id/comments': { needs: 'viewer', pipeline: true, status: 200 },
  'POST /images/:image_id/comments': { needs: 'commenter', status: 201, request: just({ text: 'Seen.' }) },
  'GET /comments/:comment_id': { needs: 'viewer', pipeline: true, status: 200 },
  'PATCH /comments/:comment_id': { needs: 'commenter', status: 200, request: ownComment({ text: 'Changed.' }) },
  'DELETE /comments/:comment_id': { needs: 'commenter', status: 204, request: ownComment(undefined) },
  'GET /projects/:project_id/comment-counts': { needs: 'viewer', pipeline: true, status: 200 },

  // Metadata
  'PUT /images/:image_id/metadata': { needs: 'annotator', status: 200, request: just({ key: 'stain', value: 'HE' }) },
  'DELETE /images/:image_id/metadata/:key': { needs: 'annotator', status: 200 },
  'GET /projects/:project_id/metadata': { needs: 'viewer', pipeline: true, status: 200 },
  'POST /projects/:project_id/metadata': {
    needs: 'manager',
    status: 201,
    request: just({ key: 'stain', value: 'HE' }),
  },
  'GET /projects/:project_id/metadata/:key': { needs: 'viewer', pipeline: true, status: 200 },
  'PUT /projects/:project_id/metadata/:key': {
    needs: 'manager',
    status: 200,
    request: just({ key: 'stain', value: 1 }),
  },
  'DELETE /projects/:project_id/metadata/:key': {
    needs: 'manager',
    status: 204,
    request: async (world) => {
      const key = unique();
      await world.admin('POST', `/projects/${world.project}/metadata`, { key, value: 1 });
      return { params: { key } };
    },
  },
  'GET /projects/:project_id/metadata-dict': { needs: 'viewer', pipeline: true, status: 200 },
  'PUT /projects/:project_id/metadata-dict': { needs: 'manager', status: 200, request: just({ stain: 'HE' }) },

  // Analyses
  'POST /images/:image_id/analyses': {
    needs: 'annotator',
    pipeline: true,
    status: 201,
    request: async ({ image }) => ({ body: { image_id: image, model_name: 'yolo_v8', model_version: '1' } }),
  },
  'GET /images/:image_id/analyses': { needs: 'viewer', pipeline: true, status: 200 },
  'GET /analyses/:analysis_id': { needs: 'viewer', pipeline: true, status: 200 },
  'PATCH /analyses/:analysis_id/status': {
    needs: 'manager',
    pipeline: true,
    signed: 'unless-api-key',
    status: 200,
    request: async (world) => ({
      params: { analysis_id: await world.newAnalysis('queued') },
      body: { status: 'processing' },
    }),
  },
  'POST /analyses/:analysis_id/annotations\\:bulk': {
    needs: 'manager',
    pipeline: true,
    signed: 'always',
    status: 200,
    request: just({ annotations: [] }),
  },
  'POST /analyses/:analysis_id/artifacts/presign': {
    needs: 'manager',
    pipeline: true,
    signed: 'always',
    status: 200,
    request: just({ artifact_type: 'heatmap' }),
  },
  'POST /analyses/:analysis_id/finalize': {
    needs: 'manager',
    pipeline: true,
    signed: 'always',
    status: 200,
    request: async (world) => ({ params: { analysis_id: await world.newAnalysis() }, body: { status: 'completed' } }),
  },
  'POST /analyses/:analysis_id/cancel': {
    needs: 'annotator',
    status: 200,
    request: async (world) => ({ params: { analysis_id: await world.newAnalysis() } }),
  },
  'GET /analyses/:analysis_id/annotations': { needs: 'viewer', pipeline: true, status: 200 },
  'GET /analyses/:analysis_id/annotations/:annotation_id': { needs: 'viewer', pipeline: true, status: 200 },
  'GET /analyses/:analysis_id/layers': { needs: 'viewer', pipeline: true, status: 200 },
  'GET /analyses/:analysis_id/boxes': { needs: 'viewer', pipeline: true, status: 200 },
  'GET /analyses/:analysis_id/boxes/:index': {
    needs: 'viewer',
    pipeline: true,
    status: 200,
    request: async () => ({ params: { index: '0' } }),
  },
  'GET /analyses/:analysis_id/export': { needs: 'viewer', pipeline: true, status: 200, request: inFormat('csv') },
  'GET /projects/:project_id/analysis-summaries': { needs: 'viewer', pipeline: true, status: 200 },
  'GET /ml/artifacts/content': { needs: 'viewer', pipeline: true, status: 200, request: artifact },
  'GET /ml/artifacts/download': { needs: 'viewer', pipeline: true, status: 200, request: artifact },
};

/** Routes that are not called here, and why. */
export const exempt: Record<string, string> = {
  'POST /auth/reset': 'is throttled by address, whoever asks; core/test/auth/links.test.ts',
  'GET /events': 'never ends; core/test/events/events.test.ts walks through who hears what',
  'GET /docs': 'needs the built browser side; A20 in core/test/defects.test.ts asks who gets it',
};

const themselves = (world: World): Request => ({ params: { user_id: world.people.viewer.id } });

/** A request about whoever sends it. */
function themself(body?: unknown): NonNullable<Row['request']> {
  return async (_world, person) => ({
    params: { user_id: person?.id ?? randomUUID() },
    ...(body === undefined ? {} : { body }),
  });
}

async function newGroup(world: World): Promise<Request> {
  const { id, members } = await world.admin('POST', '/groups', { name: unique() });
  return { params: { group_id: id, user_id: members[0].user.id } };
}

async function newMember(world: World): Promise<Request> {
  const body = { email: (await world.newPerson()).email, role: 'viewer' };
  return { params: { member_id: (await world.admin('POST', `/projects/${world.project}/members`, body)).id } };
}

async function ownProject(world: World): Promise<Request> {
  return { params: { project_id: await world.newProject() } };
}

async function newPipeline(world: World): Promise<{ pipeline_id: string }> {
  const { pipeline } = await world.admin('POST', '/pipelines', { name: unique() });
  return { pipeline_id: pipeline.id };
}

/** A link of somebody else's, as the fragment of its address carries it. */
async function newLink(world: World): Promise<{ token: string }> {
  const { id } = await world.newPerson();
  const { url } = await world.admin('POST', `/users/${id}/links`, { purpose: 'reset' });
  return { token: new URL(url).hash.slice(1) };
}

async function upload(): Promise<Request> {
  const form = new FormData();
  form.append('file', new Blob([png()]), `${unique()}.png`);
  return { raw: form };
}

function deletion(force: boolean): NonNullable<Row['request']> {
  return async (world) => ({
    params: { image_id: await world.newImage() },
    body: { reason: 'for the matrix', ...(force ? { force } : {}) },
  });
}

const newClass = async (world: World): Promise<string> =>
  (await world.admin('POST', `/projects/${world.project}/classes`, { name: unique(), project_id: world.project })).id;

/** A comment by whoever calls, or by the administrator if they may not comment. */
function ownComment(body: unknown): NonNullable<Row['request']> {
  return async (world, person) => {
    const path = `/images/${world.image}/comments`;
    const own = person && (await world.send(person, 'session', 'POST', path, { body: { text: 'Mine.' } }));
    const { id } = own?.status === 201 ? own.body : await world.admin('POST', path, { text: 'Another’s.' });
    return { params: { comment_id: id }, ...(body === undefined ? {} : { body }) };
  };
}

function inFormat(format: string): NonNullable<Row['request']> {
  return async () => ({ query: `format=${format}` });
}

async function artifact(world: World): Promise<Request> {
  return { query: `path=${encodeURIComponent(world.storagePath)}` };
}
