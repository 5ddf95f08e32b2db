import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { rows } from '#core';
import { expectProblem, makeApp } from '#core/testing';
import type { Reply, TestApp } from '#core/testing';
import { Image } from '#plugins/images';
import { makeImage } from '../../images/test/make.ts';
import { makeProject } from '../../projects/test/make.ts';
import type { ClassificationJson, ClassJson } from '../schemas.ts';
import { makeClass, makeLabel } from './make.ts';

const tiny = { width: 8, height: 8, format: 'png' } as const;
const pointersOf = ({ body }: Reply): string[] => body.errors.map(({ pointer }: { pointer: string }) => pointer);
const times = <T>(count: number, make: (n: number) => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: count }, (_, n) => make(n)));

describe('classes', () => {
  let app: TestApp;
  let projectId: string;
  before(async () => {
    app = await makeApp();
  });
  after(() => app.stop());
  beforeEach(async () => {
    ({ id: projectId } = await makeProject(app));
  });
  const create = (body: object, project = projectId) =>
    app.send('POST', `/projects/${project}/classes`, { body: { project_id: project, ...body } });

  it('makes a class with a colour and a key of its own, and reads it back', async () => {
    const made = await create({ name: ' Mitosis ', description: 'Dividing', created_by: 'is ignored' });
    expect(made.status).to.equal(201);
    expect(made.body).to.include({
      project_id: projectId,
      name: 'Mitosis',
      description: 'Dividing',
      color: '#e69f00',
      hotkey: 'm',
      label_count: 0,
      updated_at: null,
    });
    expect(made.body.abilities).to.deep.equal({ edit: true, delete: true });
    expect((await app.send('GET', `/classes/${made.body.id}`)).body).to.deep.equal(made.body);
    const list = await app.send('GET', `/projects/${projectId}/classes`);
    expect(list.body).to.deep.equal([made.body]);
    expect(list.headers.get('x-total-count')).to.equal('1');
  });

  it('gives each class the first free letter of its name and the first free colour', async () => {
    const made: ClassJson[] = [];
    for (const name of ['Cell', 'Cilium', 'jc', '日本']) made.push((await create({ name })).body);
    expect(made.map(({ hotkey }) => hotkey)).to.deep.equal(['c', 'i', '1', '日']);
    expect(made.map(({ color }) => color)).to.deep.equal(['#e69f00', '#56b4e9', '#009e73', '#f0e442']);
    await app.send('DELETE', `/classes/${made[1]?.id}`);
    expect((await create({ name: 'Ink' })).body).to.include({ hotkey: 'i', color: '#56b4e9' });
  });

  it('takes a colour and a key that are given, in whatever case, and none', async () => {
    expect((await create({ name: 'One', color: '#ABCDEF', hotkey: 'Q' })).body).to.include({
      color: '#abcdef',
      hotkey: 'q',
    });
    expect((await create({ name: 'Two', hotkey: null })).body.hotkey).to.equal(null);
    expect((await create({ name: 'Three', hotkey: null })).body.hotkey).to.equal(null);
  });

  it('refuses what is not a name, colour or key, and says where', async () => {
    const reply = await create({ name: '  ', color: 'red', hotkey: 'ab', description: 7 });
    expectProblem(reply, 422, { code: 'core.invalid_input' });
    expect(pointersOf(reply)).to.have.members(['/body/name', '/body/color', '/body/hotkey', '/body/description']);
    for (const hotkey of ['', ' ', '?', '😀', 7]) expectProblem(await create({ name: 'x', hotkey }), 422);
    expectProblem(await create({ name: 'n'.repeat(256) }), 422);
    const without = await app.send('POST', `/projects/${projectId}/classes`, { body: { name: 'x' } });
    expect(pointersOf(without)).to.deep.equal(['/body/project_id']);
  });

  it('refuses a project_id that differs from the path', async () => {
    expectProblem(await create({ name: 'x', project_id: randomUUID() }), 400, {
      detail: 'Project ID in the path must match the project_id in the request body',
    });
    expectProblem(await create({ name: 'x' }, randomUUID()), 404, { detail: 'Project not found' });
    expect((await create({ name: 'x', project_id: projectId.toUpperCase() })).status).to.equal(201);
  });

  it('keeps names and keys to one class each, whatever their case, but only within a project', async () => {
    await makeClass(app, projectId, { name: 'Äpfel', hotkey: 'a' });
    expectProblem(await create({ name: 'äPFEL' }), 409, {
      code: 'classification.name_taken',
      detail: /a class named 'Äpfel'/,
    });
    expectProblem(await create({ name: 'Other', hotkey: 'A' }), 409, {
      code: 'classification.hotkey_taken',
      detail: /The key 'a' already stands for the class 'Äpfel'/,
    });
    const elsewhere = await makeProject(app);
    expect((await create({ name: 'Äpfel', hotkey: 'a' }, elsewhere.id)).status).to.equal(201);
  });

  it('changes all of a class or a part, and leaves the rest', async () => {
    const made = await makeClass(app, projectId, { name: 'Old', hotkey: 'o' });
    const other = await makeClass(app, projectId, { name: 'Other', hotkey: 'x' });
    const path = `/classes/${made.id}`;
    const renamed = await app.send('PATCH', path, { body: { name: 'New', more: 'is ignored' } });
    expect(renamed.status).to.equal(200);
    expect(renamed.body).to.deep.include({ ...made, name: 'New', updated_at: renamed.body.updated_at });
    expect(renamed.body.updated_at).to.be.a('string');
    const rest = { description: 'd', color: '#0A0B0C', hotkey: 'Z' };
    expect((await app.send('PATCH', path, { body: rest })).body).to.include({
      name: 'New',
      description: 'd',
      color: '#0a0b0c',
      hotkey: 'z',
    });
    expect((await app.send('PATCH', path, { body: { hotkey: null } })).body.hotkey).to.equal(null);
    expect((await app.send('PATCH', path, { body: { name: 'NEW' } })).body.name).to.equal('NEW');
    expectProblem(await app.send('PATCH', path, { body: { name: 'other' } }), 409, { detail: /'Other'/ });
    expectProblem(await app.send('PATCH', path, { body: { hotkey: 'x' } }), 409, { detail: /'Other'/ });
    expect((await app.send('PATCH', `/classes/${other.id}`, { body: { hotkey: 'x' } })).status).to.equal(200);
    for (const body of [{}, { more: 1 }]) expectProblem(await app.send('PATCH', path, { body }), 422);
    expectProblem(await app.send('PATCH', path, { body: { name: '' } }), 422);
  });

  it('deletes a class that is not in use, and says how many labels hold one that is', async () => {
    const free = await makeClass(app, projectId);
    expect((await app.send('DELETE', `/classes/${free.id}`)).status).to.equal(204);
    expectProblem(await app.send('GET', `/classes/${free.id}`), 404, { detail: 'Image class not found' });

    const used = await makeClass(app, projectId, { name: 'Used' });
    const [first, second] = [
      await makeImage(app, { id: projectId }, tiny),
      await makeImage(app, { id: projectId }, tiny),
    ];
    const colleague = await app.makeUser({ isAdministrator: true });
    await makeLabel(app, first.id, used.id);
    await makeLabel(app, second.id, used.id);
    await makeLabel(app, second.id, used.id, { as: colleague });
    expect((await app.send('GET', `/projects/${projectId}/classes`)).body[0].label_count).to.equal(3);
    const refused = await app.send('DELETE', `/classes/${used.id}`);
    expectProblem(refused, 409, {
      code: 'classification.class_in_use',
      detail: "The class 'Used' is on 2 images (3 labels). ",
    });
    expect((await app.send('GET', `/images/${first.id}/classifications`)).body).to.have.length(1);

    expectProblem(await app.send('DELETE', `/classes/${used.id}?force=perhaps`), 422);
    const forced = await app.send('DELETE', `/classes/${used.id}?force=true`);
    expect(forced.status).to.equal(204);
    expect(forced.headers.get('x-labels-removed')).to.equal('3');
    expect((await app.send('GET', `/images/${first.id}/classifications`)).body).to.deep.equal([]);
  });

  it('is not there for a stranger, nor in a project that is in the trash, nor under a false id', async () => {
    const made = await makeClass(app, projectId);
    const stranger = await app.makeUser();
    const calls = [
      ['GET', `/projects/${projectId}/classes`],
      ['POST', `/projects/${projectId}/classes`, { name: 'x', project_id: projectId }],
      ['GET', `/classes/${made.id}`],
      ['PATCH', `/classes/${made.id}`, { name: 'x' }],
      ['DELETE', `/classes/${made.id}`],
    ] as const;
    for (const [method, path, body] of calls) {
      expectProblem(await app.send(method, path, { as: stranger, ...(body ? { body } : {}) }), 404);
      const unknown = path.replace(/[0-9a-f-]{36}/, randomUUID());
      expectProblem(await app.send(method, unknown, body ? { body } : {}), 404);
      expectProblem(await app.send(method, path.replace(/[0-9a-f-]{36}/, 'seven'), body ? { body } : {}), 422);
    }
    await app.send('DELETE', `/projects/${projectId}`);
    for (const [method, path, body] of calls) {
      expectProblem(await app.send(method, path, body ? { body } : {}), 404);
    }
  });

  it('gives out names, keys and colours once when many ask at the same time', async () => {
    const same = await times(8, () => create({ name: 'Same' }));
    expect(same.map(({ status }) => status).sort()).to.deep.equal([201, ...Array<number>(7).fill(409)]);
    const made = await times(8, (n) => create({ name: `Tumour ${'abcdefgh'[n]}` }));
    expect(made.map(({ status }) => status)).to.deep.equal(Array<number>(8).fill(201));
    const classes: ClassJson[] = (await app.send('GET', `/projects/${projectId}/classes`)).body;
    expect(new Set(classes.map(({ hotkey }) => hotkey))).to.have.property('size', 9);
    expect(new Set(classes.map(({ color }) => color))).to.have.property('size', 9);
  });
});

describe('classifications', () => {
  let app: TestApp;
  let projectId: string;
  let imageId: string;
  let classId: string;
  before(async () => {
    app = await makeApp();
  });
  after(() => app.stop());
  beforeEach(async () => {
    ({ id: projectId } = await makeProject(app));
    ({ id: imageId } = await makeImage(app, { id: projectId }, tiny));
    ({ id: classId } = await makeClass(app, projectId));
  });
  const label = (body: object = {}, more: object = {}) =>
    app.send('POST', `/images/${imageId}/classifications`, {
      body: { image_id: imageId, class_id: classId, ...body },
      ...more,
    });
  const deleteImage = () => Image.update({ deletedAt: new Date() }, { where: { id: imageId } });

  it('labels an image and takes the label off, in the caller’s name', async () => {
    const { body: me } = await app.send('GET', '/users/me');
    const made = await label({ created_by_id: randomUUID() });
    expect(made.status).to.equal(201);
    expect(made.body).to.deep.include({
      image_id: imageId,
      class_id: classId,
      created_by_id: me.id,
      created_by_email: me.email,
      updated_at: null,
      abilities: { delete: true },
    });
    for (const path of [`/images/${imageId}/classifications`, `/projects/${projectId}/classifications`]) {
      const list = await app.send('GET', path);
      expect(list.body).to.deep.equal([made.body]);
      expect(list.headers.get('x-total-count')).to.equal('1');
    }
    expect((await app.send('DELETE', `/classifications/${made.body.id}`)).status).to.equal(204);
    expectProblem(await app.send('DELETE', `/classifications/${made.body.id}`), 404, {
      detail: 'Classification not found',
    });
    expect((await app.send('GET', `/images/${imageId}/classifications`)).body).to.deep.equal([]);
  });

  it('answers the label that is there when the same person labels the same again', async () => {
    const first = await label();
    const again = await label();
    expect(again.status).to.equal(201);
    expect(again.body).to.deep.equal(first.body);
    const colleague = await app.makeUser({ isAdministrator: true });
    expect((await label({}, { as: colleague })).body.id).not.to.equal(first.body.id);
    expect((await app.send('GET', `/images/${imageId}/classifications`)).body).to.have.length(2);
  });

  it('refuses ids that don’t belong together, in the contract’s order and words', async () => {
    const other = randomUUID();
    expectProblem(await label({ image_id: other }), 400, {
      detail: `Image ID in the path must match the image_id in the request body. Path: ${imageId}, Body: ${other}`,
    });
    expectProblem(await label({ image_id: other, class_id: other }), 400);
    expectProblem(await label({ class_id: other }), 404, { detail: 'Image class not found' });
    const foreign = await makeClass(app, (await makeProject(app)).id);
    expectProblem(await label({ class_id: foreign.id }), 400, {
      detail: 'Image class must belong to the same project as the image',
    });
    const ill = await label({ class_id: 'seven', image_id: 7 });
    expectProblem(ill, 422);
    expect(pointersOf(ill)).to.have.members(['/body/class_id', '/body/image_id']);
    const none = await app.send('POST', `/images/${imageId}/classifications`, { body: {} });
    expect(pointersOf(none)).to.have.members(['/body/class_id', '/body/image_id']);
    expectProblem(await app.send('POST', `/images/${randomUUID()}/classifications`, { body: {} }), 422);
    const gone = randomUUID();
    const unknown = await app.send('POST', `/images/${gone}/classifications`, {
      body: { image_id: gone, class_id: classId },
    });
    expectProblem(unknown, 404, { detail: 'Image not found' });
  });

  it('lets only whoever put a label on, or who manages the classes, take it off', async () => {
    const colleague = await app.makeUser({ isAdministrator: true });
    const theirs = await makeLabel(app, imageId, classId, { as: colleague });
    const stranger = await app.makeUser();
    expectProblem(await app.send('DELETE', `/classifications/${theirs.id}`, { as: stranger }), 404);
    expect((await app.send('DELETE', `/classifications/${theirs.id}`)).status).to.equal(204);
  });

  it('neither shows nor takes labels of a deleted image, unless the list is asked for them', async () => {
    const { body: made } = await label();
    await deleteImage();
    expectProblem(await label(), 404, { detail: 'Image not found' });
    expectProblem(await app.send('GET', `/images/${imageId}/classifications`), 404, { detail: 'Image not found' });
    expectProblem(await app.send('DELETE', `/classifications/${made.id}`), 404);
    expect((await app.send('GET', `/projects/${projectId}/classifications`)).body).to.deep.equal([]);
    const asked = await app.send('GET', `/images/${imageId}/classifications?include_deleted=true`);
    expect(asked.body.map(({ id }: ClassificationJson) => id)).to.deep.equal([made.id]);
    expect((await app.send('GET', `/classes/${classId}`)).body.label_count).to.equal(1);
  });

  it('pages the labels of a project, oldest first', async () => {
    const classes = await times(3, () => makeClass(app, projectId));
    const made: string[] = [];
    for (const { id } of classes) made.push((await makeLabel(app, imageId, id)).id);
    const page = await app.send('GET', `/projects/${projectId}/classifications?skip=1&limit=1`);
    expect(page.body.map(({ id }: ClassificationJson) => id)).to.deep.equal([made[1]]);
    expect(page.headers.get('x-total-count')).to.equal('3');
    for (const query of ['skip=-1', 'limit=0', 'limit=10001']) {
      expectProblem(await app.send('GET', `/projects/${projectId}/classifications?${query}`), 422);
    }
  });

  it('is not there for a stranger or under a false id', async () => {
    const { body: made } = await label();
    const stranger = await app.makeUser();
    const body = { image_id: imageId, class_id: classId };
    const calls = [
      ['GET', `/images/${imageId}/classifications`],
      ['POST', `/images/${imageId}/classifications`, body],
      ['GET', `/projects/${projectId}/classifications`],
      ['DELETE', `/classifications/${made.id}`],
    ] as const;
    for (const [method, path, sent] of calls) {
      expectProblem(await app.send(method, path, { as: stranger, ...(sent ? { body: sent } : {}) }), 404);
      const send = (id: string) => app.send(method, path.replace(/[0-9a-f-]{36}/, id), sent ? { body: sent } : {});
      expectProblem(await send(randomUUID()), 404);
      expectProblem(await send('seven'), 422);
    }
  });

  it('keeps one label when the same person labels the same sixteen times at once', async () => {
    const replies = await times(16, () => label());
    expect(replies.map(({ status }) => status)).to.deep.equal(Array<number>(16).fill(201));
    expect(new Set(replies.map(({ body }) => body.id))).to.have.property('size', 1);
    const events = await rows(
      `select id from core_events where name = 'classification.labelled' and payload->>'image_id' = $1`,
      [imageId],
    );
    expect(events).to.have.length(1);
  });

  it('either labels or deletes when a class is deleted while it is put on', async () => {
    for (let round = 0; round < 8; round += 1) {
      ({ id: classId } = await makeClass(app, projectId));
      const [labelled, deleted] = await Promise.all([label(), app.send('DELETE', `/classes/${classId}`)]);
      expect([
        [201, 409],
        [404, 204],
      ]).to.deep.include([labelled.status, deleted.status]);
    }
  });
});
