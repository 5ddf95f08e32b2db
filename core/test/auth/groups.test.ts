import { expect } from 'chai';
import { randomUUID } from 'node:crypto';
import { syncGroups } from '../../auth/group.ts';
import { expectProblem, makeApp } from '../../testing.ts';
import type { TestApp, TestUser } from '../../testing.ts';

describe('groups', () => {
  let app: TestApp;
  let maker: TestUser;
  let member: TestUser;
  let stranger: TestUser;
  let name: string;
  let id: string;
  before(async () => {
    app = await makeApp();
  });
  beforeEach(async () => {
    [maker, member, stranger] = [await app.makeUser(), await app.makeUser(), await app.makeUser()];
    name = `group-${randomUUID()}`;
    id = (await app.send('POST', '/groups', { as: maker, body: { name: ` ${name} ` } })).body.id;
    await app.joinGroup(member, name);
  });
  after(() => app.stop());

  const names = async (as?: TestUser) =>
    (await app.send<{ name: string }[]>('GET', '/groups', as ? { as } : {})).body.map((group) => group.name);

  it('have their maker as the first member', async () => {
    const { body } = await app.send('GET', `/groups/${id}`, { as: maker });
    expect(body).to.deep.include({ id, name, member_count: 2, abilities: { edit: true } });
    const people = body.members.map(({ user }: { user: { id: string } }) => user.id);
    expect(people).to.have.members([maker.id, member.id]);
    expect(body.members[0]).to.have.keys('user', 'source', 'created_at');
    expectProblem(await app.send('POST', '/groups', { as: stranger, body: { name } }), 409, {
      code: 'core.group_taken',
    });
    expectProblem(await app.send('POST', '/groups', { as: stranger, body: { name: '  ' } }), 422);
  });

  it('are there for those who are in them, and administrators', async () => {
    expect(await names(maker)).to.deep.equal([name]);
    expect(await names(member)).to.deep.equal([name]);
    expect(await names(stranger)).to.deep.equal([]);
    expect(await names()).to.include(name);
    expect((await app.send('GET', `/groups/${id}`, { as: member })).body.abilities).to.deep.equal({ edit: false });
    for (const path of [`/groups/${id}`, `/groups/${randomUUID()}`])
      expectProblem(await app.send('GET', path, { as: stranger }), 404, { detail: 'Group not found' });
  });

  it('are changed by their maker and administrators alone', async () => {
    const calls: [string, string, object?][] = [
      ['PATCH', `/groups/${id}`, { name: 'Mine now' }],
      ['POST', `/groups/${id}/members`, { email: stranger.email }],
      ['DELETE', `/groups/${id}/members/${maker.id}`],
      ['DELETE', `/groups/${id}`],
    ];
    for (const [method, path, body] of calls) {
      expectProblem(await app.send(method, path, { as: member, ...(body ? { body } : {}) }), 403);
      expectProblem(await app.send(method, path, { as: stranger, ...(body ? { body } : {}) }), 404);
    }
    expect(await names(stranger)).to.deep.equal([]);
    const renamed = await app.send('PATCH', `/groups/${id}`, { as: maker, body: { name: `${name}-2` } });
    expect(renamed.body.name).to.equal(`${name}-2`);
    const taken = (await app.send('POST', '/groups', { as: maker, body: { name } })).body.name;
    expectProblem(await app.send('PATCH', `/groups/${id}`, { body: { name: taken } }), 409);
    expect((await app.send('DELETE', `/groups/${id}`)).status).to.equal(204);
    expectProblem(await app.send('GET', `/groups/${id}`, { as: maker }), 404);
  });

  it('take in and let go of people', async () => {
    const added = await app.send('POST', `/groups/${id}/members`, { as: maker, body: { email: stranger.email } });
    expect(added.status, added.text).to.equal(201);
    expect(added.body).to.deep.include({ source: 'local', user: { ...added.body.user, email: stranger.email } });
    expect(await names(stranger)).to.deep.equal([name]);
    const again = await app.send('POST', `/groups/${id}/members`, { as: maker, body: { email: stranger.email } });
    expectProblem(again, 409, { code: 'core.in_group_already' });
    const unknown = await app.send('POST', `/groups/${id}/members`, { as: maker, body: { email: 'no@corp.local' } });
    expectProblem(unknown, 404, { detail: 'no@corp.local' });
    expect((await app.send('DELETE', `/groups/${id}/members/${stranger.id}`, { as: maker })).status).to.equal(204);
    expectProblem(await app.send('DELETE', `/groups/${id}/members/${stranger.id}`, { as: maker }), 404);
    expect((await app.send('DELETE', `/groups/${id}/members/${member.id}`, { as: member })).status).to.equal(204);
    expect(await names(member)).to.deep.equal([]);
  });

  it('do not take back their maker whom an administrator has taken out', async () => {
    expect((await app.send('DELETE', `/groups/${id}/members/${maker.id}`)).status).to.equal(204);
    const rejoin = { as: maker, body: { email: maker.email } };
    expectProblem(await app.send('POST', `/groups/${id}/members`, rejoin), 404, { detail: 'Group not found' });
    expect(await names(maker)).to.deep.equal([]);
  });

  it('stay their maker’s who has left by themself', async () => {
    expect((await app.send('DELETE', `/groups/${id}/members/${maker.id}`, { as: maker })).status).to.equal(204);
    const rejoin = { as: maker, body: { email: maker.email } };
    expect((await app.send('POST', `/groups/${id}/members`, rejoin)).status).to.equal(201);
  });

  it('keep those whom a way in has put there', async () => {
    const own = `group-${randomUUID()}`; // an administrator's
    const { body: made } = await app.send('POST', '/groups', { body: { name: own } });
    await app.send('POST', `/groups/${made.id}/members`, { body: { email: maker.email } });
    await syncGroups(stranger.id, 'oidc', [own]);
    const { body } = await app.send('GET', `/groups/${made.id}`, { as: maker });
    const sources = body.members.map(({ source }: { source: string }) => source);
    expect(sources.sort()).to.deep.equal(['local', 'local', 'oidc']);
    expectProblem(await app.send('DELETE', `/groups/${made.id}/members/${stranger.id}`), 409, { detail: "'oidc'" });
    await syncGroups(stranger.id, 'oidc', []);
    expect(await names(stranger)).to.deep.equal([]);
  });

  it('become a provider’s once it brings the name: whoever took it before, and whom they let in, are out', async () => {
    expect((await app.send('GET', `/groups/${id}`, { as: maker })).status).to.equal(200);
    await syncGroups(stranger.id, 'oidc', [name]);
    for (const method of ['GET', 'DELETE']) expectProblem(await app.send(method, `/groups/${id}`, { as: maker }), 404);
    expectProblem(await app.send('PATCH', `/groups/${id}`, { as: maker, body: { name: `${name}-mine` } }), 404);
    const { body } = await app.send('GET', `/groups/${id}`);
    expect(body.members.map(({ user }: { user: { id: string } }) => user.id)).to.deep.equal([stranger.id]);
    expectProblem(await app.send('PATCH', `/groups/${id}`, { as: stranger, body: { name: 'mine' } }), 403);
  });

  it('are made once when many make them at the same time', async () => {
    const body = { name: `group-${randomUUID()}` };
    const replies = await Promise.all(
      Array.from({ length: 6 }, () => app.send('POST', '/groups', { as: maker, body })),
    );
    expect(replies.map(({ status }) => status).sort()).to.deep.equal([201, 409, 409, 409, 409, 409]);
  });
});
