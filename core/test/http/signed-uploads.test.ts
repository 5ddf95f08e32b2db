import { expect } from 'chai';
import { expectProblem, hmacSecret, makeApp } from '#core/testing';
import type { TestApp } from '#core/testing';
import { png, signature } from '../access/world.ts';
import { signV1 } from '../../auth/signature.ts';

describe('uploads through /api-ml', () => {
  let app: TestApp;
  let project: string;
  before(async () => {
    app = await makeApp();
    project = (await app.send('POST', '/projects', { body: { name: 'Signed', meta_group_id: 'signed' } })).body.id;
  });
  after(() => app.stop());

  const path = () => `/projects/${project}/images`;
  const count = async () => Number((await app.send('GET', path())).headers.get('x-total-count'));

  async function send(headersOf: (body: Buffer) => Record<string, string>, sent?: (body: Buffer) => Buffer) {
    const form = new FormData();
    form.append('file', new Blob([png()]), 'signed.png');
    const whole = new Response(form);
    const body = Buffer.from(await whole.arrayBuffer());
    const headers = { ...headersOf(body), 'content-type': whole.headers.get('content-type') ?? '' };
    const as = await app.makeUser({ isAdministrator: true });
    return app.send('POST', path(), { raw: new Uint8Array(sent?.(body) ?? body), headers, as, prefix: '/api-ml' });
  }
  const v1 = (body: Buffer, secret = hmacSecret) => {
    const timestamp = String(Math.floor(Date.now() / 1000));
    return { 'x-ml-timestamp': timestamp, 'x-ml-signature': `sha256=${signV1(secret, timestamp, body)}` };
  };

  it('take signatures of either version over the bytes that are sent', async () => {
    expect((await send((body) => v1(body))).status).to.equal(201);
    expect((await send((body) => signature('POST', `/api-ml${path()}`, body))).status).to.equal(201);
  });

  it('keep nothing of a body that was not signed as it came, by another secret, or not at all', async () => {
    const before = await count();
    const changed = (body: Buffer) =>
      Buffer.from(body.toString('latin1').replace('signed.png', 'forged.png'), 'latin1');
    expectProblem(await send((body) => v1(body), changed), 401);
    expectProblem(await send((body) => signature('POST', `/api-ml${path()}`, body), changed), 401);
    expectProblem(await send((body) => v1(body, 'another secret')), 401);
    expectProblem(await send(() => v1(Buffer.alloc(0))), 401);
    expectProblem(await send(() => ({})), 401);
    expect(await count()).to.equal(before);
    expect(await app.app.sweep()).to.equal(0);
  });
});
