import { expect } from 'chai';
import { hash } from '@node-rs/argon2';
import { randomUUID } from 'node:crypto';
import { Password, passwordVerified } from '../../auth/password.ts';
import { openSession, Session } from '../../auth/session.ts';
import { User } from '../../auth/user.ts';
import { cookieOf, expectProblem, makeApp } from '../../testing.ts';
import type { TestApp } from '../../testing.ts';

const password = 'correct horse battery';

describe('Accounts', () => {
  let app: TestApp;
  before(async () => {
    app = await makeApp({ settings: { AUTH_MODE: 'accounts' } });
  });
  after(() => app.stop());

  const signIn = (email: string, given = password, headers: Record<string, string> = {}) =>
    app.send('POST', '/auth/sign-in', { body: { email, password: given }, headers });

  it('tell a stranger nothing but the way in', async () => {
    const { status, body } = await app.send('GET', '/auth/session');
    expect(status).to.equal(200);
    expect(body).to.deep.equal({
      user: null,
      ways: [{ name: 'accounts', title: 'E-mail and password', kind: 'password', path: null }],
      session_id: null,
      can_mail: false,
    });
    expectProblem(await app.send('GET', '/users/me'), 401, { code: 'core.authentication_required' });
    expectProblem(await app.send('GET', '/projects'), 401);
  });

  it('let somebody in by e-mail, whatever its case, and password, and out again', async () => {
    const { id, email } = await app.makeUser({ password });
    const reply = await signIn(` ${email.toUpperCase()} `);
    expect(reply.status, reply.text).to.equal(200);
    expect(reply.body.user).to.include({ id, email, kind: 'person', is_active: true, is_administrator: false });
    expect(reply.headers.get('cache-control')).to.equal('no-store');
    const headers = { cookie: cookieOf(reply) };
    expect((await app.send('GET', '/users/me', { headers })).body.id).to.equal(id);
    const session = (await app.send('GET', '/auth/session', { headers })).body;
    expect(session.user).to.deep.equal(reply.body.user);
    expect((await Session.findByPk(session.session_id))?.userId).to.equal(id);

    const out = await app.send('POST', '/auth/sign-out', { headers });
    expect(out.status).to.equal(204);
    expect(out.headers.getSetCookie()[0]).to.match(/^ipm_session=; .*Max-Age=0/);
    expectProblem(await app.send('GET', '/users/me', { headers }), 401);
    expect(await Session.findByPk(session.session_id)).to.equal(null);
    expect((await app.send('POST', '/auth/sign-out', { headers })).status).to.equal(204);
  });

  it('give a cookie that scripts can not read and other sites can not send', async () => {
    const { email } = await app.makeUser({ password });
    const [cookie = ''] = (await signIn(email)).headers.getSetCookie();
    expect(cookie).to.match(/^ipm_session=[\w-]{43}; /);
    expect(cookie.split('; ').slice(1)).to.have.members(['Path=/', 'HttpOnly', 'SameSite=Lax', 'Max-Age=2592000']);
  });

  it('answer a wrong password, an unknown e-mail and a deactivated person alike', async () => {
    const known = await app.makeUser({ password });
    const gone = await app.makeUser({ password });
    await User.update({ isActive: false }, { where: { id: gone.id } });
    const bare = await app.makeUser();
    const texts = new Set<string>();
    for (const [email, given] of [
      [known.email, 'not the password'],
      [`${randomUUID()}@example.org`, password],
      [gone.email, password],
      [bare.email, password],
      ['no e-mail at all', password],
    ] as const) {
      const reply = await signIn(email, given);
      expectProblem(reply, 401, { code: 'core.sign_in_failed' });
      expect(reply.headers.getSetCookie()).to.deep.equal([]);
      texts.add(JSON.stringify({ ...reply.body, request_id: '' }));
    }
    expect([...texts]).to.have.length(1);
  });

  it('take as much work for an unknown e-mail as for a wrong password: one verification', async () => {
    const { email } = await app.makeUser({ password });
    let verified = 0;
    const count = () => (verified += 1);
    passwordVerified.subscribe(count);
    try {
      for (const wrong of [email, `${randomUUID()}@example.org`]) {
        verified = 0;
        expectProblem(await signIn(wrong, 'not the password'), 401);
        expect(verified, wrong).to.equal(1);
      }
    } finally {
      passwordVerified.unsubscribe(count);
    }
  });

  it('keep argon2id hashes of today’s strength, and renew one of other parameters at the next sign-in', async () => {
    const { id, email } = await app.makeUser({ password });
    const kept = async () => (await Password.findByPk(id, { rejectOnEmpty: true })).hash;
    expect(await kept()).to.match(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    const weak = await hash(password, { memoryCost: 8192, timeCost: 1 });
    await Password.update({ hash: weak }, { where: { userId: id } });
    expectProblem(await signIn(email, 'not the password'), 401);
    expect(await kept()).to.equal(weak);
    expect((await signIn(email)).status).to.equal(200);
    expect(await kept()).to.match(/m=19456,t=2,p=1/);
    expect((await signIn(email)).status).to.equal(200);
  });

  it('take a password as any keyboard spells it', async () => {
    const { email } = await app.makeUser({ password: 'Ångström überall' });
    expect((await signIn(email, 'Ångström überall'.normalize('NFD'))).status).to.equal(200);
  });

  it('end the session that the browser had when it signs in anew', async () => {
    const [one, two] = [await app.makeUser({ password }), await app.makeUser({ password })];
    const first = await app.signIn({ email: one.email, password });
    const second = { cookie: cookieOf(await signIn(two.email, password, first)) };
    expectProblem(await app.send('GET', '/users/me', { headers: first }), 401);
    expect((await app.send('GET', '/users/me', { headers: second })).body.id).to.equal(two.id);
  });

  it('refuse a sign-in and anything else that a page of another site sends', async () => {
    const { email } = await app.makeUser({ password });
    for (const headers of [{ origin: 'https://evil.example' }, { 'sec-fetch-site': 'cross-site' }] as const) {
      expectProblem(await signIn(email, password, headers), 403, { code: 'core.foreign_origin' });
      const mine = await app.signIn({ email, password });
      const body = { name: 'x' };
      expectProblem(await app.send('POST', '/api-keys', { body, headers: { ...mine, ...headers } }), 403);
      expectProblem(await app.send('POST', '/auth/sign-out', { headers: { ...mine, ...headers } }), 403);
    }
    expect((await signIn(email, password, { origin: app.url })).status).to.equal(200);
  });

  it('want an e-mail and a password', async () => {
    for (const body of [{}, { email: 'a@b.c' }, { email: 'a@b.c', password: 7 }, { email: '', password }])
      expectProblem(await app.send('POST', '/auth/sign-in', { body }), 422);
    expectProblem(await signIn('a@b.c', 'x'.repeat(2000)), 422);
  });

  it('let people change their password, which ends their other sessions', async () => {
    const { email } = await app.makeUser({ password });
    const [mine, other] = [await app.signIn({ email, password }), await app.signIn({ email, password })];
    const change = (current: string, wanted: string) =>
      app.send('POST', '/auth/password', {
        body: { current_password: current, new_password: wanted },
        headers: mine,
      });
    const wrong = await change('not the password', 'another good one');
    expectProblem(wrong, 403, { code: 'core.wrong_password' });
    expect(wrong.body.errors[0].pointer).to.equal('/body/current_password');
    const short = await change(password, 'too short');
    expectProblem(short, 422, { code: 'core.password_refused' });
    expect(short.body.errors[0].pointer).to.equal('/body/new_password');
    await app.signIn({ email, password });

    expect((await change(password, 'another good one')).status).to.equal(204);
    expect((await app.send('GET', '/users/me', { headers: mine })).status).to.equal(200);
    expectProblem(await app.send('GET', '/users/me', { headers: other }), 401);
    expectProblem(await signIn(email), 401);
    await app.signIn({ email, password: 'another good one' });
    const statuses: number[] = [];
    for (let i = 0; i < 11; i += 1) statuses.push((await change('not the password', 'another good one!')).status);
    expect(statuses.slice(0, 9)).to.deep.equal(Array(9).fill(403));
    expect(statuses.at(-1)).to.equal(429);
  });

  it('change the password of nobody else, by no key, and where there is none', async () => {
    const [user, bare] = [await app.makeUser({ password }), await app.makeUser()];
    const body = { current_password: password, new_password: 'another good one' };
    expectProblem(await app.send('POST', '/auth/password', { body }), 401);
    expectProblem(await app.send('POST', '/auth/password', { body, as: user }), 403, { code: 'core.scope_missing' });
    const { setCookie } = await openSession(bare.id, 'accounts', { address: '', agent: '', isSecure: false });
    const headers = { cookie: setCookie.split(';')[0] ?? '' };
    expectProblem(await app.send('POST', '/auth/password', { body, headers }), 409, { code: 'core.no_password' });
  });

  it('have no sessions of ways in that are closed', async () => {
    const { id } = await app.makeUser();
    const origin = { address: '127.0.0.1', agent: 'x', isSecure: false };
    const me = async (via: string) => {
      const { setCookie } = await openSession(id, via, origin);
      return (await app.send('GET', '/users/me', { headers: { cookie: setCookie.split(';')[0] ?? '' } })).status;
    };
    expect([await me('accounts'), await me('oidc')]).to.deep.equal([200, 401]);
  });

  it('are not open where AUTH_MODE does not name them', async () => {
    const local = await makeApp();
    try {
      expectProblem(await local.send('POST', '/auth/sign-in', { body: { email: 'a@b.c', password } }), 403, {
        code: 'core.way_not_open',
      });
      const { body } = await local.send('GET', '/auth/session');
      expect(body.user.is_administrator).to.equal(true);
      expect(body.session_id).to.equal(null);
      expect(body.ways).to.deep.equal([{ name: 'local', title: 'This machine', kind: 'automatic', path: null }]);
    } finally {
      await local.stop();
    }
  });
});
