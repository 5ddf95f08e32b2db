import { expect } from 'chai';
import { randomUUID } from 'node:crypto';
import { rows } from '#core';
import { eventually, expectProblem, makeApp } from '#core/testing';
import type { TestApp } from '#core/testing';
import { makeProject } from '../../projects/test/make.ts';
import { purge } from '../jobs/purge.ts';
import type { DeletionEventJson, ImageJson } from '../schemas.ts';
import { expectNoOrphans, storedFiles } from './leftovers.ts';
import { makeImage, makePicture } from './make.ts';

const reason = 'It is blurred.';

describe('deleting images', () => {
  let app: TestApp;
  let project: { id: string };
  before(async () => {
    app = await makeApp();
  });
  beforeEach(async () => {
    project = await makeProject(app);
  });
  after(() => app.stop());

  const remove = (id: string, body: unknown = { reason }) =>
    app.send('DELETE', `/projects/${project.id}/images/${id}`, { body });
  const restore = (id: string) => app.send('POST', `/projects/${project.id}/images/${id}/restore`);
  const eventsOf = async (query = ''): Promise<DeletionEventJson[]> =>
    (await app.send('GET', `/projects/${project.id}/images/deletion-events${query}`)).body.events;
  const filesOf = async (id: string) => (await storedFiles(app.dataDir)).filter((key) => key.includes(id));
  const small = async (ready = false) =>
    makeImage(app, project, { bytes: await makePicture({ width: 32, height: 32 }), ready });

  it('hides an image with a reason and a time to restore it, and keeps its files', async () => {
    const image = await small(true);
    const { status, body } = await remove(image.id, { reason: `  ${reason}  ` });
    expect(status).to.equal(200);
    expect(body).to.include({ deletion_reason: reason, storage_deleted: false, hard_deleted_at: null });
    const days = (Date.parse(body.pending_hard_delete_at) - Date.parse(body.deleted_at)) / 86_400_000;
    expect(days).to.equal(60);
    expect(body.deleted_by_user_id).to.equal(image.uploader_id);
    for (const rest of ['', '/download', '/content', '/thumbnail', '/neighbours']) {
      expectProblem(await app.send('GET', `/images/${image.id}${rest}`), 404, { detail: 'Image not found' });
    }
    for (const rest of ['', '/download', '/content', '/thumbnail', '/neighbours']) {
      expect((await app.send('GET', `/images/${image.id}${rest}?include_deleted=true`)).status, rest).to.equal(200);
    }
    // What was read with the flag is not there without it.
    expectProblem(await app.send('GET', `/images/${image.id}`), 404);
    expect(await filesOf(image.id)).to.have.length(3);
    const [event, ...more] = await eventsOf();
    expect(more).to.have.length(0);
    expect(event).to.deep.include({
      image_id: image.id,
      project_id: project.id,
      actor_user_id: image.uploader_id,
      action: 'soft_delete',
      reason,
      storage_deleted: false,
      previous_state: { deleted_at: null },
      at: body.deleted_at,
    });
  });

  it('does it once, however often it is asked', async () => {
    const { id } = await small();
    const first = await remove(id);
    const second = await remove(id, { reason: 'For another reason.', force: false });
    expect(second.body).to.deep.equal(first.body);
    expect(await eventsOf()).to.have.length(1);
    const many = await small();
    const replies = await Promise.all(Array.from({ length: 8 }, () => remove(many.id)));
    expect(replies.map(({ status }) => status)).to.deep.equal(Array(8).fill(200));
    expect(await eventsOf(`?image_id=${many.id}`)).to.have.length(1);
  });

  it('needs a reason of 10 characters that are not blanks', async () => {
    const { id } = await small();
    for (const short of ['too short', '          ', '']) {
      expectProblem(await remove(id, { reason: short }), 400, { detail: 'Reason must be at least 10 characters' });
    }
    expectProblem(await remove(id, {}), 422);
    expectProblem(await app.send('DELETE', `/projects/${project.id}/images/${id}`), 422);
    expect((await app.send('GET', `/images/${id}`)).status).to.equal(200);
  });

  it('asks for rights before anything else', async () => {
    const { id } = await small();
    const stranger = await app.makeUser();
    const as = { as: stranger };
    const other = await makeProject(app);
    expectProblem(
      await app.send('DELETE', `/projects/${project.id}/images/${id}`, { ...as, body: { reason: '' } }),
      404,
    );
    expectProblem(await app.send('POST', `/projects/${project.id}/images/${id}/restore`, as), 404);
    expectProblem(await app.send('GET', `/projects/${project.id}/images/deletion-events`, as), 404);
    expectProblem(await app.send('DELETE', `/projects/${other.id}/images/${id}`, { body: { reason } }), 404);
    expectProblem(await app.send('POST', `/projects/${other.id}/images/${id}/restore`), 404);
    expectProblem(await remove(randomUUID()), 404, { detail: 'Image not found' });
    expectProblem(await remove('nonsense'), 422);
    expectProblem(await app.send('GET', `/projects/${randomUUID()}/images/deletion-events`), 404);
  });

  it('restores with everything, and answers the image if there is nothing to restore', async () => {
    const image = await small(true);
    await remove(image.id);
    const { status, body } = await restore(image.id);
    expect(status).to.equal(200);
    expect(body).to.include({
      deleted_at: null,
      deleted_by_user_id: null,
      deletion_reason: null,
      pending_hard_delete_at: null,
    });
    expect((await app.send('GET', `/images/${image.id}/content`)).status).to.equal(200);
    expect((await eventsOf()).map(({ action }) => action)).to.deep.equal(['restore', 'soft_delete']);
    expect((await eventsOf())[0]).to.include({ reason: null });
    expect((await restore(image.id)).body).to.deep.equal(body);
    expect(await eventsOf()).to.have.length(2);
  });

  it('makes the tiles of an image that was deleted before it had any, once it is restored', async () => {
    const { id } = await makeImage(app, project, { width: 3000, height: 3000 });
    await remove(id);
    expect((await restore(id)).status).to.equal(200);
    await eventually('it is ready', async () => (await app.send('GET', `/images/${id}`)).body.state === 'ready', 60);
  }).timeout(70_000);

  it('does not restore after the time is over', async () => {
    const { id } = await small();
    await remove(id);
    await rows("update images set pending_hard_delete_at = now() - interval '1 second' where id = $1", [id]);
    expectProblem(await restore(id), 410, { detail: 'Retention expired' });
  });

  it('removes all files by force, in one step from a live image, and says so afterwards', async () => {
    const image = await small(true);
    const forced = await remove(image.id, { reason, force: true });
    expect(forced.body).to.include({ storage_deleted: true, hard_deleted_by_user_id: image.uploader_id });
    expect(forced.body.hard_deleted_at).to.equal(forced.body.deleted_at);
    const events = await eventsOf();
    expect(events.map(({ action, at }) => [action, at])).to.deep.equal([
      ['force_delete', forced.body.deleted_at],
      ['soft_delete', forced.body.deleted_at],
    ]);
    expect(events[0]).to.deep.include({ storage_deleted: true, previous_state: {}, reason });
    await eventually('the files are gone', async () => (await filesOf(image.id)).length === 0);
    expect((await remove(image.id, { reason, force: true })).body).to.deep.equal(forced.body);
    expect(await eventsOf()).to.have.length(2);
    expectProblem(await restore(image.id), 409, { detail: 'Image permanently deleted' });
    expectProblem(await app.send('GET', `/images/${image.id}/content`), 404);
    for (const rest of ['content', 'thumbnail']) {
      expectProblem(await app.send('GET', `/images/${image.id}/${rest}?include_deleted=true`), 410, {
        code: 'images.file_gone',
      });
    }
    expect((await app.send('GET', `/images/${image.id}?include_deleted=true`)).body).to.deep.equal(forced.body);
  });

  it('removes by force what was deleted before', async () => {
    const image = await small();
    const first = await remove(image.id);
    const forced = await remove(image.id, { reason: 'Really not needed.', force: true });
    expect(forced.body).to.include({
      deleted_at: first.body.deleted_at,
      deletion_reason: reason,
      storage_deleted: true,
    });
    expect((await eventsOf()).map((event) => [event.action, event.reason])).to.deep.equal([
      ['force_delete', 'Really not needed.'],
      ['soft_delete', reason],
    ]);
  });

  it('lets the pyramid of an image that is deleted meanwhile come to nothing', async () => {
    const { id } = await makeImage(app, project, { width: 3000, height: 3000 });
    await remove(id, { reason, force: true });
    await eventually('the files are gone', async () => (await filesOf(id)).length === 0);
    await eventually('the job has ended', async () => {
      const jobs = await rows("select 1 from pgboss.job where name = 'images.build-pyramid' and state < 'completed'");
      return jobs.length === 0;
    });
    await expectNoOrphans(app.dataDir);
  });

  it('pages the events and filters them by image', async () => {
    const one = await small();
    const two = await small();
    await remove(one.id);
    await remove(two.id);
    await restore(one.id);
    const page = await app.send('GET', `/projects/${project.id}/images/deletion-events?skip=1&limit=1`);
    expect(page.body.total).to.equal(3);
    expect(page.body.events.map(({ image_id }: DeletionEventJson) => image_id)).to.deep.equal([two.id]);
    const ofOne = await app.send('GET', `/projects/${project.id}/images/deletion-events?image_id=${one.id}`);
    expect(ofOne.body.total).to.equal(2);
    expectProblem(await app.send('GET', `/projects/${project.id}/images/deletion-events?image_id=x`), 422);
  });

  it('purges what is past its time, batch by batch, and nothing else', async () => {
    const images: ImageJson[] = [];
    for (let n = 0; n < 4; n++) images.push(await small(true));
    const [late, later, young, live] = images;
    for (const image of [late, later, young]) await remove(image?.id ?? '');
    await rows("update images set pending_hard_delete_at = now() - interval '1 day' where id = any($1)", [
      [late?.id, later?.id],
    ]);
    await purge.enqueue({}, { key: 'for the test' });
    await eventually('both are purged', async () => (await eventsOf()).filter((e) => e.storage_deleted).length === 2);
    const done = (await eventsOf()).filter(({ action }) => action === 'hard_delete_job');
    expect(done.map(({ image_id }) => image_id)).to.have.members([late?.id, later?.id]);
    expect(done[0]).to.include({ actor_user_id: null, storage_deleted: true });
    const gone = await app.send('GET', `/images/${late?.id}?include_deleted=true`);
    expect(gone.body).to.include({ storage_deleted: true, hard_deleted_by_user_id: null });
    expectProblem(await restore(late?.id ?? ''), 409);
    await eventually('their files are gone', async () => (await filesOf(late?.id ?? '')).length === 0);
    expect(await filesOf(young?.id ?? '')).to.have.length(3);
    expect(await filesOf(live?.id ?? '')).to.have.length(3);
    await expectNoOrphans(app.dataDir);
  });
});

describe('purging, switched off', () => {
  it('leaves everything where it is', async () => {
    const app = await makeApp({ settings: { ENABLE_IMAGE_PURGE: 'false', IMAGE_DELETE_RETENTION_DAYS: '0' } });
    try {
      const project = await makeProject(app);
      const { id } = await makeImage(app, project);
      await app.send('DELETE', `/projects/${project.id}/images/${id}`, { body: { reason } });
      await purge.enqueue({}, { key: 'for the test' });
      await new Promise((resolve) => setTimeout(resolve, 1500));
      const { body } = await app.send('GET', `/images/${id}?include_deleted=true`);
      expect(body.storage_deleted).to.equal(false);
    } finally {
      await app.stop();
    }
  });
});
