import { expect } from 'chai';
import { randomUUID } from 'node:crypto';
import { expectProblem, makeApp } from '#core/testing';
import type { TestApp } from '#core/testing';
import { Image } from '#plugins/images';
import { makeAnalysis, makeImageRow, makeProject, sendAnnotations } from './make.ts';

describe('analyses', () => {
  let app: TestApp;
  before(async () => {
    app = await makeApp({ settings: { ML_MAX_ANALYSES_PER_IMAGE: '3' } });
  });
  after(() => app.stop());

  it('are announced with every field of the contract, and read back', async () => {
    const image = await makeImageRow(app);
    const { body: me } = await app.send('GET', '/users/me');
    const made = await app.send('POST', `/images/${image.id}/analyses`, {
      body: {
        image_id: image.id.toUpperCase(),
        model_name: 'heatmap_generator',
        model_version: 'random_v1.0',
        parameters: { threshold: 0.5 },
        provenance: { ignored: true },
        priority: 7,
      },
    });
    expect(made.status).to.equal(201);
    expect(made.body).to.include({
      image_id: image.id,
      model_name: 'heatmap_generator',
      model_version: 'random_v1.0',
      status: 'queued',
      error_message: null,
      provenance: null,
      requested_by_id: me.id,
      external_job_id: null,
      priority: 0,
      started_at: null,
      completed_at: null,
      updated_at: null,
      annotation_count: 0,
    });
    expect(made.body.parameters).to.deep.equal({ threshold: 0.5 });
    expect(made.body.annotations).to.deep.equal([]);
    expect(made.body.id).to.match(/^[0-9a-f]{8}-[0-9a-f]{4}-4/);
    for (const query of ['', '?with_annotations=false']) {
      const { body } = await app.send('GET', `/analyses/${made.body.id}${query}`);
      expect(body).to.deep.equal(made.body);
    }
  });

  it('are listed newest first, paged, without annotations', async () => {
    const image = await makeImageRow(app);
    const ids: string[] = [];
    for (let n = 0; n < 3; n += 1) ids.unshift((await makeAnalysis(app, { imageId: image.id })).id);
    await sendAnnotations(app, ids[0] ?? '', [{ annotation_type: 'note', data: {} }]);
    const all = await app.send('GET', `/images/${image.id}/analyses`);
    expect(all.body.total).to.equal(3);
    expect(all.body.analyses.map(({ id }: { id: string }) => id)).to.deep.equal(ids);
    expect(all.body.analyses[0]).to.deep.include({ annotations: [], annotation_count: 1 });
    const page = await app.send('GET', `/images/${image.id}/analyses?skip=1&limit=1`);
    expect(page.body.total).to.equal(3);
    expect(page.body.analyses.map(({ id }: { id: string }) => id)).to.deep.equal([ids[1]]);
    for (const query of ['limit=501', 'limit=0', 'skip=-1', 'skip=x']) {
      expectProblem(await app.send('GET', `/images/${image.id}/analyses?${query}`), 422);
    }
  });

  it('are refused with the texts that clients look for', async () => {
    const image = await makeImageRow(app);
    const create = (body: Record<string, unknown>, path = image.id) =>
      app.send('POST', `/images/${path}/analyses`, {
        body: { image_id: image.id, model_name: 'yolo_v8', model_version: '1', ...body },
      });
    expectProblem(await create({ image_id: randomUUID() }), 400, { detail: 'Image ID mismatch' });
    expectProblem(await create({ image_id: undefined }), 422);
    const model = await create({ model_name: 'unheard-of' });
    expectProblem(model, 400, { code: 'ml-analysis.model_not_allowed' });
    expect(model.body.detail).to.equal('Model not allowed');
    expect(model.body.errors[0].message).to.contain('yolo_v8').and.contain('ML_ALLOWED_MODELS');
    for (const wrong of [
      { model_name: 'x' },
      { model_name: 'has space' },
      { model_name: 'm'.repeat(256) },
      { model_version: '' },
      { model_version: 'v'.repeat(101) },
      { parameters: [] },
      { parameters: { text: '\ud800' } },
    ]) {
      expectProblem(await create(wrong), 422);
    }
    const unknown = randomUUID();
    expectProblem(await create({ image_id: unknown }, unknown), 404, { detail: 'Image not found' });
    expectProblem(await create({}, 'not-a-uuid'), 422);
    expectProblem(await app.send('GET', `/images/${unknown}/analyses`), 404, { detail: 'Image not found' });
    for (const path of ['', '/annotations', '/layers', '/boxes', '/boxes/0', '/export', `/annotations/${unknown}`]) {
      expectProblem(await app.send('GET', `/analyses/${unknown}${path}`), 404);
      expectProblem(await app.send('GET', `/analyses/nonsense${path}`), 422);
    }
    expectProblem(await app.send('GET', `/analyses/${unknown}`), 404, { detail: 'Analysis not found' });
  });

  it('are at most so many an image, also when many come at once', async () => {
    const image = await makeImageRow(app);
    const body = { image_id: image.id, model_name: 'yolo_v8', model_version: '1' };
    const replies = await Promise.all(
      Array.from({ length: 8 }, () => app.send('POST', `/images/${image.id}/analyses`, { body })),
    );
    expect(replies.filter(({ status }) => status === 201)).to.have.length(3);
    for (const reply of replies.filter(({ status }) => status !== 201)) {
      expectProblem(reply, 400, { detail: 'Analysis limit reached for this image' });
    }
    // The limit is looked at before the model.
    expectProblem(
      await app.send('POST', `/images/${image.id}/analyses`, { body: { ...body, model_name: 'unheard-of' } }),
      400,
      { detail: 'limit' },
    );
  });

  it('are not there for a stranger, nor made for a deleted image; those of one stay readable', async () => {
    const image = await makeImageRow(app);
    const { id } = await makeAnalysis(app, { imageId: image.id });
    const stranger = await app.makeUser();
    const body = { image_id: image.id, model_name: 'yolo_v8', model_version: '1' };
    expectProblem(await app.send('POST', `/images/${image.id}/analyses`, { as: stranger, body }), 404);
    for (const path of [
      `/images/${image.id}/analyses`,
      `/analyses/${id}`,
      `/analyses/${id}/annotations`,
      `/analyses/${id}/layers`,
      `/analyses/${id}/boxes`,
      `/analyses/${id}/export`,
      `/projects/${image.projectId}/analysis-summaries`,
    ]) {
      expectProblem(await app.send('GET', path, { as: stranger }), 404);
    }
    expectProblem(await app.send('POST', `/analyses/${id}/cancel`, { as: stranger }), 404);
    await Image.update({ deletedAt: new Date() }, { where: { id: image.id } });
    expectProblem(await app.send('POST', `/images/${image.id}/analyses`, { body }), 404);
    expect((await app.send('GET', `/images/${image.id}/analyses`)).body.total).to.equal(1);
    expect((await app.send('GET', `/analyses/${id}`)).status).to.equal(200);
    await app.send('DELETE', `/projects/${image.projectId}`);
    expectProblem(await app.send('GET', `/analyses/${id}`), 404);
  });

  it('are summed up for a whole project in one request', async () => {
    const { id: projectId } = await makeProject(app);
    const [one, two, none] = await Promise.all(Array.from({ length: 3 }, () => makeImageRow(app, { projectId })));
    const ids = [];
    for (let n = 0; n < 3; n += 1) ids.push((await makeAnalysis(app, { imageId: one?.id ?? '' })).id);
    await makeAnalysis(app, { imageId: two?.id ?? '' });
    for (const [n, status] of ['completed', 'failed'].entries()) {
      await app.send('POST', `/analyses/${ids[n]}/finalize`, { signed: true, body: { status } });
    }
    const { body } = await app.send('GET', `/projects/${projectId}/analysis-summaries`);
    expect(body.images[one?.id ?? '']).to.deep.equal({ total: 3, completed: 1, running: 1, failed: 1 });
    expect(body.images[two?.id ?? '']).to.deep.equal({ total: 1, completed: 0, running: 1, failed: 0 });
    expect(body.images).to.not.have.property(none?.id ?? '');
    expectProblem(await app.send('GET', `/projects/${randomUUID()}/analysis-summaries`), 404, { detail: 'Project' });
  });
});

describe('the feature switch', () => {
  it('turns every route into a 404 that says so', async () => {
    const app = await makeApp({ settings: { ML_ANALYSIS_ENABLED: 'false' } });
    try {
      const image = await makeImageRow(app);
      const id = randomUUID();
      const calls: [string, string, unknown?][] = [
        ['POST', `/images/${image.id}/analyses`, { image_id: image.id, model_name: 'yolo_v8', model_version: '1' }],
        ['GET', `/images/${image.id}/analyses`],
        ['GET', `/projects/${image.projectId}/analysis-summaries`],
        ['GET', `/analyses/${id}`],
        ['GET', `/analyses/${id}/annotations`],
        ['GET', `/analyses/${id}/annotations/${id}`],
        ['GET', `/analyses/${id}/layers`],
        ['GET', `/analyses/${id}/boxes`],
        ['GET', `/analyses/${id}/boxes/0`],
        ['GET', `/analyses/${id}/export`],
        ['PATCH', `/analyses/${id}/status`, { status: 'processing' }],
        ['POST', `/analyses/${id}/annotations:bulk`, { annotations: [] }],
        ['POST', `/analyses/${id}/artifacts/presign`, { artifact_type: 'log' }],
        ['POST', `/analyses/${id}/finalize`, {}],
        ['POST', `/analyses/${id}/cancel`],
        ['GET', `/ml/artifacts/content?path=ml_outputs/${id}/a.png`],
        ['GET', `/ml/artifacts/download?path=ml_outputs/${id}/a.png`],
      ];
      for (const [method, path, body] of calls) {
        const signed = /status|bulk|presign|finalize/.test(path);
        const reply = await app.send(method, path, { signed, ...(body ? { body } : {}) });
        expectProblem(reply, 404, { code: 'ml-analysis.disabled', detail: 'ML analysis feature disabled' });
      }
    } finally {
      await app.stop();
    }
  });
});
