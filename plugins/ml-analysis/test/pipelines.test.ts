import { createHmac, randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { expectProblem, makeApp } from '#core/testing';
import type { Reply, TestApp } from '#core/testing';
import { makeAnalysis, makeImageRow, makeProject } from './make.ts';

interface Signing {
  key_id: string;
  secret: string;
}

describe('pipelines of their own', () => {
  let app: TestApp;
  before(async () => {
    app = await makeApp();
  });
  after(() => app.stop());

  const register = async (more: object): Promise<Signing & { id: string }> => {
    const { body, status, text } = await app.send('POST', '/pipelines', { body: { name: randomUUID(), ...more } });
    expect(status, text).to.equal(201);
    return { ...body.pipeline, secret: body.secret };
  };
  const signed = (
    by: Signing,
    method: string,
    path: string,
    body: unknown,
    {
      prefix = '/api',
      headers = {},
    }: { prefix?: '/api' | '/api-ml' | '/api-key'; headers?: Record<string, string> } = {},
  ): Promise<Reply> => {
    const raw = body === undefined ? '' : JSON.stringify(body);
    const [timestamp, nonce] = [String(Math.floor(Date.now() / 1000)), randomUUID()];
    const text = `${timestamp}.${nonce}.${method}.${prefix}${path}.${raw}`;
    return app.send(method, path, {
      ...(raw ? { raw } : {}),
      prefix,
      headers: {
        'content-type': 'application/json',
        'x-ml-timestamp': timestamp,
        'x-ml-nonce': nonce,
        'x-ml-key-id': by.key_id,
        'x-ml-signature': `v2=${createHmac('sha256', by.secret).update(text).digest('hex')}`,
        ...headers,
      },
    });
  };
  const announce = (by: Signing, imageId: string, model_name: string, options = {}) =>
    signed(by, 'POST', `/images/${imageId}/analyses`, { image_id: imageId, model_name, model_version: '1' }, options);

  it('announce by their signature alone, and do all that follows', async () => {
    const pipeline = await register({});
    const { id: imageId } = await makeImageRow(app);
    const announced = await announce(pipeline, imageId, 'yolo_v8');
    expect(announced.status, announced.text).to.equal(201);
    const { body: me } = await app.send('GET', '/users/me');
    expect(announced.body.requested_by_id).not.to.equal(me.id);
    const at = `/analyses/${announced.body.id}`;
    expect((await signed(pipeline, 'PATCH', `${at}/status`, { status: 'processing' })).status).to.equal(200);
    expect((await signed(pipeline, 'POST', `${at}/annotations:bulk`, { annotations: [] })).status).to.equal(200);
    expect((await signed(pipeline, 'POST', `${at}/finalize`, { status: 'completed' })).status).to.equal(200);
  });

  it('announce with a signature that is right, or with none', async () => {
    const pipeline = await register({});
    const { id } = await makeImageRow(app);
    expectProblem(await announce({ ...pipeline, secret: 'guess' }, id, 'yolo_v8'), 401);
    expectProblem(await announce({ ...pipeline, key_id: 'nobody' }, id, 'yolo_v8'), 401);
  });

  it('are refused models that they are not allowed, at the announcement and after it', async () => {
    const pipeline = await register({ allowed_models: ['vgg16'] });
    const { id: imageId } = await makeImageRow(app);
    expectProblem(await announce(pipeline, imageId, 'yolo_v8'), 400, { detail: /^Model not allowed$/ });
    expect((await announce(pipeline, imageId, 'vgg16')).status).to.equal(201);
    const none = await register({ allowed_models: [] });
    expectProblem(await announce(none, imageId, 'vgg16'), 400, { detail: 'Model not allowed' });
    // What the site does not allow no pipeline is allowed.
    const wide = await register({ allowed_models: ['of_its_own'] });
    expectProblem(await announce(wide, imageId, 'of_its_own'), 400, { detail: 'Model not allowed' });

    const { id } = await makeAnalysis(app, { model_name: 'yolo_v8' });
    const calls: [string, string, object][] = [
      ['PATCH', 'status', { status: 'processing' }],
      ['POST', 'artifacts/presign', { artifact_type: 'heatmap' }],
      ['POST', 'annotations:bulk', { annotations: [] }],
      ['POST', 'finalize', { status: 'completed' }],
    ];
    for (const [method, tail, body] of calls)
      expectProblem(await signed(pipeline, method, `/analyses/${id}/${tail}`, body), 400, {
        detail: 'Model not allowed',
      });
    expect((await app.send('GET', `/analyses/${id}`)).body).to.include({ status: 'queued', annotation_count: 0 });
  });

  it('find nothing in projects that are not theirs, whosever key is beside the signature', async () => {
    const [mine, other] = [await makeProject(app), await makeProject(app)];
    const pipeline = await register({ project_ids: [mine.id] });
    const { body: made } = await app.send('POST', '/api-keys', { body: { name: 'beside' } });
    const headers = { authorization: `Bearer ${made.key}` };
    const [here, there] = [
      await makeImageRow(app, { projectId: mine.id }),
      await makeImageRow(app, { projectId: other.id }),
    ];
    expect((await announce(pipeline, here.id, 'yolo_v8')).status).to.equal(201);
    expectProblem(await announce(pipeline, there.id, 'yolo_v8'), 404, { detail: 'Image not found' });
    for (const prefix of ['/api', '/api-ml', '/api-key'] as const) {
      expect((await announce(pipeline, here.id, 'yolo_v8', { prefix, headers })).status, prefix).to.equal(201);
      expectProblem(await announce(pipeline, there.id, 'yolo_v8', { prefix, headers }), 404);
    }
    const { id } = await makeAnalysis(app, { imageId: there.id });
    const at = `/analyses/${id}/status`;
    expectProblem(await signed(pipeline, 'PATCH', at, { status: 'processing' }), 404, { detail: 'Analysis not found' });
    expectProblem(await signed(pipeline, 'PATCH', at, { status: 'processing' }, { prefix: '/api-ml', headers }), 404);
    const listed = await signed(pipeline, 'GET', '/projects/', undefined, { prefix: '/api-ml', headers });
    expect(listed.status, listed.text).to.equal(200);
    expect(listed.body.map(({ id: project }: { id: string }) => project)).to.deep.equal([mine.id]);
  });
});
