import { expect } from 'chai';
import { randomUUID } from 'node:crypto';
import { expectProblem, makeApp } from '#core/testing';
import type { TestApp, TestUser } from '#core/testing';
import type { MemberJson } from '../schemas.ts';
import { makeProject } from './make.ts';

describe('members of a project', () => {
  let app: TestApp;
  let owner: TestUser;
  before(async () => {
    app = await makeApp();
    owner = await app.makeUser();
  });
  after(() => app.stop());

  const add = (projectId: string, body: object, as = owner) =>
    app.send<MemberJson>('POST', `/projects/${projectId}/members`, { as, body });
  const list = async (projectId: string, as = owner) =>
    (await app.send<MemberJson[]>('GET', `/projects/${projectId}/members`, { as })).body;
  const idsSeen = async (as: TestUser, query = '') =>
    (await app.send<{ id: string }[]>('GET', `/projects${query}`, { as })).body.map(({ id }) => id);

  it('begin with the creator as owner, and the group that the project names as manager', async () => {
    const group = `lab-${randomUUID()}`;
    const { id, meta_group_id, abilities } = await makeProject(app, { meta_group_id: group }, owner);
    expect(meta_group_id).to.equal(group);
    expect(abilities).to.deep.equal({ edit: true, delete: true, share: true });
    const [first, second, ...rest] = await list(id);
    expect(rest).to.deep.equal([]);
    expect(first).to.deep.include({ role: 'owner', group: null, abilities: { edit: true, remove: true } });
    expect(first?.user).to.deep.equal({ id: owner.id, email: owner.email, username: null });
    expect(second).to.deep.include({ role: 'manager', user: null });
    expect(second?.group).to.include({ name: group, member_count: 1 });
  });

  it('are the creator alone when no group is named', async () => {
    const { id, meta_group_id } = await makeProject(app, { meta_group_id: null }, owner);
    expect(meta_group_id).to.equal(null);
    expect(await list(id)).to.have.length(1);
    const left = await app.send('POST', '/projects', { as: owner, body: { name: 'Private' } });
    expect(left.status, left.text).to.equal(201);
    const other = await app.makeUser();
    expect(await idsSeen(other)).to.deep.equal([]);
    expectProblem(await app.send('GET', `/projects/${left.body.id}`, { as: other }), 404);
  });

  it('let the members of its group work in it, and nobody name a group that they are not in', async () => {
    const group = `lab-${randomUUID()}`;
    const { id } = await makeProject(app, { meta_group_id: group }, owner);
    const stranger = await app.makeUser();
    const refused = await app.send('POST', '/projects', {
      as: stranger,
      body: { name: 'Mine', meta_group_id: group },
    });
    expectProblem(refused, 403, {
      code: 'projects.not_in_group',
      detail: `User '${stranger.email}' cannot create projects in group '${group}'. Please contact an administrator for access.`,
    });
    expect(await idsSeen(stranger)).to.deep.equal([]);
    await app.joinGroup(stranger, group);
    expect(await idsSeen(stranger)).to.deep.equal([id]);
    const shown = await app.send('GET', `/projects/${id}`, { as: stranger });
    expect(shown.body.abilities).to.deep.equal({ edit: true, delete: false, share: false });
    const own = await app.send('POST', '/projects', { as: stranger, body: { name: 'Mine', meta_group_id: group } });
    expect(own.status).to.equal(201);
    const administrator = await app.makeUser({ isAdministrator: true });
    const named = { as: administrator, body: { name: 'Theirs', meta_group_id: ` ${group} ` } };
    expect((await app.send('POST', '/projects', named)).body.meta_group_id).to.equal(group);
  });

  it('are listed only among the projects that somebody may see, before the page is cut', async () => {
    const [reader, other] = [await app.makeUser(), await app.makeUser()];
    const mine: string[] = [];
    for (let n = 0; n < 6; n++) {
      const { id } = await makeProject(app, { name: `P${n}`, meta_group_id: null }, owner);
      if (n % 2 === 1) mine.push(id);
      if (n % 2 === 1) await app.grant(reader, id, 'viewer');
    }
    const page = await app.send('GET', '/projects?skip=1&limit=2', { as: reader });
    expect(page.body.map(({ id }: { id: string }) => id)).to.deep.equal(mine.slice(1));
    expect(page.headers.get('x-total-count')).to.equal('3');
    const none = await app.send('GET', '/projects?search=P', { as: other });
    expect([none.text, none.headers.get('x-total-count')]).to.deep.equal(['[]', '0']);
    await app.send('DELETE', `/projects/${mine[0]}`, { as: owner });
    expect(await idsSeen(reader, '?trashed=true')).to.deep.equal([mine[0]]);
    expect(await idsSeen(other, '?trashed=true')).to.deep.equal([]);
    expectProblem(await app.send('POST', `/projects/${mine[0]}/restore`, { as: other }), 404);
    expectProblem(await app.send('POST', `/projects/${mine[0]}/restore`, { as: reader }), 403);
  });

  it('are added, changed and taken out by owners, at once', async () => {
    const { id } = await makeProject(app, { meta_group_id: null }, owner);
    const person = await app.makeUser();
    const added = await add(id, { email: ` ${person.email.toUpperCase()} `, role: 'viewer' });
    expect(added.status, added.text).to.equal(201);
    expect(added.body).to.deep.include({ role: 'viewer', abilities: { edit: true, remove: true } });
    expect(await idsSeen(person)).to.deep.equal([id]);
    const member = `/projects/${id}/members/${added.body.id}`;
    const changed = await app.send('PATCH', member, { as: owner, body: { role: 'manager' } });
    expect(changed.body).to.deep.include({ id: added.body.id, role: 'manager' });
    expect((await app.send('PATCH', `/projects/${id}`, { as: person, body: { name: 'New' } })).status).to.equal(200);
    expect((await app.send('DELETE', member, { as: owner })).status).to.equal(204);
    expectProblem(await app.send('GET', `/projects/${id}`, { as: person }), 404);
    expectProblem(await app.send('DELETE', member, { as: owner }), 404, { detail: 'Member not found' });
  });

  it('are told apart: unknown people and groups, those who are there already, and roles that there are not', async () => {
    const { id } = await makeProject(app, { meta_group_id: null }, owner);
    const gone = await app.makeUser();
    await app.send('PATCH', `/users/${gone.id}`, { body: { is_active: false } });
    expectProblem(await add(id, { email: 'nobody@corp.local', role: 'viewer' }), 404, { detail: 'nobody@corp.local' });
    expectProblem(await add(id, { email: gone.email, role: 'viewer' }), 404);
    expectProblem(await add(id, { group: 'no such group', role: 'viewer' }), 404, { detail: "'no such group'" });
    expectProblem(await add(id, { email: owner.email, role: 'viewer' }), 409, { code: 'projects.already_member' });
    for (const body of [
      { email: owner.email, role: 'pipeline' },
      { email: owner.email, group: 'x', role: 'viewer' },
      { role: 'viewer' },
      { email: 'not an address', role: 'viewer' },
    ])
      expectProblem(await add(id, body), 422);
    expect(await list(id)).to.have.length(1);
  });

  it('are decided by owners alone', async () => {
    const { id } = await makeProject(app, { meta_group_id: null }, owner);
    const [manager, stranger, viewer] = [await app.makeUser(), await app.makeUser(), await app.makeUser()];
    await app.grant(manager, id, 'manager');
    const viewers = await app.grant(viewer, id, 'viewer');
    const member = `/projects/${id}/members/${viewers}`;
    expectProblem(await add(id, { email: manager.email, role: 'owner' }, manager), 403, {
      code: 'projects.owners_share',
    });
    expectProblem(await app.send('PATCH', member, { as: manager, body: { role: 'owner' } }), 403);
    expectProblem(await app.send('DELETE', member, { as: manager }), 403);
    expectProblem(await add(id, { email: stranger.email, role: 'owner' }, stranger), 404);
    expectProblem(await app.send('GET', `/projects/${id}/members`, { as: stranger }), 404);
    expectProblem(await app.send('PATCH', member, { as: stranger, body: { role: 'owner' } }), 404);
    expectProblem(await app.send('DELETE', member, { as: stranger }), 404);
    const seen = await list(id, viewer);
    expect(seen.map(({ abilities }) => abilities)).to.deep.equal([
      { edit: false, remove: false },
      { edit: false, remove: false },
      { edit: false, remove: true },
    ]);
  });

  it('of another project are not found under this one', async () => {
    const [here, there] = [
      await makeProject(app, { meta_group_id: null }, owner),
      await makeProject(app, { meta_group_id: null }, await app.makeUser()),
    ];
    const foreign = await app.grant(await app.makeUser(), there.id, 'viewer');
    expectProblem(await app.send('DELETE', `/projects/${here.id}/members/${foreign}`, { as: owner }), 404);
    const raised = { as: owner, body: { role: 'owner' } };
    expectProblem(await app.send('PATCH', `/projects/${here.id}/members/${foreign}`, raised), 404);
  });

  it('may leave, but not the last owner', async () => {
    const { id } = await makeProject(app, { meta_group_id: null }, owner);
    const [own] = await list(id);
    const path = `/projects/${id}/members/${own?.id}`;
    expectProblem(await app.send('DELETE', path, { as: owner }), 409, { code: 'projects.last_owner' });
    expectProblem(await app.send('PATCH', path, { as: owner, body: { role: 'manager' } }), 409);
    const viewer = await app.makeUser();
    const viewers = await app.grant(viewer, id, 'viewer');
    expect((await app.send('DELETE', `/projects/${id}/members/${viewers}`, { as: viewer })).status).to.equal(204);
    const group = `lab-${randomUUID()}`;
    await app.send('POST', '/projects', { as: owner, body: { name: 'Makes the group', meta_group_id: group } });
    expect((await add(id, { group, role: 'owner' })).status).to.equal(201);
    const lowered = await app.send('PATCH', path, { as: owner, body: { role: 'viewer' } });
    expect(lowered.status, lowered.text).to.equal(200);
    expect(lowered.body.abilities.edit, 'still owner by the group').to.equal(true);
    expect((await app.send('DELETE', path, { as: owner })).status).to.equal(204);
    expect((await app.send('GET', `/projects/${id}`, { as: owner })).body.abilities.share).to.equal(true);
  });

  it('keep one owner when two owners lower each other at the same time', async () => {
    for (let n = 0; n < 5; n++) {
      const { id } = await makeProject(app, { meta_group_id: null }, owner);
      const other = await app.makeUser();
      const theirs = await app.grant(other, id, 'owner');
      const mine = (await list(id)).find(({ user }) => user?.id === owner.id)?.id;
      const replies = await Promise.all([
        app.send('PATCH', `/projects/${id}/members/${mine}`, { as: other, body: { role: 'viewer' } }),
        app.send('PATCH', `/projects/${id}/members/${theirs}`, { as: owner, body: { role: 'viewer' } }),
      ]);
      const owners = (await list(id)).filter(({ role }) => role === 'owner');
      expect(owners, replies.map(({ status }) => status).join()).to.have.length(1);
    }
  });

  it('follow a group that is renamed', async () => {
    const group = `lab-${randomUUID()}`;
    const { id } = await makeProject(app, { meta_group_id: group }, owner);
    const [, grant] = await list(id);
    const renamed = await app.send('PATCH', `/groups/${grant?.group?.id}`, { as: owner, body: { name: `${group}-2` } });
    expect(renamed.status, renamed.text).to.equal(200);
    expect((await app.send('GET', `/projects/${id}`, { as: owner })).body.meta_group_id).to.equal(`${group}-2`);
  });
});
