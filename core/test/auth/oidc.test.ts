import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import { decodeJwt, exportJWK, generateKeyPair, SignJWT } from 'jose';
import type { CryptoKey, JWTPayload } from 'jose';
import { Provider } from 'oidc-provider';
import { makeApp } from '#core/testing';
import type { TestApp } from '#core/testing';
import { ownPath } from '../../auth/providers/oidc.ts';
import { User } from '../../auth/user.ts';
import { accessChanged } from '../../auth/access-changes.ts';
import { rows } from '../../database/connection.ts';
import { createBrowser } from './browser.ts';
import type { Browser } from './browser.ts';

interface Key {
  kid: string;
  privateKey: CryptoKey;
}

/** A real OpenID provider on loopback whose people and signing key the test decides. */
interface IdentityProvider {
  readonly issuer: string;
  /** Claims of people, by the login that they type. */
  readonly people: Map<string, Record<string, unknown>>;
  /** Signs with a new key from now on; answers the old one. */
  rotate(): Promise<Key>;
  /** Changes the ID tokens that it hands out, signed with its own key or another. */
  tamper: ((claims: JWTPayload) => { claims?: JWTPayload; key?: Key }) | null;
  stop(): Promise<void>;
}

async function startProvider(redirectTo: () => string): Promise<IdentityProvider> {
  let handle: ReturnType<Provider['callback']> | undefined;
  const server: Server = createServer((request, response) => void handle?.(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const people = new Map<string, Record<string, unknown>>();
  let key: Key | undefined;

  const self: IdentityProvider = {
    issuer,
    people,
    tamper: null,
    async rotate() {
      const old = key;
      const { privateKey } = await generateKeyPair('RS256', { extractable: true });
      key = { kid: `key-${Date.now()}-${Math.random()}`, privateKey };
      const provider = new Provider(issuer, {
        clients: [{ client_id: 'images', client_secret: 'secret-of-images', redirect_uris: [redirectTo()] }],
        jwks: { keys: [{ ...(await exportJWK(privateKey)), kid: key.kid, alg: 'RS256', use: 'sig' }] },
        cookies: { keys: ['a'] },
        claims: { openid: ['sub'], email: ['email'], profile: ['name'], groups: ['groups'] },
        scopes: ['openid', 'email', 'profile', 'groups'],
        conformIdTokenClaims: false,
        findAccount: (_ctx, id) => ({ accountId: id, claims: () => ({ sub: id, ...people.get(id) }) }),
      });
      provider.use(async (ctx, next) => {
        await next();
        if (ctx.path !== '/token' || !self.tamper) return;
        const body = ctx.body as { id_token: string };
        const claims = decodeJwt(body.id_token);
        const changed = self.tamper(claims);
        const by = changed.key ?? (key as Key);
        const token = await new SignJWT(changed.claims ?? claims)
          .setProtectedHeader({ alg: 'RS256', kid: by.kid })
          .sign(by.privateKey);
        ctx.body = { ...body, id_token: token };
      });
      handle = provider.callback();
      return old ?? key;
    },
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  };
  await self.rotate();
  return self;
}

/** Signs in at the provider as a person does: its login form, its consent form, and back; answers where it ended. */
async function signIn(browser: Browser, app: TestApp, login: string, returnTo = '/'): Promise<URL> {
  let reply = await browser.open(`${app.url}/api/auth/oidc/start?return_to=${encodeURIComponent(returnTo)}`);
  for (let step = 0; step < 6 && reply.at.pathname.startsWith('/interaction/'); step += 1) {
    const prompt = /name="prompt" value="(\w+)"/.exec(reply.text)?.[1] ?? '';
    const [, action = ''] = /action="([^"]+)"/.exec(reply.text) ?? [];
    reply = await browser.submit(new URL(action, reply.at).href, { prompt, login, password: 'any' });
  }
  return reply.at;
}

describe('OpenID Connect', function () {
  this.timeout(30_000);
  let provider: IdentityProvider;
  let app: TestApp;
  before(async () => {
    provider = await startProvider(() => `${app?.url ?? 'http://127.0.0.1:1'}/api/auth/oidc/callback`);
    app = await makeApp({
      settings: {
        AUTH_MODE: 'oidc',
        OIDC_ISSUER: provider.issuer,
        OIDC_CLIENT_ID: 'images',
        OIDC_CLIENT_SECRET: 'secret-of-images',
        OIDC_SCOPES: 'openid email profile groups',
        OIDC_ADMINISTRATOR_GROUP: 'keepers',
      },
    });
    await provider.rotate(); // now that the address to come back to is known
  });
  after(async () => {
    await app.stop();
    await provider.stop();
  });
  afterEach(() => {
    provider.tamper = null;
  });

  const me = async (browser: Browser) =>
    browser.fetchJson<{ email: string; groups: string[] }>(`${app.url}/api/users/me`);

  it('makes a user at the first sign-in and knows them by issuer and subject afterwards', async () => {
    provider.people.set('ada', { email: 'ada@example.org', name: 'Ada', groups: ['lab', 'readers'] });
    const browser = createBrowser();
    const end = await signIn(browser, app, 'ada', '/projects/x?tab=images');
    expect(end.href).to.equal(`${app.url}/projects/x?tab=images`);
    const first = await me(browser);
    expect(first.status).to.equal(200);
    expect(first.body.email).to.equal('ada@example.org');

    provider.people.set('ada', { email: 'other@example.org', name: 'Ada', groups: ['readers'] });
    const again = createBrowser();
    await signIn(again, app, 'ada');
    expect((await me(again)).body).to.include({ email: 'ada@example.org' });
    const groups = await rows<{ name: string }>(
      `select g.name from core_group_members m join core_groups g on g.id = m.group_id
       join core_users u on u.id = m.user_id where u.email = 'ada@example.org' order by 1`,
    );
    expect(groups.map(({ name }) => name)).to.deep.equal(['readers']);
  });

  it('makes administrators of those in the group that the settings name, and of nobody else', async () => {
    for (const [login, groups] of [
      ['may', ['keepers']],
      ['not', ['readers']],
    ] as const) {
      provider.people.set(login, { email: `${login}@example.org`, groups });
      const browser = createBrowser();
      await signIn(browser, app, login);
      const { body } = await browser.fetchJson<{ is_administrator: boolean }>(`${app.url}/api/users/me`);
      expect(body.is_administrator, login).to.equal(login === 'may');
    }
  });

  it('never makes somebody another by e-mail alone', async () => {
    await User.create({ email: 'boss@example.org', isAdministrator: true, createdAt: new Date() });
    provider.people.set('thief', { email: 'Boss@example.org' });
    const browser = createBrowser();
    const end = await signIn(browser, app, 'thief');
    expect(end.pathname + end.search).to.equal('/sign-in?error=core.email_taken');
    expect((await me(browser)).status).to.equal(401);
  });

  it('lets nobody in who is deactivated', async () => {
    provider.people.set('gone', { email: 'gone@example.org' });
    const browser = createBrowser();
    await signIn(browser, app, 'gone');
    expect((await me(browser)).status).to.equal(200);
    await User.update({ isActive: false }, { where: { email: 'gone@example.org' } });
    await accessChanged(null);
    expect((await me(browser)).status).to.equal(401);
    const end = await signIn(createBrowser(), app, 'gone');
    expect(end.search).to.equal('?error=core.deactivated');
  });

  const wrongs: [string, (claims: JWTPayload) => JWTPayload][] = [
    ['another nonce', (claims) => ({ ...claims, nonce: 'another-nonce' })],
    ['no nonce', ({ nonce: _nonce, ...claims }) => claims],
    ['another audience', (claims) => ({ ...claims, aud: 'somebody-else' })],
    ['another issuer', (claims) => ({ ...claims, iss: 'https://elsewhere.example' })],
    ['an expired token', (claims) => ({ ...claims, iat: 1_700_000_000, exp: 1_700_000_600 })],
  ];
  for (const [what, change] of wrongs) {
    it(`refuses ${what}`, async () => {
      provider.people.set('eve', { email: 'eve@example.org' });
      provider.tamper = (claims) => ({ claims: change(claims) });
      const browser = createBrowser();
      const end = await signIn(browser, app, 'eve');
      expect(end.pathname + end.search).to.equal('/sign-in?error=core.oidc_refused');
      expect((await me(browser)).status).to.equal(401);
      expect(await User.findOne({ where: { email: 'eve@example.org' } })).to.equal(null);
    });
  }

  it('takes a rotated key at once, and the withdrawn one no longer', async () => {
    provider.people.set('kim', { email: 'kim@example.org' });
    await signIn(createBrowser(), app, 'kim');
    const old = await provider.rotate();
    const browser = createBrowser();
    await signIn(browser, app, 'kim');
    expect((await me(browser)).status).to.equal(200);
    provider.tamper = () => ({ key: old });
    const end = await signIn(createBrowser(), app, 'kim');
    expect(end.search).to.equal('?error=core.oidc_refused');
  });

  it('takes back nobody whose journey began in another browser, or whose state is another', async () => {
    const reply = await fetch(`${app.url}/api/auth/oidc/callback?code=abc&state=xyz`, { redirect: 'manual' });
    expect(reply.headers.get('location')).to.equal('/sign-in?error=core.oidc_not_started');
    const browser = createBrowser();
    await browser.open(`${app.url}/api/auth/oidc/start`);
    const other = await browser.open(`${app.url}/api/auth/oidc/callback?code=abc&state=xyz`);
    expect(other.at.search).to.equal('?error=core.oidc_refused');
  });

  it('says on the sign-in page that the provider is down, and works again once it is back', async () => {
    const lonely = await makeApp({
      settings: { AUTH_MODE: 'oidc', OIDC_ISSUER: 'http://127.0.0.1:9', OIDC_CLIENT_ID: 'images' },
    });
    try {
      const reply = await fetch(`${lonely.url}/api/auth/oidc/start`, { redirect: 'manual' });
      expect(reply.headers.get('location')).to.equal('/sign-in?error=core.oidc_refused');
    } finally {
      await lonely.stop();
    }
  });

  it('comes back to pages of this site alone', () => {
    expect(ownPath('/images/1?a=b#c')).to.equal('/images/1?a=b#c');
    for (const elsewhere of [
      '//evil.example',
      '/\\evil.example',
      'https://evil.example',
      'javascript:alert(1)',
      '',
      '/\t/evil.example',
      '/.//evil.example',
      '/..//evil.example',
      '/a/%2e%2e//evil.example',
    ])
      expect(ownPath(elsewhere), elsewhere).to.equal('/');
  });

  it('needs its settings', async () => {
    const failure = await makeApp({ settings: { AUTH_MODE: 'oidc' } }).then(
      () => null,
      (error: Error) => error,
    );
    expect(failure?.message).to.contain('OIDC_ISSUER and OIDC_CLIENT_ID');
  });
});

describe('OpenID Connect without a group of administrators', function () {
  this.timeout(30_000);

  it('makes nobody an administrator, though a provider names a group by nothing', async () => {
    let app: TestApp | undefined;
    const provider = await startProvider(() => `${app?.url ?? 'http://127.0.0.1:1'}/api/auth/oidc/callback`);
    try {
      app = await makeApp({
        settings: {
          AUTH_MODE: 'oidc',
          OIDC_ISSUER: provider.issuer,
          OIDC_CLIENT_ID: 'images',
          OIDC_CLIENT_SECRET: 'secret-of-images',
          OIDC_SCOPES: 'openid email profile groups',
        },
      });
      await provider.rotate();
      provider.people.set('empty', { email: 'empty@example.org', groups: [''] });
      const browser = createBrowser();
      await signIn(browser, app, 'empty');
      const { status, body } = await browser.fetchJson<{ is_administrator: boolean }>(`${app.url}/api/users/me`);
      expect(status).to.equal(200);
      expect(body.is_administrator).to.equal(false);
    } finally {
      await app?.stop();
      await provider.stop();
    }
  });
});
