import { expect } from 'chai';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { connect } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { readBody } from '../../http/body.ts';
import type { AppError } from '../../errors.ts';
import { eventually, hmacSecret, makeApp, signatureHeaders } from '../../testing.ts';
import type { TestApp } from '../../testing.ts';
import { sendEndlessly } from './endless.ts';

describe('Bodies of callers who are not known', () => {
  let app: TestApp;
  before(async () => {
    app = await makeApp({ plugins: ['core/test/fixtures/plugins/probe'], settings: { AUTH_MODE: 'accounts' } });
  });
  after(() => app.stop());

  const signed = (more: Record<string, string>) => ({ ...signatureHeaders('x', hmacSecret), ...more });

  it('are not read: they get their 401 while they are still sending', async () => {
    const user = await app.makeUser();
    const bearer = { authorization: `Bearer ${user.key}` };
    const cases: [string, string, Record<string, string>][] = [
      ['no credentials, by key', '/api-key/notes', {}],
      ['no credentials, by pipeline', '/api-ml/notes', {}],
      ['nobody signed in', '/api/notes', {}],
      ['a wrong key', '/api-key/notes', { authorization: `Bearer ipm_${'x'.repeat(49)}` }],
      ['a key without a signature', '/api-ml/notes', bearer],
      ['an unknown key id', '/api/notes/signed:now', signed({ 'x-ml-key-id': 'nobody' })],
      ['an unknown key id beside a key', '/api-ml/notes', signed({ 'x-ml-key-id': 'nobody', ...bearer })],
      ['an old signature', '/api/notes/signed:now', signatureHeaders('x', hmacSecret, '1234567890')],
    ];
    for (const [what, path, headers] of cases) {
      const { status, sentBytes } = await sendEndlessly(app.url, path, headers);
      expect(status, what).to.equal(401);
      expect(sentBytes, what).to.be.below(16 * 1024 ** 2);
    }
  });

  it('leave nothing in memory, however many send them', async () => {
    await Promise.all(Array.from({ length: 20 }, () => sendEndlessly(app.url, '/api-key/notes')));
    const before = process.memoryUsage.rss();
    for (let round = 0; round < 5; round += 1)
      await Promise.all(Array.from({ length: 20 }, () => sendEndlessly(app.url, '/api-ml/notes')));
    expect((process.memoryUsage.rss() - before) / 1024 ** 2, 'MiB').to.be.below(64);
  });

  it('of known ones are read up to the limit', async () => {
    const user = await app.makeUser();
    const { status, sentBytes } = await sendEndlessly(app.url, '/api-key/notes', {
      authorization: `Bearer ${user.key}`,
    });
    expect(status).to.equal(413);
    expect(sentBytes).to.be.below(16 * 1024 ** 2);
  });

  it('of routes that are open to everybody are short', async () => {
    const { status, sentBytes } = await sendEndlessly(app.url, '/api/auth/sign-in');
    expect(status).to.equal(413);
    expect(sentBytes).to.be.below(16 * 1024 ** 2);
    const long = { body: { email: 'ann@example.org', password: 'x'.repeat(70_000) } };
    expect((await app.send('POST', '/auth/sign-in', long)).status).to.equal(413);
  });

  it('with signatures that are not checked yet share one room in memory', async function () {
    this.timeout(20_000);
    const { hostname, port } = new URL(app.url);
    const size = 24 * 1024 ** 2;
    const headers = { ...signatureHeaders('x', 'wrong'), 'content-type': 'application/json', host: 'images' };
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
    const head = `POST /api/notes/signed:now HTTP/1.1\r\ncontent-length: ${size}\r\n${lines.join('')}\r\n`;
    const sockets: Socket[] = [];
    const answers = Array.from({ length: 8 }, async () => {
      const socket = connect(Number(port), hostname).on('error', () => undefined);
      sockets.push(socket);
      socket.write(head);
      socket.write(Buffer.alloc(size - 1, ' ')); // all but the last byte
      const [first] = (await once(socket, 'data')) as [Buffer];
      return String(first).split(' ')[1];
    });
    try {
      expect(await Promise.race(answers)).to.equal('503');
    } finally {
      for (const socket of sockets) socket.destroy();
    }
    const user = { body: { text: 'there is room again' }, signed: true };
    await eventually(
      'there is room again',
      async () => (await app.send('POST', '/notes/signed:now', user)).status === 200,
    );
  });

  it('of JSON that is nested without end are refused', async () => {
    const user = await app.makeUser();
    const nested = (levels: number, inner: string) => '{"text":'.repeat(levels) + inner + '}'.repeat(levels);
    const headers = { 'content-type': 'application/json' };
    for (const raw of [nested(200, '1'), nested(100_000, '1'), nested(100_000, '"\\ud800"')]) {
      const reply = await app.send('POST', '/notes', { as: user, raw, headers });
      expect(reply.status).to.equal(422);
      expect(reply.body.detail).to.contain('128 levels');
    }
  });

  it('that come too slowly are given up', async () => {
    const server = createServer((message, response) => {
      readBody(message, { limit: 1000, graceMs: 50 }).then(
        () => response.end('whole'),
        (error: AppError) => response.writeHead(error.status, { connection: 'close' }).end(error.code),
      );
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
    socket.write('POST / HTTP/1.1\r\nhost: images\r\ncontent-length: 10\r\n\r\nabc');
    const [answer] = (await once(socket, 'data')) as [Buffer];
    expect(String(answer))
      .to.match(/^HTTP\/1.1 408 /)
      .and.contain('core.body_too_slow');
    socket.destroy();
    server.close();
  });
});
