import { expect } from 'chai';
import { createHash, randomUUID } from 'node:crypto';
import { eventually, expectProblem, makeApp } from '#core/testing';
import type { Reply, TestApp } from '#core/testing';
import { artifactFiles } from '../artifacts.ts';
import { makeAnalysis } from './make.ts';
import { requests } from './python-requests.ts';
import { sendSigned } from './sign.ts';

const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

describe('artifacts', () => {
  let app: TestApp;
  before(async () => {
    app = await makeApp({ settings: { MAX_ARTIFACT_BYTES: '1000' } });
  });
  after(() => app.stop());

  const presign = (id: string, body: object): Promise<Reply> =>
    sendSigned(app, 'POST', `/analyses/${id}/artifacts/presign`, body);
  const put = (url: string, body: Uint8Array<ArrayBuffer> | string, type: string) =>
    fetch(url, { method: 'PUT', body, headers: { 'Content-Type': type } });
  const read = (path: string, headers: Record<string, string> = {}) =>
    fetch(`${app.url}/api/ml/artifacts/content?path=${encodeURIComponent(path)}`, { headers });
  const objects = async (imageId: string) => {
    const keys: string[] = [];
    for await (const { key } of artifactFiles.list(`${imageId}/`)) keys.push(key);
    return keys;
  };

  it('go up by a PUT with nothing but its type, and come back through the path', async () => {
    const { id } = await makeAnalysis(app);
    const { status, body } = await presign(id, { artifact_type: 'heatmap', filename: 'heatmap.png' });
    expect(status).to.equal(200);
    expect(body.storage_path).to.equal(`ml_outputs/${id}/heatmap.png`);
    expect(body.upload_url.startsWith(`${app.url}/`), body.upload_url).to.equal(true);
    expect((await put(body.upload_url, png, 'image/png')).status).to.equal(200);

    const file = await read(body.storage_path);
    expect(file.status).to.equal(200);
    expect(Buffer.from(await file.arrayBuffer()).equals(png)).to.equal(true);
    expect(file.headers.get('content-type')).to.equal('image/png');
    expect(file.headers.get('content-length')).to.equal(String(png.length));
    expect(file.headers.get('cache-control')).to.contain('max-age=3600').and.contain('private');
    expect(file.headers.get('content-disposition')).to.equal('inline; filename="heatmap.png"');
    expect(file.headers.get('content-security-policy')).to.contain('sandbox');
    expect(file.headers.get('x-content-type-options')).to.equal('nosniff');
    const etag = file.headers.get('etag') ?? '';
    // Not by fetch, which asks for a fresh copy as soon as it sees this header.
    const address = `${app.url}/api/ml/artifacts/content?path=${encodeURIComponent(body.storage_path)}`;
    expect((await requests('GET', address, { headers: { 'If-None-Match': etag } })).status).to.equal(304);

    const link = await app.send('GET', `/ml/artifacts/download?path=${encodeURIComponent(body.storage_path)}`);
    const bytes = await (await fetch(link.body.url)).arrayBuffer();
    expect(createHash('sha256').update(Buffer.from(bytes)).digest('hex')).to.equal(
      createHash('sha256').update(png).digest('hex'),
    );
  });

  it('have the type that their kind says, and only pictures are shown in place', async () => {
    const { id } = await makeAnalysis(app);
    const kinds: [string, string][] = [
      ['heatmap', 'image/png'],
      ['mask', 'image/png'],
      ['segmentation', 'image/png'],
      ['log', 'text/plain'],
      ['metadata', 'application/json'],
    ];
    for (const [kind, type] of kinds) {
      const { body } = await presign(id, { artifact_type: kind });
      expect(body.storage_path).to.equal(`ml_outputs/${id}/${kind}.bin`);
      expect((await put(body.upload_url, '<script>alert(1)</script>', 'text/html')).status).to.equal(403);
      expect((await put(body.upload_url, '<script>alert(1)</script>', type)).status).to.equal(200);
      const file = await read(body.storage_path);
      expect(file.headers.get('content-type')).to.equal(type);
      expect(file.headers.get('content-disposition')).to.match(type === 'image/png' ? /^inline/ : /^attachment/);
      expect(await file.text()).to.equal('<script>alert(1)</script>');
    }
  });

  it('of one name are the last one; the earlier file goes', async () => {
    const { id, image_id } = await makeAnalysis(app);
    const first = (await presign(id, { artifact_type: 'log', filename: 'run.txt' })).body;
    await put(first.upload_url, 'first', 'text/plain');
    const second = (await presign(id, { artifact_type: 'log', filename: 'run.txt' })).body;
    expect(second.storage_path).to.equal(first.storage_path);
    expectProblem(await app.send('GET', `/ml/artifacts/content?path=${first.storage_path}`), 404, {
      detail: 'Artifact not found in storage',
    });
    await put(second.upload_url, 'second', 'text/plain');
    expect(await (await read(first.storage_path)).text()).to.equal('second');
    await app.app.sweep();
    expect(await objects(image_id)).to.have.length(1);
    const many = await Promise.all(
      Array.from({ length: 6 }, () => presign(id, { artifact_type: 'mask', filename: 'm.png' })),
    );
    for (const { body } of many) await put(body.upload_url, png, 'image/png');
    await presign(id, { artifact_type: 'mask', filename: 'm.png' });
    const paths = new Set(many.map(({ body }) => body.storage_path));
    expect(paths.size).to.equal(1);
  });

  it('are not larger than allowed', async () => {
    const { id } = await makeAnalysis(app);
    const { body } = await presign(id, { artifact_type: 'log' });
    expect((await put(body.upload_url, 'x'.repeat(1001), 'text/plain')).status).to.equal(413);
    expect((await put(body.upload_url, 'x'.repeat(1000), 'text/plain')).status).to.equal(200);
  });

  it('have names and kinds of their own', async () => {
    const { id } = await makeAnalysis(app);
    const traversal = await presign(id, { artifact_type: 'log', filename: 'a..b' });
    expectProblem(traversal, 400, { detail: 'Invalid filename: path traversal not allowed' });
    expect((await presign(id, { artifact_type: 'log', filename: `heatmap_${id}.png` })).status).to.equal(200);
    expect((await presign(id, { artifact_type: 'log', filename: null })).status).to.equal(200);
    for (const wrong of [
      { artifact_type: 'visualization' },
      { filename: 'a.png' },
      { artifact_type: 'log', filename: 'a/b' },
      { artifact_type: 'log', filename: 'a\\b' },
      { artifact_type: 'log', filename: '' },
      { artifact_type: 'log', filename: 'a b' },
      { artifact_type: 'log', filename: 'a'.repeat(256) },
    ]) {
      expectProblem(await presign(id, wrong), 422);
    }
    expectProblem(await presign(randomUUID(), { artifact_type: 'log' }), 404, { detail: 'Analysis not found' });
    await sendSigned(app, 'POST', `/analyses/${id}/finalize`, { status: 'completed' });
    expectProblem(await presign(id, { artifact_type: 'log' }), 409, { detail: 'completed' });
  });

  it('are found by their path alone, by those who may read the analysis', async () => {
    const { id } = await makeAnalysis(app);
    const other = randomUUID();
    const { body } = await presign(id, { artifact_type: 'log', filename: 'run.txt' });
    await put(body.upload_url, 'secret', 'text/plain');
    const stranger = await app.makeUser();
    for (const route of ['content', 'download']) {
      const get = (path: string, as = {}) =>
        app.send('GET', `/ml/artifacts/${route}?path=${encodeURIComponent(path)}`, as);
      expectProblem(await app.send('GET', `/ml/artifacts/${route}`), 422);
      for (const path of ['', 'images/x', '/ml_outputs/x', `../ml_outputs/${id}/run.txt`]) {
        expectProblem(await get(path), 400, { detail: 'Invalid artifact path' });
      }
      for (const path of ['ml_outputs/', 'ml_outputs/x', `ml_outputs/${id}`, 'ml_outputs/not-a-uuid/a.png']) {
        expectProblem(await get(path), 400, { detail: 'Invalid analysis ID in path' });
      }
      expectProblem(await get(`ml_outputs/${other}/run.txt`), 404, { detail: 'Analysis not found' });
      expectProblem(await get(body.storage_path, { as: stranger }), 404, { detail: 'Analysis not found' });
      for (const path of [`ml_outputs/${id}/other.txt`, `ml_outputs/${id}/../${id}/run.txt`, `ml_outputs/${id}/`]) {
        expectProblem(await get(path), 404, { detail: 'Artifact not found in storage' });
      }
      expect((await get(body.storage_path)).status).to.equal(200);
    }
  });

  it('that never arrived are not there', async () => {
    const { id } = await makeAnalysis(app);
    const { body } = await presign(id, { artifact_type: 'heatmap' });
    expectProblem(await app.send('GET', `/ml/artifacts/content?path=${body.storage_path}`), 404, {
      detail: 'Artifact not found in storage',
    });
  });

  it('of an image go when the image goes for good', async () => {
    const { id, image_id } = await makeAnalysis(app);
    const kept = await makeAnalysis(app);
    for (const analysis of [id, kept.id]) {
      const { body } = await presign(analysis, { artifact_type: 'log' });
      await put(body.upload_url, 'text', 'text/plain');
    }
    const { body: image } = await app.send('GET', `/images/${image_id}`);
    const reason = 'no longer needed at all';
    const path = `/projects/${image.project_id}/images/${image_id}`;
    expect((await app.send('DELETE', path, { body: { reason } })).status).to.equal(200);
    expect(await objects(image_id)).to.have.length(1);
    expect((await app.send('DELETE', path, { body: { reason, force: true } })).status).to.equal(200);
    await eventually('no file is left', async () => (await objects(image_id)).length === 0);
    expect(await objects(kept.image_id)).to.have.length(1);
    expectProblem(await app.send('GET', `/ml/artifacts/content?path=ml_outputs/${id}/log.bin`), 404);
    expect((await app.send('GET', `/analyses/${id}`)).status).to.equal(200);
  });
});
