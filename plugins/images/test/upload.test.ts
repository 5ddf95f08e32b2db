import { expect } from 'chai';
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Readable } from 'node:stream';
import sharp from 'sharp';
import { rows } from '#core';
import { eventually, expectProblem, makeApp } from '#core/testing';
import type { Reply, TestApp } from '#core/testing';
import { makeProject } from '../../projects/test/make.ts';
import { receive } from '../upload/receive.ts';
import { claimedPng } from './hostile-files.ts';
import { expectNoOrphans, expectNothingLeft, storedFiles } from './leftovers.ts';
import { formWith, makeImage, makePicture, untilReady } from './make.ts';
import { beginUpload, partAfter, partBefore } from './raw-upload.ts';

const LIMIT = 3_000_000;

describe('uploading an image', () => {
  let app: TestApp;
  let project: { id: string };
  before(async () => {
    app = await makeApp({ settings: { MAX_UPLOAD_BYTES: String(LIMIT) } });
  });
  beforeEach(async () => {
    project = await makeProject(app);
  });
  after(() => app.stop());

  const upload = (bytes: Uint8Array, filename = 'picture.jpg', metadata?: string): Promise<Reply> =>
    app.send('POST', `/projects/${project.id}/images`, { raw: formWith(bytes, filename, metadata) });
  const refused = async (send: () => Promise<Reply>, status: number, expected?: object): Promise<Reply> => {
    const reply = await send();
    expectProblem(reply, status, expected);
    await expectNothingLeft(app.dataDir, project.id);
    return reply;
  };

  it('keeps the file as it came, knows its size, checksum and type, and makes its tiles', async () => {
    const bytes = await makePicture({ width: 1234, height: 567 });
    const made = await upload(bytes, 'Éclair 1.jpg', '{"stain": "H&E", "n": [1, null]}');
    expect(made.status).to.equal(201);
    expect(made.body).to.deep.include({
      project_id: project.id,
      filename: 'Éclair 1.jpg',
      content_type: 'image/jpeg',
      size_bytes: bytes.length,
      sha256: createHash('sha256').update(bytes).digest('hex'),
      metadata: { stain: 'H&E', n: [1, null] },
      width: 1234,
      height: 567,
      pages: 1,
      state: 'processing',
      failure: null,
      object_storage_key: `images/originals/${made.body.id}/original`,
      uploaded_by_user_id: 'me@localhost.localdomain',
      updated_at: null,
      deleted_at: null,
      storage_deleted: false,
    });
    expect((await untilReady(app, made.body.id)).state).to.equal('ready');
    expect(await rows('select key from core_drafts')).to.deep.equal([]);
    const kept = (await storedFiles(app.dataDir)).filter((key) => key.includes(made.body.id));
    expect(kept.map((key) => key.replace(/[^/]+\.tif$/, '*.tif'))).to.deep.equal([
      `images/originals/${made.body.id}/original`,
      `images/pyramids/${made.body.id}/*.tif`,
      `images/thumbnails/${made.body.id}/thumbnails`,
    ]);
  });

  for (const format of ['jpeg', 'png', 'webp', 'gif', 'avif', 'tiff'] as const) {
    it(`takes ${format}, told by its bytes whatever its name says`, async () => {
      const bytes = await makePicture({ width: 320, height: 200, format });
      const { status, body } = await upload(bytes, 'page.html');
      expect(status).to.equal(201);
      expect(body).to.include({ content_type: `image/${format}`, width: 320, height: 200, filename: 'page.html' });
      await untilReady(app, body.id);
    });
  }

  it('turns a photograph the right way up by its EXIF orientation', async () => {
    const bytes = await sharp(await makePicture({ width: 300, height: 200 }))
      .withMetadata({ orientation: 6 })
      .toBuffer();
    const { body } = await upload(bytes);
    expect(body).to.include({ width: 200, height: 300 });
  });

  it('reads metadata before and after the file, and takes an empty text for none', async () => {
    const bytes = await makePicture();
    const after = new FormData();
    after.append('file', new Blob([bytes]), 'a.jpg');
    after.append('metadata', '{"at": "the end"}');
    after.append('unknown', 'is ignored');
    const reply = await app.send('POST', `/projects/${project.id}/images`, { raw: after });
    expect(reply.body.metadata).to.deep.equal({ at: 'the end' });
    expect((await upload(bytes, 'b.jpg', '')).body.metadata).to.deep.equal({});
  });

  it('refuses metadata that is no JSON object and keeps nothing of the file', async () => {
    const bytes = await makePicture();
    await refused(() => upload(bytes, 'a.jpg', '{nonsense'), 400, { detail: 'Invalid JSON format for metadata' });
    for (const text of ['[1]', '"text"', '12', 'null', '{"a": "\\u0000"}']) {
      await refused(() => upload(bytes, 'a.jpg', text), 422, { detail: '/body/metadata' });
    }
    await refused(() => upload(bytes, 'a.jpg', `{"a":${'['.repeat(50_000)}${']'.repeat(50_000)}}`), 422);
    const after = new FormData();
    after.append('file', new Blob([bytes]), 'a.jpg');
    after.append('metadata', '[]');
    await refused(() => app.send('POST', `/projects/${project.id}/images`, { raw: after }), 422);
  });

  it('refuses a form without exactly one file, and what is no form', async () => {
    const bytes = await makePicture();
    const send = (raw: FormData | string, headers = {}) =>
      app.send('POST', `/projects/${project.id}/images`, { raw, headers });
    const none = new FormData();
    none.append('metadata', '{}');
    await refused(() => send(none), 422, { detail: '/body/file is missing' });
    const two = formWith(bytes, 'a.jpg');
    two.append('file', new Blob([bytes]), 'b.jpg');
    await refused(() => send(two), 422, { detail: 'must be one file' });
    const text = new FormData();
    text.append('file', 'not a file');
    await refused(() => send(text), 422, { detail: 'must be a file' });
    await refused(() => send('{}', { 'content-type': 'application/json' }), 422, { code: 'images.not_multipart' });
    await refused(() => send('', {}), 422);
    const many = formWith(bytes, 'a.jpg');
    for (let n = 0; n < 50; n++) many.append(`field ${n}`, 'x');
    await refused(() => send(many), 422, { detail: 'too many parts' });
    const cut = { 'content-type': 'multipart/form-data; boundary=x' };
    await refused(() => send('--x\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\nab', cut), 422);
    await refused(() => send('nothing of the kind', cut), 422);
  });

  it('refuses what is no image by what it is, not by its name', async () => {
    const cases: [string | Buffer, RegExp][] = [
      ['<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>', /SVG/],
      ['<!doctype html><script>alert(1)</script>', /HTML/],
      ['%PDF-1.7\n%âãÏÓ\n1 0 obj', /PDF/],
      ['', /empty/],
      ['just text', /not an image/],
      [Buffer.from('504b030414000000', 'hex'), /archive|not an image/],
      [randomBytes(100_000).fill(7, 0, 8), /not an image/],
    ];
    for (const [content, detail] of cases) {
      await refused(() => upload(Buffer.from(content as string), 'photo.jpg'), 415, {
        code: 'images.unsupported_type',
        detail,
      });
    }
  });

  it('refuses truncated and damaged images', async () => {
    for (const format of ['jpeg', 'png'] as const) {
      const bytes = await makePicture({ width: 1000, height: 800, format });
      await refused(() => upload(bytes.subarray(0, bytes.length * 0.6)), 422, { code: 'images.damaged' });
      await refused(() => upload(bytes.subarray(0, 20)), 422);
    }
  });

  it('refuses a picture of over 2 gigapixels with the limit, without decoding it', async () => {
    const reply = await refused(() => upload(claimedPng(60_000, 60_000)), 422, { code: 'images.too_many_pixels' });
    expect(reply.body.detail).to.contain('3.6 gigapixels').and.to.contain('2 gigapixels');
  });

  it('cleans names of paths and control characters, and keeps them out of the storage', async () => {
    const bytes = await makePicture({ width: 20, height: 20 });
    const names: [string, string][] = [
      ['../../../etc/passwd', 'passwd'],
      ['C:\\Users\\me\\slide.tif', 'slide.tif'],
      ['a\u0085b\u202egpj.exe', 'abgpj.exe'],
      ['...hidden', 'hidden'],
      ['..', 'image.jpg'],
      [`${'x'.repeat(400)}.jpeg`, `${'x'.repeat(250)}.jpeg`],
    ];
    for (const [sent, kept] of names) {
      const { body } = await upload(bytes, sent);
      expect(body.filename, sent).to.equal(kept);
      expect(body.object_storage_key).to.equal(`images/originals/${body.id}/original`);
    }
  });

  it('answers 413 by Content-Length before a byte of the file is read', async () => {
    const raw = await beginUpload(app.url, `/projects/${project.id}/images`, 10 * LIMIT);
    expect(await raw.status()).to.equal(413);
    expect(raw.answer())
      .to.contain('File too large')
      .and.to.match(/connection: close/i);
    raw.socket.destroy();
    await expectNothingLeft(app.dataDir, project.id);
  });

  it('answers 413 as soon as the limit is passed, and reads no further', async () => {
    const raw = await beginUpload(app.url, `/projects/${project.id}/images`);
    await raw.send(partBefore());
    await raw.send(await makePicture());
    const filler = randomBytes(100_000);
    let sent = 0;
    while (sent < 100 * LIMIT && !raw.answer()) {
      await Promise.race([raw.send(filler), new Promise((resolve) => setTimeout(resolve, 200))]);
      sent += filler.length;
    }
    expect(await raw.status()).to.equal(413);
    expect(sent).to.be.below(12 * LIMIT); // what the system buffers on both sides is beyond our say
    raw.socket.destroy();
    await expectNothingLeft(app.dataDir, project.id);
  });

  it('tells a client that sends on regardless what was wrong', async () => {
    // Far more than sockets buffer: the answer must arrive although the body was not read.
    const reply = await upload(Buffer.alloc(40_000_000, 'x'), 'large.txt');
    expectProblem(reply, 413);
    const text = await upload(Buffer.alloc(LIMIT - 1000, 'x'), 'text.jpg');
    expectProblem(text, 415);
  });

  it('leaves nothing of an upload whose client goes away', async () => {
    const picture = await makePicture({ width: 1500, height: 1500, format: 'png' });
    for (const share of [0, 0.1, 0.5, 0.99]) {
      const raw = await beginUpload(app.url, `/projects/${project.id}/images`);
      await raw.send(partBefore());
      await raw.send(picture.subarray(0, picture.length * share));
      await new Promise((resolve) => setTimeout(resolve, 50));
      raw.socket.destroy();
    }
    const whole = await beginUpload(app.url, `/projects/${project.id}/images`);
    await whole.send(partBefore());
    await whole.send(picture);
    await whole.send(partAfter);
    await whole.end();
    whole.socket.destroy(); // while it is being decoded
    await new Promise((resolve) => setTimeout(resolve, 300));
    await expectNothingLeft(app.dataDir, project.id);
  });

  it('gives up an upload of which nothing comes any more', async () => {
    let failure: unknown;
    const server = createServer((message, response) => {
      const store = (body: Readable) => body.resume().toArray();
      const identify = async () => ({ mime: 'image/jpeg', extension: 'jpg' }) as const;
      receive(message, { maxBytes: LIMIT, idleMs: 300, identify, store }).catch((error: unknown) => {
        failure = error;
        response.end();
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const raw = await beginUpload(`http://127.0.0.1:${port}`, '/anywhere');
    await raw.send(partBefore());
    await raw.send(Buffer.alloc(20_000));
    await eventually('it is given up', async () => failure !== undefined, 5);
    expect(failure).to.include({ code: 'images.upload_stalled', status: 408 });
    raw.socket.destroy();
    server.close();
  });

  it('takes an upload that is sent again under its Idempotency-Key for the same, and keeps one file', async () => {
    const bytes = await makePicture({ width: 200, height: 200 });
    const send = (content: Uint8Array) =>
      app.send('POST', `/projects/${project.id}/images`, {
        raw: formWith(content, 'a.jpg'),
        headers: { 'idempotency-key': `upload of ${project.id}` },
      });
    const [first, second] = await Promise.all([send(bytes), send(bytes)]);
    expect(first.status).to.equal(201);
    expect(second.body).to.deep.equal(first.body);
    expect((await send(bytes)).body).to.deep.equal(first.body);
    expectProblem(await send(await makePicture({ width: 100, height: 200 })), 422, {
      code: 'core.idempotency_key_reused',
    });
    expect((await app.send('GET', `/projects/${project.id}/images`)).body).to.have.length(1);
    await expectNoOrphans(app.dataDir);
  });

  it('does not exist for strangers, nor for unknown and malformed projects', async () => {
    const bytes = await makePicture({ width: 20, height: 20 });
    const stranger = await app.makeUser();
    const form = () => ({ raw: formWith(bytes, 'a.jpg') });
    expectProblem(await app.send('POST', `/projects/${project.id}/images`, { ...form(), as: stranger }), 404, {
      detail: 'Project not found',
    });
    expectProblem(await app.send('POST', `/projects/${randomUUID()}/images`, form()), 404);
    expectProblem(await app.send('POST', '/projects/nonsense/images', form()), 422);
  });

  it('takes many at once and stays within its memory', async () => {
    const bytes = await makePicture({ width: 2400, height: 1800 });
    const before = process.memoryUsage().rss; // of a process that has run other tests
    let most = 0;
    const watch = setInterval(() => (most = Math.max(most, process.memoryUsage().rss)), 20);
    const images = await Promise.all(Array.from({ length: 16 }, () => makeImage(app, project, { bytes })));
    await Promise.all(images.map(({ id }) => untilReady(app, id, 100)));
    clearInterval(watch);
    expect(most - before).to.be.below(6e8);
    expect(await rows('select key from core_drafts')).to.deep.equal([]);
  }).timeout(120_000);
});
