import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { eventually, makeApp } from '../../testing.ts';
import type { TestApp, TestUser } from '../../testing.ts';
import { listen } from './listen.ts';

/** Seconds within which a change of rights must be felt. */
const SOON = 2;

describe('an open stream of events', () => {
  let app: TestApp;
  let owner: TestUser;
  let reader: TestUser;
  let project: string;
  let own: string;
  before(async () => {
    app = await makeApp();
  });
  after(() => app.stop());
  const makeProject = async (as: TestUser, more = {}): Promise<string> =>
    (await app.send('POST', '/projects', { as, body: { name: 'Watched', ...more } })).body.id;
  beforeEach(async () => {
    [owner, reader] = [await app.makeUser(), await app.makeUser()];
    project = await makeProject(owner);
    own = await makeProject(reader);
  });

  const rename = (id: string, as: TestUser) =>
    app.send('PATCH', `/projects/${id}`, { as, body: { name: randomUUID() } });
  const heard = ({ told }: Awaited<ReturnType<typeof listen>>, id: string, name = 'projects.updated') =>
    told.filter((event) => event.name === name && event.payload.project_id === id).length;
  /** Until the reader has heard of their own project: what was to be heard before has been by then. */
  const upToNow = async (stream: Awaited<ReturnType<typeof listen>>) => {
    const before = heard(stream, own);
    await rename(own, reader);
    await eventually('news of their own', async () => heard(stream, own) > before, SOON);
  };

  it('begins to tell of a project as soon as its reader may see it', async () => {
    const stream = await listen(app.url, undefined, reader.key);
    await rename(project, owner);
    await upToNow(stream);
    expect(stream.told.some(({ payload }) => payload.project_id === project)).to.equal(false);
    const body = { email: reader.email, role: 'viewer' };
    expect((await app.send('POST', `/projects/${project}/members`, { as: owner, body })).status).to.equal(201);
    await rename(project, owner);
    await eventually('news of the project', async () => heard(stream, project) === 1, SOON);
    expect(heard(stream, project, 'projects.members_changed')).to.equal(1);
    await stream.stop();
  });

  it('tells nothing any more of a project that its reader was taken out of', async () => {
    const grant = await app.grant(reader, project, 'manager');
    const stream = await listen(app.url, undefined, reader.key);
    await rename(project, owner);
    await eventually('news of the project', async () => heard(stream, project) === 1, SOON);
    expect((await app.send('DELETE', `/projects/${project}/members/${grant}`, { as: owner })).status).to.equal(204);
    await rename(project, owner);
    await app.send('DELETE', `/projects/${project}`, { as: owner });
    await upToNow(stream);
    expect(stream.told.filter(({ payload }) => payload.project_id === project)).to.have.length(1);
    await stream.stop();
  });

  it('follows groups: who is put into one, taken out, and what the group may do', async () => {
    const group = `group-${randomUUID()}`;
    const shared = await makeProject(owner, { meta_group_id: group });
    const { id } = (await app.send('GET', '/groups', { as: owner })).body.find(
      ({ name }: { name: string }) => name === group,
    );
    const stream = await listen(app.url, undefined, reader.key);
    await app.send('POST', `/groups/${id}/members`, { as: owner, body: { email: reader.email } });
    await rename(shared, owner);
    await eventually('news by the group', async () => heard(stream, shared) === 1, SOON);
    await app.send('DELETE', `/groups/${id}/members/${reader.id}`, { as: owner });
    await rename(shared, owner);
    await upToNow(stream);
    expect(heard(stream, shared)).to.equal(1);
    await stream.stop();
  });

  it('ends when its reader is deactivated, and when their key is ended', async () => {
    const stream = await listen(app.url, undefined, reader.key);
    await upToNow(stream);
    await app.send('PATCH', `/users/${reader.id}`, { body: { is_active: false } });
    await eventually('the end', async () => stream.isOver(), SOON);

    const other = await app.makeUser();
    const second = await listen(app.url, undefined, other.key);
    const [key] = (await app.send('GET', '/api-keys', { as: other })).body;
    expect((await app.send('DELETE', `/api-keys/${key.id}`, { as: other })).status).to.equal(204);
    await eventually('the end', async () => second.isOver(), SOON);
  });
});
