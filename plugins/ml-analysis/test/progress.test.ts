import { expect } from 'chai';
import { randomUUID } from 'node:crypto';
import { eventually, expectProblem, makeApp } from '#core/testing';
import type { Reply, TestApp } from '#core/testing';
import { statuses } from '../transitions.ts';
import type { Status } from '../transitions.ts';
import { boxNumber, makeAnalysis, sendAnnotations } from './make.ts';
import { sendSigned } from './sign.ts';

// What the contract allows; everything else is 409.
const allowed: Record<Status, readonly string[]> = {
  queued: ['processing', 'canceled'],
  processing: ['completed', 'failed', 'canceled'],
  completed: [],
  failed: [],
  canceled: [],
};
const wayTo: Record<Status, readonly Status[]> = {
  queued: [],
  processing: ['processing'],
  completed: ['processing', 'completed'],
  failed: ['processing', 'failed'],
  canceled: ['canceled'],
};

describe('the status of an analysis', () => {
  let app: TestApp;
  before(async () => {
    app = await makeApp();
  });
  after(() => app.stop());

  const patch = (id: string, status: string, more: object = {}) =>
    sendSigned(app, 'PATCH', `/analyses/${id}/status`, { status, ...more });
  const finalize = (id: string, body: object) => sendSigned(app, 'POST', `/analyses/${id}/finalize`, body);

  async function makeIn(status: Status): Promise<string> {
    const { id } = await makeAnalysis(app);
    for (const step of wayTo[status]) expect((await patch(id, step)).status).to.equal(200);
    return id;
  }

  function expectTimes({ body }: Reply, to: string): void {
    if (to !== 'canceled') expect(body.started_at).to.be.a('string');
    if (to !== 'processing') expect(body.completed_at).to.be.a('string');
    else expect(body.completed_at).to.equal(null);
  }

  it('moves by PATCH exactly as the table says', async () => {
    for (const from of statuses) {
      for (const to of [...statuses, 'cancelled', 'done']) {
        const id = await makeIn(from);
        const reply = await patch(id, to);
        if (to === from) {
          expect(reply.status, `${from} to itself`).to.equal(200);
        } else if (allowed[from].includes(to)) {
          expect(reply.status, `${from} to ${to}`).to.equal(200);
          expect(reply.body.status).to.equal(to);
          expect(reply.body.updated_at).to.be.a('string');
          expectTimes(reply, to);
        } else {
          expectProblem(reply, 409);
          expect(reply.body.detail).to.equal(`Illegal transition ${from}->${to}`);
          expect((await app.send('GET', `/analyses/${id}`)).body.status).to.equal(from);
        }
      }
    }
  });

  it('moves by finalize likewise, and from the queue straight to an end', async () => {
    for (const from of statuses) {
      for (const to of [...statuses, 'cancelled']) {
        const id = await makeIn(from);
        const reply = await finalize(id, { status: to });
        const isShortcut = from === 'queued' && (to === 'completed' || to === 'failed');
        if (to === from || isShortcut || allowed[from].includes(to)) {
          expect(reply.status, `${from} to ${to}`).to.equal(200);
          expect(reply.body.status).to.equal(to);
          if (to !== from) expectTimes(reply, to);
        } else {
          expectProblem(reply, 409, { detail: `Illegal transition ${from}->${to}` });
        }
      }
    }
  });

  it('is lower-cased, keeps an error message, and is only shown by finalize without one', async () => {
    const { id } = await makeAnalysis(app);
    await sendAnnotations(app, id, [boxNumber(0)]);
    expect((await patch(id, 'PROCESSING', { error_message: null })).body.status).to.equal('processing');
    for (const body of [{}, { status: null }]) {
      const shown = await finalize(id, body);
      expect(shown.body).to.include({ status: 'processing', error_message: null });
      expect(shown.body.annotations).to.have.length(1);
    }
    const failed = await finalize(id, { status: 'Failed', error_message: 'CUDA out of memory' });
    expect(failed.body).to.include({ status: 'failed', error_message: 'CUDA out of memory' });
    const again = await finalize(id, { status: 'failed', error_message: 'another' });
    expect(again.status).to.equal(200);
    expect(again.body.error_message).to.equal('CUDA out of memory');
    expect((await finalize(id, {})).body.status).to.equal('failed');
  });

  it('lists all annotations in its answer, or none where asked', async () => {
    const { id } = await makeAnalysis(app);
    await sendAnnotations(
      app,
      id,
      Array.from({ length: 600 }, (_, n) => boxNumber(n)),
    );
    expect((await patch(id, 'processing')).body.annotations).to.have.length(600);
    const short = await app.send('POST', `/analyses/${id}/finalize?with_annotations=false`, {
      signed: true,
      body: { status: 'completed' },
    });
    expect(short.body).to.deep.include({ status: 'completed', annotations: [], annotation_count: 600 });
  });

  it('is called off by a person while there is something to call off', async () => {
    for (const from of statuses) {
      const id = await makeIn(from);
      const reply = await app.send('POST', `/analyses/${id}/cancel`);
      if (from === 'completed' || from === 'failed') {
        expectProblem(reply, 409, { detail: `Illegal transition ${from}->canceled` });
        expect((await app.send('GET', `/analyses/${id}`)).body.abilities.cancel).to.equal(false);
      } else {
        expect(reply.status).to.equal(200);
        expect(reply.body.status).to.equal('canceled');
        expect(reply.body.abilities.cancel).to.equal(false);
      }
    }
    expectProblem(await app.send('POST', `/analyses/${randomUUID()}/cancel`), 404, { detail: 'Analysis not found' });
  });

  it('changes once when many change it at the same time', async () => {
    const id = await makeIn('processing');
    const replies = await Promise.all(
      ['completed', 'failed', 'canceled', 'completed', 'failed', 'canceled'].map((status) =>
        patch(id, status, { error_message: randomUUID() }),
      ),
    );
    const { body } = await app.send('GET', `/analyses/${id}`);
    for (const reply of replies) {
      if (reply.status === 200) expect(reply.body.status).to.equal(body.status);
      else expectProblem(reply, 409, { detail: `Illegal transition ${body.status}->` });
    }
    expect(replies.filter(({ status }) => status === 200)).to.have.length(2);
  });

  it('needs the signature on /api and /api-ml; on /api-key a key is enough for the status alone', async () => {
    const { id } = await makeAnalysis(app);
    const administrator = await app.makeUser({ isAdministrator: true });
    const stranger = await app.makeUser();
    const body = { status: 'processing' };
    expectProblem(await app.send('PATCH', `/analyses/${id}/status`, { body }), 401);
    expectProblem(await app.send('PATCH', `/analyses/${id}/status`, { prefix: '/api-key', body }), 401);
    for (const prefix of ['/api', '/api-ml'] as const) {
      expectProblem(await app.send('PATCH', `/analyses/${id}/status`, { prefix, body, as: administrator }), 401);
    }
    const byKey = { prefix: '/api-key', body } as const;
    expectProblem(await app.send('PATCH', `/analyses/${id}/status`, { ...byKey, as: stranger }), 404);
    expect((await app.send('PATCH', `/analyses/${id}/status`, { ...byKey, as: administrator })).status).to.equal(200);
    for (const [path, more] of [
      ['finalize', { status: 'completed' }],
      ['annotations:bulk', { annotations: [] }],
      ['artifacts/presign', { artifact_type: 'log' }],
    ] as const) {
      for (const prefix of ['/api', '/api-key', '/api-ml'] as const) {
        const reply = await app.send('POST', `/analyses/${id}/${path}`, { prefix, body: more, as: administrator });
        expectProblem(reply, 401, { detail: 'HMAC signature' });
      }
    }
    const signed = await app.send('POST', `/analyses/${id}/finalize`, {
      prefix: '/api-ml',
      as: administrator,
      signed: true,
      body: { status: 'completed' },
    });
    expect(signed.status).to.equal(200);
  });

  it('is told to open browsers', async () => {
    const stop = new AbortController();
    const heard: { name: string; payload: Record<string, unknown> }[] = [];
    const stream = await fetch(`${app.url}/api/events`, { signal: stop.signal });
    const reading = (async () => {
      let text = '';
      for await (const piece of stream.body?.pipeThrough(new TextDecoderStream()) ?? []) {
        text += piece;
        const messages = text.split('\n\n');
        text = messages.pop() ?? '';
        for (const message of messages) {
          const data = /^data: ?(.*)$/m.exec(message)?.[1];
          if (data) heard.push(JSON.parse(data) as (typeof heard)[number]);
        }
      }
    })().catch(() => undefined);
    const { id, image_id } = await makeAnalysis(app);
    await patch(id, 'processing');
    await sendAnnotations(app, id, [boxNumber(0), boxNumber(1)]);
    await finalize(id, { status: 'completed' });
    const mine = () => heard.filter(({ payload }) => payload['analysis_id'] === id);
    await eventually('five events', async () => mine().length === 5, 5);
    expect(mine().map(({ name }) => name)).to.deep.equal([
      'ml-analysis.created',
      'ml-analysis.status_changed',
      'ml-analysis.annotated',
      'ml-analysis.status_changed',
      'ml-analysis.finalized',
    ]);
    expect(mine().at(-1)?.payload).to.include({
      image_id,
      status: 'completed',
      model_name: 'yolo_v8',
      annotation_count: 2,
    });
    expect(mine().at(-1)?.payload).to.have.property('project_id');
    stop.abort();
    await reading;
  });
});
