import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { rows } from '#core';
import { expectProblem, makeApp } from '#core/testing';
import type { Reply, TestApp } from '#core/testing';
import { Image } from '#plugins/images';
import { makeImage } from '../../images/test/make.ts';
import { makeProject } from '../../projects/test/make.ts';
import type { EntryJson } from '../schemas.ts';
import { makeEntry } from './make.ts';

const tiny = { width: 8, height: 8, format: 'png' } as const;
const pointersOf = ({ body }: Reply): string[] => body.errors.map(({ pointer }: { pointer: string }) => pointer);
const oddKeys = ['a/b', 'ä ö', '100%', '%2F', '?x=1', '#', '__proto__', 'constructor', 'a"b', "it's", '\\', '…', '🙂'];
const values = ['text', '', '12', 12, 1.5, true, null, [1, [2]], { a: { b: null } }, 'it\'s "quoted"'];
const at = (key: string): string => encodeURIComponent(key);

describe('metadata of images', () => {
  let app: TestApp;
  let projectId: string;
  let imageId: string;
  before(async () => {
    app = await makeApp();
  });
  after(() => app.stop());
  beforeEach(async () => {
    ({ id: projectId } = await makeProject(app));
    ({ id: imageId } = await makeImage(app, { id: projectId }, { ...tiny, ready: true }));
  });
  const put = (key: unknown, value?: unknown) =>
    app.send('PUT', `/images/${imageId}/metadata`, { body: { key, value } });
  const remove = (key: string) => app.send('DELETE', `/images/${imageId}/metadata/${at(key)}`);
  const metadata = async () => (await Image.findByPk(imageId, { rejectOnEmpty: true })).metadata;

  it('sets a key and removes it, and answers the image', async () => {
    const set = await put('stain', 'H&E');
    expect(set.status).to.equal(200);
    expect(set.body).to.deep.include({ id: imageId, metadata: { stain: 'H&E' }, deleted_at: null });
    expect(set.body.updated_at).to.be.a('string');
    expect((await put('scale', { x: 0.25 })).body.metadata).to.deep.equal({ stain: 'H&E', scale: { x: 0.25 } });
    expect((await put('stain', null)).body.metadata).to.deep.equal({ stain: null, scale: { x: 0.25 } });
    const removed = await remove('stain');
    expect(removed.status).to.equal(200);
    expect(removed.body.metadata).to.deep.equal({ scale: { x: 0.25 } });
    const absent = await remove('stain');
    expect(absent.status).to.equal(200);
    expect(absent.body).to.deep.equal(removed.body);
  });

  it('keeps any JSON value as it was given', async () => {
    for (const [n, value] of values.entries()) {
      const { body } = await put(`key ${n}`, value);
      expect(body.metadata[`key ${n}`]).to.deep.equal(value);
    }
  });

  it('sets and removes keys of any letters, a slash included', async () => {
    for (const key of oddKeys) expect((await put(key, key)).status, key).to.equal(200);
    expect(Object.keys(await metadata())).to.have.members(oddKeys);
    for (const key of oddKeys) {
      const removed = await remove(key);
      expect(removed.status, key).to.equal(200);
      expect(Object.keys(removed.body.metadata), key).not.to.include(key);
    }
    expect(await metadata()).to.deep.equal({});
  });

  it('keeps sixteen keys of sixteen writers, and of sixteen who remove and write', async () => {
    const keys = Array.from({ length: 16 }, (_, n) => `key ${n}`);
    const replies = await Promise.all(keys.map((key, n) => put(key, n)));
    expect(replies.map(({ status }) => status)).to.deep.equal(Array<number>(16).fill(200));
    expect(await metadata()).to.deep.equal(Object.fromEntries(keys.map((key, n) => [key, n])));
    await Promise.all(keys.map((key, n) => (n % 2 ? remove(key) : put(key, 'again'))));
    expect(Object.keys(await metadata())).to.have.members(keys.filter((_, n) => n % 2 === 0));
  });

  it('refuses keys and values that can’t be kept, and says where', async () => {
    for (const key of ['', ' ', '.', '..', 'k'.repeat(256), 'half \ud83d']) {
      const reply = await put(key, 1);
      expectProblem(reply, 422, { code: 'core.invalid_input' });
      expect(pointersOf(reply)).to.deep.equal(['/body/key']);
    }
    const unfit: [unknown, string][] = [
      ['x'.repeat(65_535), '/body/value'],
      [{ deep: ['\ud83d'] }, '/body/value/deep/0'],
      [{ '\ude42': 1 }, '/body/value'],
    ];
    for (const [value, pointer] of unfit) {
      const reply = await put('key', value);
      expectProblem(reply, 422, { code: 'core.invalid_input' });
      expect(pointersOf(reply)).to.deep.equal([pointer]);
    }
    expectProblem(await put('key', '\0'), 422);
    expect(pointersOf(await put('key'))).to.deep.equal(['/body/value']);
    expect(pointersOf(await put(undefined, 1))).to.deep.equal(['/body/key']);
    expect(await metadata()).to.deep.equal({});
    expect((await put('k'.repeat(255), 'x'.repeat(65_534))).status).to.equal(200);
  });

  it('refuses more than one image may hold, and keeps what is there', async () => {
    await Image.update({ metadata: { much: 'x'.repeat(1_048_576 - 30) } }, { where: { id: imageId } });
    expectProblem(await put('more', 'than it may hold'), 422, { code: 'metadata.too_much', detail: '1048576 bytes' });
    expect(Object.keys(await metadata())).to.deep.equal(['much']);
    expect((await put('much', 'less')).status).to.equal(200);
  });

  it('does not touch a deleted image', async () => {
    await put('a', 1);
    await Image.update({ deletedAt: new Date() }, { where: { id: imageId } });
    expectProblem(await put('a', 2), 404, { detail: 'Image not found' });
    expectProblem(await remove('a'), 404, { detail: 'Image not found' });
    expect(await metadata()).to.deep.equal({ a: 1 });
  });

  it('tells of a change once, and not of a removal of nothing', async () => {
    await put('a', 1);
    await remove('a');
    await remove('a');
    const events = await rows<{ payload: object }>(
      `select payload from core_events where name = 'metadata.changed' and payload->>'image_id' = $1`,
      [imageId],
    );
    const payload = { project_id: projectId, image_id: imageId, keys: ['a'] };
    expect(events.map((event) => event.payload)).to.deep.equal([payload, payload]);
  });

  it('is not there for a stranger or under a false id', async () => {
    const stranger = await app.makeUser();
    const calls = [
      ['PUT', `/images/${imageId}/metadata`, { key: 'a', value: 1 }],
      ['DELETE', `/images/${imageId}/metadata/a`],
    ] as const;
    for (const [method, path, body] of calls) {
      expectProblem(await app.send(method, path, { as: stranger, ...(body ? { body } : {}) }), 404);
      const send = (id: string) => app.send(method, path.replace(/[0-9a-f-]{36}/, id), body ? { body } : {});
      expectProblem(await send(randomUUID()), 404, { detail: 'Image not found' });
      expectProblem(await send('seven'), 422);
    }
  });
});

describe('metadata of projects', () => {
  let app: TestApp;
  let projectId: string;
  before(async () => {
    app = await makeApp();
  });
  after(() => app.stop());
  beforeEach(async () => {
    ({ id: projectId } = await makeProject(app));
  });
  const send = (method: string, path: string, body?: unknown) =>
    app.send(method, `/projects/${projectId}${path}`, body === undefined ? {} : { body });
  const dict = async () => (await send('GET', '/metadata-dict')).body;

  it('sets, reads, sets again and removes a key', async () => {
    const made = await send('POST', '/metadata', { key: 'site', value: 'Köln', more: 'is ignored' });
    expect(made.status).to.equal(201);
    expect(made.body).to.deep.include({ project_id: projectId, key: 'site', value: 'Köln', updated_at: null });
    expect((await send('GET', '/metadata/site')).body).to.deep.equal(made.body);
    const again = await send('POST', '/metadata', { key: 'site' });
    expect(again.status).to.equal(201);
    expect(again.body).to.deep.equal({ ...made.body, value: null, updated_at: again.body.updated_at });
    expect(again.body.updated_at).to.be.a('string');
    const put = await send('PUT', '/metadata/site', { key: 'site', value: [1] });
    expect(put.status).to.equal(200);
    expect(put.body).to.include({ id: made.body.id, key: 'site' });
    expect((await send('PUT', '/metadata/new', { key: 'new' })).body.value).to.equal(null);
    const list = await send('GET', '/metadata');
    expect(list.body.map(({ key }: EntryJson) => key)).to.deep.equal(['site', 'new']);
    expect(list.headers.get('x-total-count')).to.equal('2');
    expect((await send('DELETE', '/metadata/site')).status).to.equal(204);
    for (const method of ['GET', 'DELETE']) {
      expectProblem(await send(method, '/metadata/site'), 404, { detail: "Metadata with key 'site' not found" });
    }
  });

  it('refuses a key in the body that differs from the path', async () => {
    expectProblem(await send('PUT', '/metadata/a', { key: 'b', value: 1 }), 400, {
      detail: 'Key in the path must match the key in the request body',
    });
    expectProblem(await send('PUT', '/metadata/a', { value: 1 }), 422);
  });

  it('reads and merges all keys as one object', async () => {
    expect(await dict()).to.deep.equal({});
    await makeEntry(app, projectId, 'kept', { a: 1 });
    const merged = await send('PUT', '/metadata-dict', { new: null, more: 'x' });
    expect(merged.status).to.equal(200);
    expect(merged.body).to.deep.equal({ kept: { a: 1 }, new: null, more: 'x' });
    expect((await send('PUT', '/metadata-dict', {})).body).to.deep.equal(merged.body);
    expect((await send('PUT', '/metadata-dict', { kept: 2 })).body).to.deep.equal({ ...merged.body, kept: 2 });
    for (const body of [[], 'x', 7, null]) expectProblem(await send('PUT', '/metadata-dict', body), 422);
  });

  it('merges all or nothing, and names every key that can’t be kept', async () => {
    const reply = await send('PUT', '/metadata-dict', { good: 1, '': 2, 'too/big': 'x'.repeat(65_536), '..': 3 });
    expectProblem(reply, 422, { code: 'core.invalid_input' });
    expect(pointersOf(reply)).to.have.members(['/body/', '/body/too~1big', '/body/..']);
    expectProblem(await send('PUT', '/metadata-dict', { good: 1, ['k'.repeat(256)]: 2 }), 422);
    expect(await dict()).to.deep.equal({});
  });

  it('keeps any value under a key of any letters, and removes it', async () => {
    const all = Object.fromEntries(oddKeys.map((key, n) => [key, values[n % values.length]]));
    expect((await send('PUT', '/metadata-dict', all)).body).to.deep.equal(all);
    for (const key of oddKeys) {
      expect((await send('GET', `/metadata/${at(key)}`)).body, key).to.deep.include({ key, value: all[key] });
      expect((await send('DELETE', `/metadata/${at(key)}`)).status, key).to.equal(204);
    }
    expect(await dict()).to.deep.equal({});
    for (const key of ['', '.', 'k'.repeat(256)]) expectProblem(await send('POST', '/metadata', { key }), 422);
    expectProblem(await send('POST', '/metadata', { key: 'a', value: 'x'.repeat(65_536) }), 422);
  });

  it('survives many who merge the same keys at once, in whatever order', async () => {
    const keys = Array.from({ length: 40 }, (_, n) => `key ${n}`);
    const replies = await Promise.all(
      Array.from({ length: 10 }, (_, writer) => {
        const mine = writer % 2 ? keys.toReversed() : keys;
        return send('PUT', '/metadata-dict', Object.fromEntries(mine.map((key) => [key, writer])));
      }),
    );
    expect(replies.map(({ status }) => status)).to.deep.equal(Array<number>(10).fill(200));
    const last = await dict();
    expect(Object.keys(last)).to.have.members(keys);
    // Each merge is whole: all keys are of the writer who came last.
    expect(new Set(Object.values(last))).to.have.property('size', 1);
  });

  it('is not there for a stranger, nor in a project that is in the trash, nor under a false id', async () => {
    await makeEntry(app, projectId, 'a', 1);
    const stranger = await app.makeUser();
    const calls = [
      ['GET', '/metadata'],
      ['POST', '/metadata', { key: 'a' }],
      ['GET', '/metadata/a'],
      ['PUT', '/metadata/a', { key: 'a' }],
      ['DELETE', '/metadata/a'],
      ['GET', '/metadata-dict'],
      ['PUT', '/metadata-dict', {}],
    ] as const;
    const sendTo = (id: string, [method, path, body]: (typeof calls)[number], more = {}) =>
      app.send(method, `/projects/${id}${path}`, { ...(body ? { body } : {}), ...more });
    for (const call of calls) {
      expectProblem(await sendTo(projectId, call, { as: stranger }), 404, { detail: 'Project not found' });
      expectProblem(await sendTo(randomUUID(), call), 404, { detail: 'Project not found' });
      expectProblem(await sendTo('seven', call), 422);
    }
    await app.send('DELETE', `/projects/${projectId}`);
    for (const call of calls) expectProblem(await sendTo(projectId, call), 404);
  });
});
