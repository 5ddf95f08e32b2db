import { expect } from 'chai';
import { randomUUID } from 'node:crypto';
import { makeLink } from '../../auth/link.ts';
import { User } from '../../auth/user.ts';
import { rows } from '../../database/connection.ts';
import { cookieOf, eventually, expectProblem, makeApp } from '../../testing.ts';
import type { SendOptions, TestApp, TestUser } from '../../testing.ts';
import { startMailServer } from './smtp-server.ts';
import type { TestMailServer } from './smtp-server.ts';

const password = 'correct horse battery';
const tokenIn = (text: string): string => /\/link#([\w-]{43})/.exec(text)?.[1] ?? '';

describe('Links', () => {
  let app: TestApp;
  let boss: TestUser;
  before(async () => {
    app = await makeApp({ settings: { AUTH_MODE: 'accounts' } });
    boss = await app.makeUser({ isAdministrator: true, password });
    await rows(`update core_api_keys set scopes = '["read", "write", "admin"]' where user_id = $1`, [boss.id]);
  });
  after(() => app.stop());

  const post = (path: string, body: object, options: SendOptions = {}) => app.send('POST', path, { body, ...options });
  const invite = async (id: string, purpose = 'invitation') =>
    tokenIn((await post(`/users/${id}/links`, { purpose }, { as: boss })).body.url);

  it('invite somebody, who chooses a password and is in', async () => {
    const { id, email } = await app.makeUser();
    const made = await post(`/users/${id}/links`, { purpose: 'invitation' }, { as: boss });
    expect(made.status, made.text).to.equal(201);
    expect(made.body).to.include({ mailed: false });
    expect(made.body.url).to.match(new RegExp(`^${app.url}/link#[\\w-]{43}$`));
    const days = (Date.parse(made.body.expires_at) - Date.now()) / 86_400_000;
    expect(days).to.be.within(6.9, 7);
    const token = tokenIn(made.body.url);

    const shown = await post('/auth/link', { token });
    expect(shown.body).to.deep.equal({ email, purpose: 'invitation', expires_at: made.body.expires_at });
    const used = await post('/auth/link/use', { token, password, username: ' Ada ' });
    expect(used.status, used.text).to.equal(200);
    expect(used.body.user).to.include({ id, email, username: 'Ada' });
    const me = await app.send('GET', '/auth/session', { headers: { cookie: cookieOf(used) } });
    expect(me.body.user.id).to.equal(id);
    await app.signIn({ email, password });

    for (const path of ['/auth/link', '/auth/link/use'])
      expectProblem(await post(path, { token, password }), 404, { code: 'core.link_invalid' });
    expect(JSON.stringify(await rows('select * from core_links'))).to.not.contain(token);
  });

  it('let somebody choose a new password, which ends their sessions and their other links', async () => {
    const user = await app.makeUser({ password });
    const headers = await app.signIn({ email: user.email, password });
    for (let i = 0; i < 10; i += 1) await post('/auth/sign-in', { email: user.email, password: 'wrong password' });
    expectProblem(await post('/auth/sign-in', { email: user.email, password }), 429);
    const [token, other] = [await invite(user.id, 'reset'), await invite(user.id, 'reset')];
    const used = await post('/auth/link/use', { token, password: 'another good one' });
    expect(used.status, used.text).to.equal(200);
    expectProblem(await app.send('GET', '/users/me', { headers }), 401);
    expectProblem(await post('/auth/link', { token: other }), 404);
    // Who has shown that the account is theirs need not wait for what others tried.
    await app.signIn({ email: user.email, password: 'another good one' });
    expectProblem(await post('/auth/sign-in', { email: user.email, password }), 401);
  });

  it('leave everything as it is when the password is refused, with the reason', async () => {
    const { id, email } = await app.makeUser();
    const token = await invite(id);
    for (const [given, reason] of [
      ['short', /has 5 characters; it must have at least 10/],
      ['😀😀😀😀😀', /has 5 characters/],
      ['x'.repeat(201), /at most 200/],
      [email.toUpperCase(), /e-mail address itself/],
      ['Password123', /one of the commonest/],
      ['aaaaaaaaaaaa', /one of the commonest/],
    ] as const) {
      const reply = await post('/auth/link/use', { token, password: given });
      expectProblem(reply, 422, { code: 'core.password_refused', detail: reason });
      expect(reply.body.errors[0].pointer).to.equal('/body/password');
    }
    expect((await post('/auth/link/use', { token, password: 'all lower case is fine' })).status).to.equal(200);
  });

  it('work once, however many try at once', async () => {
    const { id } = await app.makeUser();
    const token = await invite(id);
    const uses = Array.from({ length: 6 }, (_, i) => post('/auth/link/use', { token, password: `${password} ${i}` }));
    const statuses = (await Promise.all(uses)).map(({ status }) => status).sort();
    expect(statuses).to.deep.equal([200, 404, 404, 404, 404, 404]);
    expect(await rows('select 1 from core_sessions where user_id = $1', [id])).to.have.length(1);
  });

  it('work no more when they are too old, or their owner was deactivated', async () => {
    const [old, gone] = [await app.makeUser(), await app.makeUser()];
    const tokens = [await invite(old.id), await invite(gone.id)];
    await rows(`update core_links set expires_at = now() - interval '1 second' where user_id = $1`, [old.id]);
    await User.update({ isActive: false }, { where: { id: gone.id } });
    for (const token of [...tokens, 'x', 'x'.repeat(43)])
      for (const path of ['/auth/link', '/auth/link/use'])
        expectProblem(await post(path, { token, password }), 404, { code: 'core.link_invalid' });
    expectProblem(await post('/auth/link', {}), 422);
    expectProblem(await post(`/users/${gone.id}/links`, { purpose: 'reset' }, { as: boss }), 409);
  });

  it('are made by administrators alone', async () => {
    const user = await app.makeUser();
    const body = { purpose: 'reset' };
    expectProblem(await post(`/users/${boss.id}/links`, body), 401);
    expectProblem(await post(`/users/${boss.id}/links`, body, { as: user }), 403);
    expectProblem(await post(`/users/${randomUUID()}/links`, body, { as: boss }), 404, { detail: 'User not found' });
    expectProblem(await post(`/users/${user.id}/links`, { purpose: 'first-admin' }, { as: boss }), 422);
  });

  it('are there only where accounts are', async () => {
    const local = await makeApp();
    try {
      for (const [path, body] of [
        ['/auth/reset', { email: 'a@b.c' }],
        ['/auth/link', { token: 'x' }],
        ['/auth/link/use', { token: 'x', password }],
        [`/users/${randomUUID()}/links`, { purpose: 'reset' }],
      ] as const)
        expectProblem(await local.send('POST', path, { body }), 403, { code: 'core.accounts_not_open' });
      expect(await local.app.firstLink(local.url)).to.equal(null);
    } finally {
      await local.stop();
    }
  });

  describe('by mail', () => {
    let server: TestMailServer;
    let mailing: TestApp;
    before(async () => {
      server = await startMailServer();
      mailing = await makeApp({
        settings: {
          AUTH_MODE: 'accounts',
          SMTP_URL: server.url,
          MAIL_FROM: 'Images <images@example.org>',
          PUBLIC_URL: 'https://images.example.org',
          PROXY_TRUSTED_ADDRESSES: '127.0.0.0/8',
        },
      });
    });
    after(async () => {
      await mailing.stop();
      await server.stop();
    });
    beforeEach(() => void (server.mails.length = 0));

    const ask = (email: string, headers: Record<string, string> = {}) =>
      mailing.send('POST', '/auth/reset', { body: { email }, headers });

    it('reach whoever has the address, and lead to the site’s own address whatever the request says', async () => {
      expect((await mailing.send('GET', '/auth/session')).body.can_mail).to.equal(true);
      const { email } = await mailing.makeUser({ password });
      const reply = await ask(` ${email.toUpperCase()}`, { 'x-forwarded-host': 'evil.example' });
      expect([reply.status, reply.body]).to.deep.equal([202, {}]);
      const [mail] = await eventually('a mail', async () => server.mails.length > 0 && server.mails);
      expect(mail).to.include({ from: 'images@example.org' });
      expect(mail?.to).to.deep.equal([email]);
      expect(mail?.head).to.match(/^Subject: A new password for Image Project Manager$/m);
      expect(mail?.text)
        .to.contain('https://images.example.org/link#')
        .and.match(/works once, until \d{4}-.* UTC/);
      const used = await mailing.send('POST', '/auth/link/use', {
        body: { token: tokenIn(mail?.text ?? ''), password: 'another good one' },
      });
      expect(used.status, used.text).to.equal(200);
    });

    it('reach nobody who is unknown, deactivated, or comes in by another way alone; the answer is the same', async () => {
      const [gone, elsewhere, last] = [
        await mailing.makeUser({ password }),
        await mailing.makeUser(),
        await mailing.makeUser({ password }),
      ];
      await User.update({ isActive: false }, { where: { id: gone.id } });
      await rows('insert into core_identities (id, user_id, issuer, subject) values ($1, $2, $3, $4)', [
        randomUUID(),
        elsewhere.id,
        'https://id.example.org',
        'x',
      ]);
      for (const email of [`${randomUUID()}@example.org`, gone.email, elsewhere.email, last.email]) {
        const reply = await ask(email);
        expect([reply.status, reply.body]).to.deep.equal([202, {}]);
      }
      await eventually('the last mail', async () => server.mails.length > 0);
      expect(server.mails.map(({ to }) => to)).to.deep.equal([[last.email]]);
    });

    it('are asked for five times an hour', async () => {
      const email = `${randomUUID()}@example.org`;
      for (let i = 0; i < 5; i += 1) expect((await ask(email)).status).to.equal(202);
      const reply = await ask(email);
      expectProblem(reply, 429, { code: 'core.too_many_tries' });
      expect(Number(reply.headers.get('retry-after'))).to.be.within(3500, 3600);
    });

    it('invite; where the mail server takes none, the administrator gets the link', async () => {
      const admin = await mailing.makeUser({ isAdministrator: true, password });
      const headers = await mailing.signIn({ email: admin.email, password });
      const { id, email } = await mailing.makeUser();
      const body = { purpose: 'invitation' };
      const mailed = await mailing.send('POST', `/users/${id}/links`, { body, headers });
      expect([mailed.status, mailed.body.url, mailed.body.mailed]).to.deep.equal([201, null, true]);
      expect(server.mails[0]?.to).to.deep.equal([email]);
      expect(server.mails[0]?.text).to.contain(`${admin.email} invites you`);
      expect(mailed.text).to.not.contain(tokenIn(server.mails[0]?.text ?? ''));
      server.isRefusing = true;
      const refused = await mailing.send('POST', `/users/${id}/links`, { body, headers });
      server.isRefusing = false;
      expect(refused.body.mailed).to.equal(false);
      expect(
        (await mailing.send('POST', '/auth/link', { body: { token: tokenIn(refused.body.url) } })).body.email,
      ).to.equal(email);
    });
  });

  it('by mail want a sender, a site and a mail server that make sense', async () => {
    const refuses = async (settings: Record<string, string>, sentence: RegExp) => {
      const failure = await makeApp({ settings: { AUTH_MODE: 'accounts', ...settings } }).then(
        () => null,
        (error: Error) => error,
      );
      expect(failure?.message).to.match(sentence);
    };
    const [SMTP_URL, MAIL_FROM] = ['smtp://user:secretword@localhost:25', 'images@example.org'];
    await refuses({ SMTP_URL }, /needs MAIL_FROM/);
    await refuses({ SMTP_URL, MAIL_FROM }, /needs PUBLIC_URL/);
    await refuses({ SMTP_URL: 'mail.example.org', MAIL_FROM }, /SMTP_URL is no address of a mail server/);
  });
});

describe('The link for the first administrator', () => {
  let app: TestApp;
  beforeEach(async () => {
    app = await makeApp({ settings: { AUTH_MODE: 'accounts' } });
  });
  afterEach(() => app.stop());
  const post = (path: string, body: object) => app.send('POST', path, { body });
  const firstToken = async () => tokenIn((await app.app.firstLink('http://localhost:8000'))?.url ?? '');

  it('makes whoever uses it the administrator, with an e-mail of their choice, and is offered no more', async () => {
    const [token, other] = [await firstToken(), await firstToken()];
    expect((await post('/auth/link', { token })).body).to.include({ email: null, purpose: 'first-admin' });
    expectProblem(await post('/auth/link/use', { token, password }), 422, { detail: '/body/email is missing' });
    expectProblem(await post('/auth/link/use', { token, password, email: 'nobody' }), 422);
    expectProblem(await post('/auth/link/use', { token, password: 'boss@corp.local', email: 'Boss@corp.local' }), 422);
    const used = await post('/auth/link/use', { token, password, email: 'Boss@corp.local' });
    expect(used.status, used.text).to.equal(200);
    expect(used.body.user).to.include({ email: 'boss@corp.local', is_administrator: true });
    await app.signIn({ email: 'boss@corp.local', password });
    expectProblem(await post('/auth/link/use', { token: other, password, email: 'second@corp.local' }), 404);
    expect(await app.app.firstLink(app.url)).to.equal(null);
  });

  it('makes one alone, though several are used at once', async () => {
    const tokens = await Promise.all(Array.from({ length: 4 }, firstToken));
    const replies = await Promise.all(
      tokens.map((token, i) => post('/auth/link/use', { token, password, email: `boss${i}@example.org` })),
    );
    expect(replies.map(({ status }) => status).sort()).to.deep.equal([200, 404, 404, 404]);
    expect(await User.count({ where: { isAdministrator: true } })).to.equal(1);
  });

  it('is offered where the only administrator is the one of the local way in, which is closed', async () => {
    await app.makeUser({ email: 'me@localhost.localdomain', isAdministrator: true });
    expect(await firstToken()).to.have.length(43);
    await app.makeUser({ isAdministrator: true });
    expect(await app.app.firstLink(app.url)).to.equal(null);
  });

  it('is not for the address of a pipeline', async () => {
    const token = await firstToken();
    await User.create({ email: 'pipeline@example.org', kind: 'pipeline', createdAt: new Date() });
    expectProblem(await post('/auth/link/use', { token, password, email: 'pipeline@example.org' }), 422, {
      code: 'core.address_of_pipeline',
    });
    expect((await post('/auth/link', { token })).status).to.equal(200);
  });

  it('leads to the configured address of the site', async () => {
    expect((await makeLink('https://images.example.org/', 'first-admin', null)).url).to.match(
      /^https:\/\/images\.example\.org\/link#/,
    );
  });
});
