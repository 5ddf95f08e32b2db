import { expect } from 'chai';
import { randomUUID } from 'node:crypto';
import { ApiKey } from '../../auth/api-key.ts';
import { provideUser, User } from '../../auth/user.ts';
import { expectProblem, makeApp } from '../../testing.ts';
import type { TestApp, TestUser } from '../../testing.ts';

describe('users', () => {
  let app: TestApp;
  let administrator: TestUser;
  let person: TestUser;
  before(async () => {
    app = await makeApp();
    administrator = await app.makeUser({ isAdministrator: true });
  });
  beforeEach(async () => {
    person = await app.makeUser();
  });
  after(() => app.stop());

  const make = (body: object) => app.send('POST', '/users/', { body });
  const edit = (id: string, body: object, as?: TestUser) =>
    app.send('PATCH', `/users/${id}`, { body, ...(as ? { as } : {}) });

  it('are made by administrators, with the address in lower case', async () => {
    const email = `New.Person+${randomUUID()}@Example.ORG`;
    const made = await make({ email: ` ${email} `, username: ' Ann ', groups: ['ignored'] });
    expect(made.status, made.text).to.equal(201);
    expect(made.body).to.deep.include({
      email: email.toLowerCase(),
      username: 'Ann',
      kind: 'person',
      is_active: true,
      is_administrator: false,
      groups: [],
      updated_at: null,
    });
    expect((await app.send('GET', `/users/${made.body.id}/`)).body).to.deep.equal(made.body);
    expectProblem(await make({ email: email.toUpperCase() }), 409, { detail: 'User already exists' });
  });

  it('may have addresses of internal domains', async () => {
    for (const email of ['a@corp.local', 'b@intranet', "o'hara@example.org"])
      expect((await make({ email })).body.email).to.equal(email);
    for (const email of ['', 'a', '@b', 'a@', 'a b@c.org', 'a@b@c', `${'x'.repeat(320)}@a.org`, 7, null])
      expectProblem(await make({ email }), 422);
  });

  it('are made by nobody else', async () => {
    const refused = await app.send('POST', '/users', { as: person, body: { email: `${randomUUID()}@example.org` } });
    expectProblem(refused, 403, { detail: 'Not authorized to create users - admin access required' });
    expectProblem(await app.send('GET', '/users', { as: person }), 403);
  });

  it('are one when many try to make the same at once', async () => {
    const email = `${randomUUID()}@corp.local`;
    const replies = await Promise.all(Array.from({ length: 8 }, () => make({ email })));
    expect(replies.map(({ status }) => status).sort()).to.deep.equal([201, ...Array<number>(7).fill(409)]);
    const ids = await Promise.all(Array.from({ length: 8 }, async () => (await provideUser(` ${email} `)).id));
    expect(new Set(ids)).to.have.length(1);
  });

  it('see and name themselves, and know their groups', async () => {
    await app.joinGroup(person, 'Zebras');
    await app.joinGroup(person, 'Ants');
    const me = await app.send('GET', '/users/me', { as: person });
    expect(me.body).to.deep.include({ id: person.id, email: person.email, groups: ['Ants', 'Zebras'] });
    expect((await app.send('GET', `/users/${person.id}`, { as: person })).body).to.deep.equal(me.body);
    expect((await app.send('GET', '/users/me/groups', { as: person })).body).to.deep.equal(['Ants', 'Zebras']);
    const named = await app.send('PATCH', '/users/me', { as: person, body: { username: 'Zoë' } });
    expect(named.body.username).to.equal('Zoë');
    expectProblem(await app.send('PATCH', '/users/me', { as: person, body: { email: 'x@example.org' } }), 422);
    expect((await edit(person.id, { username: null }, person)).body.username).to.equal(null);
  });

  it('do not see others, nor whether they are there', async () => {
    for (const id of [administrator.id, randomUUID()]) {
      expectProblem(await app.send('GET', `/users/${id}`, { as: person }), 404, { detail: 'User not found' });
      expectProblem(await edit(id, { username: 'Mallory' }, person), 404, { detail: 'User not found' });
      expectProblem(await app.send('DELETE', `/users/${id}/sessions`, { as: person }), 403);
    }
    expectProblem(await app.send('GET', `/users/${randomUUID()}`), 404, { detail: 'User not found' });
  });

  it('change neither their own address nor their own rights', async () => {
    for (const change of [{ email: 'scientist@example.com' }, { is_administrator: true }, { is_active: false }]) {
      expectProblem(await edit(person.id, { username: 'Mallory', ...change }, person), 403);
    }
    const { body } = await app.send('GET', `/users/${person.id}`);
    expect(body).to.include({ email: person.email, username: null, is_administrator: false, is_active: true });
    const same = await edit(person.id, { email: person.email, is_active: true, username: 'Kim' }, person);
    expect([same.status, same.body.username]).to.deep.equal([200, 'Kim']);
  });

  it('are changed by administrators: only what is sent, and no taken address', async () => {
    const email = `${randomUUID()}@example.org`;
    const changed = await edit(person.id, { email: email.toUpperCase(), groups: ['ignored'] });
    expect(changed.body).to.include({ email, is_active: true, username: null });
    expect(changed.body.updated_at).to.be.a('string');
    expectProblem(await edit(person.id, { email: administrator.email }), 409, { detail: 'User already exists' });
    expect((await app.send('GET', '/users/me', { as: person })).body.email).to.equal(email);
    expectProblem(await edit(person.id, {}), 422);
  });

  it('are administered by a key only if it says so', async () => {
    const limited = await app.makeUser({ isAdministrator: true });
    await ApiKey.update({ scopes: ['read', 'write'] }, { where: { userId: limited.id } });
    expectProblem(await app.send('GET', '/users', { as: limited }), 403, { code: 'core.scope_missing' });
    expectProblem(await edit(limited.id, { email: 'other@example.org' }, limited), 403);
    expectProblem(await edit(person.id, { is_administrator: true }, limited), 404);
    expect((await app.send('GET', '/users', { as: administrator })).status).to.equal(200);
  });

  it('are out at once when they are deactivated, and back when they are not', async () => {
    expect((await app.send('GET', '/users/me', { as: person })).status).to.equal(200);
    expect((await edit(person.id, { is_active: false })).body.is_active).to.equal(false);
    expectProblem(await app.send('GET', '/users/me', { as: person, prefix: '/api-key' }), 401);
    await edit(person.id, { is_active: true });
    expect((await app.send('GET', '/users/me', { as: person })).status).to.equal(200);
  });

  it('leave the users of pipelines alone', async () => {
    const service = await provideUser('pipeline+x@pipelines.invalid', { kind: 'pipeline' });
    expectProblem(await edit(service.id, { is_administrator: true }), 409, { code: 'core.user_of_pipeline' });
  });

  it('are listed by address, in pages, with a search', async () => {
    const mark = randomUUID().slice(0, 8);
    for (const name of ['c', 'a', 'b']) await make({ email: `${name}-${mark}@example.org`, username: `100%_${mark}` });
    await edit((await make({ email: `d-${mark}@example.org` })).body.id, { is_active: false });
    const found = await app.send('GET', `/users?search=${mark}&skip=1&limit=1`);
    expect(found.body.map(({ email }: { email: string }) => email)).to.deep.equal([`b-${mark}@example.org`]);
    expect(found.headers.get('x-total-count')).to.equal('3');
    expect((await app.send('GET', `/users?search=${mark}&include_inactive=true`)).body).to.have.length(4);
    expect((await app.send('GET', `/users?search=${encodeURIComponent(`0%_${mark}`)}`)).body).to.have.length(3);
    expect((await app.send('GET', `/users?search=${mark}&kind=pipeline`)).body).to.deep.equal([]);
    expectProblem(await app.send('GET', '/users?limit=0'), 422);
  });
});

describe('the last administrator', () => {
  let app: TestApp;
  before(async () => {
    app = await makeApp();
  });
  after(() => app.stop());

  it('stays one, even when two demote each other at the same time', async () => {
    const { id } = (await app.send('GET', '/users/me')).body;
    for (const body of [{ is_administrator: false }, { is_active: false }])
      expectProblem(await app.send('PATCH', `/users/${id}`, { body }), 409, { code: 'core.last_administrator' });
    const second = await app.makeUser({ isAdministrator: true });
    const replies = await Promise.all(
      [id, second.id].map((one) => app.send('PATCH', `/users/${one}`, { body: { is_administrator: false } })),
    );
    expect(replies.filter(({ status }) => status === 200)).to.have.length(1);
    expect(await User.count({ where: { isAdministrator: true, isActive: true } })).to.equal(1);
  });
});
