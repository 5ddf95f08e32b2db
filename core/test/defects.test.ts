import { randomUUID } from 'node:crypto';
import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { pino } from 'pino';
import { expectProblem, hmacSecret, makeApp, signatureHeaders } from '#core/testing';
import type { Reply, TestApp } from '#core/testing';
import { ApiKey, newApiKey } from '../auth/api-key.ts';
import { signV2 } from '../auth/signature.ts';
import { database, rows } from '../database/connection.ts';
import { png } from './access/world.ts';
import { sendEndlessly } from './http/endless.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** What the earlier system let through, by the numbers under which it was written down. None of it may come back. */
describe('defects of the earlier system:', function () {
  this.timeout(30_000);
  let app: TestApp;
  let project: string;
  before(async () => {
    app = await makeApp({ settings: { MAX_UPLOAD_BYTES: '100000' } });
    project = (await app.send('POST', '/projects', { body: { name: 'Defects', meta_group_id: 'defects' } })).body.id;
  });
  after(() => app.stop());

  const upload = (bytes: Uint8Array<ArrayBuffer> | string, filename: string, type = '') => {
    const form = new FormData();
    form.append('file', new Blob([bytes], { type }), filename);
    return app.send('POST', `/projects/${project}/images`, { raw: form });
  };

  const makeAnalysis = async (): Promise<string> => {
    const { body: image } = await upload(png(), 'analysed.png');
    const body = { image_id: image.id, model_name: 'yolo_v8', model_version: '1' };
    return (await app.send('POST', `/images/${image.id}/analyses`, { body })).body.id;
  };
  const json = { 'content-type': 'application/json' };
  const total = async (id: string) => (await app.send('GET', `/analyses/${id}/annotations`)).body.total as number;

  it('A1: nobody gets the rights of another by taking their address', async () => {
    const [scientist, plain] = [await app.makeUser(), await app.makeUser()];
    const group = 'scientists';
    await app.joinGroup(scientist, group);
    const { body: theirs } = await app.send('POST', '/projects', {
      as: scientist,
      body: { name: 'Theirs', meta_group_id: group },
    });
    for (const email of [scientist.email, 'free@example.com']) {
      expectProblem(await app.send('PATCH', `/users/${plain.id}`, { as: plain, body: { email } }), 403);
      expectProblem(await app.send('PATCH', '/users/me', { as: plain, body: { email } }), 422);
    }
    expect((await app.send('GET', '/users/me', { as: plain })).body.email).to.equal(plain.email);
    // And where an administrator gives a freed address to somebody, the rights stay with the person.
    await app.send('PATCH', `/users/${scientist.id}`, { body: { email: 'moved@example.com' } });
    await app.send('PATCH', `/users/${plain.id}`, { body: { email: scientist.email } });
    expectProblem(await app.send('GET', `/projects/${theirs.id}`, { as: plain }), 404);
    expect((await app.send('GET', `/projects/${theirs.id}`, { as: scientist })).status).to.equal(200);
  });

  it('A2: what a member has looked at is not answered to anybody else from what is kept', async () => {
    const { body: image } = await upload(png(), 'looked-at.png');
    const stranger = await app.makeUser();
    const paths = [`/projects/${project}/images`, `/images/${image.id}`, `/images/${image.id}/thumbnail`];
    for (const path of [...paths, ...paths]) {
      expect((await app.send('GET', path)).status, path).to.equal(200);
      expectProblem(await app.send('GET', path, { as: stranger }), 404);
    }
  });

  it('A3: restoring betrays no image to strangers, whether it is deleted, live or gone for good', async () => {
    const stranger = await app.makeUser();
    for (const force of [null, false, true]) {
      const { body: image } = await upload(png(), 'restored.png');
      const path = `/projects/${project}/images/${image.id}`;
      if (force !== null) await app.send('DELETE', path, { body: { reason: 'for the test of it', force } });
      expectProblem(await app.send('POST', `${path}/restore`, { as: stranger }), 404, { detail: 'Image not found' });
    }
  });

  it('A4: HTML, SVG and scripts are no images, whatever they are declared as, and what is served can not run', async () => {
    const script = '<script>alert(1)</script>';
    for (const [text, name, type] of [
      [`<html>${script}</html>`, 'page.html', 'text/html'],
      [`<html>${script}</html>`, 'page.png', 'image/png'],
      [`<svg xmlns="http://www.w3.org/2000/svg">${script}</svg>`, 'drawing.svg', 'image/svg+xml'],
    ] as const)
      expect((await upload(text, name, type)).status, name).to.be.oneOf([415, 422]);
    const { body: image } = await upload(png(), 'picture.html', 'text/html');
    const served = await app.send('GET', `/images/${image.id}/content`);
    expect(served.headers.get('content-type')).to.equal('image/png');
    expect(served.headers.get('content-security-policy')).to.match(/^sandbox; default-src 'none'/);
    expect(served.headers.get('x-content-type-options')).to.equal('nosniff');
  });

  it('A5: a file over the limit is 413, and nothing of it stays', async () => {
    const before = (await app.send('GET', `/projects/${project}/images`)).headers.get('x-total-count');
    expectProblem(await upload(new Uint8Array(200_000), 'large.png'), 413);
    expect((await app.send('GET', `/projects/${project}/images`)).headers.get('x-total-count')).to.equal(before);
  });

  it('A6: nothing is read of a body before its sender is known', async () => {
    for (const path of ['/api-key/projects', '/api-ml/projects'])
      expect((await sendEndlessly(app.url, path)).status, path).to.equal(401);
  });

  it('A7: a wrong API key costs no question when it is ill-formed, and one by an index otherwise', async () => {
    const userId = (await app.send('GET', '/users/me')).body.id as string;
    const hashes = Array.from({ length: 200 }, () => newApiKey().hash);
    await ApiKey.bulkCreate(hashes.map((hash) => ({ userId, name: 'one of many', hash, createdAt: new Date() })));
    const asked: string[] = [];
    const { options } = database() as unknown as { options: { logging: false | ((sql: string) => void) } };
    const before = options.logging;
    options.logging = (sql) => void (sql.includes('core_api_keys') && asked.push(sql));
    try {
      const send = (key: string) =>
        app.send('GET', '/users/me', { prefix: '/api-key', headers: { authorization: `Bearer ${key}` } });
      for (const key of ['wrong', newApiKey().key.slice(0, -1), 'x'.repeat(4000)]) expectProblem(await send(key), 401);
      expect(asked).to.deep.equal([]);
      const key = newApiKey().key;
      expectProblem(await send(key), 401);
      expect(asked).to.have.length(1);
      expect(asked[0]).to.contain('where hash = $1');
      const started = performance.now();
      for (let n = 0; n < 100; n += 1) expectProblem(await send(newApiKey().key), 401);
      expect((performance.now() - started) / 100, 'milliseconds a try').to.be.below(50);
    } finally {
      options.logging = before;
    }
  });

  it('A8: who is deactivated is out, and does not activate themself', async () => {
    const person = await app.makeUser();
    await app.grant(person, project, 'owner');
    await app.send('PATCH', `/users/${person.id}`, { body: { is_active: false } });
    for (const prefix of ['/api-key', '/api-ml'] as const)
      expectProblem(await app.send('GET', `/projects/${project}`, { as: person, prefix, signed: true }), 401);
    const body = { is_active: true };
    expectProblem(await app.send('PATCH', `/users/${person.id}`, { as: person, prefix: '/api-key', body }), 401);
    expect((await app.send('GET', `/users/${person.id}`)).body.is_active).to.equal(false);
  });

  it('A12: a signature counts once; version 2 holds for one method and one path', async () => {
    const [one, two] = [await makeAnalysis(), await makeAnalysis()];
    const raw = '{"annotations":[{"annotation_type":"note","data":{}}]}';
    const path = `/analyses/${one}/annotations:bulk`;
    const headers = { ...json, ...signatureHeaders(raw) };
    const first = await app.send('POST', path, { raw, headers });
    expect(first.status, first.text).to.equal(200);
    expect((await app.send('POST', path, { raw, headers })).text).to.equal(first.text);
    expect(await total(one)).to.equal(1);
    const [timestamp, nonce] = [String(Math.floor(Date.now() / 1000)), 'nonce-of-a12'];
    const bound = {
      ...json,
      'x-ml-timestamp': timestamp,
      'x-ml-nonce': nonce,
      'x-ml-key-id': 'default',
      'x-ml-signature': `v2=${signV2(hmacSecret, timestamp, nonce, 'POST', `/api${path}`, raw)}`,
    };
    expectProblem(await app.send('POST', `/analyses/${two}/annotations:bulk`, { raw, headers: bound }), 401);
    expect((await app.send('POST', path, { raw, headers: bound })).body.total).to.equal(2);
  });

  it('A13: a status needs a signature, or a key whose owner may set it; nothing else does without', async () => {
    const id = await makeAnalysis();
    const body = { status: 'processing' };
    const at = `/analyses/${id}/status`;
    expectProblem(await app.send('PATCH', at, { body }), 401);
    const stranger = await app.makeUser();
    expectProblem(await app.send('PATCH', at, { body, as: stranger, prefix: '/api-key' }), 404);
    const as = { id: '', email: '', key: (await app.send('POST', '/api-keys', { body: { name: 'A13' } })).body.key };
    expectProblem(await app.send('PATCH', at, { body, as }), 401);
    expectProblem(await app.send('PATCH', at, { body, as, prefix: '/api-ml' }), 401);
    const finalize = { body: { status: 'completed' }, as, prefix: '/api-key' } as const;
    expectProblem(await app.send('POST', `/analyses/${id}/finalize`, finalize), 401);
    expect((await app.send('PATCH', at, { body, as, prefix: '/api-key' })).status).to.equal(200);
  });

  it('A14: a signature is of the bytes that were sent: other order, blanks and equal keys are refused', async () => {
    const id = await makeAnalysis();
    const at = `/analyses/${id}/finalize`;
    const canonical = '{"error_message":"x","status":"failed"}';
    const others = [
      '{"status":"failed","error_message":"x"}',
      '{"error_message": "x", "status": "failed"}',
      '{"status":"completed","error_message":"x","status":"failed"}',
    ];
    for (const raw of others)
      expectProblem(await app.send('POST', at, { raw, headers: { ...json, ...signatureHeaders(canonical) } }), 401);
    expect((await app.send('GET', `/analyses/${id}`)).body.status).to.equal('queued');
  });

  it('A16: no name that a client gives becomes a place in the storage', async () => {
    for (const name of ['../../../etc/passwd.png', '..\\..\\win.png', '/root/x.png', `${'x'.repeat(400)}.png`]) {
      const { body, status } = await upload(png(), name);
      expect(status, name).to.equal(201);
      expect(body.filename).not.to.match(/[/\\\0]|^\.\./);
      const { body: place } = await app.send('GET', `/images/${body.id}/download`);
      expect(place.object_key).not.to.contain('..').and.not.to.contain('passwd');
      expect((await app.send('GET', `/images/${body.id}/content`)).status).to.equal(200);
    }
  });

  it('A17: thumbnails come in a few sizes only, however many are asked for', async () => {
    const { body: image } = await upload(png(), 'small.png');
    const sizes = new Set<string>();
    for (let width = 100; width < 130; width += 1) {
      const { text, status } = await app.send('GET', `/images/${image.id}/thumbnail?width=${width}&height=${width}`);
      expect(status).to.equal(200);
      sizes.add(text);
    }
    expect(sizes.size).to.be.below(4);
    for (const wrong of ['width=0', 'width=-5', 'width=x', 'width=100000000'])
      expect((await app.send('GET', `/images/${image.id}/thumbnail?${wrong}`)).status, wrong).to.be.oneOf([
        200, 400, 422,
      ]);
  });

  it('A18: keys have a prefix, scopes, projects and an end; they make no keys unless they may', async () => {
    const expires_at = new Date(Date.now() + 3600_000).toISOString();
    const limits = { scopes: ['read'], project_ids: [project], expires_at };
    const { body, status, text } = await app.send('POST', '/api-keys', { body: { name: 'A18', ...limits } });
    expect(status, text).to.equal(201);
    expect(body.key).to.match(/^ipm_/);
    expect(body.api_key).to.deep.include(limits);
    const as = { id: '', email: '', key: body.key as string };
    expect((await app.send('GET', `/projects/${project}`, { as })).status).to.equal(200);
    expectProblem(await app.send('POST', '/api-keys', { as, body: { name: 'more' } }), 403);
    expectProblem(await app.send('POST', '/projects', { as, body: { name: 'x', meta_group_id: 'defects' } }), 403);
    const { body: other } = await app.send('POST', '/projects', { body: { name: 'Other', meta_group_id: 'defects' } });
    expectProblem(await app.send('GET', `/projects/${other.id}`, { as }), 404);
    expect((await app.send('GET', '/projects', { headers: { 'x-api-key': as.key } })).status).to.equal(200);
  });

  it('A19: members have roles, and to remove files at once and for good takes an owner', async () => {
    const { body: image } = await upload(png(), 'kept.png');
    const path = `/projects/${project}/images/${image.id}`;
    const body = { reason: 'for the test of it', force: true };
    for (const role of ['viewer', 'commenter', 'annotator', 'reviewer', 'manager'] as const) {
      const member = await app.makeUser();
      await app.grant(member, project, role);
      expectProblem(await app.send('DELETE', path, { as: member, body }), 403);
    }
    expect((await app.send('GET', `/images/${image.id}`)).body.storage_deleted).to.equal(false);
    const owner = await app.makeUser();
    await app.grant(owner, project, 'owner');
    expect((await app.send('DELETE', path, { as: owner, body })).body.storage_deleted).to.equal(true);
  });

  it('A23: pages of other sites can not act for who is signed in, and tables start no formula', async () => {
    const send = (headers: Record<string, string>) =>
      app.send('POST', '/projects', { headers, body: { name: 'Forged', meta_group_id: 'defects' } });
    expectProblem(await send({ origin: 'https://evil.example' }), 403, { code: 'core.foreign_origin' });
    expectProblem(await send({ origin: 'null' }), 403, { code: 'core.foreign_origin' });
    expectProblem(await send({ 'sec-fetch-site': 'cross-site' }), 403, { code: 'core.foreign_origin' });
    expect((await send({ origin: app.url, 'sec-fetch-site': 'same-origin' })).status).to.equal(201);

    const { body: image } = await upload(png(), 'formula.png');
    const { body: analysis } = await app.send('POST', `/images/${image.id}/analyses`, {
      body: { image_id: image.id, model_name: 'yolo_v8', model_version: '1' },
    });
    const annotation = { annotation_type: 'class', class_name: '=HYPERLINK("https://evil.example")', data: {} };
    await app.send('POST', `/analyses/${analysis.id}/annotations:bulk`, {
      body: { annotations: [annotation] },
      signed: true,
    });
    const { text } = await app.send('GET', `/analyses/${analysis.id}/export?format=csv`);
    expect(text).to.contain(`'=HYPERLINK`);
  });

  it('A24: versions are pinned, and the container runs as an ordinary user without tools for development', async () => {
    const { dependencies, devDependencies } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
    for (const [name, version] of Object.entries({ ...dependencies, ...devDependencies }))
      expect(version, name).to.match(/^\d+\.\d+\.\d+(-[\w.]+)?$/);
    const dockerfile = await readFile(join(root, 'Dockerfile'), 'utf8');
    expect(dockerfile)
      .to.match(/^USER node$/m)
      .and.contain('--omit=dev');
  });
});

describe('defects of the earlier system, in set-up:', () => {
  const byProxy = {
    AUTH_MODE: 'proxy',
    PROXY_SHARED_SECRET: 'known to the proxy and to us',
    PROXY_TRUSTED_ADDRESSES: '127.0.0.1',
  };

  it('A9: nobody is there by default but whom the way in brings: no demo accounts, no mock groups', async () => {
    const app = await makeApp({ settings: { AUTH_MODE: 'accounts' } });
    try {
      for (const email of ['admin@example.com', 'user@example.com', 'test@example.com'])
        expectProblem(await app.send('POST', '/auth/sign-in', { body: { email, password: 'password' } }), 401);
      for (const headers of [{}, { 'x-user-email': 'admin@example.com' }, { 'x-user-id': 'admin@example.com' }])
        expectProblem(await app.send('GET', '/users/me', { headers }), 401);
    } finally {
      await app.stop();
    }
  });

  it('A10: headers that name a user count for nothing without the way in that trusts them', async () => {
    const app = await makeApp({ settings: { AUTH_MODE: 'accounts', PROXY_SHARED_SECRET: 'known' } });
    try {
      const headers = { 'x-user-email': 'boss@example.org', 'x-proxy-secret': 'known' };
      expectProblem(await app.send('GET', '/users/me', { headers }), 401);
    } finally {
      await app.stop();
    }
  });

  it('A22: no log line, however detailed, holds a body, a text, a password or a key', async () => {
    const lines: string[] = [];
    const log = pino({ level: 'trace' }, { write: (line: string) => void lines.push(line) });
    const app = await makeApp({ settings: { AUTH_MODE: 'accounts,local' }, log });
    try {
      const { id } = (
        await app.send('POST', '/projects', { body: { name: 'wordofaname', meta_group_id: 'wordofagroup' } })
      ).body;
      const made = await app.send('POST', '/api-keys', { body: { name: 'wordofakey' } });
      await app.send('GET', `/projects/${id}?search=wordofaquery`, { headers: { 'x-api-key': made.body.key } });
      await app.send('PUT', `/projects/${id}/metadata-dict`, { body: { wordofakey: 'wordofavalue' } });
      await app.send('POST', '/auth/sign-in', { body: { email: 'a@example.org', password: 'wordofapassword' } });
      const form = new FormData();
      form.append('metadata', JSON.stringify({ patient: 'wordofapatient' }));
      form.append('file', new Blob([png()]), 'wordofafile.png');
      expect((await app.send('POST', `/projects/${id}/images`, { raw: form })).status).to.equal(201);
      await app.send('POST', '/projects', { body: { name: ['wordofawrongbody'] } });
      const all = lines.join('');
      expect(all).to.contain('insert into').and.to.contain('/api/auth/sign-in');
      expect([...new Set(all.match(/wordofa\w+/g))]).to.deep.equal([]);
      expect(all).not.to.contain(made.body.key).and.not.to.contain(made.body.key.slice(4, 40));
    } finally {
      await app.stop();
    }
  });

  it('A11: what is shipped for Kubernetes switches no check off and holds no secret', async () => {
    const files = await readdir(join(root, 'kubernetes'), { recursive: true });
    const texts = await Promise.all(
      files
        .filter((name) => /\.(ya?ml|env)$/.test(name))
        .map((name) => readFile(join(root, 'kubernetes', name), 'utf8')),
    );
    expect(texts).not.to.be.empty;
    for (const text of texts) {
      expect(text).not.to.match(/SKIP_HEADER_CHECK|ML_PIPELINE_REQUIRE_HMAC\s*:\s*['"]?false|minioadmin/i);
      expect(text).not.to.match(/^\s*(\w*(SECRET|PASSWORD|ACCESS_KEY)\w*):\s*['"]?[A-Za-z0-9+/=_-]{6,}['"]?\s*$/m);
    }
  });

  it('B7: many first requests of somebody at once make one user, and none of them fails', async () => {
    const app = await makeApp({ settings: byProxy });
    try {
      const headers = { 'x-user-email': 'New.Person@corp.local', 'x-proxy-secret': byProxy.PROXY_SHARED_SECRET };
      const replies = await Promise.all(Array.from({ length: 8 }, () => app.send('GET', '/users/me', { headers })));
      expect(replies.map(({ status }) => status)).to.deep.equal(Array(8).fill(200));
      expect(new Set(replies.map(({ body }) => body.id))).to.have.length(1);
    } finally {
      await app.stop();
    }
  });

  it('B13: addresses of internal domains are good everywhere', async () => {
    const app = await makeApp({ settings: byProxy });
    try {
      const headers = { 'x-user-email': 'Ann@corp.local', 'x-proxy-secret': byProxy.PROXY_SHARED_SECRET };
      const me = await app.send('GET', '/users/me', { headers });
      expect([me.status, me.body.email]).to.deep.equal([200, 'ann@corp.local']);
      const made = await app.send('POST', '/projects', { headers, body: { name: 'Hers' } });
      expect(made.status, made.text).to.equal(201);
      const administrator = await app.makeUser({ isAdministrator: true });
      const body = { email: 'ben@corp.local' };
      expect((await app.send('POST', '/users', { as: administrator, body })).status).to.equal(201);
      const members = `/projects/${made.body.id}/members`;
      expect((await app.send('POST', members, { headers, body: { ...body, role: 'viewer' } })).status).to.equal(201);
    } finally {
      await app.stop();
    }
  });

  it('A15: what goes wrong inside tells nothing of the inside: no path, URL, query or name of a group', async () => {
    const app = await makeApp();
    try {
      const group = `hidden-${randomUUID()}`;
      const { body: made } = await app.send('POST', '/projects', { body: { name: 'Hidden', meta_group_id: group } });
      const send = (file: Uint8Array<ArrayBuffer>) => {
        const form = new FormData();
        form.append('file', new Blob([file]), 'gone.png');
        return app.send('POST', `/projects/${made.id}/images`, { raw: form });
      };
      const { body: image } = await send(png());
      await rm(join(app.dataDir, 'storage'), { recursive: true, force: true });
      await rows('alter table comments rename to comments_elsewhere');
      const stranger = await app.makeUser();
      const replies: Reply[] = [];
      try {
        for (const part of ['content', 'thumbnail', 'comments']) {
          const reply = await app.send('GET', `/images/${image.id}/${part}`);
          expect(reply.status, part).to.be.greaterThanOrEqual(400);
          replies.push(reply);
        }
      } finally {
        await rows('alter table comments_elsewhere rename to comments');
      }
      replies.push(await app.send('GET', `/projects/${made.id}`, { as: stranger }));
      replies.push(await app.send('DELETE', `/projects/${made.id}`, { as: stranger }));
      replies.push(await send(png().slice(0, 60)));
      for (const reply of replies) {
        expectProblem(reply, reply.status);
        expect(reply.text)
          .not.to.contain(group)
          .and.not.to.contain(app.dataDir)
          .and.not.to.contain(image.object_storage_key);
        expect(reply.text).not.to.match(/https?:|signature=|\bselect\b|relation|ENOENT|sequelize|sharp|vips|\.ts\b/i);
      }
    } finally {
      await app.stop();
    }
  });

  it('A20: the documentation is for who is known, and asks no other server for anything', async () => {
    const app = await makeApp({ settings: { AUTH_MODE: 'accounts' } });
    try {
      const user = await app.makeUser();
      for (const prefix of ['/api', '/api-key', '/api-ml'] as const) {
        for (const path of ['/docs', '/openapi.json']) expectProblem(await app.send('GET', path, { prefix }), 401);
      }
      for (const path of ['/openapi.json', '/redoc.json'])
        expectProblem(await app.send('GET', path, { prefix: '', as: user }), 404);
      const document = await app.send('GET', '/openapi.json', { as: user });
      expect(document.body.openapi).to.equal('3.1.0');
      const page = await app.send('GET', '/docs', { as: user });
      if (page.status === 503) return expectProblem(page, 503, { code: 'core.not_built' });
      expect(page.headers.get('content-type')).to.equal('text/html; charset=utf-8');
      expect(page.headers.get('content-security-policy')).to.not.contain('unsafe-inline');
      const places = [...page.text.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, place = '']) => place);
      expect(places).to.not.be.empty;
      for (const place of places) expect(place).to.match(/^\/assets\//);
    } finally {
      await app.stop();
    }
  });

  it('A21: a prefix is a whole word, and what is unknown below it is a 404 in JSON, never a page', async () => {
    const app = await makeApp({ settings: { AUTH_MODE: 'accounts' } });
    try {
      const user = await app.makeUser();
      for (const path of ['/api-keyboard', '/api-keyboard/projects', '/api-mlx/projects', '/apiary/projects']) {
        const read = await app.send('GET', path, { prefix: '', as: user });
        expect(read.headers.get('content-type'), path).to.match(/^(text\/html|application\/problem\+json)/);
        expect(read.body?.code ?? 'core.not_built', path).to.be.oneOf(['core.not_built', 'core.no_such_route']);
        const written = await app.send('POST', path, { prefix: '', as: user, body: { name: 'By a wrong prefix' } });
        expectProblem(written, 404, { code: 'core.no_such_route' });
      }
      for (const prefix of ['/api', '/api-key', '/api-ml'] as const)
        for (const method of ['GET', 'POST', 'DELETE'])
          for (const path of ['', '/', '/nothing/here', '/projectsx'])
            expectProblem(await app.send(method, path, { prefix }), 404, { code: 'core.no_such_route' });
    } finally {
      await app.stop();
    }
  });
});
