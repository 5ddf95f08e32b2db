import { expect } from 'chai';
import { expectProblem, makeApp } from '#core/testing';
import type { TestApp } from '#core/testing';

const plugins = ['core/test/fixtures/plugins/directory'];

describe('a way in that a plugin brings', () => {
  let app: TestApp;
  before(async () => {
    app = await makeApp({ plugins, settings: { AUTH_MODE: 'accounts,directory' } });
  });
  after(() => app.stop());

  const me = (cookie: string) => app.send('GET', '/users/me', { headers: { cookie } });
  const cookieOf = (headers: Headers) => headers.getSetCookie()[0]?.split(';')[0] ?? '';

  it('takes passwords of the sign-in page beside our own accounts', async () => {
    const body = { email: 'ada@directory.example', password: 'analytical engine' };
    const reply = await app.send('POST', '/auth/sign-in', { body });
    expect(reply.status, reply.text).to.equal(200);
    const mine = await me(cookieOf(reply.headers));
    expect(mine.body).to.deep.include({ email: 'ada@directory.example', username: 'Ada', groups: ['engineers'] });
    const wrong = { ...body, password: 'difference engine' };
    expectProblem(await app.send('POST', '/auth/sign-in', { body: wrong }), 401);
  });

  it('signs in who comes back to its route, and is offered on the sign-in page', async () => {
    const { body } = await app.send('GET', '/auth/session');
    const way = body.ways.find(({ name }: { name: string }) => name === 'directory');
    expect(way).to.include({
      title: 'Company directory',
      path: '/api/directory/come-back?email=ada@directory.example',
    });
    const reply = await app.send('GET', '/directory/come-back?email=ada@directory.example');
    expect(reply.status).to.equal(302);
    expect((await me(cookieOf(reply.headers))).status).to.equal(200);
  });
});

describe('a way in that nobody brings', () => {
  it('is named at the start, with those there are', async () => {
    const failure = await makeApp({ settings: { AUTH_MODE: 'kerberos' } }).then(
      () => null,
      (error: Error) => error,
    );
    expect(failure?.message).to.contain(`'kerberos'`).and.contain('accounts');
  });

  it('has no route while it is not open', async () => {
    const app = await makeApp({ plugins, settings: { AUTH_MODE: 'accounts' } });
    try {
      expectProblem(await app.send('GET', '/directory/come-back?email=x'), 404);
    } finally {
      await app.stop();
    }
  });
});
