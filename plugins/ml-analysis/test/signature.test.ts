import { expect } from 'chai';
import { expectProblem, hmacSecret, makeApp, signatureHeaders } from '#core/testing';
import type { TestApp } from '#core/testing';
import { boxNumber, makeAnalysis } from './make.ts';
import { v1, v2 } from './sign.ts';

// Section 2.5 of the wire contract: secret 'my_secret_key', timestamp '1234567890'.
const vectors: readonly [body: string, hex: string][] = [
  ['{"test":"data"}', '602bd4dc21ec90d34e2abe84547bb3bb84652074e02716604869ff74c1bc1e31'],
  ['', '1cbd648e8c8a3f32c1703621d14f6b58cd520ce7e6bfc5d109aa9ff672399876'],
  [
    '{"a":"\\u00e9","b":1.0,"c":[1e-07,100000000000000000000]}',
    'b5928d6c5bc15bf195c86f44d9c9557d6ddcb330e7877aa9bd294ca07db2b8e4',
  ],
];

describe('signatures of pipelines', () => {
  let app: TestApp;
  before(async () => {
    app = await makeApp();
  });
  after(() => app.stop());

  const post = (path: string, text: string, headers: Record<string, string>) =>
    app.send('POST', path, { raw: text, headers: { 'content-type': 'application/json', ...headers } });
  const bulk = (id: string, text: string, headers: Record<string, string>) =>
    post(`/analyses/${id}/annotations:bulk`, text, headers);
  const total = async (id: string): Promise<number> =>
    (await app.send('GET', `/analyses/${id}/annotations`)).body.total;

  it('are those of the published vectors', () => {
    for (const [body, wanted] of vectors) {
      const options = { secret: 'my_secret_key', timestamp: '1234567890' };
      expect(v1(body, options)['X-ML-Signature']).to.equal(`sha256=${wanted}`);
      const core = signatureHeaders(body, options.secret, options.timestamp);
      expect(core['x-ml-signature']).to.equal(`sha256=${wanted}`);
    }
  });

  it('are taken over the exact bytes, whatever their spacing and escapes', async () => {
    const { id } = await makeAnalysis(app);
    const bodies = [
      '{"annotations": [{"annotation_type": "note", "data": {"a":"\\u00e9","b":1.0,"c":[1e-07,100000000000000000000]}}]}',
      '{"annotations":[{"annotation_type":"note","data":{"text":"é 😀"}}],"mode":"append"}',
      '  {\n"annotations":[]}\n',
    ];
    for (const body of bodies) {
      expect((await bulk(id, body, v1(body))).status, body).to.equal(200);
      const respaced = ` ${body}`;
      expectProblem(await bulk(id, respaced, v1(body)), 401);
    }
    expect(await total(id)).to.equal(2);
  });

  it('are refused when missing, wrong, of the wrong form, or too old', async () => {
    const { id } = await makeAnalysis(app);
    const body = '{"annotations":[]}';
    const good = v1(body);
    const hex = (good['X-ML-Signature'] ?? '').slice('sha256='.length);
    const secondsAgo = (seconds: number) => String(Math.floor(Date.now() / 1000) - seconds);
    const refused: [string, Record<string, string>][] = [
      ['no headers', {}],
      ['no timestamp', { 'X-ML-Signature': good['X-ML-Signature'] ?? '' }],
      ['no signature', { 'X-ML-Timestamp': good['X-ML-Timestamp'] ?? '' }],
      ['bare hex', { ...good, 'X-ML-Signature': hex }],
      ['upper-case scheme', { ...good, 'X-ML-Signature': `SHA256=${hex}` }],
      ['upper-case hex', { ...good, 'X-ML-Signature': `sha256=${hex.toUpperCase()}` }],
      ['another secret', v1(body, { secret: 'guess' })],
      ['another body', v1('{"annotations": []}')],
      ['an hour old', v1(body, { timestamp: secondsAgo(3600) })],
      ['an hour ahead', v1(body, { timestamp: secondsAgo(-3600) })],
      ['no time', v1(body, { timestamp: 'yesterday' })],
    ];
    for (const [what, headers] of refused) {
      const reply = await bulk(id, body, headers);
      expect(reply.status, what).to.equal(401);
      expectProblem(reply, 401, { detail: 'HMAC signature' });
    }
    for (const timestamp of [secondsAgo(100), secondsAgo(-100), new Date().toISOString()]) {
      expect((await bulk(id, body, v1(body, { timestamp }))).status, timestamp).to.equal(200);
    }
  });

  it('sent again get the first answer, and change nothing', async () => {
    const { id } = await makeAnalysis(app);
    const body = JSON.stringify({ annotations: [boxNumber(1), boxNumber(2)] });
    const headers = v1(body);
    const first = await bulk(id, body, headers);
    expect(first.body.total).to.equal(2);
    const others = await Promise.all(Array.from({ length: 5 }, () => bulk(id, body, headers)));
    for (const reply of others) expect(reply.text).to.equal(first.text);
    expect(await total(id)).to.equal(2);

    const start = '{"status": "processing"}';
    const started = v1(start);
    const patch = () =>
      app.send('PATCH', `/analyses/${id}/status`, {
        raw: start,
        headers: { 'content-type': 'application/json', ...started },
      });
    expect((await patch()).body.status).to.equal('processing');
    const ended = '{"status": "completed"}';
    expect((await post(`/analyses/${id}/finalize`, ended, v1(ended))).body.status).to.equal('completed');
    // A captured "processing" does not move it, but is answered as the first time.
    expect((await patch()).body.status).to.equal('processing');
    expect((await app.send('GET', `/analyses/${id}`)).body.status).to.equal('completed');
  });

  it('are the same for two analyses in one second, and both count', async () => {
    const [one, two] = [await makeAnalysis(app), await makeAnalysis(app)];
    const body = '{"annotations":[{"annotation_type":"note","data":{}}]}';
    const headers = v1(body);
    for (const { id } of [one, two]) expect((await bulk(id, body, headers)).body.total).to.equal(1);
  });

  it('of a refused call refuse it again, with the same words', async () => {
    const { id } = await makeAnalysis(app);
    const body = '{"status": "queued?"}';
    const headers = v1(body);
    const send = () => post(`/analyses/${id}/finalize`, body, headers);
    const first = await send();
    expectProblem(first, 409);
    expect((await send()).body.detail).to.equal(first.body.detail);
  });

  it('of version 2 hold for one method and one path', async () => {
    const [one, two] = [await makeAnalysis(app), await makeAnalysis(app)];
    const body = '{"annotations":[{"annotation_type":"note","data":{}}]}';
    const path = `/analyses/${one.id}/annotations:bulk`;
    const headers = v2('POST', `/api${path}`, body);
    expect((await post(path, body, headers)).status).to.equal(200);
    expect((await post(path, body, headers)).body.total, 'a repetition').to.equal(1);
    expectProblem(await bulk(two.id, body, headers), 401);
    expectProblem(await post(`${path}?x=1`, body, headers), 401);
    expectProblem(await post(path, body, v2('PATCH', `/api${path}`, body)), 401);
    const { 'X-ML-Nonce': _nonce, ...withoutNonce } = v2('POST', `/api${path}`, body);
    expectProblem(await post(path, body, withoutNonce), 401);
    const otherKey = { ...v2('POST', `/api${path}`, body), 'X-ML-Key-Id': 'other' };
    expectProblem(await post(path, body, otherKey), 401);
    expect(await total(one.id)).to.equal(1);
    expect(await total(two.id)).to.equal(0);
  });

  it('are looked at before anything else is told', async () => {
    const { id } = await makeAnalysis(app);
    expectProblem(await bulk(id, '{"annotations":"nonsense"}', {}), 401);
    expectProblem(await bulk('00000000-0000-4000-8000-000000000000', '{"annotations":[]}', {}), 401);
    const wrong = '{"annotations":"nonsense"}';
    expectProblem(await bulk(id, wrong, v1(wrong)), 422);
  });
});

describe('signatures of version 1', () => {
  it('can be switched off', async () => {
    const strict = await makeApp({ settings: { ML_HMAC_ALLOW_V1: 'false' } });
    try {
      const { id } = await makeAnalysis(strict);
      const path = `/analyses/${id}/annotations:bulk`;
      const body = '{"annotations":[]}';
      const send = (headers: Record<string, string>) =>
        strict.send('POST', path, { raw: body, headers: { 'content-type': 'application/json', ...headers } });
      expectProblem(await send(v1(body, { secret: hmacSecret })), 401);
      expect((await send(v2('POST', `/api${path}`, body))).status).to.equal(200);
    } finally {
      await strict.stop();
    }
  });
});
