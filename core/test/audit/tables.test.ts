import { expect } from 'chai';
import pg from 'pg';
import { auditTables } from '../../audit/tables.ts';
import { rows } from '../../database/connection.ts';
import { makeApp } from '../../testing.ts';
import type { TestApp } from '../../testing.ts';

describe('the triggers of the audit', () => {
  let app: TestApp;
  const given = () => ['core', ...app.app.collected.tablePrefixes];
  const auditing = () => app.app.collected.auditing;
  const made = () =>
    rows<{ table: string; name: string }>(
      `select tgrelid::regclass::text as "table", tgname as name from pg_trigger
       where tgfoid = 'core_audit_note'::regproc order by 1, 2`,
    );
  before(async () => {
    app = await makeApp();
  });
  after(() => app.stop());

  it('are on every table but what the machinery writes for itself', async () => {
    const all = await rows<{ table: string }>(
      `select tablename as "table" from pg_tables where schemaname = 'public' order by 1`,
    );
    const audited = new Set((await made()).map(({ table }) => table));
    expect(all.map(({ table }) => table).filter((table) => !audited.has(table))).to.deep.equal([
      'core_answers',
      'core_audit',
      'core_audit_head',
      'core_audit_loose',
      'core_drafts',
      'core_events',
      'core_throttles',
    ]);
    expect(await made()).to.have.length(audited.size * 3);
  });

  it('are compared at a start, which waits for nobody when they are there', async () => {
    const client = new pg.Client({ connectionString: app.databaseUrl });
    await client.connect();
    try {
      await client.query('begin');
      await client.query('lock table projects, core_users in row exclusive mode');
      const started = performance.now();
      await auditTables(given(), auditing());
      expect(performance.now() - started).to.be.below(5000);
    } finally {
      await client.end();
    }
  });

  it('are made by two processes at once, and taken off a table that is left out from now on', async () => {
    const before = await made();
    for (const { table, name } of before) await rows(`drop trigger ${name} on ${table}`);
    await Promise.all([auditTables(given(), auditing()), auditTables(given(), auditing())]);
    expect(await made()).to.deep.equal(before);
    await auditTables(given(), new Map([...auditing(), ['comments', 'none' as const]]));
    expect(await made()).to.deep.equal(before.filter(({ table }) => table !== 'comments'));
    await auditTables(given(), auditing());
    expect(await made()).to.deep.equal(before);
  });
});
