import { rows } from '../database/connection.ts';
import type { Actor } from './context.ts';

/** One row that was changed, or how many of a table were. */
export interface Change {
  readonly table: string;
  readonly operation: 'insert' | 'update' | 'delete';
  /** Null: many rows, of which only the number is kept. */
  readonly id: string | null;
  /** The row before; of an update only the columns that changed. */
  readonly before: Record<string, unknown> | null;
  readonly after: Record<string, unknown> | null;
  readonly rows?: number;
}

/** What was done or tried, as it is told. */
export interface AuditEntry {
  readonly id: number;
  readonly at: string;
  readonly actor: Actor | null;
  readonly via: string;
  readonly action: string;
  readonly summary: string;
  readonly outcome: 'done' | 'denied' | 'failed';
  readonly status: number | null;
  readonly detail: string | null;
  readonly project_id: string | null;
  readonly target_id: string | null;
  readonly changes: readonly Change[];
  readonly changes_left_out: number;
  readonly request_id: string | null;
  readonly address: string | null;
  readonly agent: string | null;
  /** Of the chain, in hexadecimal. */
  readonly hash: string;
}

/** Which entries are asked for; all that is given must hold. */
export interface AuditFilters {
  actor_id?: string | undefined;
  action?: string | undefined;
  outcome?: string | undefined;
  project_id?: string | undefined;
  via?: string | undefined;
  /** From this time on. */
  since?: string | undefined;
  /** Up to this time. */
  until?: string | undefined;
  /** Words, or beginnings of words, of who, what, detail, ids and address. */
  search?: string | undefined;
}

const EQUAL = ['actor_id', 'action', 'outcome', 'project_id', 'via'] as const;

/** Entries that fit, newest first, at most `limit`; `before`: only those with a smaller id. */
export async function listEntries(
  filters: AuditFilters,
  { limit, before }: { limit: number; before?: number | undefined },
): Promise<AuditEntry[]> {
  const bind: unknown[] = [];
  const $ = (value: unknown) => `$${bind.push(value)}`;
  const conditions = EQUAL.flatMap((name) =>
    filters[name] === undefined ? [] : [`${name} = ${$(filters[name])}${name.endsWith('_id') ? '::uuid' : ''}`],
  );
  if (before !== undefined) conditions.push(`id < ${$(before)}`);
  // Times grow with the ids, so that a time is a bound of ids.
  if (filters.since !== undefined)
    conditions.push(`id >= (select min(id) from core_audit where at >= ${$(filters.since)}::timestamptz)`);
  if (filters.until !== undefined)
    conditions.push(`id <= (select max(id) from core_audit where at <= ${$(filters.until)}::timestamptz)`);
  if (filters.search !== undefined && filters.search.trim() !== '')
    conditions.push(
      `words @@ (select string_agg(quote_literal(word) || ':*', ' & ')::tsquery from unnest(core_words(${$(filters.search)})) word)`,
    );
  const found = await rows<Omit<AuditEntry, 'id' | 'at'> & { id: string; at: Date; entry: object }>(
    `select id::text, at, entry, encode(hash, 'hex') as hash from core_audit
     ${conditions.length > 0 ? `where ${conditions.join(' and ')}` : ''}
     order by core_audit.id desc limit ${$(limit)}`,
    bind,
  );
  return found.map(({ id, at, entry, hash }) => ({
    ...(entry as AuditEntry),
    id: Number(id),
    at: at.toISOString(),
    hash,
  }));
}
