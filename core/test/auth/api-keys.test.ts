import { expect } from 'chai';
import { randomUUID } from 'node:crypto';
import { isWellFormedKey, newApiKey } from '../../auth/api-key.ts';
import { accessChanged } from '../../auth/access-changes.ts';
import { grantRole } from '../../auth/grant.ts';
import type { GrantedRole } from '../../auth/grant.ts';
import { User } from '../../auth/user.ts';
import { inTransaction, rows } from '../../database/connection.ts';
import { expectProblem, makeApp } from '../../testing.ts';
import type { TestApp, TestUser } from '../../testing.ts';

describe('API keys', () => {
  let app: TestApp;
  before(async () => {
    app = await makeApp({ plugins: ['core/test/fixtures/plugins/probe'] });
  });
  after(() => app.stop());

  it('are shown once, act as their owner, and end at once', async () => {
    const made = await app.send('POST', '/api-keys', { body: { name: 'laptop', description: 'is ignored' } });
    expect(made.status).to.equal(201);
    expect(made.body.key).to.match(/^ipm_/);
    expect(made.body.api_key).to.include({ name: 'laptop', is_active: true, last_used_at: null, expires_at: null });
    const as = { id: '', email: '', key: made.body.key as string };
    const me = await app.send('GET', '/users/me', { as, prefix: '/api-key' });
    expect(me.body.id).to.equal(made.body.api_key.user_id);
    expect(me.body.groups).to.deep.equal([]);
    const listed = await app.send('GET', '/api-keys/');
    expect(listed.text).not.to.contain(as.key);
    expect(listed.body[0].last_used_at).to.be.a('string');
    for (let i = 0; i < 2; i += 1)
      expect((await app.send('DELETE', `/api-keys/${made.body.api_key.id}`)).status).to.equal(204);
    expectProblem(await app.send('GET', '/users/me', { as, prefix: '/api-key' }), 401);
    expect((await app.send('GET', '/api-keys')).body[0].is_active).to.equal(false);
  });

  it('of a deactivated owner open nothing', async () => {
    const user = await app.makeUser();
    expect((await app.send('GET', '/users/me', { as: user, prefix: '/api-key' })).status).to.equal(200);
    await User.update({ isActive: false }, { where: { id: user.id } });
    await accessChanged(user.id);
    expectProblem(await app.send('GET', '/users/me', { as: user, prefix: '/api-key' }), 401);
  });

  it('of others can not be seen or ended', async () => {
    const [one, two] = [await app.makeUser(), await app.makeUser()];
    const [key] = (await app.send('GET', '/api-keys', { as: one })).body;
    expectProblem(await app.send('DELETE', `/api-keys/${key.id}`, { as: two }), 404, { detail: 'API key not found' });
    expectProblem(await app.send('DELETE', `/api-keys/${randomUUID()}`, { as: two }), 404);
  });

  it('need a name', async () => {
    expectProblem(await app.send('POST', '/api-keys', { body: { name: '' } }), 422);
  });

  const makeKey = async (body: object, as?: TestUser) => {
    const reply = await app.send('POST', '/api-keys', { body: { name: 'key', ...body }, ...(as ? { as } : {}) });
    expect(reply.status, reply.text).to.equal(201);
    return { id: reply.body.api_key.id as string, email: '', key: reply.body.key as string, shown: reply.body.api_key };
  };
  /** A scope on which somebody has a role. */
  const makeScope = async (userId: string, role: GrantedRole = 'owner') => {
    const scopeId = randomUUID();
    await inTransaction(() => grantRole(scopeId, { userId }, role, userId));
    return scopeId;
  };
  const myId = async () => (await app.send('GET', '/users/me')).body.id as string;

  it('are read from X-API-Key as from Authorization: Bearer', async () => {
    const { key } = await makeKey({});
    for (const headers of [
      { 'x-api-key': key },
      { authorization: `bearer ${key}` },
      { authorization: `BEARER  ${key}` },
    ])
      expect((await app.send('GET', '/users/me', { prefix: '/api-key', headers })).status).to.equal(200);
    for (const headers of [{ 'x-api-key': `Bearer ${key}` }, { authorization: key }, { authorization: `Basic ${key}` }])
      expectProblem(await app.send('GET', '/users/me', { prefix: '/api-key', headers }), 401);
  });

  it('are good for reading and writing unless they say otherwise', async () => {
    const plain = await makeKey({});
    expect(plain.shown).to.deep.include({ scopes: ['read', 'write'], project_ids: null });
    const reader = await makeKey({ scopes: ['read'] });
    expect((await app.send('GET', '/notes', { as: reader })).status).to.equal(200);
    expectProblem(await app.send('POST', '/notes', { as: reader, body: { text: 'x' } }), 403, {
      code: 'core.scope_missing',
      detail: 'probe.write',
    });
    const writer = await makeKey({ scopes: ['probe.write'] });
    expect((await app.send('POST', '/notes', { as: writer, body: { text: 'x' } })).status).to.equal(201);
    expectProblem(await app.send('GET', '/api-keys', { as: writer }), 403, { code: 'core.scope_missing' });
  });

  it('name what there is: an unknown scope, a project out of sight and a time gone by are refused by name', async () => {
    const post = (body: object, as?: TestUser) =>
      app.send('POST', '/api-keys', { body: { name: 'key', ...body }, ...(as ? { as } : {}) });
    for (const scope of ['everything', 'toString', 'account', 'probe.fly'])
      expectProblem(await post({ scopes: ['read', scope] }), 422, { detail: `'${scope}'` });
    for (const scopes of [[], 'read', ['read', 'read'], [1]]) expectProblem(await post({ scopes }), 422);
    const person = await app.makeUser();
    const foreign = await makeScope(await myId());
    const mine = await makeScope(person.id, 'viewer');
    for (const project of [foreign, randomUUID()])
      expectProblem(await post({ project_ids: [mine, project] }, person), 422, { detail: project });
    expect((await post({ project_ids: [mine] }, person)).status).to.equal(201);
    expectProblem(await post({ project_ids: [randomUUID()] }), 422);
    expect((await post({ project_ids: [foreign.toUpperCase()] })).body.api_key.project_ids).to.deep.equal([foreign]);
    for (const expires_at of ['yesterday', new Date(Date.now() - 1000).toISOString(), '2026-12-31T23:59:60Z'])
      expectProblem(await post({ expires_at }), 422, { detail: 'expires_at' });
  });

  it('make and end no keys unless they may, and none that reach farther than themselves', async () => {
    const plain = await makeKey({});
    expectProblem(await app.send('POST', '/api-keys', { as: plain, body: { name: 'more' } }), 403, {
      code: 'core.scope_missing',
      detail: "'keys'",
    });
    expectProblem(await app.send('DELETE', `/api-keys/${plain.id}`, { as: plain }), 403);

    const scopeId = await makeScope(await myId());
    const expires_at = new Date(Date.now() + 3600_000).toISOString();
    const narrow = await makeKey({ scopes: ['read', 'keys'], project_ids: [scopeId], expires_at });
    const post = (body: object) => app.send('POST', '/api-keys', { as: narrow, body: { name: 'more', ...body } });
    expect((await post({})).body.api_key).to.deep.include({ scopes: ['read'], project_ids: [scopeId], expires_at });
    expect((await post({ scopes: ['probe.read'] })).status).to.equal(201);
    for (const wide of [
      { scopes: ['write'] },
      { scopes: ['probe.write'] },
      { scopes: ['admin'] },
      { scopes: ['core.administer'] },
      { project_ids: [await makeScope(await myId())] },
      { expires_at: new Date(Date.now() + 7200_000).toISOString() },
    ])
      expectProblem(await post(wide), 403, { code: 'core.key_reaches_farther' });
    expectProblem(await app.send('DELETE', `/api-keys/${plain.id}`, { as: narrow }), 403);
    expect((await app.send('DELETE', `/api-keys/${narrow.id}`, { as: narrow })).status).to.equal(204);
    const only = await makeKey({ scopes: ['keys'] });
    expectProblem(await app.send('POST', '/api-keys', { as: only, body: { name: 'more' } }), 422);
  });

  it('end when their time is over', async () => {
    const short = await makeKey({ expires_at: new Date(Date.now() + 600).toISOString() });
    expect((await app.send('GET', '/users/me', { as: short, prefix: '/api-key' })).status).to.equal(200);
    await new Promise((resolve) => setTimeout(resolve, 700));
    expectProblem(await app.send('GET', '/users/me', { as: short, prefix: '/api-key' }), 401);
  });

  it('asked for twice with one Idempotency-Key are made once, and are not kept where they can be read', async () => {
    const person = await app.makeUser();
    const headers = { 'idempotency-key': randomUUID() };
    const post = (as: TestUser) => app.send('POST', '/api-keys', { as, headers, body: { name: 'once' } });
    const [first, second] = [await post(person), await post(person)];
    expect(first.status).to.equal(201);
    expect(second.text).to.equal(first.text);
    const kept = await rows<{ body: Buffer | string }>('select body from core_answers');
    for (const { body } of kept) {
      expect(String(body)).not.to.contain(first.body.key);
      expect(String(Buffer.from(String(body), 'base64'))).not.to.contain(first.body.key);
    }
    // Another credential of the same person hears nothing of it.
    const reader = await makeKey({ scopes: ['read'] }, person);
    const reply = await post({ ...person, key: reader.key });
    expectProblem(reply, 403, { code: 'core.scope_missing' });
  });

  it('carry a checksum that tells a slip of the pen', () => {
    const { key } = newApiKey();
    expect(isWellFormedKey(key)).to.equal(true);
    for (let at = 4; at < key.length; at += 7) {
      const other = key[at] === 'A' ? 'B' : 'A';
      expect(isWellFormedKey(key.slice(0, at) + other + key.slice(at + 1)), String(at)).to.equal(false);
    }
    for (const wrong of ['', 'ipm_', key.slice(0, -1), `${key}x`, key.replace('ipm_', 'abc_')])
      expect(isWellFormedKey(wrong)).to.equal(false);
  });
});
