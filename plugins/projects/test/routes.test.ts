import { expect } from 'chai';
import { randomUUID } from 'node:crypto';
import { expectProblem, makeApp } from '#core/testing';
import type { TestApp } from '#core/testing';
import { makeProject } from './make.ts';

describe('projects', () => {
  let app: TestApp;
  before(async () => {
    app = await makeApp();
  });
  after(() => app.stop());

  it('makes a project and reads it back, with and without the final slash', async () => {
    const made = await app.send('POST', '/projects/', {
      body: { name: 'Slides', description: null, meta_group_id: 'lab', more: 'is ignored' },
    });
    expect(made.status).to.equal(201);
    expect(made.body).to.include({ name: 'Slides', description: null, meta_group_id: 'lab', updated_at: null });
    for (const path of [`/projects/${made.body.id}`, `/projects/${made.body.id}/`]) {
      expect((await app.send('GET', path)).body).to.deep.equal(made.body);
    }
    for (const path of ['/projects', '/projects/']) {
      const list = await app.send('GET', path);
      expect(list.body).to.deep.include(made.body);
      expect(Number(list.headers.get('x-total-count'))).to.equal(list.body.length);
    }
  });

  it('refuses a project without a name or with an empty group, and says where', async () => {
    const reply = await app.send('POST', '/projects/', { body: { name: '', meta_group_id: ' ' } });
    expectProblem(reply, 422, { code: 'core.invalid_input' });
    expect(reply.body.errors.map(({ pointer }: { pointer: string }) => pointer)).to.have.members([
      '/body/meta_group_id',
      '/body/name',
    ]);
  });

  it('does not let a stranger see a project', async () => {
    const project = await makeProject(app);
    const stranger = await app.makeUser();
    expectProblem(await app.send('GET', `/projects/${project.id}`, { as: stranger }), 404);
  });

  it('answers 422 for a malformed id and 404 for an unknown one', async () => {
    expectProblem(await app.send('GET', '/projects/not-a-uuid'), 422);
    expectProblem(await app.send('GET', `/projects/${randomUUID()}`), 404, { detail: 'Project not found' });
  });

  it('renames, trashes and restores', async () => {
    const { id } = await makeProject(app);
    expect((await app.send('PATCH', `/projects/${id}`, { body: { name: 'New name' } })).body.name).to.equal('New name');
    expectProblem(await app.send('PATCH', `/projects/${id}`, { body: { owner: 'me' } }), 422);
    expect((await app.send('DELETE', `/projects/${id}`)).status).to.equal(204);
    expectProblem(await app.send('GET', `/projects/${id}`), 404);
    expect(
      (await app.send('GET', '/projects?trashed=true')).body.map((project: { id: string }) => project.id),
    ).to.include(id);
    expect((await app.send('POST', `/projects/${id}/restore`)).body.trashed_at).to.equal(null);
    expect((await app.send('GET', `/projects/${id}`)).status).to.equal(200);
  });

  it('pages and searches, and refuses a negative page', async () => {
    for (const name of ['Alpha_1', 'Alphax1', 'Beta']) await makeProject(app, { name });
    const found = await app.send('GET', '/projects/?search=alpha_1');
    expect(found.body.map((project: { name: string }) => project.name)).to.deep.equal(['Alpha_1']);
    const page = await app.send('GET', '/projects/?skip=1&limit=2');
    expect(page.body).to.have.length(2);
    expectProblem(await app.send('GET', '/projects/?skip=-1'), 422);
  });
});
