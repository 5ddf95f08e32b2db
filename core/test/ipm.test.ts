// The command `ipm`, as a process.
import { expect } from 'chai';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Password } from '../auth/password.ts';
import { User } from '../auth/user.ts';
import { expectProblem, makeApp, send } from '../testing.ts';
import type { TestApp } from '../testing.ts';
import { killAll, runIpm, startServer } from './processes.ts';

const password = 'correct horse battery';

describe('npm run ipm', function () {
  this.timeout(240_000);
  let app: TestApp;
  before(async () => {
    app = await makeApp({ settings: { AUTH_MODE: 'accounts' } });
  });
  after(async () => {
    killAll();
    await app.stop();
  });

  // The server runs in this process; the command finds its database by DATABASE_URL.
  const ipm = (args: string[], input = '') =>
    runIpm(args, { DATABASE_URL: app.databaseUrl, DATA_DIR: app.dataDir, AUTH_MODE: 'accounts', PORT: '8123' }, input);
  const find = (email: string) => User.findOne({ where: { email } });

  it('makes an administrator, who signs in at the server that runs', async () => {
    const args = ['user', 'create-admin', '--email', 'Boss@corp.local', '--password-stdin'];
    const { code, output } = await ipm(args, `${password}\n`);
    expect(output).to.equal('Made the administrator boss@corp.local.\nThey sign in with the password that you gave.\n');
    expect(code).to.equal(0);
    const headers = await app.signIn({ email: 'boss@corp.local', password });
    expect((await app.send('GET', '/auth/session', { headers })).body.user.is_administrator).to.equal(true);
    const audit = await app.send('GET', '/audit?action=ipm%20user%20create-admin', { headers });
    expect(audit.body[0], audit.text).to.include({ actor: null, via: 'system', outcome: 'done' });
    expect(audit.text).to.contain('boss@corp.local').and.not.contain(password).and.not.contain('argon2');
  });

  it('makes a user, whose one-time link it prints where no password is given', async () => {
    const { code, output } = await ipm(['user', 'create', '--email', 'ada@example.org']);
    expect(code, output).to.equal(0);
    const [, token = ''] = /http:\/\/localhost:8123\/link#([\w-]{43})/.exec(output) ?? [];
    const used = await app.send('POST', '/auth/link/use', { body: { token, password } });
    expect(used.body.user).to.include({ email: 'ada@example.org', is_administrator: false });
  });

  it('makes an administrator of a user who is there; a password that is given counts from then on', async () => {
    const { id, email } = await app.makeUser({ password });
    const headers = await app.signIn({ email, password });
    const kept = await ipm(['user', 'create-admin', '--email', email]);
    expect([kept.code, kept.output]).to.deep.equal([
      0,
      `${email} is an administrator now.\nTheir password stays as it is.\n`,
    ]);
    expect((await app.send('GET', '/auth/session', { headers })).body.user).to.include({ id, is_administrator: true });
    await User.update({ isActive: false }, { where: { id } });
    const given = await ipm(['user', 'create-admin', '--email', email, '--password', 'another good one']);
    expect(given.code, given.output).to.equal(0);
    expectProblem(await app.send('GET', '/users/me', { headers }), 401);
    await app.signIn({ email, password: 'another good one' });
  });

  it('says what is wrong, changes nothing, and ends with 1', async () => {
    const { email } = await app.makeUser();
    const users = await User.count();
    const pipeline = await User.create({ email: 'pipe@example.org', kind: 'pipeline', createdAt: new Date() });
    for (const [args, sentence] of [
      [['user', 'create', '--email', email], `There is a user ${email} already; nothing was changed.`],
      [['user', 'create', '--email', 'new@example.org', '--password', 'short'], /has 5 characters; it must have at/],
      [['user', 'create-admin', '--email', pipeline.email], /is the address of a pipeline/],
    ] as const) {
      const { code, output } = await ipm([...args]);
      expect(output.trim())
        .to.match(typeof sentence === 'string' ? new RegExp(`^${sentence.replace(/[.]/g, '\\.')}$`) : sentence)
        .and.not.match(/\n\s+at /);
      expect(code).to.equal(1);
    }
    expect(await User.count()).to.equal(users + 1);
    expect(await find('new@example.org')).to.equal(null);
    const gone = await runIpm(['user', 'create', '--email', 'a@b.c'], {
      DATABASE_URL: 'postgres://someone:secretword@127.0.0.1:1/nothing',
      DATA_DIR: app.dataDir,
    });
    expect([gone.code, gone.output]).to.satisfy(
      ([code, text]: [number, string]) => code === 1 && /can't be used/.test(text) && !text.includes('secretword'),
    );
  });

  it('shows its usage, and ends with 2 when it was typed wrongly', async () => {
    for (const [args, sentence] of [
      [[], /^Say what to do\./],
      [['user', 'dance'], /^There is no command 'user dance'\./],
      [['user', 'create'], /^--email is missing\./],
      [['user', 'create', '--email', 'nobody'], /^'nobody' is no e-mail address\./],
      [['user', 'create', '--email', 'a@b.c', '--password', 'x', '--password-stdin'], /not both/],
      [['user', 'create', '--mail', 'a@b.c'], /Unknown option '--mail'/],
    ] as const) {
      const { code, output } = await ipm([...args]);
      expect(output).to.match(sentence).and.contain('Usage: npm run ipm -- <command>').and.contain('user create-admin');
      expect(code).to.equal(2);
    }
    expect((await ipm(['--help'])).code).to.equal(0);
    expect((await ipm(['user', 'create', '--help'])).code).to.equal(0);
  });

  it('keeps no password but its hash', async () => {
    const hashes = (await Password.findAll()).map(({ hash }) => hash);
    expect(hashes).to.not.be.empty;
    for (const hash of hashes) expect(hash).to.match(/^\$argon2id\$/);
  });

  it('works with the embedded database, whether the server runs or not', async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'ipm-command-'));
    const environment = { DATA_DIR: dataDir, AUTH_MODE: 'accounts' };
    const create = (email: string) =>
      runIpm(['user', 'create-admin', '--email', email, '--password', password], environment);
    try {
      // Not running, not even made: the two take turns.
      const both = await Promise.all([create('one@example.org'), create('two@example.org')]);
      expect(
        both.map(({ code }) => code),
        JSON.stringify(both),
      ).to.deep.equal([0, 0]);
      expect((await readdir(dataDir)).filter((name) => name.endsWith('.lock'))).to.deep.equal([]);

      const server = await startServer(environment);
      expect(server.output()).to.not.contain('There is no administrator yet');
      const made = await create('three@example.org');
      expect(made.code, made.output).to.equal(0);
      for (const email of ['one@example.org', 'two@example.org', 'three@example.org']) {
        const reply = await send(server.url, 'POST', '/auth/sign-in', { body: { email, password } });
        expect(reply.status, reply.text).to.equal(200);
      }
      await server.stop();
    } finally {
      killAll();
      await rm(dataDir, { recursive: true, force: true });
    }
  });

  it('is not needed where the first start’s own link is used', async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'ipm-first-'));
    const environment = { DATA_DIR: dataDir, AUTH_MODE: 'accounts' };
    try {
      const server = await startServer(environment);
      const [, token = ''] = /becomes it:\s+http:\/\/localhost:\d+\/link#([\w-]{43})/.exec(server.output()) ?? [];
      const body = { token, email: 'boss@example.org', password };
      const used = await send(server.url, 'POST', '/auth/link/use', { body });
      expect(used.body.user, used.text).to.include({ email: 'boss@example.org', is_administrator: true });
      await server.stop();
      const again = await startServer(environment);
      expect(again.output()).to.not.contain('/link#');
      await again.stop();
    } finally {
      killAll();
      await rm(dataDir, { recursive: true, force: true });
    }
  });
});
