// One real PostgreSQL for a whole test run, and one migrated database that each test file's is copied from.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { createApp } from '../core/app.ts';
import { startEmbedded } from '../core/database/embedded.ts';
import type { EmbeddedPostgres } from '../core/database/embedded.ts';
import { makeDatabase, testEnvironment } from '../core/testing.ts';

let folder: string;
let postgres: EmbeddedPostgres;

export async function mochaGlobalSetup(): Promise<void> {
  folder = await mkdtemp(join(tmpdir(), 'ipm-run-'));
  postgres = await startEmbedded({
    folder: join(folder, 'postgres'),
    settings: { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' },
  });
  process.env['TEST_DATABASE_SERVER'] = postgres.url;
  const template = await makeDatabase();
  const app = await createApp({
    environment: testEnvironment(join(folder, 'data')),
    databaseUrl: template,
    log: pino({ level: 'silent' }),
  });
  await app.stop();
  process.env['TEST_TEMPLATE'] = new URL(template).pathname.slice(1);
}

export async function mochaGlobalTeardown(): Promise<void> {
  await postgres?.stop();
  await rm(folder, { recursive: true, force: true });
}
