import { expect } from 'chai';
import { randomUUID } from 'node:crypto';
import { expectProblem, makeApp } from '#core/testing';
import type { TestApp, TestUser } from '#core/testing';
import { makeImage } from '../../images/test/make.ts';
import type { ReasonJson } from '../schemas.ts';
import { makeProject } from './make.ts';

describe('why somebody may see a project', () => {
  let app: TestApp;
  let owner: TestUser;
  before(async () => {
    app = await makeApp();
    owner = await app.makeUser();
  });
  after(() => app.stop());

  const explain = (projectId: string, email: string, as?: TestUser) =>
    app.send<{ may_see: boolean; role: string | null; reasons: ReasonJson[] }>(
      'GET',
      `/projects/${projectId}/access?email=${encodeURIComponent(email)}`,
      as ? { as } : {},
    );

  it('is told as a chain: by their own role, by a group and who put them there, or as administrator', async () => {
    const group = `lab-${randomUUID()}`;
    const { id } = await makeProject(app, { meta_group_id: group }, owner);
    const [person, administrator] = [await app.makeUser(), await app.makeUser({ isAdministrator: true })];
    await app.joinGroup(person, group);
    await app.grant(person, id, 'viewer');
    const { body } = await explain(id, ` ${person.email.toUpperCase()}`);
    expect(body).to.include({ may_see: true, role: 'manager' });
    expect(body.reasons.map(({ kind }) => kind)).to.deep.equal(['member', 'group', 'group_member_by']);
    const [own, byGroup, membership] = body.reasons;
    expect(own?.sentence).to.match(new RegExp(`^${person.email} is a member of this project as viewer since \\d`));
    expect(byGroup).to.deep.include({ role: 'manager' });
    expect(byGroup?.sentence).to.contain(`The group '${group}'`).and.contain(`given by ${owner.email}`);
    expect(membership).to.deep.include({ source: 'local' });
    const all = (await explain(id, administrator.email)).body;
    expect([all.may_see, all.role, all.reasons.map(({ kind }) => kind)]).to.deep.equal([true, null, ['administrator']]);
  });

  it('is nothing for strangers, and said of those who are deactivated', async () => {
    const { id } = await makeProject(app, { meta_group_id: null }, owner);
    const person = await app.makeUser();
    expect((await explain(id, person.email)).body).to.deep.equal({ may_see: false, role: null, reasons: [] });
    await app.grant(person, id, 'owner');
    await app.send('PATCH', `/users/${person.id}`, { body: { is_active: false } });
    const { body } = await explain(id, person.email);
    expect([body.may_see, body.role]).to.deep.equal([false, null]);
    expect(body.reasons.map(({ kind }) => kind)).to.deep.equal(['deactivated', 'member']);
    expectProblem(await explain(id, 'nobody@corp.local'), 404, { code: 'projects.unknown_person' });
    expectProblem(await app.send('GET', `/projects/${id}/access`), 422);
  });

  it('is for administrators to ask', async () => {
    const { id } = await makeProject(app, { meta_group_id: null }, owner);
    expectProblem(await explain(id, owner.email, owner), 403);
    expectProblem(await explain(id, owner.email, await app.makeUser()), 404);
  });
});

describe('somebody with a project of their own', () => {
  let app: TestApp;
  let owner: TestUser;
  let attacker: TestUser;
  let theirs: Record<'project' | 'image' | 'class' | 'label' | 'comment' | 'analysis', string>;
  let own: { project: string; image: string };
  before(async () => {
    app = await makeApp();
    [owner, attacker] = [await app.makeUser(), await app.makeUser()];
    const make = async (path: string, body: object, as = owner): Promise<string> => {
      const reply = await app.send('POST', path, { as, body });
      if (reply.status !== 201) throw new Error(`${path} was answered ${reply.status}: ${reply.text}`);
      return reply.body.id;
    };
    const project = (await makeProject(app, { meta_group_id: null }, owner)).id;
    const image = (await makeImage(app, { id: project }, { as: owner })).id;
    const classId = await make(`/projects/${project}/classes`, { name: 'cell', project_id: project });
    theirs = {
      project,
      image,
      class: classId,
      label: await make(`/images/${image}/classifications`, { image_id: image, class_id: classId }),
      comment: await make(`/images/${image}/comments`, { text: 'Secret.' }),
      analysis: await make(`/images/${image}/analyses`, {
        image_id: image,
        model_name: 'yolo_v8',
        model_version: '1',
      }),
    };
    const mine = (await makeProject(app, { meta_group_id: null }, attacker)).id;
    own = { project: mine, image: (await makeImage(app, { id: mine }, { as: attacker })).id };
  });
  after(() => app.stop());

  const as = () => ({ as: attacker });

  it('learns nothing by naming things of another in a body or under a path of theirs', async () => {
    const label = (class_id: string) =>
      app.send('POST', `/images/${own.image}/classifications`, {
        ...as(),
        body: { image_id: own.image, class_id },
      });
    const [foreign, unknown] = [await label(theirs.class), await label(randomUUID())];
    expectProblem(foreign, 404, { detail: 'Image class not found' });
    expect([unknown.status, unknown.body.detail]).to.deep.equal([foreign.status, foreign.body.detail]);

    const body = { reason: 'not mine to delete' };
    const path = (id: string) => `/projects/${own.project}/images/${id}`;
    for (const id of [theirs.image, randomUUID()]) {
      expectProblem(await app.send('DELETE', path(id), { ...as(), body }), 404, { detail: 'Image not found' });
      expectProblem(await app.send('POST', `${path(id)}/restore`, as()), 404, { detail: 'Image not found' });
    }
    const events = `/projects/${own.project}/images/deletion-events?image_id=${theirs.image}`;
    expect((await app.send('GET', events, as())).body).to.deep.equal({ events: [], total: 0 });
  });

  it('gets the same answer for what is there and for what is not, whatever they do to it', async () => {
    const nothing = randomUUID();
    const calls: [string, (id: typeof theirs) => string, object?][] = [
      ['GET', ({ project }) => `/projects/${project}`],
      ['PATCH', ({ project }) => `/projects/${project}`, { name: 'Mine' }],
      ['DELETE', ({ project }) => `/projects/${project}`],
      ['POST', ({ project }) => `/projects/${project}/restore`],
      ['GET', ({ project }) => `/projects/${project}/images`],
      ['GET', ({ project }) => `/projects/${project}/classifications`],
      ['GET', ({ project }) => `/projects/${project}/comment-counts`],
      ['GET', ({ project }) => `/projects/${project}/analysis-summaries`],
      ['GET', ({ project }) => `/projects/${project}/metadata-dict`],
      ['PATCH', ({ class: id }) => `/classes/${id}`, { name: 'Mine' }],
      ['DELETE', ({ class: id }) => `/classes/${id}`],
      ['DELETE', ({ label }) => `/classifications/${label}`],
      ['PATCH', ({ comment }) => `/comments/${comment}`, { text: 'Mine.' }],
      ['DELETE', ({ comment }) => `/comments/${comment}`],
      ['POST', ({ image }) => `/images/${image}/rebuild`],
      ['PUT', ({ image }) => `/images/${image}/metadata`, { key: 'a', value: 1 }],
      ['GET', ({ analysis }) => `/analyses/${analysis}`],
      ['GET', ({ analysis }) => `/analyses/${analysis}/export?format=csv`],
      ['POST', ({ analysis }) => `/analyses/${analysis}/cancel`],
      ['GET', ({ analysis }) => `/ml/artifacts/content?path=ml_outputs/${analysis}/a.png`],
      ['GET', ({ analysis }) => `/ml/artifacts/download?path=ml_outputs/${analysis}/a.png`],
    ];
    const unknown = Object.fromEntries(Object.keys(theirs).map((name) => [name, nothing])) as typeof theirs;
    for (const [method, path, body] of calls) {
      const options = { ...as(), ...(body ? { body } : {}) };
      const [there, gone] = [
        await app.send(method, path(theirs), options),
        await app.send(method, path(unknown), options),
      ];
      expectProblem(there, 404);
      expect([gone.status, gone.body.detail], `${method} ${path(theirs)}`).to.deep.equal([404, there.body.detail]);
    }
    expect((await app.send('GET', `/projects/${theirs.project}`, { as: owner })).body.name).to.equal('A project');
    expect((await app.send('GET', `/comments/${theirs.comment}`, { as: owner })).body.text).to.equal('Secret.');
  });

  it('does not get a first answer again once they may not have it', async () => {
    const person = await app.makeUser();
    const grant = await app.grant(person, theirs.project, 'commenter');
    const headers = { 'idempotency-key': randomUUID() };
    const send = () =>
      app.send('POST', `/images/${theirs.image}/comments`, { as: person, headers, body: { text: 'Once.' } });
    const first = await send();
    expect(first.status).to.equal(201);
    expect((await send()).body).to.deep.equal(first.body);
    await app.send('DELETE', `/projects/${theirs.project}/members/${grant}`, { as: owner });
    expectProblem(await send(), 404, { detail: 'Image not found' });
  });

  it('reaches no group and nobody’s project with a key for one project', async () => {
    const made = await app.send('POST', '/api-keys', {
      as: owner,
      body: { name: 'narrow', scopes: ['read', 'write'], project_ids: [theirs.project] },
    });
    expect(made.status, made.text).to.equal(201);
    const narrow = { as: { ...owner, key: made.body.key as string } };
    const other = await makeProject(app, { meta_group_id: `lab-${randomUUID()}` }, owner);
    const [group] = (await app.send('GET', '/groups', { as: owner })).body;
    expect((await app.send('GET', '/projects', narrow)).body.map(({ id }: { id: string }) => id)).to.deep.equal([
      theirs.project,
    ]);
    expect((await app.send('GET', '/groups', narrow)).body).to.deep.equal([]);
    expectProblem(await app.send('GET', `/groups/${group.id}`, narrow), 404);
    expectProblem(await app.send('GET', `/projects/${other.id}`, narrow), 404);
    expectProblem(await app.send('POST', '/projects', { ...narrow, body: { name: 'More' } }), 403);
    expectProblem(await app.send('POST', '/groups', { ...narrow, body: { name: 'More' } }), 403);
    const joined = { ...narrow, body: { email: attacker.email } };
    expectProblem(await app.send('POST', `/groups/${group.id}/members`, joined), 403);
    expectProblem(await app.send('PATCH', '/users/me', { ...narrow, body: { username: 'Changed' } }), 403);
  });
});
