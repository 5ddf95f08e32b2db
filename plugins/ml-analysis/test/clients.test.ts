import { expect } from 'chai';
import { createHmac } from 'node:crypto';
import sharp from 'sharp';
import { hmacSecret, makeApp } from '#core/testing';
import type { TestApp, TestUser } from '#core/testing';
import { makeProject } from './make.ts';
import { Float, asJson, dumps, requests } from './python-requests.ts';
import type { PythonReply } from './python-requests.ts';
import { v1 } from './sign.ts';

// The pipeline clients in the field, call for call as section 7 of the wire contract says they make them. They must run
// unmodified, so what they send here is theirs: headers, spacing, order, and what they read of the answers.

const picture = (): Promise<Buffer> =>
  sharp({ create: { width: 640, height: 480, channels: 3, background: '#808080' } })
    .png()
    .toBuffer();

/** An image as the web page would have uploaded it. */
async function upload(app: TestApp, projectId: string, name = 'cells.png'): Promise<string> {
  const reply = await requests('POST', `${app.url}/api/projects/${projectId}/images`, {
    files: [name, await picture()],
  });
  expect(reply.status, reply.text).to.equal(201);
  return reply.json.id;
}

const ok = (reply: PythonReply): PythonReply => {
  expect(reply.status, reply.text).to.be.within(200, 299);
  return reply;
};

describe('clients in the field', () => {
  let app: TestApp;
  let owner: TestUser;
  before(async () => {
    app = await makeApp();
    owner = await app.makeUser({ isAdministrator: true });
  });
  after(() => app.stop());

  it('T, test_ml_pipeline.py: the six steps on /api without any user', async () => {
    const imageId = await upload(app, (await makeProject(app)).id);
    const api = `${app.url}/api`;
    const signed = (method: string, path: string, body: unknown) => {
      const data = dumps(body);
      return requests(method, `${api}${path}`, { data, headers: { ...v1(data), 'Content-Type': 'application/json' } });
    };

    const created = await requests(
      'POST',
      `${api}/images/${imageId}/analyses`,
      asJson({
        image_id: imageId,
        model_name: 'yolo_v8',
        model_version: '1.0.0',
        parameters: { confidence_threshold: new Float(0.5), iou_threshold: new Float(0.45), max_detections: 100 },
      }),
    );
    expect(created.status, created.text).to.equal(201);
    const { id, status } = created.json;
    expect(status).to.equal('queued');

    expect((await signed('PATCH', `/analyses/${id}/status`, { status: 'processing' })).status).to.equal(200);

    const presigned = await signed('POST', `/analyses/${id}/artifacts/presign`, {
      artifact_type: 'heatmap',
      filename: 'heatmap.png',
    });
    expect(presigned.status).to.equal(200);
    const { upload_url, storage_path } = presigned.json;
    expect(upload_url).to.not.match(/^https:\/\/example\.com/);

    const put = await requests('PUT', upload_url, { data: await picture(), headers: { 'Content-Type': 'image/png' } });
    expect(put.status).to.be.oneOf([200, 204]);

    const boxes = Array.from({ length: 5 }, (_, n) => ({
      annotation_type: 'bounding_box',
      class_name: 'cat',
      confidence: new Float(0.5 + n / 10),
      data: { x_min: n, y_min: n, x_max: n + 50, y_max: n + 60, image_width: 512, image_height: 512 },
      ordering: n,
    }));
    const posted = await signed('POST', `/analyses/${id}/annotations:bulk`, {
      annotations: [
        ...boxes,
        {
          annotation_type: 'heatmap',
          class_name: null,
          confidence: null,
          data: { width: 512, height: 512, color_map: 'viridis' },
          storage_path,
          ordering: 5,
        },
        {
          annotation_type: 'classification',
          class_name: 'cat',
          confidence: new Float(0.92),
          data: { topk: [{ class: 'cat', confidence: new Float(0.92) }] },
          ordering: 6,
        },
      ],
    });
    expect(posted.status, posted.text).to.equal(200);
    expect(posted.json.total).to.equal(7);

    const finalized = await signed('POST', `/analyses/${id}/finalize`, { status: 'completed' });
    expect(finalized.status).to.equal(200);
    expect(finalized.json.status).to.equal('completed');
    expect(Date.parse(finalized.json.started_at)).to.be.at.most(Date.parse(finalized.json.completed_at));

    // And the person at the browser sees it.
    const { body: layers } = await app.send('GET', `/analyses/${id}/layers`);
    expect(layers.boxes.count).to.equal(5);
    const heatmap = await app.send('GET', layers.rasters[0].href, { prefix: '' });
    expect(heatmap.status).to.equal(200);
  });

  /** What Y and H do alike: a session with both headers, unsigned calls by key, signed ones on /api-ml. */
  function sessionOf(user: TestUser) {
    const headers = { 'X-User-Email': 'test@example.com', Authorization: `Bearer ${user.key}` };
    const url = (path: string) => `${app.url}/api-key${path}`;
    return {
      get: (path: string) => requests('GET', url(path), { headers }),
      post: (path: string, value: unknown) => {
        const call = asJson(value);
        return requests('POST', url(path), { ...call, headers: { ...headers, ...call.headers } });
      },
      patch: (path: string, value: unknown) => {
        const call = asJson(value);
        return requests('PATCH', url(path), { ...call, headers: { ...headers, ...call.headers } });
      },
      signed: (method: string, path: string, value: unknown) => {
        const data = dumps(value, true);
        return requests(method, `${app.url}/api-ml${path}`, {
          data,
          headers: { 'Content-Type': 'application/json', ...v1(data), Authorization: headers.Authorization },
        });
      },
      async download(imageId: string): Promise<void> {
        const { json } = ok(await this.get(`/images/${imageId}/download`));
        expect(json.object_key.split('/').at(-1)).to.be.a('string').and.not.empty;
        const known = ['/api/', '/api-key/', '/api-ml/'].some((prefix) => json.url.startsWith(prefix));
        const address = json.url.startsWith('http') ? json.url : `${app.url}${known ? '' : '/api-key'}${json.url}`;
        const file = ok(await requests('GET', address, { headers }));
        expect(file.headers['content-type']).to.not.contain('text/html');
        expect((await sharp(file.bytes).metadata()).width).to.equal(640);
      },
    };
  }

  it('Y, yolov8_ml_pipeline.py: a project by API key, signed calls on /api-ml', async () => {
    const { id: projectId } = await makeProject(app);
    await upload(app, projectId);
    await upload(app, projectId, 'second.png');
    const session = sessionOf(owner);
    const listed = ok(await session.get(`/projects/${projectId}/images?skip=0&limit=10`));
    expect(listed.json).to.be.an('array').with.length(2);
    for (const { id: imageId } of listed.json) {
      const before = ok(await session.get(`/images/${imageId}/analyses`));
      expect(before.json.analyses.some((analysis: { status: string }) => analysis.status === 'completed')).to.equal(
        false,
      );
      await session.download(imageId);
      const { json: created } = ok(
        await session.post(`/images/${imageId}/analyses`, {
          image_id: imageId,
          model_name: 'yolo_v8',
          model_version: 'yolov8_n',
          parameters: { conf_threshold: new Float(0.25), iou_threshold: new Float(0.45), model_size: 'n' },
        }),
      );
      const path = `/analyses/${created.id}`;
      ok(await session.signed('PATCH', `${path}/status`, { status: 'processing' }));
      const { json: presigned } = ok(
        await session.signed('POST', `${path}/artifacts/presign`, {
          artifact_type: 'heatmap',
          filename: `heatmap_${created.id}.png`,
        }),
      );
      const type = { 'Content-Type': 'image/png' };
      ok(await requests('PUT', presigned.upload_url, { data: await picture(), headers: type }));
      ok(
        await session.signed('POST', `${path}/annotations:bulk`, {
          annotations: [
            {
              annotation_type: 'bounding_box',
              class_name: 'person',
              confidence: new Float(0.8734567761421204),
              data: {
                x_min: new Float(10),
                y_min: new Float(20.5),
                x_max: new Float(110),
                y_max: new Float(220),
                width: new Float(100),
                height: new Float(199.5),
                image_width: 640,
                image_height: 480,
              },
              ordering: 0,
            },
            {
              annotation_type: 'heatmap',
              data: { width: 640, height: 480, description: 'Détection' },
              storage_path: presigned.storage_path,
              ordering: 1,
            },
          ],
          mode: 'append',
        }),
      );
      const { json: done } = ok(await session.signed('POST', `${path}/finalize`, { status: 'completed' }));
      expect(done.annotations).to.have.length(2);
      expect(done.annotations[0].confidence).to.equal(0.8734567761421204);
      // What it does when something of its own goes wrong afterwards; it does not look at the answer.
      const late = await session.signed('POST', `${path}/finalize`, { status: 'failed', error_message: 'late' });
      expect(late.status).to.equal(409);
    }
    for (const { id: imageId } of listed.json) {
      const { json } = ok(await session.get(`/images/${imageId}/analyses`));
      expect(json.analyses.map(({ status }: { status: string }) => status)).to.deep.equal(['completed']);
    }
  });

  it('H, heatmap_ml_pipeline.py: its model is allowed, its status goes unsigned to /api-key', async () => {
    const { id: projectId } = await makeProject(app);
    const imageId = await upload(app, projectId);
    const session = sessionOf(owner);
    expect(ok(await session.get(`/projects/${projectId}/images?skip=0&limit=10`)).json[0].id).to.equal(imageId);
    await session.download(imageId);
    const { json: created } = ok(
      await session.post(`/images/${imageId}/analyses`, {
        image_id: imageId,
        model_name: 'heatmap_generator',
        model_version: 'random_v1.0',
        parameters: { heatmap_type: 'random', method: 'gaussian_blobs' },
      }),
    );
    const path = `/analyses/${created.id}`;
    expect(ok(await session.patch(`${path}/status`, { status: 'processing' })).json.status).to.equal('processing');
    const { json: presigned } = ok(
      await session.signed('POST', `${path}/artifacts/presign`, {
        artifact_type: 'heatmap',
        filename: `heatmap_${created.id}.png`,
      }),
    );
    const type = { 'Content-Type': 'image/png' };
    ok(await requests('PUT', presigned.upload_url, { data: await picture(), headers: type }));
    ok(
      await session.signed('POST', `${path}/annotations:bulk`, {
        annotations: [
          {
            annotation_type: 'heatmap',
            data: { width: 640, height: 480, method: 'random', model_name: 'heatmap_generator', description: 'Random' },
            storage_path: presigned.storage_path,
            ordering: 0,
          },
        ],
        mode: 'append',
      }),
    );
    expect(ok(await session.signed('POST', `${path}/finalize`, { status: 'completed' })).json.status).to.equal(
      'completed',
    );
  });

  it('Q, clear_ml_queue.py: walks the images of a project and cancels what is queued', async () => {
    const { id: projectId } = await makeProject(app);
    const headers = { Authorization: `Bearer ${owner.key}` };
    const url = (path: string) => `${app.url}/api-key${path}`;
    const queued: string[] = [];
    for (const name of ['one.png', 'two.png']) {
      const imageId = await upload(app, projectId, name);
      const body = { image_id: imageId, model_name: 'vgg16', model_version: '1' };
      queued.push((await app.send('POST', `/images/${imageId}/analyses`, { body })).body.id);
    }
    const found: { id: string; status: string; created_at: string; updated_at: string | null }[] = [];
    for (let skip = 0; ; skip += 100) {
      const { json: page } = ok(
        await requests('GET', url(`/projects/${projectId}/images?skip=${skip}&limit=100`), { headers }),
      );
      for (const { id } of page) {
        const { json } = ok(await requests('GET', url(`/images/${id}/analyses`), { headers }));
        found.push(...json.analyses);
      }
      if (page.length < 100) break;
    }
    expect(found.map(({ id }) => id)).to.have.members(queued);
    for (const analysis of found.filter(({ status }) => status === 'queued')) {
      expect(Date.parse(analysis.created_at)).to.be.a('number').and.not.NaN;
      const call = asJson({ status: 'canceled' });
      const reply = await requests('PATCH', url(`/analyses/${analysis.id}/status`), {
        ...call,
        headers: { ...headers, ...call.headers },
      });
      expect(reply.status).to.equal(200);
      expect(reply.json.status).to.equal('canceled');
    }
  });
});

describe('a client whose signature is not standard', () => {
  let app: TestApp;
  before(async () => {
    app = await makeApp({ settings: { ML_PIPELINE_REQUIRE_HMAC: 'false' } });
  });
  after(() => app.stop());

  it('M, generate_and_upload_ml.py: passes where pipelines need not sign', async () => {
    const { id: projectId } = await makeProject(app);
    const api = `${app.url}/api`;
    const key = { 'X-API-Key': 'some-key' };
    const uploaded = await requests('POST', `${api}/projects/${projectId}/images`, {
      headers: key,
      files: ['generated.png', await picture()],
    });
    expect(uploaded.status, uploaded.text).to.be.below(400);
    const imageId = uploaded.json.id ?? uploaded.json.image_id ?? uploaded.json.image.id;

    const create = async (model: string): Promise<string> => {
      const names = [model, 'resnet50_classifier', 'vgg16', 'inception_v3', 'efficientnet_b0'];
      for (const model_name of names) {
        const call = asJson({ image_id: imageId, model_name, model_version: '1', parameters: {} });
        const reply = await requests('POST', `${api}/images/${imageId}/analyses`, {
          ...call,
          headers: { ...call.headers, ...key },
        });
        if (reply.status < 400) return reply.json.id;
        expect(reply.text).to.contain('Model not allowed');
      }
      throw new Error('No model is allowed.');
    };
    const signed = async (path: string, value: unknown): Promise<PythonReply> => {
      const data = dumps(value);
      const timestamp = String(Math.floor(Date.now() / 1000));
      const reply = await requests('POST', `${api}${path}`, {
        data,
        headers: {
          ...key,
          'Content-Type': 'application/json',
          'X-ML-Timestamp': timestamp,
          'X-ML-Signature': createHmac('sha256', hmacSecret)
            .update(data + timestamp)
            .digest('hex'),
        },
      });
      expect(reply.status, reply.text).to.be.below(400);
      return reply;
    };

    const detection = await create('demo-model-detcls');
    const box = (n: number) => ({
      annotation_type: 'detection',
      class_name: 'object',
      confidence: new Float(0.9),
      data: { x_min: 10 * n, y_min: 10, x_max: 10 * n + 50, y_max: 60 },
    });
    await signed(`/analyses/${detection}/annotations:bulk`, {
      annotations: [
        box(1),
        box(2),
        { annotation_type: 'classification', class_name: 'a', confidence: new Float(0.7), data: { topk: ['a', 'b'] } },
      ],
      mode: 'append',
    });
    const ended = await signed(`/analyses/${detection}/finalize`, { status: 'completed' });
    expect(ended.json).to.include({ status: 'completed', model_name: 'demo-model-detcls' });

    const heatmap = await create('demo-model-heatmap');
    const matrix = Array.from({ length: 48 }, (_, y) =>
      Array.from({ length: 64 }, (_each, x) => new Float(((x * y) % 100) / 100)),
    );
    await signed(`/analyses/${heatmap}/annotations:bulk`, {
      annotations: [{ annotation_type: 'heatmap', data: { width: 64, height: 48, matrix } }],
      mode: 'append',
    });
    await signed(`/analyses/${heatmap}/finalize`, { status: 'completed' });

    const { body } = await app.send('GET', `/images/${imageId}/analyses`);
    expect(body.analyses.map((each: { model_name: string }) => each.model_name)).to.deep.equal([
      'resnet50_classifier',
      'demo-model-detcls',
    ]);
    expect((await app.send('GET', `/analyses/${detection}/layers`)).body.boxes.count).to.equal(2);
    expect((await app.send('GET', `/analyses/${heatmap}/layers`)).body.rasters).to.have.length(1);
  });
});
