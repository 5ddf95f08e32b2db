// Two server processes on one database: what is decided in one counts in the other.
import { expect } from 'chai';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cookieOf, dropDatabase, eventually, hmacSecret, makeDatabase, send } from '../../testing.ts';
import type { Reply } from '../../testing.ts';
import { signature } from '../access/world.ts';
import { killAll, runIpm, startServer } from '../processes.ts';
import type { RunningServer } from '../processes.ts';

const password = 'correct horse battery';

describe('Two server processes on one database', function () {
  this.timeout(240_000);
  let folder: string;
  let databaseUrl: string;
  let servers: RunningServer[] = [];
  let boss: Record<string, string>;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'ipm-two-'));
    databaseUrl = await makeDatabase(process.env['TEST_TEMPLATE']);
    const environment = {
      DATABASE_URL: databaseUrl,
      DATA_DIR: folder,
      AUTH_MODE: 'accounts',
      ML_CALLBACK_HMAC_SECRET: hmacSecret,
    };
    const made = await runIpm(
      ['user', 'create-admin', '--email', 'boss@corp.local', '--password', password],
      environment,
    );
    expect(made.code, made.output).to.equal(0);
    // In turn: the first builds the browser side, if it is not there.
    servers = [await startServer(environment), await startServer(environment)];
    boss = { cookie: await signIn(0, 'boss@corp.local') };
  });
  after(async () => {
    await Promise.all(servers.map((server) => server.stop()));
    killAll();
    await dropDatabase(databaseUrl);
    await rm(folder, { recursive: true, force: true });
  });

  const at = (which: number, method: string, path: string, options: Parameters<typeof send>[3] = {}): Promise<Reply> =>
    send(servers[which]?.url ?? '', method, path, options);

  async function signIn(which: number, email: string): Promise<string> {
    const reply = await at(which, 'POST', '/auth/sign-in', { body: { email, password } });
    expect(reply.status, reply.text).to.equal(200);
    return cookieOf(reply);
  }

  /** Invited at one, in by the link at the other: id, session and key. */
  async function makePerson(email: string) {
    const user = await at(0, 'POST', '/users', { body: { email }, headers: boss });
    expect(user.status, user.text).to.equal(201);
    const { id } = user.body as { id: string };
    const link = await at(0, 'POST', `/users/${id}/links`, { body: { purpose: 'invitation' }, headers: boss });
    const token = /#(.*)$/.exec(link.body.url)?.[1];
    const used = await at(1, 'POST', '/auth/link/use', { body: { token, password } });
    expect(used.status, used.text).to.equal(200);
    const session = { cookie: cookieOf(used) };
    const key = (await at(1, 'POST', '/api-keys', { body: { name: 'script' }, headers: session })).body.key as string;
    return { id, session, key: { authorization: `Bearer ${key}` } };
  }

  interface OpenStream {
    ended: number | null;
  }

  async function openStream(which: number, headers: Record<string, string>): Promise<OpenStream> {
    const response = await fetch(`${servers[which]?.url}/api/events`, { headers });
    expect(response.status).to.equal(200);
    const stream: OpenStream = { ended: null };
    const reader = (response.body as ReadableStream<Uint8Array>).getReader();
    void (async () => {
      for (;;) if ((await reader.read()).done) break;
    })()
      .catch(() => undefined) // broken off is over too
      .finally(() => (stream.ended = performance.now()));
    return stream;
  }

  /** Names of projects whose changes are heard on a stream, as they come. */
  async function listen(which: number, headers: Record<string, string>): Promise<string[]> {
    const response = await fetch(`${servers[which]?.url}/api/events`, { headers });
    const heard: string[] = [];
    const reader = (response.body as ReadableStream<Uint8Array>).pipeThrough(new TextDecoderStream()).getReader();
    void (async () => {
      for (;;) {
        const { done, value = '' } = await reader.read();
        if (done) return;
        for (const [, name = ''] of value.matchAll(/"name":"projects\.updated".*?"payload":\{[^}]*"name":"(\w+)"/g))
          heard.push(name);
      }
    })().catch(() => undefined); // broken off when the server stops
    return heard;
  }

  it('let nobody in within a second of their deactivation: no session, no key, no open stream, at either', async () => {
    const { id, session, key } = await makePerson('ada@corp.local');
    const other = await makePerson('grace@corp.local');
    const credentials = [session, key];
    const streams: OpenStream[] = [];
    for (const which of [0, 1]) {
      for (const headers of credentials) {
        expect((await at(which, 'GET', '/users/me', { headers })).status).to.equal(200);
        streams.push(await openStream(which, headers));
      }
    }
    const untouched = [await openStream(0, other.session), await openStream(1, other.key)];

    const { status } = await at(0, 'PATCH', `/users/${id}`, { body: { is_active: false }, headers: boss });
    expect(status).to.equal(200);
    const since = performance.now();
    await eventually('all streams end', async () => streams.every(({ ended }) => ended !== null), 5);
    for (const { ended } of streams) expect((ended ?? Infinity) - since).to.be.lessThan(1000);
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, 1000 - (performance.now() - since))));
    for (const which of [0, 1]) {
      for (const headers of credentials)
        expect((await at(which, 'GET', '/users/me', { headers })).status, `${which}`).to.equal(401);
      expect(
        (await at(which, 'POST', '/auth/sign-in', { body: { email: 'ada@corp.local', password } })).status,
      ).to.equal(401);
    }
    expect(untouched.map(({ ended }) => ended)).to.deep.equal([null, null]);
    expect((await at(1, 'GET', '/users/me', { headers: other.session })).status).to.equal(200);

    // Activated again, they sign in anew: what they had stays ended, but for keys, which were never taken away.
    await at(1, 'PATCH', `/users/${id}`, { body: { is_active: true }, headers: boss });
    expect((await at(0, 'GET', '/users/me', { headers: session })).status).to.equal(401);
    await signIn(0, 'ada@corp.local');
  });

  it('end a session that was ended at the other', async () => {
    const { session } = await makePerson('alan@corp.local');
    const again = { cookie: await signIn(0, 'alan@corp.local') };
    expect((await at(1, 'GET', '/users/me', { headers: session })).status).to.equal(200);
    const { status, body } = await at(0, 'DELETE', '/auth/sessions', { headers: again });
    expect([status, body]).to.deep.equal([200, { ended: 1 }]);
    await eventually(
      'it is over',
      async () => (await at(1, 'GET', '/users/me', { headers: session })).status === 401,
      2,
    );
    expect((await at(1, 'GET', '/users/me', { headers: again })).status).to.equal(200);
  });

  it('give and take roles together: in requests at once, on open streams and for tiles within two seconds', async () => {
    const [owner, guest] = [await makePerson('edith@corp.local'), await makePerson('clarke@corp.local')];
    const made = await at(0, 'POST', '/projects', { body: { name: 'Shared' }, headers: owner.session });
    const { id } = made.body as { id: string };
    const heard = await listen(1, guest.session);
    const asked = () => at(1, 'GET', `/projects/${id}`, { headers: guest.session });
    const rename = (name: string) => at(0, 'PATCH', `/projects/${id}`, { body: { name }, headers: owner.session });
    const listed = async () =>
      (await at(1, 'GET', '/projects', { headers: guest.session })).headers.get('x-total-count');
    expect((await asked()).status).to.equal(404);
    await rename('Before');

    const body = { email: 'clarke@corp.local', role: 'viewer' };
    const member = await at(0, 'POST', `/projects/${id}/members`, { body, headers: owner.session });
    expect(member.status, member.text).to.equal(201);
    expect((await asked()).status).to.equal(200);
    expect(await listed()).to.equal('1');
    await rename('Between');
    await eventually('it is heard', async () => heard.includes('Between'), 2);

    await at(0, 'DELETE', `/projects/${id}/members/${member.body.id}`, { headers: owner.session });
    await eventually('it is gone', async () => (await asked()).status === 404, 1);
    expect(await listed()).to.equal('0');
    await rename('After');
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(heard).to.deep.equal(['Between']);
  });

  it('know a pipeline that was registered at the other, and refuse it once it is deactivated', async () => {
    const { body: made } = await at(0, 'POST', '/pipelines', { body: { name: 'Counter' }, headers: boss });
    const { id, key_id: keyId } = made.pipeline;
    const ask = () =>
      send(servers[1]?.url ?? '', 'GET', '/projects', {
        prefix: '/api-ml',
        headers: { ...bossKey, ...signature('GET', '/api-ml/projects', '', { keyId, secret: made.secret }) },
      });
    const bossKey = {
      authorization: `Bearer ${(await at(0, 'POST', '/api-keys', { body: { name: 'boss' }, headers: boss })).body.key}`,
    };
    expect((await ask()).status).to.equal(200);
    await at(0, 'PATCH', `/pipelines/${id}`, { body: { is_active: false }, headers: boss });
    await eventually('it is refused', async () => (await ask()).status === 401, 1);
  });

  it('count tries of a password together', async () => {
    await makePerson('barbara@corp.local');
    const body = { email: 'barbara@corp.local', password: 'not the password' };
    const statuses: number[] = [];
    for (let i = 0; i < 12; i += 1) statuses.push((await at(i % 2, 'POST', '/auth/sign-in', { body })).status);
    expect(statuses).to.deep.equal([...Array<number>(10).fill(401), 429, 429]);
  });
});
