import { randomUUID } from 'node:crypto';
import { deflateSync, crc32 } from 'node:zlib';
import { eventually, hmacSecret, makeApp } from '#core/testing';
import type { Reply, SendOptions, TestApp, TestUser } from '#core/testing';
import { accessChanged } from '../../auth/access-changes.ts';
import { ApiKey, newApiKey } from '../../auth/api-key.ts';
import { grantRole } from '../../auth/grant.ts';
import { hashPassword, keepPassword } from '../../auth/password.ts';
import { openSession } from '../../auth/session.ts';
import { signV2 } from '../../auth/signature.ts';
import { inTransaction, rows } from '../../database/connection.ts';

/** From nobody to the administrator; each may do what those before it may. */
export const callers = [
  'nobody',
  'stranger',
  'viewer',
  'commenter',
  'annotator',
  'reviewer',
  'manager',
  'owner',
  'administrator',
] as const;
export type CallerName = (typeof callers)[number];

/** The ways in by which a person calls. */
export const ways = ['session', 'proxy', 'key on /api', 'key on /api-key', 'key and signature on /api-ml'] as const;
export type Way = (typeof ways)[number];

export interface Person extends TestUser {
  readonly cookie: string;
  /** Id of the session that the cookie stands for. */
  readonly session: string;
}

const PASSWORD = 'a password of the matrix';
export const proxySecret = 'secret-of-the-proxy-in-front';

/** A project with one of everything in it, and people of every role. */
export interface World {
  readonly app: TestApp;
  readonly people: Record<Exclude<CallerName, 'nobody'>, Person>;
  readonly project: string;
  readonly group: string;
  readonly image: string;
  readonly storagePath: string;
  readonly analysis: string;
  readonly annotation: string;
  readonly class: string;
  readonly label: string;
  readonly comment: string;
  /** Sends as the administrator and expects success; answers the body. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- answers of any shape
  admin(method: string, path: string, body?: unknown, more?: SendOptions): Promise<any>;
  /** Another image of the project: a row that shares the files of the first. */
  newImage(state?: 'ready' | 'failed'): Promise<string>;
  /** Another analysis, by default one that has begun. */
  newAnalysis(status?: 'queued' | 'processing'): Promise<string>;
  /** Another project in which everybody has the role that they have in the world's. */
  newProject(): Promise<string>;
  /** An owner of the project whose API key is changed in the database. */
  ownerWithKey(change: string): Promise<Person>;
  deactivate(person: Person): Promise<void>;
  /** Somebody with this role in the project; default: with none. */
  newPerson(caller?: Exclude<CallerName, 'nobody'>): Promise<Person>;
  /** Somebody who signs in with `password`. */
  withPassword(): Promise<Person>;
  givePassword(person: Person): Promise<void>;
  readonly password: string;
  /** Another API key of somebody's; answers its id. */
  newKey(person: Person): Promise<string>;
  /** Values of further `:names` in paths. */
  readonly more: Record<string, string>;
  /** Sends a request as a person by a way in; null: nobody. */
  send(person: Person | null, way: Way, method: string, path: string, options?: SendOptions): Promise<Reply>;
  /** Sends what a pipeline signs, with nobody beside it. */
  signed(method: string, path: string, options?: SendOptions, by?: { keyId: string; secret: string }): Promise<Reply>;
  stop(): Promise<void>;
}

/** A body as it will be sent, and its type if it is not JSON. */
async function bytesOf({
  body,
  raw,
}: SendOptions): Promise<{ body?: Uint8Array<ArrayBuffer> | string; type?: string }> {
  if (body !== undefined) return { body: JSON.stringify(body) };
  if (!(raw instanceof FormData)) return raw === undefined ? {} : { body: raw };
  const whole = new Response(raw);
  return { type: whole.headers.get('content-type') ?? '', body: new Uint8Array(await whole.arrayBuffer()) };
}

/** Headers of a version 2 signature. */
export function signature(
  method: string,
  target: string,
  body: string | Uint8Array,
  { keyId, secret } = { keyId: 'default', secret: hmacSecret },
): Record<string, string> {
  const timestamp = String(Math.floor(Date.now() / 1000));
  const nonce = randomUUID();
  return {
    'x-ml-timestamp': timestamp,
    'x-ml-nonce': nonce,
    'x-ml-key-id': keyId,
    'x-ml-signature': `v2=${signV2(secret, timestamp, nonce, method, target, typeof body === 'string' ? body : Buffer.from(body))}`,
  };
}

export async function makeWorld(settings: Record<string, string> = {}): Promise<World> {
  const app = await makeApp({
    settings: {
      AUTH_MODE: 'accounts,proxy',
      PROXY_SHARED_SECRET: proxySecret,
      PROXY_TRUSTED_ADDRESSES: '127.0.0.1',
      ML_MAX_ANALYSES_PER_IMAGE: '100000',
      RATE_LIMIT_PER_MINUTE: '0',
      ...settings,
    },
  });

  async function newPerson(caller: Exclude<CallerName, 'nobody'> = 'stranger'): Promise<Person> {
    const user = await app.makeUser({ isAdministrator: caller === 'administrator' });
    const origin = { address: '127.0.0.1', agent: 'matrix', isSecure: false };
    const { setCookie, session } = await inTransaction(() => openSession(user.id, 'accounts', origin));
    if (caller !== 'stranger' && caller !== 'administrator')
      await inTransaction(() => grantRole(project, { userId: user.id }, caller, administrator.id));
    return { ...user, cookie: setCookie.split(';')[0] ?? '', session: session.id };
  }

  let project = '';
  const administrator = await newPerson('administrator');
  const admin: World['admin'] = async (method, path, body, more = {}) => {
    const reply = await app.send(method, path, { as: administrator, ...(body === undefined ? {} : { body }), ...more });
    if (reply.status >= 300) throw new Error(`${method} ${path} was answered ${reply.status}: ${reply.text}`);
    return reply.body;
  };
  const signed: World['signed'] = (method, path, options = {}, by) => {
    const text = options.body === undefined ? '' : JSON.stringify(options.body);
    const headers = { ...options.headers, ...signature(method, `/api${path}`, text, by) };
    return app.send(method, path, { ...options, headers });
  };

  const group = `group-${randomUUID()}`;
  project = (await admin('POST', '/projects', { name: 'Matrix', meta_group_id: group })).id;
  const people = { administrator, stranger: await newPerson() } as World['people'];
  for (const role of ['viewer', 'commenter', 'annotator', 'reviewer', 'manager', 'owner'] as const) {
    people[role] = await newPerson(role);
  }

  const form = new FormData();
  form.append('file', new Blob([png()]), 'matrix.png');
  const { id: image } = await admin('POST', `/projects/${project}/images`, undefined, { raw: form });
  await eventually('the image is ready', async () => (await admin('GET', `/images/${image}`)).state === 'ready');

  async function givePassword({ id }: Person): Promise<void> {
    await keepPassword(id, await hashPassword(PASSWORD));
  }

  async function newAnalysis(status: 'queued' | 'processing' = 'processing'): Promise<string> {
    const { id } = await admin('POST', `/images/${image}/analyses`, {
      image_id: image,
      model_name: 'yolo_v8',
      model_version: '1',
    });
    if (status === 'processing') {
      const reply = await signed('PATCH', `/analyses/${id}/status`, { body: { status } });
      if (reply.status !== 200) throw new Error(reply.text);
    }
    return id;
  }

  const analysis = await newAnalysis();
  const box = { x_min: 1, y_min: 1, x_max: 9, y_max: 9, image_width: 64, image_height: 48 };
  const { body: made } = await signed('POST', `/analyses/${analysis}/annotations:bulk`, {
    body: { annotations: [{ annotation_type: 'bounding_box', class_name: 'cell', confidence: 0.5, data: box }] },
  });
  const { body: place } = await signed('POST', `/analyses/${analysis}/artifacts/presign`, {
    body: { artifact_type: 'log', filename: 'run.log' },
  });
  const put = await fetch(place.upload_url, { method: 'PUT', body: 'done', headers: { 'content-type': 'text/plain' } });
  if (!put.ok) throw new Error(await put.text());
  const { id: classId } = await admin('POST', `/projects/${project}/classes`, { name: 'cell', project_id: project });
  const { id: label } = await admin('POST', `/images/${image}/classifications`, { image_id: image, class_id: classId });
  const { id: comment } = await admin('POST', `/images/${image}/comments`, { text: 'Look here.' });
  await admin('POST', `/projects/${project}/metadata`, { key: 'stain', value: 'HE' });

  return {
    app,
    people,
    project,
    group,
    image,
    analysis,
    label,
    comment,
    class: classId,
    annotation: made.annotations[0].id,
    storagePath: place.storage_path,
    admin,
    newAnalysis,
    more: {},
    password: PASSWORD,
    async withPassword() {
      const person = await newPerson();
      await givePassword(person);
      return person;
    },
    givePassword,
    async newKey(person) {
      const { hash } = newApiKey();
      return (await ApiKey.create({ userId: person.id, name: 'Another', hash, createdAt: new Date() })).id;
    },
    newPerson,
    signed,
    async ownerWithKey(change) {
      const person = await newPerson('owner');
      await rows(`update core_api_keys set ${change} where user_id = $1`, [person.id]);
      return person;
    },
    async deactivate({ id }) {
      await inTransaction(async () => {
        await rows('update core_users set is_active = false where id = $1', [id]);
        await accessChanged(id);
      });
    },
    async newProject() {
      const { id } = await admin('POST', '/projects', { name: 'Another', meta_group_id: group });
      await inTransaction(async () => {
        await rows(
          `insert into core_grants (id, scope_id, user_id, group_id, role)
           select gen_random_uuid(), $2, user_id, group_id, role from core_grants where scope_id = $1
           on conflict do nothing`,
          [project, id],
        );
        await accessChanged(null);
      });
      return id as string;
    },
    async newImage(state = 'ready') {
      const id = randomUUID();
      await rows(
        `insert into images select (jsonb_populate_record(i, jsonb_build_object('id', $1::uuid, 'state', $3::text))).*
         from images i where i.id = $2`,
        [id, image, state],
      );
      return id;
    },
    async send(person, way, method, path, options = {}) {
      const headers: Record<string, string> = { ...options.headers };
      if (way === 'session') {
        if (person) headers['cookie'] = person.cookie;
        return app.send(method, path, { ...options, headers });
      }
      if (way === 'proxy') {
        if (person) Object.assign(headers, { 'x-user-email': person.email, 'x-proxy-secret': proxySecret });
        return app.send(method, path, { ...options, headers });
      }
      const prefix = way === 'key on /api' ? '/api' : way === 'key on /api-key' ? '/api-key' : '/api-ml';
      if (person) headers['authorization'] = `Bearer ${person.key}`;
      if (prefix === '/api-ml') {
        const { body = '', type } = await bytesOf(options);
        Object.assign(headers, signature(method, `${prefix}${path}`, body), type ? { 'content-type': type } : {});
        if (options.raw) return app.send(method, path, { ...options, raw: body, headers, prefix });
      }
      return app.send(method, path, { ...options, headers, prefix });
    },
    stop: () => app.stop(),
  };
}

/** A grey PNG of 64 x 48 pixels. */
export function png(): Uint8Array<ArrayBuffer> {
  const header = Buffer.from([0, 0, 0, 64, 0, 0, 0, 48, 8, 0, 0, 0, 0]);
  const pixels = deflateSync(Buffer.concat(Array.from({ length: 48 }, (_, y) => Buffer.alloc(65, y === 0 ? 0 : 0))));
  const chunk = (type: string, data: Buffer) => {
    const body = Buffer.concat([Buffer.from(type), data]);
    const [size, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
    size.writeUInt32BE(data.length);
    sum.writeUInt32BE(crc32(body));
    return Buffer.concat([size, body, sum]);
  };
  return new Uint8Array(
    Buffer.concat([
      Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]),
      chunk('IHDR', header),
      chunk('IDAT', pixels),
      chunk('IEND', Buffer.alloc(0)),
    ]),
  );
}
