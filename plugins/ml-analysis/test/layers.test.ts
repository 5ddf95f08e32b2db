import { expect } from 'chai';
import { expectProblem, makeApp } from '#core/testing';
import type { TestApp } from '#core/testing';
import { boxNumber, makeAnalysis, sendAnnotations } from './make.ts';
import { requests } from './python-requests.ts';
import { sendSigned } from './sign.ts';

const HEADER_BYTES = 8;

describe('layers of an analysis', () => {
  let app: TestApp;
  before(async () => {
    app = await makeApp({ settings: { ML_MAX_BULK_ANNOTATIONS: '40000' } });
  });
  after(() => app.stop());

  async function readBoxes(id: string, headers: Record<string, string> = {}) {
    const reply = await fetch(`${app.url}/api/analyses/${id}/boxes`, { headers });
    const bytes = await reply.arrayBuffer();
    const [n = 0, zero] = new Uint32Array(bytes.slice(0, HEADER_BYTES));
    expect(bytes.byteLength).to.equal(HEADER_BYTES + 22 * n);
    expect(zero).to.equal(0);
    return {
      reply,
      corners: [...new Float32Array(bytes, HEADER_BYTES, 4 * n)],
      confidence: [...new Float32Array(bytes, HEADER_BYTES + 16 * n, n)],
      classes: [...new Uint16Array(bytes, HEADER_BYTES + 20 * n, n)],
    };
  }

  it('say what can be drawn', async () => {
    const { id } = await makeAnalysis(app);
    const presigned = await sendSigned(app, 'POST', `/analyses/${id}/artifacts/presign`, {
      artifact_type: 'heatmap',
      filename: 'heat map'.replace(' ', '_') + '.png',
    });
    const path = presigned.body.storage_path;
    const log = await sendSigned(app, 'POST', `/analyses/${id}/artifacts/presign`, { artifact_type: 'log' });
    await sendAnnotations(app, id, [
      boxNumber(0, { class_name: 'dog' }),
      boxNumber(1, { class_name: 'cat' }),
      boxNumber(2, { class_name: 'cat', annotation_type: 'detection' }),
      boxNumber(3, { class_name: null }),
      { annotation_type: 'heatmap', data: { width: 512, height: 512 }, storage_path: path, ordering: 4 },
      { annotation_type: 'heatmap', data: { matrix: [[0, 1]] }, ordering: 5 },
      { annotation_type: 'mask', class_name: 'tissue', data: {}, storage_path: path, ordering: 6 },
      { annotation_type: 'mask', data: {}, storage_path: log.body.storage_path, ordering: 7 },
      { annotation_type: 'classification', class_name: 'zoo', confidence: 0.5, data: { topk: ['zoo'] }, ordering: 8 },
      { annotation_type: 'polygon', data: { points: [] } },
      { annotation_type: 'polygon', data: { points: [] } },
    ]);
    const { body } = await app.send('GET', `/analyses/${id}/layers`);
    expect(body).to.deep.include({
      analysis_id: id,
      image_width: 4000,
      image_height: 3000,
      boxes: {
        count: 4,
        classes: [
          { name: 'cat', count: 2 },
          { name: 'dog', count: 1 },
        ],
        href: `/api/analyses/${id}/boxes`,
      },
      other: [{ annotation_type: 'polygon', count: 2 }],
    });
    expect(body.classifications).to.have.length(1);
    expect(body.classifications[0]).to.deep.include({ class_name: 'zoo', confidence: 0.5, data: { topk: ['zoo'] } });
    const whole = { x: 0, y: 0, width: 4000, height: 3000 };
    const href = `/api/ml/artifacts/content?path=${encodeURIComponent(path)}`;
    expect(body.rasters.map(({ annotation_id: _, ...rest }: { annotation_id: string }) => rest)).to.deep.equal([
      { annotation_type: 'heatmap', title: 'Heatmap', kind: 'artifact', href, ...whole },
      {
        annotation_type: 'heatmap',
        title: 'Heatmap',
        kind: 'matrix',
        href: `/api/analyses/${id}/annotations/${body.rasters[1].annotation_id}`,
        ...whole,
      },
      { annotation_type: 'mask', title: 'Mask: tissue', kind: 'artifact', href, ...whole },
    ]);
    expect((await app.send('GET', body.rasters[1].href, { prefix: '' })).body.data).to.deep.equal({ matrix: [[0, 1]] });
  });

  it('have their boxes as columns, in pixels of the image', async () => {
    const { id } = await makeAnalysis(app);
    await sendAnnotations(app, id, [
      boxNumber(0, { class_name: 'b', confidence: 0.25, data: { bbox: [10, 20, 30, 40] }, ordering: 2 }),
      boxNumber(0, {
        class_name: 'a',
        confidence: null,
        data: { x_min: 1, y_min: 2, x_max: 3, y_max: 4, image_width: 400, image_height: 300 },
        ordering: 0,
      }),
      { annotation_type: 'classification', data: {}, ordering: 1 },
      boxNumber(0, {
        class_name: null,
        confidence: 1e-60,
        data: { left: 5, top: 6, right: 7, bottom: 8.5 },
        ordering: 3,
      }),
      boxNumber(0, { class_name: 'b', confidence: 1, data: { bbox: [0.1, 0.2, 1, 1] }, ordering: null }),
    ]);
    const { corners, confidence, classes, reply } = await readBoxes(id);
    expect(reply.headers.get('content-type')).to.equal('application/octet-stream');
    expect(corners).to.deep.equal([10, 20, 30, 40, 10, 20, 40, 60, 5, 6, 7, 8.5, 0.1, 0.2, 1.1, 1.2].map(Math.fround));
    expect(confidence).to.deep.equal([NaN, 0.25, 0, 1]);
    expect(classes).to.deep.equal([1, 0, 65535, 0]);
    for (const [index, ordering] of [0, 2, 3, null].entries()) {
      const { body } = await app.send('GET', `/analyses/${id}/boxes/${index}`);
      expect(body.ordering).to.equal(ordering);
      expect(body.data).to.be.an('object');
    }
    for (const index of ['4', '-1', 'x', '1e3', '99999999999']) {
      expectProblem(await app.send('GET', `/analyses/${id}/boxes/${index}`), 404, { code: 'ml-analysis.no_such_box' });
    }
  });

  it('are not sent again while nothing has changed', async () => {
    const { id } = await makeAnalysis(app);
    expect((await readBoxes(id)).corners).to.deep.equal([]);
    await sendAnnotations(app, id, [boxNumber(0)]);
    const etag = (await readBoxes(id)).reply.headers.get('etag') ?? '';
    const again = await requests('GET', `${app.url}/api/analyses/${id}/boxes`, { headers: { 'If-None-Match': etag } });
    expect(again.status).to.equal(304);
    await sendAnnotations(app, id, [boxNumber(1)], { mode: 'replace' });
    const changed = await readBoxes(id, { 'If-None-Match': etag });
    expect(changed.reply.status).to.equal(200);
    expect(changed.corners.slice(0, 2)).to.deep.equal([1, 7]);
  });

  it('name more classes than sixteen signed bits count', async () => {
    const { id } = await makeAnalysis(app);
    const many = Array.from({ length: 40_000 }, (_, n) => boxNumber(n, { class_name: `c${n}` }));
    await sendAnnotations(app, id, many);
    const { body } = await app.send('GET', `/analyses/${id}/layers`);
    const names = body.boxes.classes.map(({ name }: { name: string }) => name);
    expect(names).to.have.length(40_000);
    const { classes } = await readBoxes(id);
    for (const box of [0, 1, 32_768, 39_999]) expect(names[classes[box] ?? -1]).to.equal(`c${box}`);
  });
});
