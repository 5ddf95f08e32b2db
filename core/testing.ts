// '#core/testing': what tests of core and of any plugin stand on: a real application on a database of its own.
import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import pg from 'pg';
import { pino } from 'pino';
import type { Logger } from 'pino';
import { createApp } from './app.ts';
import type { App } from './app.ts';
import { ApiKey, newApiKey } from './auth/api-key.ts';
import { grantRole } from './auth/grant.ts';
import type { GrantedRole } from './auth/grant.ts';
import { joinGroup, provideGroup } from './auth/group.ts';
import { keyScopes } from './auth/limits.ts';
import { signV1 } from './auth/signature.ts';
import { hashPassword, keepPassword } from './auth/password.ts';
import { User } from './auth/user.ts';
import { inTransaction } from './database/connection.ts';

/** The secret that test applications share with their pipelines. */
export const hmacSecret = 'test-hmac-secret-12345';

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- tests look into answers of any shape
export interface Reply<T = any> {
  status: number;
  headers: Headers;
  body: T;
  text: string;
}

export interface SendOptions {
  /** JSON body. */
  body?: unknown;
  /** A body sent as it is, such as a FormData or a Buffer. */
  raw?: FormData | Uint8Array<ArrayBuffer> | string;
  headers?: Record<string, string>;
  /** Acts as this user, by their API key. */
  as?: TestUser;
  /** Signs the call as a pipeline does (version 1). */
  signed?: boolean;
  /** Instead of `/api`. */
  prefix?: '/api' | '/api-key' | '/api-ml' | '';
}

export interface TestUser {
  id: string;
  email: string;
  key: string;
}

export interface TestApp {
  readonly app: App;
  /** Such as `http://127.0.0.1:34567`. */
  readonly url: string;
  readonly databaseUrl: string;
  readonly dataDir: string;
  /** Sends a request to `/api<path>` as the local user, or as somebody else. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- as above
  send<T = any>(method: string, path: string, options?: SendOptions): Promise<Reply<T>>;
  /** A person with an API key of every scope; by default not an administrator. */
  makeUser(overrides?: { email?: string; isAdministrator?: boolean; password?: string }): Promise<TestUser>;
  /** Signs in by password; answers the headers that a browser would send from then on. Needs AUTH_MODE=accounts. */
  signIn(claim: { email: string; password: string }): Promise<{ cookie: string }>;
  /** Gives somebody a role on a scope, such as a project; answers the id of the grant. */
  grant(user: TestUser, scopeId: string, role: GrantedRole): Promise<string>;
  /** Puts somebody into the group of a name, which is made if there is none. */
  joinGroup(user: TestUser, name: string): Promise<void>;
  /** Stops the server and removes its database and files. */
  stop(): Promise<void>;
}

export interface TestAppOptions {
  /** Environment settings, such as { ML_ALLOWED_MODELS: 'yolo_v8' }. */
  settings?: Record<string, string>;
  /** Plugin folders in place of the first-party set. */
  plugins?: readonly string[];
  /** Where the server logs; default: standard output, from TEST_LOG_LEVEL up. */
  log?: Logger;
}

/** The environment of a test application: nothing of the machine's own settings counts. */
export function testEnvironment(dataDir: string, more: Record<string, string> = {}): NodeJS.ProcessEnv {
  return {
    DATA_DIR: dataDir,
    DEMO: 'false',
    RATE_LIMIT_FAILURES_PER_MINUTE: '0',
    ML_CALLBACK_HMAC_SECRET: hmacSecret,
    LOG_LEVEL: process.env['TEST_LOG_LEVEL'] ?? 'silent',
    ...more,
  };
}

/** A whole server on a free port, with its own database (made from a migrated template) and its own files. */
export async function makeApp({ settings = {}, plugins, log: given }: TestAppOptions = {}): Promise<TestApp> {
  const dataDir = await mkdtemp(join(tmpdir(), 'ipm-test-'));
  const databaseUrl = await makeDatabase(plugins ? undefined : process.env['TEST_TEMPLATE']);
  const environment = testEnvironment(dataDir, settings);
  const log = given ?? pino({ level: environment['LOG_LEVEL'] ?? 'silent' });
  const app = await createApp({ environment, databaseUrl, log, ...(plugins ? { plugins } : {}) }).catch(
    async (error: unknown) => {
      await dropDatabase(databaseUrl);
      await rm(dataDir, { recursive: true, force: true });
      throw error;
    },
  );
  const url = await app.listen(0, '127.0.0.1');
  return {
    app,
    url,
    databaseUrl,
    dataDir,
    send: (method, path, options) => send(url, method, path, options),
    async makeUser({ email = `${randomUUID()}@example.org`, isAdministrator = false, password } = {}) {
      const user = await User.create({ email, isAdministrator, createdAt: new Date() });
      if (password) await keepPassword(user.id, await hashPassword(password));
      const { key, hash } = newApiKey();
      await ApiKey.create({
        userId: user.id,
        name: 'test',
        hash,
        scopes: Object.keys(keyScopes),
        createdAt: new Date(),
      });
      return { id: user.id, email, key };
    },
    async signIn({ email, password }) {
      const reply = await send(url, 'POST', '/auth/sign-in', { body: { email, password } });
      expect(reply.status, reply.text).to.equal(200);
      return { cookie: cookieOf(reply) };
    },
    async grant(user, scopeId, role) {
      return (await inTransaction(() => grantRole(scopeId, { userId: user.id }, role, user.id))).id;
    },
    joinGroup: (user, name) => inTransaction(async () => joinGroup((await provideGroup(name)).group.id, user.id)),
    async stop() {
      await app.stop();
      await dropDatabase(databaseUrl);
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** Sends one request and reads the whole answer; JSON answers are parsed. */
export async function send(url: string, method: string, path: string, options: SendOptions = {}): Promise<Reply> {
  const { body, raw, as, signed, prefix = '/api' } = options;
  const headers: Record<string, string> = { ...options.headers };
  const text = body === undefined ? undefined : JSON.stringify(body);
  if (text !== undefined) headers['content-type'] ??= 'application/json';
  if (as) headers['authorization'] = `Bearer ${as.key}`;
  if (signed) Object.assign(headers, signatureHeaders(text ?? ''));
  const payload = raw ?? text;
  const response = await fetch(`${url}${prefix}${path}`, {
    method,
    headers,
    redirect: 'manual',
    ...(payload === undefined ? {} : { body: payload }),
  });
  const answer = await response.text();
  const isJson = /json/.test(response.headers.get('content-type') ?? '');
  return {
    status: response.status,
    headers: response.headers,
    text: answer,
    body: isJson && answer ? JSON.parse(answer) : undefined,
  };
}

/** What a browser sends back as `Cookie` after an answer. */
export const cookieOf = (reply: Reply): string =>
  reply.headers
    .getSetCookie()
    .map((cookie) => cookie.split(';')[0])
    .join('; ');

/** The headers of a version 1 signature over a body. */
export function signatureHeaders(
  body: string | Buffer,
  secret = hmacSecret,
  timestamp = String(Math.floor(Date.now() / 1000)),
): Record<string, string> {
  return { 'x-ml-timestamp': timestamp, 'x-ml-signature': `sha256=${signV1(secret, timestamp, body)}` };
}

/** Expects an RFC 9457 problem with this status, and a code or a part of its sentence if given. */
export function expectProblem(
  reply: Reply,
  status: number,
  expected?: { code?: string; detail?: string | RegExp },
): void {
  expect(reply.status, reply.text).to.equal(status);
  expect(reply.headers.get('content-type')).to.match(/^application\/problem\+json/);
  expect(reply.body).to.include.keys('type', 'title', 'status', 'detail', 'code', 'request_id');
  expect(reply.body.detail).to.be.a('string').and.not.empty;
  if (expected?.code) expect(reply.body.code).to.equal(expected.code);
  if (typeof expected?.detail === 'string') expect(reply.body.detail).to.contain(expected.detail);
  if (expected?.detail instanceof RegExp) expect(reply.body.detail).to.match(expected.detail);
}

/** Waits until a question has an answer that is neither false, null nor undefined; fails after `seconds`. */
export async function eventually<T>(
  what: string,
  ask: () => Promise<T | null | undefined | false>,
  seconds = 20,
): Promise<T> {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    const answer = await ask();
    if (answer) return answer;
    if (Date.now() > end) throw new Error(`Not within ${seconds} s: ${what}.`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** An empty database on the run's server, or a copy of a template. */
export async function makeDatabase(template?: string): Promise<string> {
  const server = process.env['TEST_DATABASE_SERVER'];
  if (!server)
    throw new Error(
      'There is no test database. Run tests with `npm test` or `npx mocha`, whose configuration starts one.',
    );
  const name = `t_${randomBytes(8).toString('hex')}`;
  await onServer(server, `create database ${name}${template ? ` template ${template}` : ''}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  return url.href;
}

export async function dropDatabase(databaseUrl: string): Promise<void> {
  const name = new URL(databaseUrl).pathname.slice(1);
  await onServer(process.env['TEST_DATABASE_SERVER'] ?? '', `drop database if exists ${name} with (force)`);
}

async function onServer(server: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: server });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
