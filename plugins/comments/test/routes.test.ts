import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { rows } from '#core';
import { expectProblem, makeApp } from '#core/testing';
import type { Reply, TestApp } from '#core/testing';
import { Image } from '#plugins/images';
import { makeImage } from '../../images/test/make.ts';
import { makeProject } from '../../projects/test/make.ts';
import type { CommentJson } from '../schemas.ts';
import { makeComment } from './make.ts';

const tiny = { width: 8, height: 8, format: 'png' } as const;
const pointersOf = ({ body }: Reply): string[] => body.errors.map(({ pointer }: { pointer: string }) => pointer);

describe('comments', () => {
  let app: TestApp;
  let projectId: string;
  let imageId: string;
  before(async () => {
    app = await makeApp();
  });
  after(() => app.stop());
  beforeEach(async () => {
    ({ id: projectId } = await makeProject(app));
    ({ id: imageId } = await makeImage(app, { id: projectId }, tiny));
  });
  const comment = (body: object) => app.send('POST', `/images/${imageId}/comments`, { body });
  const deleteImage = () => Image.update({ deletedAt: new Date() }, { where: { id: imageId } });

  it('says something with its author, and reads it back oldest first', async () => {
    const { body: me } = await app.send('GET', '/users/me');
    const made = await comment({ text: '  Zwei Kerne?\n日本 🙂 ', author_id: randomUUID() });
    expect(made.status).to.equal(201);
    expect(made.body).to.deep.include({
      image_id: imageId,
      text: 'Zwei Kerne?\n日本 🙂',
      author_id: me.id,
      author: { id: me.id, email: me.email, username: me.username },
      edited: false,
      updated_at: null,
      abilities: { edit: true, delete: true },
    });
    expect((await app.send('GET', `/comments/${made.body.id}`)).body).to.deep.equal(made.body);
    const second = await makeComment(app, imageId, { text: 'Yes' });
    const list = await app.send('GET', `/images/${imageId}/comments`);
    expect(list.body).to.deep.equal([made.body, second]);
    expect(list.headers.get('x-total-count')).to.equal('2');
  });

  it('refuses a comment that says nothing or too much, and says where', async () => {
    for (const body of [
      {},
      { text: '' },
      { text: ' \n\t' },
      { text: 7 },
      { text: null },
      { text: 'x'.repeat(20_001) },
    ]) {
      const reply = await comment(body);
      expectProblem(reply, 422, { code: 'core.invalid_input' });
      expect(pointersOf(reply)).to.deep.equal(['/body/text']);
    }
    const made = await makeComment(app, imageId);
    expectProblem(await app.send('PATCH', `/comments/${made.id}`, { body: { text: ' ' } }), 422);
    expect((await comment({ text: 'x'.repeat(20_000) })).status).to.equal(201);
  });

  it('changes the text of one’s own comment and marks it as edited', async () => {
    const made = await makeComment(app, imageId);
    const changed = await app.send('PATCH', `/comments/${made.id}`, { body: { text: ' New ' } });
    expect(changed.status).to.equal(200);
    expect(changed.body).to.deep.equal({ ...made, text: 'New', edited: true, updated_at: changed.body.updated_at });
    expect(changed.body.updated_at).to.be.a('string');
    expect((await app.send('GET', `/images/${imageId}/comments`)).body).to.deep.equal([changed.body]);
  });

  it('lets nobody but the author change or delete a comment, administrators included', async () => {
    const colleague = await app.makeUser({ isAdministrator: true });
    const theirs = await makeComment(app, imageId, { as: colleague });
    const [seen] = (await app.send('GET', `/images/${imageId}/comments`)).body;
    expect(seen.author.email).to.equal(colleague.email);
    expect(seen.abilities).to.deep.equal({ edit: false, delete: false });
    expectProblem(await app.send('PATCH', `/comments/${theirs.id}`, { body: { text: 'No' } }), 403, {
      detail: 'Not authorized to update this comment',
    });
    expectProblem(await app.send('DELETE', `/comments/${theirs.id}`), 403, {
      detail: 'Not authorized to delete this comment',
    });
    expect((await app.send('DELETE', `/comments/${theirs.id}`, { as: colleague })).status).to.equal(204);
  });

  it('deletes a comment once', async () => {
    const made = await makeComment(app, imageId);
    const replies = await Promise.all(Array.from({ length: 6 }, () => app.send('DELETE', `/comments/${made.id}`)));
    expect(replies.map(({ status }) => status)).to.include(204);
    for (const { status } of replies) expect([204, 404]).to.include(status);
    expectProblem(await app.send('GET', `/comments/${made.id}`), 404, { detail: 'Comment not found' });
    expectProblem(await app.send('PATCH', `/comments/${made.id}`, { body: { text: 'x' } }), 404);
    const events = await rows(
      `select id from core_events where name = 'comments.deleted' and payload->>'comment_id' = $1`,
      [made.id],
    );
    expect(events).to.have.length(1);
  });

  it('keeps all of sixteen comments that are made at once', async () => {
    await Promise.all(Array.from({ length: 16 }, (_, n) => makeComment(app, imageId, { text: `Comment ${n}` })));
    const { body } = await app.send('GET', `/images/${imageId}/comments`);
    expect(new Set(body.map(({ text }: CommentJson) => text))).to.have.property('size', 16);
  });

  it('counts comments by image, without those of deleted images', async () => {
    const other = await makeImage(app, { id: projectId }, tiny);
    await makeImage(app, { id: projectId }, tiny);
    for (const id of [imageId, imageId, other.id]) await makeComment(app, id);
    const counts = () => app.send('GET', `/projects/${projectId}/comment-counts`);
    expect((await counts()).body).to.deep.equal({ counts: { [imageId]: 2, [other.id]: 1 } });
    await deleteImage();
    expect((await counts()).body).to.deep.equal({ counts: { [other.id]: 1 } });
    expect((await app.send('GET', `/projects/${(await makeProject(app)).id}/comment-counts`)).body).to.deep.equal({
      counts: {},
    });
  });

  it('neither shows nor takes comments on a deleted image, unless the list is asked for them', async () => {
    const made = await makeComment(app, imageId);
    await deleteImage();
    expectProblem(await comment({ text: 'x' }), 404, { detail: 'Image not found' });
    expectProblem(await app.send('GET', `/images/${imageId}/comments`), 404, { detail: 'Image not found' });
    expectProblem(await app.send('PATCH', `/comments/${made.id}`, { body: { text: 'x' } }), 404);
    expectProblem(await app.send('DELETE', `/comments/${made.id}`), 404);
    const asked = await app.send('GET', `/images/${imageId}/comments?include_deleted=yes`);
    expect(asked.body).to.deep.equal([made]);
  });

  it('is not there for a stranger, nor in a project that is in the trash, nor under a false id', async () => {
    const made = await makeComment(app, imageId);
    const stranger = await app.makeUser();
    const body = { text: 'x' };
    const calls = [
      ['GET', `/images/${imageId}/comments`],
      ['POST', `/images/${imageId}/comments`, body],
      ['GET', `/comments/${made.id}`],
      ['PATCH', `/comments/${made.id}`, body],
      ['DELETE', `/comments/${made.id}`],
      ['GET', `/projects/${projectId}/comment-counts`],
    ] as const;
    for (const [method, path, sent] of calls) {
      expectProblem(await app.send(method, path, { as: stranger, ...(sent ? { body: sent } : {}) }), 404);
      const send = (id: string) => app.send(method, path.replace(/[0-9a-f-]{36}/, id), sent ? { body: sent } : {});
      expectProblem(await send(randomUUID()), 404);
      expectProblem(await send('seven'), 422);
    }
    await app.send('DELETE', `/projects/${projectId}`);
    for (const [method, path, sent] of calls) {
      expectProblem(await app.send(method, path, sent ? { body: sent } : {}), 404);
    }
  });
});
