import { expect } from 'chai';
import { eventually, expectProblem, makeApp } from '#core/testing';
import type { TestApp, TestUser } from '#core/testing';
import { makeProject } from '../../projects/test/make.ts';
import type { ImageJson } from '../schemas.ts';
import { makeImage } from './make.ts';

describe('rights on images', () => {
  let app: TestApp;
  let owner: TestUser;
  let project: { id: string };
  let image: ImageJson;
  before(async () => {
    app = await makeApp();
    owner = await app.makeUser();
    project = await makeProject(app, { meta_group_id: null }, owner);
    image = await makeImage(app, project, { ready: true, as: owner });
  });
  after(() => app.stop());

  const tile = async (key: string) => {
    const headers = { authorization: `Bearer ${key}` };
    const response = await fetch(`${app.url}/iiif/3/${image.id}/full/max/0/default.jpg`, { headers });
    await response.arrayBuffer();
    return response;
  };
  const everything = () => [
    `/projects/${project.id}/images`,
    `/projects/${project.id}/images/deletion-events`,
    `/images/${image.id}`,
    `/images/${image.id}/content`,
    `/images/${image.id}/download`,
    `/images/${image.id}/thumbnail`,
    `/images/${image.id}/neighbours`,
  ];

  it('are asked before anything that is kept, of each by themself', async () => {
    const [viewer, stranger] = [await app.makeUser(), await app.makeUser()];
    await app.grant(viewer, project.id, 'viewer');
    for (const path of everything()) {
      expect((await app.send('GET', path, { as: viewer })).status, path).to.equal(200);
      expectProblem(await app.send('GET', path, { as: stranger }), 404);
    }
    expect((await tile(viewer.key)).status).to.equal(200);
    expect((await tile(stranger.key)).status).to.equal(404);
  });

  it('that are taken away end tiles within two seconds and all else at once; given ones begin them', async () => {
    const person = await app.makeUser();
    expect((await tile(person.key)).status).to.equal(404);
    const grant = await app.grant(person, project.id, 'viewer');
    await eventually('a tile', async () => (await tile(person.key)).status === 200, 2);
    const removed = await app.send('DELETE', `/projects/${project.id}/members/${grant}`, { as: owner });
    expect(removed.status).to.equal(204);
    for (const path of everything()) expectProblem(await app.send('GET', path, { as: person }), 404);
    await eventually('no tile', async () => (await tile(person.key)).status === 404, 2);
  });

  it('are those of the key that is shown, not of another key of the same person', async () => {
    const limited = await app.makeUser();
    await app.grant(limited, project.id, 'viewer');
    const other = await makeProject(app, { meta_group_id: null }, limited);
    const made = await app.send('POST', '/api-keys', {
      as: limited,
      body: { name: 'elsewhere', scopes: ['read'], project_ids: [other.id] },
    });
    expect(made.status, made.text).to.equal(201);
    expect((await tile(limited.key)).status).to.equal(200);
    expect((await tile(made.body.key)).status).to.equal(404);
    expect((await tile(limited.key)).status).to.equal(200);
  });

  it('keep what a browser has for whoever fetched it', async () => {
    const picture = await tile(owner.key);
    expect(picture.headers.get('vary')).to.contain('Cookie').and.contain('Authorization');
    const thumbnail = await app.send('GET', `/images/${image.id}/thumbnail`, { as: owner });
    expect(thumbnail.headers.get('vary')).to.contain('Cookie').and.contain('Authorization');
  });

  it('to remove files for good are the owners’', async () => {
    const manager = await app.makeUser();
    await app.grant(manager, project.id, 'manager');
    const { id, abilities } = await makeImage(app, project, { as: manager });
    expect(abilities).to.include({ edit: true, delete: true, purge: false });
    const remove = (as: TestUser) =>
      app.send('DELETE', `/projects/${project.id}/images/${id}`, {
        as,
        body: { reason: 'no longer needed here', force: true },
      });
    expectProblem(await remove(manager), 403);
    expect((await app.send('GET', `/images/${id}`, { as: manager })).body.deleted_at).to.equal(null);
    expect((await remove(owner)).body.storage_deleted).to.equal(true);
  });
});
