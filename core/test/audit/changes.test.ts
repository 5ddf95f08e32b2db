import { expect } from 'chai';
import { createHash, randomUUID } from 'node:crypto';
import { runAudited, bySystem, noteAudit } from '../../audit/context.ts';
import { User } from '../../auth/user.ts';
import { inTransaction, rows } from '../../database/connection.ts';
import { makeApp } from '../../testing.ts';
import type { TestApp } from '../../testing.ts';
import { beside, count, entries, newest } from './ask.ts';

describe('changes in the audit', () => {
  let app: TestApp;
  before(async () => {
    app = await makeApp({ settings: { MAX_JSON_BYTES: '10000000' } });
    await app.send('GET', '/users/me');
  });
  after(() => app.stop());

  const makeProject = async (): Promise<{ id: string }> =>
    (await app.send('POST', '/projects/', { body: { name: 'Slides', meta_group_id: 'lab' } })).body;

  it('say who did what by which way in, the row itself, request, address and program', async () => {
    const headers = { 'x-request-id': 'request-of-a-test', 'user-agent': 'Tester/1' };
    const body = { name: 'Slides', meta_group_id: 'lab' };
    const { body: project } = await app.send('POST', '/projects/', { body, headers });
    const { body: me } = await app.send('GET', '/users/me');
    const entry = await newest(app);
    expect(entry).to.include({
      via: 'local',
      action: 'POST /projects',
      outcome: 'done',
      status: 201,
      project_id: project.id,
      target_id: project.id,
      request_id: 'request-of-a-test',
      agent: 'Tester/1',
      changes_left_out: 0,
    });
    expect(entry.actor).to.deep.equal({ id: me.id, email: me.email });
    expect(entry.address).to.equal('127.0.0.1');
    const change = entry.changes.find(({ table }) => table === 'projects');
    expect(change).to.include({ operation: 'insert', id: project.id, before: null });
    expect(change?.after).to.include({ name: 'Slides', created_by_id: me.id });
  });

  it('say of an update only the columns that changed, before and after', async () => {
    const { id } = await makeProject();
    await app.send('PATCH', `/projects/${id}`, { body: { name: 'Sections' } });
    const [change] = (await newest(app)).changes;
    expect(change).to.deep.equal({
      table: 'projects',
      operation: 'update',
      id,
      before: { name: 'Slides' },
      after: { name: 'Sections' },
    });
  });

  it('leave nothing behind when they are taken back, when nothing changes, and for bookkeeping alone', async () => {
    const { id } = await makeProject();
    const user = await app.makeUser();
    const before = await count(app);
    await app.send('PATCH', `/projects/${id}`, { body: { name: '' } });
    await app.send('PATCH', `/projects/${id}`, { body: { name: 'Slides' } });
    await app.send('GET', '/users/me', { as: user }); // the key's last use is noted
    await inTransaction(async () => {
      await rows('update projects set name = $2 where id = $1', [id, 'Never']);
      throw new Error('taken back');
    }).catch(() => undefined);
    expect(
      await rows('select 1 from core_api_keys where user_id = $1 and last_used_at is not null', [user.id]),
    ).to.have.length(1);
    expect(await count(app)).to.equal(before);
  });

  it('tell what a savepoint kept and not what it took back', async () => {
    const [a, b] = [await makeProject(), await makeProject()];
    await beside(
      app,
      'begin',
      `update projects set name = 'Kept' where id = '${a.id}'`,
      'savepoint here',
      `update projects set name = 'Gone' where id = '${b.id}'`,
      'rollback to here',
      'commit',
    );
    expect((await newest(app)).changes.map(({ id }) => id)).to.deep.equal([a.id]);
  });

  it('tell at most 100 rows of a statement one by one, and how many more there were', async () => {
    const group = randomUUID();
    await beside(
      app,
      `insert into core_groups (id, name) select gen_random_uuid(), '${group} ' || n from generate_series(1, 130) n`,
    );
    const made = await newest(app);
    expect(made.changes).to.have.length(101);
    expect(made.changes_left_out).to.equal(30);
    expect(made.changes.at(-1)).to.deep.include({ table: 'core_groups', operation: 'insert', id: null, rows: 30 });
    await beside(app, `update core_groups set name = name || '!' where name like '${group}%'`);
    const { changes } = await newest(app);
    for (const { before, after } of changes.slice(0, 100)) expect(after?.['name']).to.equal(`${before?.['name']}!`);
  });

  it('tell of a transaction at most half a megabyte', async () => {
    await beside(
      app,
      'begin',
      ...Array.from(
        { length: 30 },
        (_, n) => `insert into core_groups (id, name) values (gen_random_uuid(), 'g ${n}')`,
      ),
      `insert into projects (id, name, meta_group_id, description, created_by_id)
       select gen_random_uuid(), 'Long', 'lab', repeat('x', 600000), id from core_users limit 1`,
      'commit',
    );
    const entry = await newest(app);
    expect(entry.changes_left_out).to.equal(1);
    expect(entry.changes.at(-1)).to.include({ table: 'projects', id: null, rows: 1 });
    expect(entry.changes).to.have.length(31);
  });

  it('never show a hash or a secret', async () => {
    const { body } = await app.send('POST', '/api-keys', { body: { name: 'mine' } });
    const entry = await newest(app);
    expect(entry).to.include({ action: 'POST /api-keys', target_id: body.api_key.id });
    expect(entry.changes[0]?.after).to.include({ name: 'mine', hash: '(hidden)' });
    await beside(
      app,
      "insert into core_passwords (user_id, hash) select id, 'argon2 secret' from core_users where email like 'me@%'",
      "update core_passwords set hash = 'argon2 other'",
    );
    const [changed] = (await newest(app)).changes;
    expect([changed?.before, changed?.after]).to.deep.equal([{ hash: '(hidden)' }, { hash: '(hidden)' }]);
    const [all] = await rows<{ text: string }>(`select string_agg(entry::text, ' ') as text from core_audit`);
    expect(all?.text).not.to.contain('argon2');
    expect(all?.text).not.to.contain(body.key);
    expect(all?.text).not.to.contain(createHash('sha256').update(body.key).digest('hex'));
  });

  it('of single statements, of transactions of the server and of other programs are entered as theirs', async () => {
    await User.create({ email: 'new@example.org' });
    expect(await newest(app)).to.deep.include({ via: 'system', action: 'statement', actor: null });
    await inTransaction(() => User.update({ username: 'New' }, { where: { email: 'new@example.org' } }));
    expect(await newest(app)).to.deep.include({ via: 'system', action: 'system', actor: null });
    await beside(app, "update core_users set username = 'Newer' where email = 'new@example.org'");
    const entry = await newest(app);
    expect(entry).to.include({ via: 'database', action: 'statement' });
    expect(entry.detail).to.match(/^Role \w+, program psql$/);
    expect((await rows('select 1 from core_audit_loose')).length).to.equal(0);
  });

  it('name the one who signs in, and what was noted', async () => {
    const user = await app.makeUser();
    await runAudited(bySystem({ via: 'none', action: 'POST /auth/sign-in' }), () =>
      inTransaction(async () => {
        await rows(
          `insert into core_sessions (id, user_id, hash, via, device, address, expires_at)
           values ($1, $2, $3, 'accounts', 'Firefox', '10.0.0.1', now() + interval '1 day')`,
          [randomUUID(), user.id, Buffer.from('x')],
        );
        noteAudit({ detail: 'From a link' });
      }),
    );
    const entry = await newest(app);
    expect(entry).to.deep.include({
      actor: { id: user.id, email: user.email },
      via: 'accounts',
      detail: 'From a link',
    });
    expect(() => noteAudit({ detail: 'x' })).to.throw(/outside of a request/);
  });

  it('of many transactions at once are one entry each, without a gap and without a deadlock', async () => {
    const before = await count(app);
    await Promise.all(
      Array.from({ length: 40 }, (_, n) =>
        n % 4 === 0
          ? User.create({ email: `many-${n}@example.org` })
          : app.send('POST', '/projects/', { body: { name: `Many ${n}`, meta_group_id: 'lab' } }),
      ),
    );
    const made = await entries(app, 'limit=40');
    expect(made.map(({ id }) => id)).to.deep.equal(Array.from({ length: 40 }, (_, n) => before + 40 - n));
    expect(new Set(made.map(({ target_id: id }) => id)).size).to.equal(40);
    expect((await app.send('GET', '/audit/verification')).body).to.include({ is_whole: true, entries: before + 40 });
  });
});
