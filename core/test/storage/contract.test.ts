// One suite for every storage driver. S3 joins in when TEST_S3_ENDPOINT names a server.
import { expect } from 'chai';
import { randomBytes, randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { filesystemStorage } from '../../storage/filesystem.ts';
import { s3Storage } from '../../storage/s3.ts';
import type { StorageDriver } from '../../storage/contract.ts';
import { expectProblem, makeApp } from '../../testing.ts';
import { files } from '../fixtures/plugins/probe/plugin.ts';
import { inTransaction } from '../../database/connection.ts';
import type { TestApp } from '../../testing.ts';

const S3 = process.env['TEST_S3_ENDPOINT'];
const drivers: Record<string, (folder: string) => StorageDriver> = {
  filesystem: (folder) => filesystemStorage(folder, 'a secret'),
  ...(S3 && {
    s3: () =>
      s3Storage({
        endpoint: S3,
        accessKey: process.env['TEST_S3_ACCESS_KEY'] ?? '',
        secretKey: process.env['TEST_S3_SECRET_KEY'] ?? '',
        bucket: `test-${randomUUID()}`,
        region: 'us-east-1',
        useSsl: false,
      }),
  }),
};

for (const [name, make] of Object.entries(drivers)) {
  describe(`storage on ${name}`, () => {
    let folder: string;
    let storage: StorageDriver;
    before(async () => {
      folder = await mkdtemp(join(tmpdir(), 'ipm-storage-'));
      storage = make(folder);
      await storage.start();
    });
    after(async () => {
      await storage.stop();
      await rm(folder, { recursive: true, force: true });
    });
    const put = (key: string, bytes: Buffer) =>
      storage.write(key, Readable.from([bytes]), { contentType: 'text/plain' });

    it('writes, reads, reads a part, tells the size, lists and removes', async () => {
      const bytes = randomBytes(100_000);
      expect(await put('a/b/one.bin', bytes)).to.deep.equal({ size: 100_000 });
      expect(await buffer(await storage.read('a/b/one.bin'))).to.deep.equal(bytes);
      expect(await buffer(await storage.read('a/b/one.bin', { range: { start: 10, end: 19 } }))).to.deep.equal(
        bytes.subarray(10, 20),
      );
      expect(await storage.readRange('a/b/one.bin', 99_990, 10)).to.deep.equal(bytes.subarray(99_990));
      expect((await storage.facts('a/b/one.bin'))?.size).to.equal(100_000);
      await put('a/b/two.bin', Buffer.from('2'));
      await put('c.bin', Buffer.from('3'));
      const listed: string[] = [];
      for await (const { key } of storage.list('a/')) listed.push(key);
      expect(listed.sort()).to.deep.equal(['a/b/one.bin', 'a/b/two.bin']);
      await storage.remove('a/b/one.bin');
      await storage.remove('a/b/one.bin');
      expect(await storage.facts('a/b/one.bin')).to.equal(null);
    });

    it('holds an object open for many reads, fewer bytes at its end', async () => {
      const bytes = randomBytes(10_000);
      await put('open.bin', bytes);
      const object = await storage.open('open.bin');
      expect(object.size).to.equal(10_000);
      expect(await object.read(5, 10)).to.deep.equal(bytes.subarray(5, 15));
      expect(await object.read(9_990, 50)).to.deep.equal(bytes.subarray(9_990));
      await object.close();
      let code = '';
      await storage.open('nowhere.bin').catch((error: { code: string }) => (code = error.code));
      expect(code).to.equal('storage.missing');
    });

    it('replaces an object as a whole', async () => {
      await put('again', Buffer.from('first, and longer'));
      await put('again', Buffer.from('second'));
      expect(String(await buffer(await storage.read('again')))).to.equal('second');
    });

    it('leaves nothing of a write that breaks off', async () => {
      const broken = Readable.from(
        (async function* () {
          yield Buffer.alloc(1000);
          throw new Error('the client went away');
        })(),
      );
      const fault = await storage.write('broken', broken, { contentType: 'text/plain' }).catch((error: Error) => error);
      expect(fault).to.be.instanceOf(Error);
      expect(await storage.facts('broken')).to.equal(null);
    });

    it('writes what is larger than a part, and nothing', async () => {
      const pieces = Array.from({ length: 5 }, () => randomBytes(9_000_000));
      const whole = Buffer.concat(pieces);
      const written = await storage.write('large', Readable.from(pieces), { contentType: 'text/plain' });
      expect(written).to.deep.equal({ size: 45_000_000 });
      expect((await buffer(await storage.read('large'))).equals(whole)).to.equal(true);
      expect(await put('empty', Buffer.alloc(0))).to.deep.equal({ size: 0 });
      expect((await storage.facts('empty'))?.size).to.equal(0);
    });

    it('leaves nothing of a large write that breaks off', async () => {
      const broken = Readable.from(
        (async function* () {
          yield randomBytes(20_000_000);
          throw new Error('the client went away');
        })(),
      );
      const fault = await storage
        .write('broken-large', broken, { contentType: 'text/plain' })
        .catch((error: Error) => error);
      expect((fault as Error).message).to.equal('the client went away');
      expect(await storage.facts('broken-large')).to.equal(null);
    });

    if (name === 's3') {
      it('presigns a PUT for one Content-Type alone, and a GET that answers another', async () => {
        const presign = async (method: 'GET' | 'PUT', contentType: string) =>
          (await storage.presign(method, 'presigned/it', { expiresIn: 60, contentType, serverUrl: '' })).url;
        const send = async (url: string, type?: string) =>
          (
            await fetch(url, {
              method: 'PUT',
              body: Buffer.from('hello'),
              headers: type ? { 'content-type': type } : {},
            })
          ).status;
        const url = await presign('PUT', 'image/png');
        for (const type of ['text/html', undefined]) expect(await send(url, type)).to.be.oneOf([400, 403]);
        expect(await send(url.replace('presigned/it', 'presigned/other'), 'image/png')).to.equal(403);
        expect(await storage.facts('presigned/it')).to.equal(null);
        expect(await send(url, 'image/png')).to.equal(200);
        const got = await fetch(await presign('GET', 'text/plain'));
        expect([got.headers.get('content-type'), await got.text()]).to.deep.equal(['text/plain', 'hello']);
      });
    }

    it('says that an object is missing', async () => {
      for (const read of [storage.read('none'), storage.readRange('none', 0, 1)]) {
        const fault = await Promise.resolve(read).catch((error: { code: string }) => error);
        expect((fault as { code: string }).code).to.equal('storage.missing');
      }
    });

    it('takes no key that could leave its place', async () => {
      for (const key of [
        '../x',
        'a/../../x',
        '/x',
        'a//b',
        '.hidden',
        'a/.',
        'a\\b',
        'a b',
        'ä',
        '',
        'x'.repeat(1025),
        'a\0b',
      ]) {
        const fault = await put(key, Buffer.from('x')).catch((error: { code: string }) => error);
        expect((fault as { code: string }).code, key).to.equal('storage.invalid_key');
      }
    });
  });
}

describe('storage on the file system', () => {
  it('removes what a process that is dead was writing, and leaves the others', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'ipm-storage-'));
    const drafts = join(folder, '.drafts');
    await mkdir(drafts);
    const dead = `${hostname()}.999999999.x`;
    const alive = `${hostname()}.${process.pid}.x`;
    const elsewhere = 'another-machine.1.x';
    for (const draft of [dead, alive, elsewhere]) await writeFile(join(drafts, draft), 'half');
    await filesystemStorage(folder, 's').start();
    expect((await readdir(drafts)).sort()).to.deep.equal([alive, elsewhere].sort());
    await rm(folder, { recursive: true });
  });

  it('says in a sentence that its folder can not be used', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'ipm-storage-'));
    await writeFile(join(folder, 'file'), '');
    const fault = await filesystemStorage(join(folder, 'file'), 's')
      .start()
      .catch((error: Error) => error);
    expect((fault as Error).message).to.match(/The storage folder .* can't be used.*DATA_DIR/);
    await rm(folder, { recursive: true });
  });
});

describe('presigned URLs of this server', () => {
  it('are refused for what is no key, as for any that was not signed', async () => {
    for (const key of ['..%2f..%2fpostgres', '.drafts/x', '%00', 'a//b', 'nothing/there'])
      expectProblem(await app.send('GET', `/storage/${key}`, { prefix: '' }), 403, {
        code: 'storage.presigned_refused',
      });
  });

  let app: TestApp;
  before(async () => {
    app = await makeApp({ plugins: ['core/test/fixtures/plugins/probe'] });
  });
  after(() => app.stop());
  const presign = async (
    method: 'GET' | 'PUT',
    key: string,
    more: { expiresIn?: number; contentType?: string; maxBytes?: number } = {},
  ) => (await files.presign(method, key, { expiresIn: 60, serverUrl: app.url, ...more })).url.slice(app.url.length);
  const call = (method: string, path: string, options: object = {}) =>
    app.send(method, path, { prefix: '', ...options });

  it('take a PUT with the agreed Content-Type alone, and give the object back', async () => {
    const put = await presign('PUT', 'note.txt', { contentType: 'text/plain' });
    expectProblem(await call('PUT', put, { raw: 'hello', headers: { 'content-type': 'image/png' } }), 403, {
      detail: 'text/plain',
    });
    expect((await call('PUT', put, { raw: 'hello', headers: { 'content-type': 'text/plain' } })).status).to.equal(200);
    const got = await call('GET', await presign('GET', 'note.txt', { contentType: 'text/html' }));
    expect(got.text).to.equal('hello');
    expect(got.headers.get('content-security-policy')).to.contain('sandbox');
  });

  it('are refused when expired, edited, or used for another method or key', async () => {
    const put = await presign('PUT', 'note.txt');
    expectProblem(await call('PUT', await presign('PUT', 'note.txt', { expiresIn: -1 }), { raw: 'x' }), 403, {
      detail: 'expired',
    });
    expectProblem(await call('PUT', put.replace('note.txt', 'other.txt'), { raw: 'x' }), 403, { detail: 'signature' });
    expectProblem(await call('PUT', put.replace(/expires=\d+/, 'expires=99999999999'), { raw: 'x' }), 403, {
      detail: 'signature',
    });
    expectProblem(await call('GET', put), 403, { detail: 'is for PUT' });
  });

  it('take no more than they allow, announced or not, and keep nothing of it', async () => {
    const put = await presign('PUT', 'big.bin', { maxBytes: 10 });
    expectProblem(await call('PUT', put, { raw: 'x'.repeat(11) }), 413);
    const chunked = new ReadableStream({
      start(controller) {
        controller.enqueue(Buffer.from('x'.repeat(11)));
        controller.close();
      },
    });
    const reply = await fetch(`${app.url}${put}`, { method: 'PUT', body: chunked, duplex: 'half' } as RequestInit);
    expect(reply.status).to.equal(413);
    expect(await files.facts('big.bin')).to.equal(null);
  });

  it('keep drafts only if a transaction that keeps them commits', async () => {
    await files.write('kept', Buffer.from('1'), { contentType: 'text/plain' });
    await files.write('undone', Buffer.from('2'), { contentType: 'text/plain' });
    await inTransaction(() => files.keep('kept'));
    await inTransaction(async () => {
      await files.keep('undone');
      throw new Error('no');
    }).catch(() => undefined);
    await files.discard('undone');
    expect((await files.facts('kept'))?.size).to.equal(1);
    expect(await files.facts('undone')).to.equal(null);
    await inTransaction(() => files.removeOnCommit('kept'));
    await app.app.sweep();
    expect(await files.facts('kept')).to.equal(null);
  });
});

describe('many writers and removers in one folder of the file system', () => {
  it('lose no object to the clearing away of empty folders', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'ipm-storage-'));
    const storage = filesystemStorage(folder, 's');
    await storage.start();
    await Promise.all(
      Array.from({ length: 40 }, async (_, n) => {
        for (let round = 0; round < 10; round += 1) {
          await storage.write(`busy/deep/${n}-${round}`, Readable.from([Buffer.from('x')]), {
            contentType: 'text/plain',
          });
          if (n % 2 === 0) await storage.remove(`busy/deep/${n}-${round}`);
        }
      }),
    );
    const kept: string[] = [];
    for await (const { key } of storage.list('busy/')) kept.push(key);
    expect(kept).to.have.length(200);
    for (const key of kept) await storage.remove(key);
    expect(await readdir(folder)).to.deep.equal(['.drafts']);
    await rm(folder, { recursive: true });
  });
});
