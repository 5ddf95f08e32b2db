import { expect } from 'chai';
import { expectProblem, makeApp } from '#core/testing';
import type { TestApp } from '#core/testing';
import { rows } from '#core';
import { Analysis } from '../models/analysis.ts';
import { boxNumber, makeAnalysis, sendAnnotations } from './make.ts';
import { sendSigned } from './sign.ts';

describe('export of an analysis', () => {
  let app: TestApp;
  before(async () => {
    app = await makeApp();
  });
  after(() => app.stop());

  /** An analysis whose every byte is known: times are set, ids are asked for. */
  async function makeKnown() {
    const { id, image_id, requested_by_id } = await makeAnalysis(app, { parameters: { conf: 0.5 } });
    await sendAnnotations(app, id, [
      { annotation_type: 'bounding_box', class_name: 'cat', confidence: 1, data: { x_min: 0, y_min: 1 }, ordering: 0 },
      { annotation_type: 'note', data: {}, ordering: 1 },
      {
        annotation_type: 'note',
        class_name: '=HYPERLINK("x")',
        confidence: 0.00001,
        data: { ключ: 'a "b"' },
        ordering: 2,
      },
      { annotation_type: 'note', class_name: 'a,b\nc', confidence: 0.875, data: { f: 0.5, n: null, t: [true, 1] } },
    ]);
    await rows(
      `update ml_annotations set created_at = '2026-11-22 06:51:24.48846+00'::timestamptz + (rank - 1) * interval '1 second'
       where analysis_id = $1 and ordering is not null`,
      [id],
    );
    await rows(
      `update ml_annotations set created_at = '2026-01-02 03:04:05+00' where analysis_id = $1 and ordering is null`,
      [id],
    );
    await Analysis.update({ createdAt: new Date('2026-11-22T06:51:20.007Z') }, { where: { id } });
    const { body } = await app.send('GET', `/analyses/${id}/annotations`);
    const ids = body.annotations.map((annotation: { id: string }) => annotation.id) as string[];
    return { id, image_id, requested_by_id, ids };
  }

  it('as CSV is what the contract says, byte for byte', async () => {
    const { id, ids } = await makeKnown();
    const reply = await app.send('GET', `/analyses/${id}/export?format=csv`);
    expect(reply.status).to.equal(200);
    expect(reply.headers.get('content-type')).to.equal('text/csv; charset=utf-8');
    expect(reply.headers.get('content-disposition')).to.equal(
      'attachment; filename=analysis_yolo_v8_20261122_065120.csv',
    );
    expect(reply.text).to.equal(
      [
        'annotation_id,annotation_type,class_name,confidence,storage_path,ordering,data_json,created_at',
        `${ids[0]},bounding_box,cat,1.0,,0,"{""x_min"": 0, ""y_min"": 1}",2026-11-22T06:51:23.488460+00:00`,
        `${ids[1]},note,,,,1,{},2026-11-22T06:51:24.488460+00:00`,
        `${ids[2]},note,"'=HYPERLINK(""x"")",1e-05,,2,"{""\\u043a\\u043b\\u044e\\u0447"": ""a \\""b\\""""}",2026-11-22T06:51:25.488460+00:00`,
        `${ids[3]},note,"a,b\nc",0.875,,,"{""f"": 0.5, ""n"": null, ""t"": [true, 1]}",2026-01-02T03:04:05+00:00`,
        '',
      ].join('\r\n'),
    );
  });

  it('as JSON has the fields of the contract in their order', async () => {
    const { id, image_id, requested_by_id, ids } = await makeKnown();
    for (const query of ['', '?format=json']) {
      const reply = await app.send('GET', `/analyses/${id}/export${query}`);
      expect(reply.headers.get('content-type')).to.equal('application/json');
      expect(reply.headers.has('content-disposition')).to.equal(false);
      const { annotations, ...head } = reply.body;
      expect(Object.keys(reply.body)).to.deep.equal([
        ...['id', 'image_id', 'model_name', 'model_version', 'status', 'error_message', 'parameters', 'provenance'],
        ...['requested_by_id', 'external_job_id', 'priority', 'created_at', 'started_at', 'completed_at', 'updated_at'],
        ...['annotations', 'annotation_count'],
      ]);
      expect(head).to.deep.equal({
        id,
        image_id,
        model_name: 'yolo_v8',
        model_version: '1.0.0',
        status: 'queued',
        error_message: null,
        parameters: { conf: 0.5 },
        provenance: null,
        requested_by_id,
        external_job_id: null,
        priority: 0,
        created_at: '2026-11-22T06:51:20.007000+00:00',
        started_at: null,
        completed_at: null,
        updated_at: null,
        annotation_count: 4,
      });
      expect(annotations[0]).to.deep.equal({
        id: ids[0],
        annotation_type: 'bounding_box',
        class_name: 'cat',
        confidence: 1,
        data: { x_min: 0, y_min: 1 },
        storage_path: null,
        ordering: 0,
        created_at: '2026-11-22T06:51:23.488460+00:00',
      });
    }
  });

  it('has every annotation, also of an empty and of a large analysis', async () => {
    const { id } = await makeAnalysis(app);
    expect((await app.send('GET', `/analyses/${id}/export`)).body).to.deep.include({
      annotations: [],
      annotation_count: 0,
    });
    expect((await app.send('GET', `/analyses/${id}/export?format=csv`)).text.split('\r\n')).to.have.length(2);
    for (let part = 0; part < 5; part += 1) {
      await sendAnnotations(
        app,
        id,
        Array.from({ length: 1000 }, (_, n) => boxNumber(part * 1000 + n)),
      );
    }
    const { body } = await app.send('GET', `/analyses/${id}/export`);
    expect(body.annotation_count).to.equal(5000);
    expect(body.annotations.map(({ ordering }: { ordering: number }) => ordering)).to.deep.equal(
      Array.from({ length: 5000 }, (_, n) => n),
    );
    const csv = (await app.send('GET', `/analyses/${id}/export?format=csv`)).text.split('\r\n');
    expect(csv).to.have.length(5002);
    await sendSigned(app, 'POST', `/analyses/${id}/finalize`, { status: 'completed' });
    expect((await app.send('GET', `/analyses/${id}/export`)).body.completed_at).to.match(/\+00:00$/);
  });

  it('in another form is refused', async () => {
    const { id } = await makeAnalysis(app);
    expectProblem(await app.send('GET', `/analyses/${id}/export?format=xml`), 422);
  });
});
