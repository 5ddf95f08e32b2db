import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { grantRole } from '../../auth/grant.ts';
import { PipelineSecret } from '../../auth/pipeline.ts';
import { signV1, signV2 } from '../../auth/signature.ts';
import { eventually, expectProblem, makeApp, signatureHeaders } from '../../testing.ts';
import type { Reply, TestApp } from '../../testing.ts';
import { inTransaction } from '../../database/connection.ts';

const path = '/notes/signed:now';
const seconds = () => String(Math.floor(Date.now() / 1000));

describe('The register of pipelines', () => {
  let app: TestApp;
  before(async () => {
    app = await makeApp({
      plugins: ['core/test/fixtures/plugins/probe'],
      settings: { RATE_LIMIT_FAILURES_PER_MINUTE: '0' },
    });
  });
  after(() => app.stop());

  let made = 0;
  const make = async (more: object = {}) => {
    const { body } = await app.send('POST', '/pipelines', { body: { name: `Pipeline ${(made += 1)}`, ...more } });
    return body as { pipeline: { id: string; key_id: string; secrets: { id: string }[] }; secret: string };
  };
  let n = 0;
  const text = () => JSON.stringify({ text: `note ${(n += 1)}` });

  const sendV1 = (secret: string, keyId: string): Promise<Reply> => {
    const [body, timestamp] = [text(), seconds()];
    const signature = `sha256=${signV1(secret, timestamp, body)}`;
    const headers = { 'x-ml-timestamp': timestamp, 'x-ml-signature': signature, 'x-ml-key-id': keyId };
    return app.send('POST', path, { raw: body, headers: { 'content-type': 'application/json', ...headers } });
  };
  const sendV2 = (secret: string, keyId: string): Promise<Reply> => {
    const [body, timestamp, nonce] = [text(), seconds(), randomUUID()];
    const signature = `v2=${signV2(secret, timestamp, nonce, 'POST', `/api${path}`, body)}`;
    const headers = {
      'content-type': 'application/json',
      'x-ml-timestamp': timestamp,
      'x-ml-signature': signature,
      'x-ml-nonce': nonce,
      ...(keyId ? { 'x-ml-key-id': keyId } : {}),
    };
    return app.send('POST', path, { raw: body, headers });
  };

  it('lists the built-in one, which can not be changed here', async () => {
    const { body } = await app.send('GET', '/pipelines');
    expect(body[0]).to.include({ key_id: 'default', is_built_in: true, is_active: true });
    for (const [method, tail, given] of [
      ['PATCH', '', { name: 'Mine' }],
      ['POST', '/secrets', undefined],
      ['DELETE', `/secrets/${randomUUID()}`, undefined],
    ] as const)
      expectProblem(await app.send(method, `/pipelines/${body[0].id}${tail}`, { body: given }), 409, {
        code: 'core.pipeline_built_in',
      });
  });

  it('makes a key id of the name, shows the secret once and keeps it sealed', async () => {
    const reply = await app.send('POST', '/pipelines', { body: { name: 'Zellkerne für Ärzte' } });
    expect(reply.status, reply.text).to.equal(201);
    expect(reply.body.pipeline).to.deep.include({
      name: 'Zellkerne für Ärzte',
      key_id: 'zellkerne-fur-arzte',
      is_active: true,
      is_built_in: false,
      allowed_models: null,
      project_ids: null,
    });
    expect(reply.body.secret).to.match(/^[\w-]{43}$/);
    expect(reply.body.pipeline.secrets).to.have.length(1);
    expect((await app.send('GET', '/pipelines')).text).not.to.contain(reply.body.secret);
    const stored = await PipelineSecret.findByPk(reply.body.pipeline.secrets[0].id, { rejectOnEmpty: true });
    expect(stored.sealed.toString('latin1')).not.to.contain(reply.body.secret);
    const again = await app.send('POST', '/pipelines', { body: { name: 'Zellkerne fur Arzte' } });
    expect(again.body.pipeline.key_id).to.equal('zellkerne-fur-arzte-2');
    expect((await make({ name: '細胞' })).pipeline.key_id).to.equal('pipeline');
  });

  it('refuses names and key ids that are taken or ill-formed, and projects that there are not', async () => {
    const { pipeline } = await make({ name: 'Taken', key_id: 'taken' });
    const post = (body: object) => app.send('POST', '/pipelines', { body });
    expectProblem(await post({ name: 'Taken' }), 409, { code: 'core.pipeline_exists' });
    expectProblem(await post({ name: 'Other', key_id: 'taken' }), 409, { code: 'core.key_id_taken' });
    expectProblem(await post({ name: 'Other', key_id: 'default' }), 409, { code: 'core.key_id_taken' });
    for (const key_id of ['', 'a b', 'ä', 'x'.repeat(65), 'a/b'])
      expectProblem(await post({ name: 'Other', key_id }), 422, { detail: 'key_id' });
    const stranger = randomUUID();
    expectProblem(await post({ name: 'Other', project_ids: [stranger] }), 422, { detail: stranger });
    for (const body of [{ name: '' }, { name: '  ' }, {}, { name: 'x', secret: 'mine' }])
      expectProblem(await post(body), 422);
    expectProblem(await app.send('PATCH', `/pipelines/${pipeline.id}`, { body: { key_id: 'new' } }), 422);
    expectProblem(await app.send('PATCH', `/pipelines/${randomUUID()}`, { body: { name: 'x' } }), 404);
  });

  it('is for administrators', async () => {
    const as = await app.makeUser();
    const { pipeline } = await make();
    expectProblem(await app.send('GET', '/pipelines', { as }), 403);
    expectProblem(await app.send('POST', '/pipelines', { as, body: { name: 'Mine' } }), 403);
    expectProblem(await app.send('PATCH', `/pipelines/${pipeline.id}`, { as, body: { is_active: false } }), 404);
  });

  it('lets each pipeline sign with its own secret under its key id, in both versions', async () => {
    const [one, two] = [await make(), await make()];
    for (const send of [sendV1, sendV2]) {
      expect((await send(one.secret, one.pipeline.key_id)).status).to.equal(200);
      expectProblem(await send(two.secret, one.pipeline.key_id), 401);
      expectProblem(await send(one.secret, ''), 401);
      expectProblem(await send(one.secret, 'nobody'), 401);
    }
  });

  it('rotates secrets without a gap: both sign, then the old one is refused within a second', async () => {
    const { pipeline, secret } = await make();
    const at = `/pipelines/${pipeline.id}/secrets`;
    expectProblem(await app.send('DELETE', `${at}/${pipeline.secrets[0]?.id ?? ''}`), 409, {
      code: 'core.last_pipeline_secret',
    });
    expect((await sendV2(secret, pipeline.key_id)).status).to.equal(200);
    const second = await app.send('POST', at);
    expect(second.status).to.equal(201);
    expectProblem(await app.send('POST', at), 409, { code: 'core.two_pipeline_secrets' });
    for (const live of [secret, second.body.secret as string]) {
      expect((await sendV1(live, pipeline.key_id)).status).to.equal(200);
      expect((await sendV2(live, pipeline.key_id)).status).to.equal(200);
    }
    expectProblem(await app.send('DELETE', `${at}/${randomUUID()}`), 404);
    const removed = performance.now();
    expect((await app.send('DELETE', `${at}/${pipeline.secrets[0]?.id ?? ''}`)).status).to.equal(204);
    expectProblem(await sendV2(secret, pipeline.key_id), 401);
    expect(performance.now() - removed).to.be.below(1000);
    expect((await sendV2(second.body.secret, pipeline.key_id)).status).to.equal(200);
  });

  it('gives no pipeline three secrets when many are asked for at once', async () => {
    const { pipeline } = await make();
    const replies = await Promise.all(
      Array.from({ length: 6 }, () => app.send('POST', `/pipelines/${pipeline.id}/secrets`)),
    );
    expect(replies.filter(({ status }) => status === 201)).to.have.length(1);
  });

  it('puts a deactivated pipeline out within a second, and lets it in again', async () => {
    const { pipeline, secret } = await make();
    const set = (is_active: boolean) => app.send('PATCH', `/pipelines/${pipeline.id}`, { body: { is_active } });
    expect((await sendV2(secret, pipeline.key_id)).status).to.equal(200);
    const stopped = performance.now();
    expect((await set(false)).body.is_active).to.equal(false);
    expectProblem(await sendV2(secret, pipeline.key_id), 401);
    expect(performance.now() - stopped).to.be.below(1000);
    await set(true);
    expect((await sendV2(secret, pipeline.key_id)).status).to.equal(200);
  });

  it('of another process is heard of within a second; a new secret is never refused', async () => {
    const { pipeline, secret } = await make();
    expect((await sendV2(secret, pipeline.key_id)).status).to.equal(200);
    // As another process would: nothing is said here.
    const { addSecret } = await import('../../auth/pipeline-secrets.ts');
    const other = await addSecret(pipeline.id);
    expect((await sendV2(other.secret, pipeline.key_id)).status).to.equal(200);
    await PipelineSecret.destroy({ where: { id: other.id } });
    await eventually('it is refused', async () => (await sendV2(other.secret, pipeline.key_id)).status === 401, 1.5);
  });

  it('renames and limits; what is left out stays', async () => {
    const { pipeline } = await make({ allowed_models: ['yolo_v8'] });
    const scopeId = randomUUID();
    const me = (await app.send('GET', '/users/me')).body.id as string;
    await inTransaction(() => grantRole(scopeId, { userId: me }, 'owner', me));
    const patch = (body: object) => app.send('PATCH', `/pipelines/${pipeline.id}`, { body });
    const limited = await patch({ project_ids: [scopeId.toUpperCase()] });
    expect(limited.body).to.deep.include({ project_ids: [scopeId], allowed_models: ['yolo_v8'] });
    expect((await patch({ name: 'Renamed' })).body).to.deep.include({ name: 'Renamed', project_ids: [scopeId] });
    const freed = await patch({ project_ids: null, allowed_models: null });
    expect(freed.body).to.deep.include({ name: 'Renamed', project_ids: null, allowed_models: null });
    expect(freed.body.updated_at).to.be.a('string');
    expectProblem(await patch({}), 422);
  });
});

describe('Secrets of pipelines under another SECRET_KEY', () => {
  it('are shown as lost and refused, not failed upon; a new one replaces them', async () => {
    const app = await makeApp({ plugins: ['core/test/fixtures/plugins/probe'] });
    try {
      const { body } = await app.send('POST', '/pipelines', { body: { name: 'Old', key_id: 'old' } });
      const { useSealingKey } = await import('../../auth/sealing.ts');
      useSealingKey('another');
      const shown = (await app.send('GET', '/pipelines')).body[1];
      expect(shown.secrets[0].is_lost).to.equal(true);
      const send = (secret: string) => {
        const timestamp = seconds();
        const raw = JSON.stringify({ text: randomUUID() });
        const signature = `sha256=${signV1(secret, timestamp, raw)}`;
        const headers = { 'content-type': 'application/json', 'x-ml-timestamp': timestamp, 'x-ml-key-id': 'old' };
        return app.send('POST', path, { raw, headers: { ...headers, 'x-ml-signature': signature } });
      };
      expectProblem(await send(body.secret), 401);
      const at = `/pipelines/${body.pipeline.id}/secrets`;
      const { body: fresh } = await app.send('POST', at);
      expect((await send(fresh.secret)).status).to.equal(200);
      expect((await app.send('DELETE', `${at}/${shown.secrets[0].id}`)).status).to.equal(204);
      expect((await send(fresh.secret)).status).to.equal(200);
    } finally {
      await app.stop();
    }
  });
});

describe('Signatures over canonical JSON', () => {
  it('are taken where ML_HMAC_ALLOW_CANONICAL says so, and count once', async () => {
    const app = await makeApp({
      plugins: ['core/test/fixtures/plugins/probe'],
      settings: { ML_HMAC_ALLOW_CANONICAL: 'true' },
    });
    try {
      const headers = { 'content-type': 'application/json', ...signatureHeaders('{"text":"\\u00e9"}') };
      const first = await app.send('POST', path, { raw: ' { "text" : "é" } ', headers });
      expect(first.status, first.text).to.equal(200);
      expect(first.body.text).to.equal('pipeline: é');
      expect((await app.send('POST', path, { raw: ' { "text" : "é" } ', headers })).text).to.equal(first.text);
      expectProblem(await app.send('POST', path, { raw: '{"text":"e"}', headers }), 401);
    } finally {
      await app.stop();
    }
  });
});
