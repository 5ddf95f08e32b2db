import { expect } from 'chai';
import { randomUUID } from 'node:crypto';
import { Session } from '../../auth/session.ts';
import { forgetAccess } from '../../auth/access-changes.ts';
import { cookieOf, expectProblem, makeApp } from '../../testing.ts';
import type { TestApp, TestUser } from '../../testing.ts';

const password = 'correct horse battery';
const firefox = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';
const safari =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Mobile Safari/604.1';

describe('Sessions', () => {
  let app: TestApp;
  before(async () => {
    app = await makeApp({ settings: { AUTH_MODE: 'accounts' } });
  });
  after(() => app.stop());

  async function signIn({ email }: TestUser, agent = firefox) {
    const headers = { 'user-agent': agent };
    const reply = await app.send('POST', '/auth/sign-in', { body: { email, password }, headers });
    expect(reply.status, reply.text).to.equal(200);
    return { cookie: cookieOf(reply) };
  }
  const list = async (headers: { cookie: string }) => (await app.send('GET', '/auth/sessions', { headers })).body;
  const isIn = async (headers: { cookie: string }) => (await app.send('GET', '/users/me', { headers })).status === 200;

  it('are listed with their device, last used first, to their owner alone', async () => {
    const [user, other] = [await app.makeUser({ password }), await app.makeUser({ password })];
    await signIn(other);
    const phone = await signIn(user, safari);
    const desk = await signIn(user);
    const sessions = await list(desk);
    expect(sessions).to.have.length(2);
    expect(sessions[0]).to.include({ device: 'Firefox on Linux', via: 'accounts', is_current: true });
    expect(sessions[1]).to.include({ device: 'Safari on iPhone', is_current: false });
    expect(sessions[0].address).to.equal('127.0.0.1');
    // 72 hours after it was last used, at the latest 30 days after it was opened.
    const hours = (Date.parse(sessions[0].expires_at) - Date.parse(sessions[0].last_seen_at)) / 3_600_000;
    expect(hours).to.equal(72);
    expect((await list(phone))[1].is_current).to.equal(true);
    expect(JSON.stringify(sessions)).to.not.match(/hash/);
  });

  it('are ended one by one', async () => {
    const user = await app.makeUser({ password });
    const [phone, desk] = [await signIn(user, safari), await signIn(user)];
    const [current, other] = await list(desk);
    const reply = await app.send('DELETE', `/auth/sessions/${other.id}`, { headers: desk });
    expect(reply.status).to.equal(204);
    expect(reply.headers.getSetCookie()).to.deep.equal([]);
    expect([await isIn(phone), await isIn(desk)]).to.deep.equal([false, true]);
    const own = await app.send('DELETE', `/auth/sessions/${current.id}`, { headers: desk });
    expect(own.headers.getSetCookie()[0]).to.match(/Max-Age=0/);
    expect(await isIn(desk)).to.equal(false);
  });

  it('are ended all but the one that asks', async () => {
    const user = await app.makeUser({ password });
    const others = [await signIn(user), await signIn(user, safari)];
    const mine = await signIn(user);
    const { status, body } = await app.send('DELETE', '/auth/sessions', { headers: mine });
    expect([status, body]).to.deep.equal([200, { ended: 2 }]);
    for (const other of others) expect(await isIn(other)).to.equal(false);
    expect(await isIn(mine)).to.equal(true);
    expect((await app.send('DELETE', '/auth/sessions', { headers: mine })).body).to.deep.equal({ ended: 0 });
  });

  it('of others are not there', async () => {
    const [user, other] = [await app.makeUser({ password }), await app.makeUser({ password })];
    const [mine, theirs] = [await signIn(user), await signIn(other)];
    const [session] = await list(theirs);
    for (const id of [session.id, randomUUID()])
      expectProblem(await app.send('DELETE', `/auth/sessions/${id}`, { headers: mine }), 404, {
        detail: 'Session not found',
      });
    expectProblem(await app.send('DELETE', '/auth/sessions/x', { headers: mine }), 422);
    expect(await isIn(theirs)).to.equal(true);
  });

  it('are nothing for strangers and for API keys', async () => {
    const user = await app.makeUser({ password });
    for (const [method, path] of [
      ['GET', '/auth/sessions'],
      ['DELETE', '/auth/sessions'],
      ['DELETE', `/auth/sessions/${randomUUID()}`],
    ] as const) {
      expectProblem(await app.send(method, path), 401);
      expectProblem(await app.send(method, path, { as: user }), 403, { code: 'core.scope_missing' });
    }
    expectProblem(await app.send('GET', '/users/me', { headers: { cookie: `ipm_session=${'x'.repeat(43)}` } }), 401);
    expectProblem(await app.send('GET', '/users/me', { headers: { cookie: 'ipm_session=short' } }), 401);
  });

  it('end when they are over or were not used for long', async () => {
    const user = await app.makeUser({ password });
    const ago = (hours: number) => new Date(Date.now() - hours * 3_600_000);
    for (const end of [{ expiresAt: ago(0.01) }, { lastSeenAt: ago(73) }]) {
      const headers = await signIn(user);
      const [{ id }] = await list(headers);
      await Session.update(end, { where: { id } });
      forgetAccess();
      expect(await isIn(headers)).to.equal(false);
    }
    expect(await list(await signIn(user))).to.have.length(1);
  });

  it('are opened behind TLS with a cookie that no neighbouring host can set', async () => {
    const behind = await makeApp({ settings: { AUTH_MODE: 'accounts', PROXY_TRUSTED_ADDRESSES: '127.0.0.0/8' } });
    try {
      const { email } = await behind.makeUser({ password });
      const tls = { 'x-forwarded-proto': 'https', 'x-forwarded-for': '203.0.113.7' };
      const reply = await behind.send('POST', '/auth/sign-in', { body: { email, password }, headers: tls });
      const [cookie = ''] = reply.headers.getSetCookie();
      expect(cookie).to.match(/^__Host-ipm_session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax; Max-Age=\d+; Secure$/);
      const me = (sent: string) => behind.send('GET', '/auth/sessions', { headers: { ...tls, cookie: sent } });
      const { status, body } = await me(cookieOf(reply));
      expect([status, body[0]?.address]).to.deep.equal([200, '203.0.113.7']);
      expectProblem(await me(cookieOf(reply).replace('__Host-', '')), 401);
    } finally {
      await behind.stop();
    }
  });
});
