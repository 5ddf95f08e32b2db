import pg from 'pg';
import type { AuditEntry } from '../../audit/list.ts';
import type { TestApp } from '../../testing.ts';

/** Entries of the audit as the API tells them, newest first. */
export async function entries(app: TestApp, query = ''): Promise<AuditEntry[]> {
  const { body, status, text } = await app.send<AuditEntry[]>('GET', `/audit?${query}`);
  if (status !== 200) throw new Error(`The audit answered ${status}: ${text}`);
  return body;
}

/** The newest entry. */
export async function newest(app: TestApp, query = ''): Promise<AuditEntry> {
  const [entry] = await entries(app, `limit=1&${query}`);
  if (!entry) throw new Error(`There is no entry for '${query}'.`);
  return entry;
}

/** Runs statements in the database as somebody beside the server, one after the other on one connection. */
export async function beside(app: TestApp, ...statements: string[]): Promise<void> {
  const client = new pg.Client({ connectionString: app.databaseUrl, application_name: 'psql' });
  await client.connect();
  try {
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
}

/** How many entries there are. */
export async function count(app: TestApp): Promise<number> {
  return (await newest(app)).id;
}
