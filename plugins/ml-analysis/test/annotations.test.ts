import { expect } from 'chai';
import { randomUUID } from 'node:crypto';
import { expectProblem, makeApp, signatureHeaders } from '#core/testing';
import type { TestApp } from '#core/testing';
import { rows } from '#core';
import { boxNumber, makeAnalysis, sendAnnotations } from './make.ts';
import { sendSigned } from './sign.ts';

describe('annotations', () => {
  let app: TestApp;
  before(async () => {
    app = await makeApp();
  });
  after(() => app.stop());

  const list = (id: string, query = '') => app.send('GET', `/analyses/${id}/annotations${query}`);
  const orderings = (annotations: { ordering: number | null }[]) => annotations.map(({ ordering }) => ordering);

  it('come back as they were sent', async () => {
    const { id } = await makeAnalysis(app);
    const sent = [
      {
        annotation_type: 'bounding_box',
        class_name: 'cat',
        confidence: 0.8734567761421204,
        data: {
          x_min: 10,
          y_min: 20.5,
          x_max: 100,
          y_max: 200,
          image_width: 400,
          image_height: 300,
          deep: { er: [1] },
        },
        ordering: 0,
      },
      { annotation_type: 'classification', data: { topk: [{ class: 'cat', confidence: 0.9 }] }, ordering: 1 },
      { annotation_type: 'a\tb\\N\n', class_name: '\\.\r\n"é😀', confidence: 1, data: { 'k\\"\n': '\\N\t\u0007' } },
      {
        annotation_type: 'keypoints',
        class_name: null,
        confidence: null,
        data: {},
        storage_path: null,
        ordering: null,
      },
    ];
    const reply = await sendAnnotations(app, id, sent);
    expect(reply.status).to.equal(200);
    expect(reply.body.total).to.equal(4);
    const [first] = reply.body.annotations;
    expect(first).to.include({ analysis_id: id });
    expect(first.id).to.match(/^[0-9a-f-]{36}$/);
    expect(first.created_at).to.match(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/);
    const defaults = { class_name: null, confidence: null, storage_path: null, ordering: null };
    const bare = reply.body.annotations.map(
      ({ id: _id, analysis_id: _analysis, created_at: _at, ...rest }: Record<string, unknown>) => rest,
    );
    expect(bare).to.deep.equal(sent.map((each) => ({ ...defaults, ...each })));
    expect((await list(id)).body).to.deep.equal(reply.body);
    expect((await app.send('GET', `/analyses/${id}`)).body.annotations).to.deep.equal(reply.body.annotations);
    expect((await app.send('GET', `/analyses/${id}/annotations/${first.id}`)).body).to.deep.equal(first);
    expectProblem(await app.send('GET', `/analyses/${id}/annotations/${randomUUID()}`), 404, { detail: 'Annotation' });
  });

  it('keep the numbers of their data as they were written', async () => {
    const { id } = await makeAnalysis(app);
    const send = (data: string, more = '') => {
      const raw = `{ "annotations": [{"data": {"old": 1}, "annotation_type": "note\\"{[", "d\\u0061ta" :\n${data}${more}}] }`;
      const headers = { 'content-type': 'application/json', ...signatureHeaders(raw) };
      return app.send('POST', `/analyses/${id}/annotations:bulk`, { raw, headers });
    };
    const data = '{"b": [1.0, -0.50, 9007199254740993], "c": {"n": 1234567890123456789012345678.5, "data": "}\\\\"}}';
    const reply = await send(data, ', "other": [{"data": {"no": 1}}]');
    expect(reply.status).to.equal(200);
    for (const text of [
      reply.text,
      (await list(id)).text,
      (await app.send('GET', `/analyses/${id}`)).text,
      (await app.send('GET', `/analyses/${id}/annotations/${reply.body.annotations[0].id}`)).text,
      (await app.send('GET', `/analyses/${id}/export`)).text,
    ]) {
      expect(text).to.contain(`"data":${data}`);
    }
    for (const number of ['1e400', '-1e999999', '1e-400', '1'.repeat(1001)]) {
      const refused = await send(`{"text": "1e400", "n": ${number}}`);
      expectProblem(refused, 422);
      expect(refused.body.errors[0].pointer).to.equal('/body/annotations/0/data');
    }
    expect((await send('{"text": "1e400, 1e-400"}')).body.total).to.equal(2);
    expect((await send('{"zero": 0e999, "small": 1e-300}')).body.total).to.equal(3);
  });

  it('are ordered by their ordering, those without last, equals as they came', async () => {
    const { id } = await makeAnalysis(app);
    const note = (n: number, ordering?: number) => ({
      annotation_type: 'note',
      data: { n },
      ...(ordering === undefined ? {} : { ordering }),
    });
    await sendAnnotations(app, id, [note(0), note(1, 5), note(2, -1), note(3, 5)]);
    await sendAnnotations(app, id, [note(4, 0), note(5), note(6, 5), note(7, 2147483647)]);
    const wanted = [2, 4, 1, 3, 6, 0, 5, 7];
    for (const path of ['/annotations', '']) {
      const { body } = await app.send('GET', `/analyses/${id}${path}`);
      expect(body.annotations.map(({ data }: { data: { n: number } }) => data.n)).to.deep.equal(wanted);
    }
    const page = (await list(id, '?skip=2&limit=3')).body;
    expect(page.total).to.equal(8);
    expect(page.annotations.map(({ data }: { data: { n: number } }) => data.n)).to.deep.equal([1, 3, 6]);
    for (const query of ['?limit=1001', '?limit=0', '?skip=-1']) expectProblem(await list(id, query), 422);
  });

  it('answer the first 500 of the analysis and count all', async () => {
    const { id } = await makeAnalysis(app);
    const reply = await sendAnnotations(
      app,
      id,
      Array.from({ length: 700 }, (_, n) => boxNumber(699 - n)),
    );
    expect(reply.body.total).to.equal(700);
    expect(orderings(reply.body.annotations)).to.deep.equal(Array.from({ length: 500 }, (_, n) => n));
    const all = (await app.send('GET', `/analyses/${id}`)).body;
    expect(orderings(all.annotations)).to.deep.equal(Array.from({ length: 700 }, (_, n) => n));
    expect(all.annotation_count).to.equal(700);
    expect((await list(id)).body.annotations).to.have.length(200);
    expect((await sendAnnotations(app, id, [])).body.total).to.equal(700);
  });

  it('of more pages than one are all read, in order', async () => {
    const { id } = await makeAnalysis(app);
    for (let part = 0; part < 5; part += 1) {
      // Equal orderings across pages too.
      await sendAnnotations(
        app,
        id,
        Array.from({ length: 1000 }, (_, n) => boxNumber(n, { data: { n: part * 1000 + n }, ordering: n % 3 })),
      );
    }
    const { body } = await app.send('GET', `/analyses/${id}`);
    expect(body.annotations).to.have.length(5000);
    const numbers = body.annotations.map(({ data }: { data: { n: number } }) => data.n);
    expect(new Set(numbers).size).to.equal(5000);
    expect(orderings(body.annotations)).to.deep.equal(orderings(body.annotations).sort());
    expect(numbers.slice(0, 3)).to.deep.equal([0, 3, 6]);
  });

  it('are replaced as a whole, and doubled by nothing but append', async () => {
    const [one, two] = [await makeAnalysis(app), await makeAnalysis(app)];
    for (const { id } of [one, two]) await sendAnnotations(app, id, [boxNumber(0), boxNumber(1)]);
    const replaced = await sendAnnotations(app, one.id, [boxNumber(7)], { mode: 'replace' });
    expect(replaced.body.total).to.equal(1);
    expect(orderings(replaced.body.annotations)).to.deep.equal([7]);
    expect((await list(two.id)).body.total).to.equal(2);
    expect((await sendAnnotations(app, one.id, [boxNumber(8)], { mode: 'append' })).body.total).to.equal(2);
    expectProblem(await sendAnnotations(app, one.id, [boxNumber(9)], { mode: 'upsert' }), 422);
    expect((await sendAnnotations(app, one.id, [], { mode: 'replace' })).body).to.deep.equal({
      annotations: [],
      total: 0,
    });
  });

  it('are kept when the ones that should replace them are refused', async () => {
    const { id } = await makeAnalysis(app);
    await sendAnnotations(app, id, [boxNumber(0), boxNumber(1)]);
    const bad = { annotation_type: 'note', data: { text: 'half \ud83d' } };
    const many = Array.from({ length: 900 }, (_, n) => boxNumber(n));
    const reply = await sendAnnotations(app, id, [...many, bad], { mode: 'replace' });
    expectProblem(reply, 422);
    expect(reply.body.errors[0].pointer).to.equal('/body/annotations/900/data/text');
    expect((await list(id)).body.total).to.equal(2);
    // The connection that was copying is whole again.
    for (let n = 0; n < 15; n += 1) expect((await sendAnnotations(app, id, [boxNumber(n)])).body.total).to.equal(3 + n);
  });

  it('from sixteen calls at once are all there, and counted', async () => {
    const { id } = await makeAnalysis(app);
    const replies = await Promise.all(
      Array.from({ length: 16 }, (_, call) =>
        sendAnnotations(
          app,
          id,
          Array.from({ length: 250 }, (_each, n) => boxNumber(call * 250 + n)),
        ),
      ),
    );
    expect(replies.map(({ status }) => status)).to.deep.equal(Array.from({ length: 16 }, () => 200));
    expect(Math.max(...replies.map(({ body }) => body.total))).to.equal(4000);
    const { body } = await app.send('GET', `/analyses/${id}`);
    expect(orderings(body.annotations)).to.deep.equal(Array.from({ length: 4000 }, (_, n) => n));
    expect(body.annotation_count).to.equal(4000);
  });

  it('from appending, replacing and ending at once agree with their count', async () => {
    const { id } = await makeAnalysis(app);
    const replies = await Promise.all([
      ...Array.from({ length: 8 }, (_, n) => sendAnnotations(app, id, [boxNumber(n)])),
      ...Array.from({ length: 3 }, (_, n) =>
        sendAnnotations(app, id, [boxNumber(n), boxNumber(n)], { mode: 'replace' }),
      ),
      sendSigned(app, 'POST', `/analyses/${id}/finalize`, { status: 'completed' }),
      ...Array.from({ length: 4 }, (_, n) => sendAnnotations(app, id, [boxNumber(n)])),
    ]);
    for (const reply of replies) expect(reply.status).to.be.oneOf([200, 409]);
    const [counted] = await rows<{ real: number; kept: number }>(
      `select (select count(*)::int from ml_annotations where analysis_id = $1) as real,
              (select annotation_count from ml_analyses where id = $1) as kept`,
      [id],
    );
    expect(counted?.kept).to.equal(counted?.real);
  });

  it('are refused when ill-formed, and say where', async () => {
    const { id } = await makeAnalysis(app);
    const wrong: [object, string][] = [
      [{ data: {} }, '/body/annotations/0/annotation_type'],
      [{ annotation_type: 'ab', data: {} }, '/body/annotations/0/annotation_type'],
      [{ annotation_type: 'x'.repeat(51), data: {} }, '/body/annotations/0/annotation_type'],
      [{ annotation_type: 'box' }, '/body/annotations/0/data'],
      [{ annotation_type: 'box', data: [] }, '/body/annotations/0/data'],
      [{ annotation_type: 'box', data: {}, confidence: 1.01 }, '/body/annotations/0/confidence'],
      [{ annotation_type: 'box', data: {}, confidence: -0.1 }, '/body/annotations/0/confidence'],
      [{ annotation_type: 'box', data: {}, ordering: 1.5 }, '/body/annotations/0/ordering'],
      [{ annotation_type: 'box', data: {}, ordering: 2147483648 }, '/body/annotations/0/ordering'],
      [{ annotation_type: 'box', data: {}, class_name: 'c'.repeat(256) }, '/body/annotations/0/class_name'],
      [{ annotation_type: 'box', data: {}, class_name: 'c\ud800' }, '/body/annotations/0/class_name'],
      [{ annotation_type: 'box\ud800', data: {} }, '/body/annotations/0/annotation_type'],
    ];
    for (const [annotation, pointer] of wrong) {
      const reply = await sendAnnotations(app, id, [annotation]);
      expectProblem(reply, 422);
      expect(reply.body.errors.map((fault: { pointer: string }) => fault.pointer)).to.include(pointer);
    }
    expectProblem(await sendSigned(app, 'POST', `/analyses/${id}/annotations:bulk`, {}), 422);
    expect((await list(id)).body.total).to.equal(0);
    expectProblem(await sendAnnotations(app, randomUUID(), []), 404, { detail: 'Analysis not found' });
    expectProblem(await sendAnnotations(app, 'nonsense', []), 422);
  });

  it('are at most so many a call', async () => {
    const { id } = await makeAnalysis(app);
    const many = Array.from({ length: 1001 }, (_, n) => boxNumber(n));
    const reply = await sendAnnotations(app, id, many);
    expectProblem(reply, 400, { detail: 'Too many annotations in one request' });
    expect(reply.body.errors[0].message).to.contain('1001').and.contain('ML_MAX_BULK_ANNOTATIONS');
    expect((await sendAnnotations(app, id, many.slice(0, 1000))).body.total).to.equal(1000);
  });

  it('are not taken once the analysis has ended', async () => {
    for (const status of ['completed', 'failed', 'canceled']) {
      const { id } = await makeAnalysis(app);
      await sendAnnotations(app, id, [boxNumber(0)]);
      await sendSigned(app, 'POST', `/analyses/${id}/finalize`, { status });
      for (const mode of ['append', 'replace']) {
        expectProblem(await sendAnnotations(app, id, [boxNumber(1)], { mode }), 409, { detail: status });
      }
      expect((await list(id)).body.total).to.equal(1);
    }
  });

  it('name only files that the analysis was given a place for', async () => {
    const [one, two] = [await makeAnalysis(app), await makeAnalysis(app)];
    const heatmap = (path: string) => ({ annotation_type: 'heatmap', data: {}, storage_path: path });
    const { body } = await sendSigned(app, 'POST', `/analyses/${one.id}/artifacts/presign`, {
      artifact_type: 'heatmap',
    });
    expect((await sendAnnotations(app, one.id, [heatmap(body.storage_path)])).status).to.equal(200);
    for (const path of [
      `ml_outputs/${one.id}/other.png`,
      `ml_outputs/${one.id}/../${two.id}/heatmap.bin`,
      body.storage_path.replace(one.id, two.id),
      'images/secret/original',
    ]) {
      const reply = await sendAnnotations(app, one.id, [boxNumber(0), heatmap(path)]);
      expectProblem(reply, 422, { code: 'ml-analysis.foreign_storage_path', detail: path });
      expect(reply.body.errors[0].pointer).to.equal('/body/annotations/1/storage_path');
    }
    expectProblem(await sendAnnotations(app, two.id, [heatmap(body.storage_path)]), 422);
    expect((await list(one.id)).body.total).to.equal(1);
  });

  it('of a body that is too large, or none at all, are refused', async () => {
    const { id } = await makeAnalysis(app);
    const path = `/analyses/${id}/annotations:bulk`;
    const headers = { 'content-type': 'text/plain', ...signatureHeaders('{"annotations":[]}') };
    expectProblem(await app.send('POST', path, { raw: '{"annotations":[]}', headers }), 422);
    expectProblem(await app.send('POST', path, { headers: signatureHeaders('') }), 422);
    const huge = await app.send('POST', path, {
      raw: 'x'.repeat(33_554_433),
      headers: { 'content-type': 'application/json', ...signatureHeaders('x') },
    });
    expectProblem(huge, 413);
  });
});

describe('annotations of pipelines that need not sign', () => {
  it('with an Idempotency-Key act once', async () => {
    const unsigned = await makeApp({ settings: { ML_PIPELINE_REQUIRE_HMAC: 'false' } });
    try {
      const { id } = await makeAnalysis(unsigned);
      const send = (n: number) =>
        unsigned.send('POST', `/analyses/${id}/annotations:bulk`, {
          headers: { 'idempotency-key': 'run-1' },
          body: { annotations: [boxNumber(n)] },
        });
      const first = await send(1);
      expect(first.body.total).to.equal(1);
      expect((await send(1)).text).to.equal(first.text);
      expectProblem(await send(2), 422, { code: 'core.idempotency_key_reused' });
      expect((await unsigned.send('GET', `/analyses/${id}`)).body.annotation_count).to.equal(1);
    } finally {
      await unsigned.stop();
    }
  });
});
