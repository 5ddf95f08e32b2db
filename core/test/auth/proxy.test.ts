import { expect } from 'chai';
import { expectProblem, makeApp } from '#core/testing';
import type { TestApp } from '#core/testing';
import { accessChanged } from '../../auth/access-changes.ts';
import { User } from '../../auth/user.ts';
import { rows } from '../../database/connection.ts';

const settings = {
  AUTH_MODE: 'proxy',
  PROXY_SHARED_SECRET: 'a-long-secret-of-the-proxy',
  PROXY_TRUSTED_ADDRESSES: '127.0.0.1,::1',
};
const by = (email: string, groups?: string, secret = settings.PROXY_SHARED_SECRET): Record<string, string> => ({
  'x-user-email': email,
  'x-proxy-secret': secret,
  ...(groups === undefined ? {} : { 'x-user-groups': groups }),
});

describe('proxy headers', () => {
  let app: TestApp;
  before(async () => {
    app = await makeApp({ settings });
  });
  after(() => app.stop());

  const me = (headers: Record<string, string>) =>
    app.send<{ email: string; id: string }>('GET', '/users/me', { headers });

  it('name the user, who is made at the first visit, whatever the case of the address', async () => {
    const first = await me(by('  Ada@Example.org '));
    expect(first.status, first.text).to.equal(200);
    expect(first.body.email).to.equal('ada@example.org');
    expect((await me(by('ada@example.org'))).body.id).to.equal(first.body.id);
  });

  it('of eight first requests at once make one user and no fault', async () => {
    const replies = await Promise.all(Array.from({ length: 8 }, () => me(by('eight@example.org'))));
    expect(replies.map(({ status }) => status)).to.deep.equal(Array(8).fill(200));
    expect(new Set(replies.map(({ body }) => body.id)).size).to.equal(1);
  });

  it('may name addresses of internal domains', async () => {
    for (const email of ['a@corp.local', 'b@intranet', 'c@x.test'])
      expect((await me(by(email))).body.email).to.equal(email);
  });

  it('with another secret, or with none, open nothing', async () => {
    for (const secret of ['', 'wrong', `${settings.PROXY_SHARED_SECRET}x`, settings.PROXY_SHARED_SECRET.slice(0, -1)])
      expectProblem(await me(by('ada@example.org', '', secret)), 401, { detail: 'Invalid proxy authentication' });
    expectProblem(await me({}), 401);
  });

  it('without a user or with a senseless one are refused by the name of the header', async () => {
    for (const email of ['', 'nobody', 'a b@example.org', 'a@b@c', '@example.org', 'a@'])
      expectProblem(await me({ ...by(email), 'x-user-email': email || ' ' }), 401, {
        detail: 'Missing or invalid X-User-Email header',
      });
  });

  it('make nobody a pipeline', async () => {
    await User.create({ email: 'pipeline+x@pipelines.invalid', kind: 'pipeline', createdAt: new Date() });
    expectProblem(await me(by('pipeline+x@pipelines.invalid')), 401, { detail: 'X-User-Email' });
  });

  it('put people into their groups and out of them again', async () => {
    const groups = async (given?: string) => {
      expect((await me(by('bob@example.org', given))).status).to.equal(200);
      const found = await rows<{ name: string }>(
        `select g.name from core_group_members m join core_groups g on g.id = m.group_id
         join core_users u on u.id = m.user_id where u.email = 'bob@example.org' order by 1`,
      );
      return found.map(({ name }) => name);
    };
    expect(await groups('lab, readers,lab')).to.deep.equal(['lab', 'readers']);
    expect(await groups('readers')).to.deep.equal(['readers']);
    expect(await groups('')).to.deep.equal([]);
    expect(await groups('lab')).to.deep.equal(['lab']);
    expect(await groups()).to.deep.equal([]);
  });

  it('do not let in who is deactivated', async () => {
    await me(by('gone@example.org'));
    await User.update({ isActive: false }, { where: { email: 'gone@example.org' } });
    await accessChanged(null);
    expectProblem(await me(by('gone@example.org')), 401);
  });

  it('ride on the browser: pages of other sites may not use them', async () => {
    const send = (headers: Record<string, string>) =>
      app.send('POST', '/projects', { headers: { ...by('ada@example.org'), ...headers }, body: { name: 'x' } });
    expectProblem(await send({ origin: 'https://evil.example' }), 403, { code: 'core.foreign_origin' });
    expectProblem(await send({ 'sec-fetch-site': 'cross-site' }), 403, { code: 'core.foreign_origin' });
    expect((await send({ origin: app.url })).status).to.be.oneOf([201, 422]);
  });
});

describe('proxy headers, set up otherwise,', () => {
  it('from an address that is not trusted count for nothing', async () => {
    const far = await makeApp({ settings: { ...settings, PROXY_TRUSTED_ADDRESSES: '10.0.0.0/8' } });
    try {
      expectProblem(await far.send('GET', '/users/me', { headers: by('ada@example.org') }), 401);
      expect((await far.send('GET', '/health', { headers: by('ada@example.org') })).status).to.equal(200);
    } finally {
      await far.stop();
    }
  });

  it('may have other names', async () => {
    const other = await makeApp({
      settings: { ...settings, X_USER_ID_HEADER: 'Remote-User', X_PROXY_SECRET_HEADER: 'Remote-Secret' },
    });
    try {
      const headers = { 'remote-user': 'ada@example.org', 'remote-secret': settings.PROXY_SHARED_SECRET };
      expect((await other.send('GET', '/users/me', { headers })).status).to.equal(200);
      expectProblem(await other.send('GET', '/users/me', { headers: by('ada@example.org') }), 401);
    } finally {
      await other.stop();
    }
  });

  it('do not start without a secret or without trusted addresses', async () => {
    for (const missing of ['PROXY_SHARED_SECRET', 'PROXY_TRUSTED_ADDRESSES']) {
      const failure = await makeApp({ settings: { ...settings, [missing]: '' } }).then(
        () => null,
        (error: Error) => error,
      );
      expect(failure?.message).to.contain(missing);
    }
  });
});
