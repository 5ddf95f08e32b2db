import { expect } from 'chai';
import { verifyAudit } from '../../audit/verify.ts';
import { makeApp } from '../../testing.ts';
import type { TestApp } from '../../testing.ts';
import { beside, newest } from './ask.ts';

describe('the chain of the audit', () => {
  let app: TestApp;
  let head: string;
  before(async () => {
    app = await makeApp();
    for (let n = 0; n < 12; n += 1)
      await app.send('POST', '/projects/', { body: { name: `Project ${n}`, meta_group_id: 'lab' } });
    await beside(
      app,
      'create table kept as select id, at, entry, previous, hash from core_audit',
      'create table kept_head as table core_audit_head',
    );
    ({ hash: head } = await newest(app));
  });
  after(() => app.stop());

  const freely = (...statements: string[]) =>
    beside(
      app,
      'begin',
      'alter table core_audit disable trigger user',
      'alter table core_audit_head disable trigger user',
      ...statements,
      'alter table core_audit enable trigger user',
      'alter table core_audit_head enable trigger user',
      'commit',
    );
  const verify = async () => (await app.send('GET', '/audit/verification')).body;
  afterEach(async () => {
    await freely(
      'delete from core_audit',
      'delete from core_audit_head',
      'insert into core_audit (id, at, entry, previous, hash) table kept',
      'insert into core_audit_head table kept_head',
    );
    expect(await verify()).to.include({ is_whole: true, head });
  });

  it('is whole, and says its newest hash', async () => {
    expect(await verify()).to.deep.equal({ is_whole: true, entries: 13, head, first_fault: null });
  });

  it('can only be added to: change, removal and emptying are refused', async () => {
    for (const statement of [
      "update core_audit set entry = '{}' where id = 3",
      'delete from core_audit where id = 3',
      'truncate core_audit',
      'delete from core_audit_head',
      'update core_audit_head set id = 3',
    ]) {
      const refusal = await beside(app, statement).then(
        () => null,
        (error: unknown) => error as Error,
      );
      expect(refusal?.message, statement).to.match(/audit/);
    }
  });

  it('shows an entry that was changed', async () => {
    await freely(`update core_audit set entry = jsonb_set(entry, '{summary}', '"Nothing"') where id = 5`);
    expect((await verify()).first_fault).to.include({ id: 5 });
  });

  it('shows an entry that was changed with a new hash to match', async () => {
    await freely(
      `update core_audit set entry = jsonb_set(entry, '{summary}', '"Nothing"') where id = 5`,
      'update core_audit set hash = sha256(previous || core_audit_text(id, at, entry)) where id = 5',
    );
    const { first_fault: fault } = await verify();
    expect(fault.id).to.equal(6);
    expect(fault.sentence).to.contain('does not follow on entry 5');
  });

  it('shows a time that was changed', async () => {
    await freely(`update core_audit set at = at - interval '1 second' where id = 7`);
    expect((await verify()).first_fault).to.include({ id: 7 });
  });

  it('shows what was removed in the middle and at the start', async () => {
    await freely('delete from core_audit where id in (6, 7)');
    expect((await verify()).first_fault).to.deep.equal({ id: 6, sentence: 'The entries 6 to 7 are missing.' });
    await freely('delete from core_audit where id = 1');
    expect((await verify()).first_fault).to.include({ id: 1 });
  });

  it('shows what was cut off at the end, and goes on after it', async () => {
    await freely('delete from core_audit where id > 11');
    expect((await verify()).first_fault).to.deep.equal({
      id: 12,
      sentence: 'The entries 12 to 13 are missing: they were cut off at the end.',
    });
    await app.send('POST', '/projects/', { body: { name: 'One more', meta_group_id: 'lab' } });
    expect((await verify()).first_fault).to.include({ id: 12 });
  });

  it('shows a head that was set back with the end cut off, once anybody keeps the hash', async () => {
    await freely('delete from core_audit where id > 11', 'delete from core_audit_head');
    expect((await verify()).first_fault.sentence).to.contain('is gone');
  });

  it('shows an entry that was put in', async () => {
    const forged = (id: number, previous: string) =>
      `insert into core_audit (id, at, entry, previous, hash)
       select ${id}, at, entry, ${previous}, sha256(${previous} || core_audit_text(${id}, at, entry)) from core_audit where id = 4`;
    await freely(forged(14, '(select hash from core_audit where id = 13)'));
    expect((await verify()).first_fault).to.include({ id: 14 });
    await freely('delete from core_audit where id in (8, 14)', forged(8, '(select hash from core_audit where id = 7)'));
    expect((await verify()).first_fault).to.include({ id: 9 });
  });

  it('is walked in slices, whatever their size', async () => {
    for (const size of [1, 5, 13, 14]) {
      expect(await verifyAudit(size)).to.deep.equal({ is_whole: true, entries: 13, head, first_fault: null });
    }
    await freely(`update core_audit set previous = '\\x00' where id = 6`);
    for (const size of [1, 5, 6]) expect((await verifyAudit(size)).first_fault).to.include({ id: 6 });
    await freely('delete from core_audit where id between 4 and 11');
    for (const size of [1, 3, 5])
      expect((await verifyAudit(size)).first_fault?.sentence).to.equal('The entries 4 to 11 are missing.');
  });
});
