// The way of an image and of an artifact where the files lie on an S3 server: only where TEST_S3_ENDPOINT names one.
import { expect } from 'chai';
import { randomUUID } from 'node:crypto';
import { Client } from 'minio';
import { eventually, makeApp } from '#core/testing';
import type { TestApp } from '#core/testing';
import { makeImage, makePicture } from '../../images/test/make.ts';
import { makeProject } from '../../projects/test/make.ts';
import { sendAnnotations } from './make.ts';
import { sendSigned } from './sign.ts';

const endpoint = process.env['TEST_S3_ENDPOINT'];
const [accessKey, secretKey] = [process.env['TEST_S3_ACCESS_KEY'] ?? '', process.env['TEST_S3_SECRET_KEY'] ?? ''];

describe('images and artifacts on an S3 server (skipped unless TEST_S3_ENDPOINT names one)', () => {
  const bucket = `test-${randomUUID()}`;
  let app: TestApp;
  before(async function () {
    if (!endpoint) return this.skip();
    const settings = { S3_ENDPOINT: endpoint, S3_ACCESS_KEY: accessKey, S3_SECRET_KEY: secretKey, S3_BUCKET: bucket };
    app = await makeApp({ settings });
  });
  after(() => app?.stop());

  async function stored(): Promise<string[]> {
    const url = new URL(`http://${endpoint ?? ''}`);
    const client = new Client({ endPoint: url.hostname, port: Number(url.port), useSSL: false, accessKey, secretKey });
    const names: string[] = [];
    for await (const { name } of client.listObjectsV2(bucket, '', true) as AsyncIterable<{ name: string }>) {
      names.push(name);
    }
    return names;
  }

  it('are uploaded, shown, analysed, read back and removed', async () => {
    const project = await makeProject(app);
    const bytes = await makePicture({ width: 1500, height: 1000 });
    const image = await makeImage(app, project, { bytes, ready: true });
    const original = await fetch(`${app.url}/api/images/${image.id}/content`);
    expect(Buffer.from(await original.arrayBuffer()).equals(bytes)).to.equal(true);
    const part = await fetch(`${app.url}/api/images/${image.id}/content`, { headers: { range: 'bytes=10-19' } });
    expect([part.status, Buffer.from(await part.arrayBuffer())]).to.deep.equal([206, bytes.subarray(10, 20)]);
    for (const path of ['0,0,512,512/512,512', '1024,512,476,488/476,488', 'full/300,200']) {
      const tile = await fetch(`${app.url}/iiif/3/${image.id}/${path}/0/default.jpg`);
      expect([tile.status, tile.headers.get('content-type')], path).to.deep.equal([200, 'image/jpeg']);
      await tile.arrayBuffer();
    }

    const body = { image_id: image.id, model_name: 'yolo_v8', model_version: '1' };
    const { id } = (await app.send('POST', `/images/${image.id}/analyses`, { body })).body;
    const place = await sendSigned(app, 'POST', `/analyses/${id}/artifacts/presign`, { artifact_type: 'heatmap' });
    const { upload_url: url, storage_path: path } = place.body;
    const put = async (type: string) =>
      (await fetch(url, { method: 'PUT', body: bytes, headers: { 'content-type': type } })).status;
    expect(await put('text/html')).to.equal(403);
    expect(await put('image/png')).to.equal(200);
    const heatmap = { annotation_type: 'heatmap', data: {}, storage_path: path };
    expect((await sendAnnotations(app, id, [heatmap])).status).to.equal(200);
    const shown = await fetch(`${app.url}/api/ml/artifacts/content?path=${encodeURIComponent(path)}`);
    expect([shown.status, shown.headers.get('content-type')]).to.deep.equal([200, 'image/png']);
    expect(Buffer.from(await shown.arrayBuffer()).equals(bytes)).to.equal(true);
    const link = (await app.send('GET', `/ml/artifacts/download?path=${encodeURIComponent(path)}`)).body.url;
    expect((await fetch(link)).status).to.equal(200);

    expect(await stored()).to.have.length.greaterThan(2);
    const gone = await app.send('DELETE', `/projects/${project.id}/images/${image.id}`, {
      body: { reason: 'It is no longer wanted.', force: true },
    });
    expect(gone.status, gone.text).to.equal(200);
    await eventually('the bucket is empty', async () => (await stored()).length === 0);
  });

  it('of an upload that is refused leave nothing', async () => {
    const project = await makeProject(app);
    const form = new FormData();
    form.append('file', new Blob([Buffer.alloc(20_000_000)]), 'picture.png');
    const refused = await app.send('POST', `/projects/${project.id}/images`, { raw: form });
    expect(refused.status).to.be.oneOf([415, 422]);
    expect(await stored()).to.deep.equal([]);
  });
});
