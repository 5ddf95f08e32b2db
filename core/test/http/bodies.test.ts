import { expect } from 'chai';
import { hmacSecret, makeApp, signatureHeaders } from '../../testing.ts';
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
});
