import { expect } from 'chai';
import { randomUUID } from 'node:crypto';
import { eventually, expectProblem, hmacSecret, makeApp, signatureHeaders } from '../../testing.ts';
import type { TestApp } from '../../testing.ts';
import { signV2 } from '../../auth/signature.ts';
import { heard, jobsRun, remember } from '../fixtures/plugins/probe/plugin.ts';
import { inTransaction } from '../../database/connection.ts';

describe('a route', () => {
  let app: TestApp;
  before(async () => {
    app = await makeApp({
      plugins: ['core/test/fixtures/plugins/probe'],
      settings: { CORS_ORIGINS: 'https://lab.example', MAX_JSON_BYTES: '2048' },
    });
  });
  after(() => app.stop());

  const texts = async () =>
    (await app.send('GET', '/notes?limit=1000')).body.map(({ text }: { text: string }) => text) as string[];

  it('works under all three prefixes and with both slash spellings', async () => {
    const user = await app.makeUser({ isAdministrator: true });
    expect((await app.send('GET', '/notes/')).status).to.equal(200);
    expect((await app.send('GET', '/notes', { prefix: '/api-key', as: user })).status).to.equal(200);
    expect((await app.send('GET', '/notes', { prefix: '/api-ml', as: user, signed: true })).status).to.equal(200);
  });

  it('wants a key on /api-key, and a key and a signature on /api-ml, for reading too', async () => {
    const user = await app.makeUser({ isAdministrator: true });
    expectProblem(await app.send('GET', '/notes', { prefix: '/api-key' }), 401, { detail: 'Authentication required.' });
    expectProblem(
      await app.send('GET', '/notes', { prefix: '/api-key', headers: { authorization: 'Bearer wrong' } }),
      401,
    );
    expectProblem(await app.send('GET', '/notes', { prefix: '/api-ml', signed: true }), 401, {
      detail: 'API key required.',
    });
    expectProblem(await app.send('GET', '/notes', { prefix: '/api-ml', as: user }), 401, {
      detail: 'Invalid or missing HMAC signature.',
    });
  });

  it('reads a key from X-API-Key too, in any case of the scheme', async () => {
    const { key } = await app.makeUser({ isAdministrator: true });
    expect((await app.send('GET', '/notes', { prefix: '/api-key', headers: { 'x-api-key': key } })).status).to.equal(
      200,
    );
    expect(
      (await app.send('GET', '/notes', { prefix: '/api-key', headers: { authorization: `bearer ${key}` } })).status,
    ).to.equal(200);
  });

  it('coerces and fills in the query, and names what is wrong in it', async () => {
    await app.send('POST', '/notes', { body: { text: 'quiet' } });
    for (const loud of ['yes', 'ON', '1', 'true']) {
      expect((await app.send('GET', `/notes?loud=${loud}&unknown=1`)).body.at(-1).text).to.equal('QUIET');
    }
    expectProblem(await app.send('GET', '/notes?loud=%00'), 422, { detail: /NUL/ });
    const reply = await app.send('GET', '/notes?loud=maybe&limit=x');
    expectProblem(reply, 422);
    expect(reply.body.errors.map(({ pointer }: { pointer: string }) => pointer)).to.have.members([
      '/query/loud',
      '/query/limit',
    ]);
  });

  it('refuses a body that is not JSON, of another type, too large, unknown in part, or with NUL, and says where', async () => {
    const raw = (body: string, type: string) =>
      app.send('POST', '/notes', { raw: body, headers: { 'content-type': type } });
    expectProblem(await raw('{"text":', 'application/json'), 422, { detail: /JSON/ });
    expectProblem(await raw('{"text":"x"}', 'text/plain'), 422, { detail: /application\/json/ });
    expectProblem(await raw(JSON.stringify({ text: 'x'.repeat(3000) }), 'application/json'), 413, { detail: '2048' });
    expectProblem(await raw('', 'application/json'), 422);
    expectProblem(await app.send('POST', '/notes', { body: { text: 'a\0b' } }), 422, { detail: /NUL/ });
    expectProblem(await raw('{"text":"a\\ud800"}', 'application/json'), 422, { detail: /surrogate/ });
    const reply = await app.send('POST', '/notes', { body: { txt: 'x' } });
    expect(reply.body.errors.map(({ pointer }: { pointer: string }) => pointer)).to.have.members([
      '/body/text',
      '/body/txt',
    ]);
  });

  it('answers what is not there with 404, another method with 405 and Allow, a malformed path with 422', async () => {
    expectProblem(await app.send('GET', '/nothing'), 404, { code: 'core.no_such_route' });
    expectProblem(await app.send('GET', '/nothing', { prefix: '/api-key' }), 404);
    expectProblem(await app.send('GET', `/notes/${randomUUID()}`), 404, { detail: 'Note not found' });
    const wrong = await app.send('DELETE', '/notes');
    expectProblem(wrong, 405);
    expect(wrong.headers.get('allow')).to.contain('GET').and.contain('POST');
    expectProblem(await app.send('GET', '/notes/%E0%A4%A'), 422);
    expect((await app.send('HEAD', '/notes')).status).to.equal(200);
  });

  it('tells nothing of an unknown error but a request id, and undoes what was written and said', async () => {
    const reply = await app.send('POST', '/notes/fail', { body: { text: 'undone' } });
    expectProblem(reply, 500, { code: 'core.internal' });
    expect(reply.text).not.to.contain('secret of the house');
    expect(reply.body.request_id).to.equal(reply.headers.get('x-request-id'));
    expect(await texts()).not.to.include('undone');
    await app.send('POST', '/notes', { body: { text: 'after it' } });
    const said = () => heard.map((payload) => (payload as { text: string }).text);
    await eventually('the event of the next note', async () => said().includes('after it'));
    expect(said()).not.to.include('undone');
  });

  it('hides from a stranger what it can not read, and refuses what it may not do', async () => {
    const stranger = await app.makeUser();
    const { body } = await app.send('POST', '/notes', { body: { text: 'mine' } });
    expectProblem(await app.send('GET', `/notes/${body.id}`, { as: stranger }), 404);
    expectProblem(await app.send('POST', '/notes', { as: stranger, body: { text: 'x' } }), 403, {
      detail: 'probe.write',
    });
  });

  it('acts once for an Idempotency-Key, also when sent twice at once, and refuses another body under it', async () => {
    const headers = { 'idempotency-key': randomUUID() };
    const replies = await Promise.all(
      [1, 2, 3].map(() => app.send('POST', '/notes', { body: { text: 'once' }, headers })),
    );
    expect(new Set(replies.map(({ text }) => text)).size).to.equal(1);
    expect(replies.map(({ status }) => status)).to.deep.equal([201, 201, 201]);
    expect((await texts()).filter((text) => text === 'once')).to.have.length(1);
    expectProblem(await app.send('POST', '/notes', { body: { text: 'other' }, headers }), 422, {
      code: 'core.idempotency_key_reused',
    });
  });

  describe('that wants a signature', () => {
    const body = { text: 'signed' };

    it('takes a valid one as the credential of the pipeline, and refuses everybody without', async () => {
      const reply = await app.send('POST', '/notes/signed:now', { body, signed: true });
      expect(reply.status).to.equal(200);
      expect(reply.body.text).to.equal('pipeline: signed');
      expectProblem(await app.send('POST', '/notes/signed:now', { body }), 401, { code: 'core.signature_required' });
      const admin = await app.makeUser({ isAdministrator: true });
      for (const prefix of ['/api', '/api-key', '/api-ml'] as const) {
        expectProblem(await app.send('POST', '/notes/signed:now', { body, as: admin, prefix }), 401);
      }
    });

    it('is answered again with the first answer when repeated, and changes nothing', async () => {
      const text = JSON.stringify({ text: `repeated ${randomUUID()}` });
      const headers = { ...signatureHeaders(text), 'content-type': 'application/json' };
      const replies = await Promise.all(
        [1, 2, 3, 4].map(() => app.send('POST', '/notes/signed:now', { raw: text, headers })),
      );
      expect(new Set(replies.map((reply) => reply.text)).size).to.equal(1);
      const wanted = `pipeline: ${(JSON.parse(text) as { text: string }).text}`;
      expect((await texts()).filter((found) => found === wanted)).to.have.length(1);
    });

    it('acts once however the address and the key id of a repetition are spelt', async () => {
      const text = JSON.stringify({ text: `respelt ${randomUUID()}` });
      const headers = { ...signatureHeaders(text), 'content-type': 'application/json' };
      const named = { ...headers, 'x-ml-key-id': 'default' };
      const again = [
        await app.send('POST', '/notes/signed:now', { raw: text, headers }),
        await app.send('POST', '/notes/signed:now?again=1', { raw: text, headers }),
        await app.send('POST', '/notes/signed:now/', { raw: text, headers }),
        await app.send('POST', '/notes/signed:now', { raw: text, headers: named }),
      ];
      expect(new Set(again.map((reply) => reply.text)).size).to.equal(1);
      const wanted = `pipeline: ${(JSON.parse(text) as { text: string }).text}`;
      expect((await texts()).filter((found) => found === wanted)).to.have.length(1);
    });

    it('takes version 2 for the path it was made for alone', async () => {
      const text = JSON.stringify(body);
      const timestamp = String(Math.floor(Date.now() / 1000));
      const sign = (path: string) => {
        const nonce = randomUUID();
        return {
          'content-type': 'application/json',
          'x-ml-timestamp': timestamp,
          'x-ml-nonce': nonce,
          'x-ml-key-id': 'default',
          'x-ml-signature': `v2=${signV2(hmacSecret, timestamp, nonce, 'POST', path, text)}`,
        };
      };
      expect(
        (await app.send('POST', '/notes/signed:now', { raw: text, headers: sign('/api/notes/signed:now') })).status,
      ).to.equal(200);
      expectProblem(await app.send('POST', '/notes/signed:now', { raw: text, headers: sign('/api/notes/other') }), 401);
    });

    it('refuses an old one', async () => {
      const text = JSON.stringify(body);
      const old = signatureHeaders(text, hmacSecret, String(Math.floor(Date.now() / 1000) - 3600));
      expectProblem(
        await app.send('POST', '/notes/signed:now', {
          raw: text,
          headers: { ...old, 'content-type': 'application/json' },
        }),
        401,
      );
    });

    it('lets an API key do where the route says so, on /api-key alone', async () => {
      const admin = await app.makeUser({ isAdministrator: true });
      expect((await app.send('PATCH', '/notes/status', { as: admin, prefix: '/api-key' })).status).to.equal(200);
      expectProblem(await app.send('PATCH', '/notes/status', { as: admin }), 401);
      expectProblem(await app.send('PATCH', '/notes/status'), 401);
      const stranger = await app.makeUser();
      expectProblem(await app.send('PATCH', '/notes/status', { as: stranger, prefix: '/api-key' }), 403);
    });
  });

  it('runs jobs that were enqueued in a transaction that committed, tries again what failed, and no others', async () => {
    await inTransaction(async () => remember.enqueue({ text: 'kept' }));
    await inTransaction(async () => {
      await remember.enqueue({ text: 'undone' });
      throw new Error('no');
    }).catch(() => undefined);
    await remember.enqueue({ text: 'fails once' });
    await eventually('the jobs', async () => jobsRun.filter((text) => text === 'fails once').length === 2);
    expect(jobsRun).to.include('kept').and.not.include('undone');
  });

  it('answers preflights of configured origins before it asks who they are', async () => {
    const preflight = (origin: string) =>
      app.send('OPTIONS', '/notes', {
        prefix: '/api-key',
        headers: { origin, 'access-control-request-method': 'POST', 'access-control-request-headers': 'x-api-key' },
      });
    const allowed = await preflight('https://lab.example');
    expect(allowed.status).to.equal(204);
    expect(allowed.headers.get('access-control-allow-origin')).to.equal('https://lab.example');
    expect(allowed.headers.get('access-control-allow-headers')).to.equal('x-api-key');
    expect((await preflight('https://evil.example')).headers.get('access-control-allow-origin')).to.equal(null);
  });

  it('lets no page of another site act in the local way in, nor one whose name was rebound here', async () => {
    const evil = await app.send('POST', '/notes', { body: { text: 'x' }, headers: { origin: 'https://evil.example' } });
    expectProblem(evil, 403, { code: 'core.foreign_origin' });
    expect((await app.send('POST', '/notes', { body: { text: 'x' }, headers: { origin: app.url } })).status).to.equal(
      201,
    );
  });

  it('carries the security headers, on refusals as well', async () => {
    for (const path of ['/notes', '/nothing']) {
      const { headers } = await app.send('GET', path);
      expect(headers.get('x-content-type-options')).to.equal('nosniff');
      expect(headers.get('x-frame-options')).to.equal('SAMEORIGIN');
      expect(headers.get('referrer-policy')).to.equal('no-referrer');
      expect(headers.get('content-security-policy')).to.contain("object-src 'none'").and.not.contain('unsafe-inline');
    }
  });

  it('is described by the OpenAPI document, in both directions', async () => {
    const { body } = await app.send('GET', '/openapi.json');
    expect(body.openapi).to.equal('3.1.0');
    const documented = Object.entries(body.paths as Record<string, object>).flatMap(([path, operations]) =>
      Object.keys(operations).map((method) => `${method.toUpperCase()} ${path}`),
    );
    expect(documented).to.include.members([
      'GET /notes',
      'POST /notes',
      'GET /notes/{note_id}',
      'POST /notes/signed:now',
      'GET /health',
      'GET /events',
    ]);
    expect(new Set(documented).size).to.equal(documented.length);
  });

  it('says that the server is up, at /api/health and /health, to everybody', async () => {
    for (const prefix of ['/api', ''] as const) {
      const { status, body } = await app.send('GET', '/health', { prefix });
      expect(status).to.equal(200);
      expect(body.status).to.equal('healthy');
    }
  });
});
