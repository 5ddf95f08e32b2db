import { expect } from 'chai';
import { expectProblem, makeApp } from '#core/testing';
import type { TestApp } from '#core/testing';

describe('root paths of plugins', () => {
  let app: TestApp;
  before(async () => {
    app = await makeApp({
      plugins: ['core/test/fixtures/plugins/mounted'],
      settings: { CORS_ORIGINS: 'https://viewer.example' },
    });
  });
  after(() => app.stop());
  const get = (path: string, headers: Record<string, string> = {}, method = 'GET') =>
    app.send(method, path, { prefix: '', headers });

  it('gives the rest of the path as it was sent, without the query', async () => {
    const { status, body } = await get('/fast/a%2Fb/c.jpg?x=1');
    expect(status).to.equal(200);
    expect(body).to.include({ path: '/a%2Fb/c.jpg', siteUrl: app.url, method: 'GET', allowedOrigin: null });
    expect((await get('/fast/x', {}, 'HEAD')).status).to.equal(200);
  });

  it('knows the local user, a key, and what each may', async () => {
    expect((await get('/fast/who')).body).to.include({ via: 'local', mayRead: true });
    const stranger = await app.makeUser();
    const { body } = await app.send('GET', '/fast/who', { prefix: '', as: stranger });
    expect(body).to.include({ via: 'api-key', mayRead: false });
  });

  it('answers what is thrown as a problem, and leaks nothing of what is unknown', async () => {
    expectProblem(await get('/fast/refuse'), 409, { code: 'mounted.refused', detail: 'Not this one.' });
    const unknown = await get('/fast/break');
    expectProblem(unknown, 500, { code: 'core.internal' });
    expect(unknown.text).not.to.contain('secret');
  });

  it('breaks off an answer that fails half way', async () => {
    let failure = '';
    await get('/fast/half').catch((error: Error) => (failure = error.message));
    expect(failure).not.to.equal('');
  });

  it('tells pages of configured origins from others, and leaves preflights to core', async () => {
    const trusted = { origin: 'https://viewer.example' };
    expect((await get('/fast/x', trusted)).body.allowedOrigin).to.equal('https://viewer.example');
    expect((await get('/fast/x', { origin: 'https://other.example' })).body.allowedOrigin).to.equal(null);
    const preflight = await get('/fast/x', { ...trusted, 'access-control-request-method': 'GET' }, 'OPTIONS');
    expect(preflight.status).to.equal(204);
    expect(preflight.headers.get('access-control-allow-origin')).to.equal('https://viewer.example');
  });

  it('takes no path that only begins like it', async () => {
    expect((await get('/fastest/x.png')).status).to.equal(404);
  });
});
