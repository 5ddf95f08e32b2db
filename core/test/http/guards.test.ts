import { request } from 'node:http';
import { expect } from 'chai';
import { expectProblem, makeApp } from '#core/testing';
import type { TestApp } from '#core/testing';
import { createClients } from '../../http/client.ts';

describe('guards', () => {
  describe('headers', () => {
    let app: TestApp;
    before(async () => {
      app = await makeApp({
        settings: {
          AUTH_MODE: 'proxy',
          PROXY_SHARED_SECRET: 'secret-of-the-proxy',
          PROXY_TRUSTED_ADDRESSES: '127.0.0.1',
          CORS_ORIGINS: 'https://friend.example',
        },
      });
    });
    after(() => app.stop());

    it('forbid script and style in the page, framing, sniffing and devices, on refusals too', async () => {
      for (const path of ['/health', '/users/me', '/nowhere']) {
        const { headers } = await app.send('GET', path);
        const csp = headers.get('content-security-policy') ?? '';
        expect(csp)
          .to.contain("script-src 'self'")
          .and.contain("style-src 'self'")
          .and.contain("frame-ancestors 'self'");
        expect(csp).not.to.contain('unsafe-inline');
        expect(headers.get('x-content-type-options')).to.equal('nosniff');
        expect(headers.get('referrer-policy')).to.equal('no-referrer');
        expect(headers.get('permissions-policy')).to.contain('camera=()');
        expect(headers.get('strict-transport-security')).to.equal(null);
      }
    });

    it('ask for TLS from then on when the request came by it', async () => {
      const { headers } = await app.send('GET', '/health', { headers: { 'x-forwarded-proto': 'https' } });
      expect(headers.get('strict-transport-security')).to.match(/^max-age=31536000/);
    });

    it('answer preflights of friends before asking who they are, and tell strangers nothing (B12)', async () => {
      const preflight = (origin: string) =>
        app.send('OPTIONS', '/projects', { headers: { origin, 'access-control-request-method': 'POST' } });
      const friend = await preflight('https://friend.example');
      expect(friend.status).to.equal(204);
      expect(friend.headers.get('access-control-allow-origin')).to.equal('https://friend.example');
      const stranger = await preflight('https://evil.example');
      expect(stranger.headers.get('access-control-allow-origin')).to.equal(null);
      const refused = await app.send('GET', '/projects', { headers: { origin: 'https://friend.example' } });
      expectProblem(refused, 401);
      expect(refused.headers.get('access-control-allow-origin')).to.equal('https://friend.example');
    });
  });

  describe('limits', () => {
    let app: TestApp;
    before(async () => {
      app = await makeApp({
        settings: { RATE_LIMIT_PER_MINUTE: '5', RATE_LIMIT_TILES_PER_MINUTE: '7', RATE_LIMIT_FAILURES_PER_MINUTE: '3' },
      });
    });
    after(() => app.stop());

    it('count the requests of each caller apart, say what is left, and refuse the one too many', async () => {
      const [one, two] = [await app.makeUser(), await app.makeUser()];
      for (let n = 4; n >= 0; n -= 1) {
        const reply = await app.send('GET', '/users/me', { as: one });
        expect(reply.status).to.equal(200);
        expect(reply.headers.get('ratelimit')).to.match(new RegExp(`^"requests";r=${n};t=\\d+$`));
        expect(reply.headers.get('ratelimit-policy')).to.equal('"requests";q=5;w=60');
      }
      const refused = await app.send('GET', '/users/me', { as: one });
      expectProblem(refused, 429, { code: 'core.too_many_requests' });
      expect(Number(refused.headers.get('retry-after'))).to.be.within(1, 60);
      expect((await app.send('GET', '/users/me', { as: two })).status).to.equal(200);
    });

    it('count tiles apart from other requests', async () => {
      const user = await app.makeUser();
      const ask = () =>
        fetch(`${app.url}/iiif/3/00000000-0000-4000-8000-000000000000/info.json`, {
          headers: { authorization: `Bearer ${user.key}` },
        });
      for (let n = 0; n < 7; n += 1) expect((await ask()).status).to.equal(404);
      expect((await ask()).status).to.equal(429);
      expect((await app.send('GET', '/users/me', { as: user })).status).to.equal(200);
    });

    it('leave whoever sits at this machine alone', async () => {
      for (let n = 0; n < 12; n += 1) expect((await app.send('GET', '/users/me')).status).to.equal(200);
    });

    it('count refused credentials by address', async () => {
      const as = { id: '', email: '', key: 'ipm_wrong' };
      for (let n = 0; n < 3; n += 1) expectProblem(await app.send('GET', '/users/me', { as, prefix: '/api-key' }), 401);
      expectProblem(await app.send('GET', '/users/me', { as, prefix: '/api-key' }), 429, {
        code: 'core.too_many_failures',
      });
      const right = await app.makeUser();
      expect((await app.send('GET', '/users/me', { as: right, prefix: '/api-key' })).status).to.equal(200);
    });
  });

  it('take the address of a client from trusted proxies alone, and of them from the right', () => {
    const message = (remoteAddress: string, forwarded?: string) =>
      ({ socket: { remoteAddress }, headers: { 'x-forwarded-for': forwarded, 'x-forwarded-proto': 'https' } }) as never;
    const clients = createClients(['10.0.0.0/8', '::1'], '');
    expect(clients.of(message('203.0.113.5', '198.51.100.1'))).to.deep.equal({
      address: '203.0.113.5',
      isSecure: false,
    });
    expect(clients.of(message('10.1.2.3', '6.6.6.6, 198.51.100.1, 10.9.9.9'))).to.deep.equal({
      address: '198.51.100.1',
      isSecure: true,
    });
    expect(clients.of(message('::ffff:10.1.2.3', 'rubbish')).address).to.equal('10.1.2.3');
    expect(() => createClients(['10.0.0.0/99'], '')).to.throw('PROXY_TRUSTED_ADDRESSES');
  });

  it('do not take what a proxy passes on for somebody at this machine', async () => {
    const app = await makeApp();
    try {
      const reply = await app.send('GET', '/users/me', { headers: { 'x-forwarded-for': '198.51.100.7' } });
      expectProblem(reply, 401);
    } finally {
      await app.stop();
    }
  });

  it('refuse a large body whose sender is not known, before it is sent', async () => {
    const app = await makeApp();
    try {
      const status = await new Promise<number>((resolve, reject) => {
        const sending = request(`${app.url}/api-ml/projects`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', 'content-length': String(30 * 1024 * 1024) },
        });
        sending.once('response', (reply) => {
          resolve(reply.statusCode ?? 0);
          sending.destroy();
        });
        sending.once('error', reject);
        sending.write('{"name": "'); // and never the rest
      });
      expect(status).to.equal(401);
    } finally {
      await app.stop();
    }
  });
});
