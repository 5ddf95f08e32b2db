import { inTransaction, rows } from '../database/connection.ts';

/** How changes of a table are noted: row by row, only how many rows, or not at all. */
export type Auditing = 'rows' | 'count' | 'none';

// What the machinery itself writes with every step, or what the audit is made of.
const OWN_EXCEPTIONS: ReadonlyMap<string, Auditing> = new Map([
  ['core_events', 'none'],
  ['core_answers', 'none'],
  ['core_drafts', 'none'],
  ['core_throttles', 'none'],
  ['core_audit', 'none'],
  ['core_audit_head', 'none'],
  ['core_audit_loose', 'none'],
]);

// Never shown, wherever it stands: hashes of credentials, sealed secrets.
const HIDDEN = /(^|_)(hash|sealed|secret|password|token)$/;
// Bookkeeping: an update that changes nothing else leaves no trace. Of `updated_at` the entry has its own.
const SILENT = ['last_used_at', 'last_seen_at', 'updated_at'];

const OPERATIONS = ['insert', 'update', 'delete'] as const;
const SEEN_BY = {
  insert: 'referencing new table as new_rows',
  update: 'referencing old table as old_rows new table as new_rows',
  delete: 'referencing old table as old_rows',
};
const nameOf = (operation: string): string => `core_audit_${operation}`;
// Any number will do, as long as every version of this program takes the same.
const LOCK = 0x41554449;

interface Trigger {
  readonly table: string;
  readonly name: string;
  /** Arguments as the catalog shows them, each ended by `\000`. */
  readonly arguments: string;
}

/**
 * Makes the triggers that note every change: on all tables whose names begin with one of the prefixes, as `exceptions`
 * and core's own say. Compares first; what is there already is left alone, without a lock on any table.
 */
export async function auditTables(
  prefixes: readonly string[],
  exceptions: ReadonlyMap<string, Auditing>,
): Promise<void> {
  const all = new Map([...exceptions, ...OWN_EXCEPTIONS]);
  const wanted = await wantedTriggers(prefixes, all);
  const differing = async () => differences(wanted, await presentTriggers(), all);
  if ((await differing()).length === 0) return;
  await inTransaction(async () => {
    await rows('select pg_advisory_xact_lock($1)', [LOCK]);
    for (const statement of await differing()) await rows(statement);
  });
}

async function wantedTriggers(
  prefixes: readonly string[],
  exceptions: ReadonlyMap<string, Auditing>,
): Promise<Trigger[]> {
  const tables = await rows<{ name: string; keys: string; columns: string[] }>(
    `select c.relname as name,
            array(select attname::text from pg_attribute where attrelid = c.oid and attnum > 0 and not attisdropped
                  order by attnum) as columns,
            coalesce((select string_agg(a.attname, ',' order by k.place)
                      from pg_index i, unnest(i.indkey::int[]) with ordinality k (number, place), pg_attribute a
                      where i.indrelid = c.oid and i.indisprimary and a.attrelid = c.oid and a.attnum = k.number), '') as keys
     from pg_class c where c.relkind = 'r' and c.relnamespace = current_schema()::regnamespace order by c.relname`,
  );
  return tables
    .filter(({ name }) => prefixes.some((prefix) => name === prefix || name.startsWith(`${prefix}_`)))
    .flatMap(({ name, keys, columns }) => {
      const auditing = exceptions.get(name) ?? 'rows';
      if (auditing === 'none') return [];
      const hidden = columns.filter((column) => HIDDEN.test(column)).join(',');
      const silent = columns.filter((column) => SILENT.includes(column)).join(',');
      const given = [auditing, keys, hidden, silent].map((text) => `${text}\\000`).join('');
      return OPERATIONS.map((operation) => ({ table: name, name: nameOf(operation), arguments: given }));
    });
}

const presentTriggers = (): Promise<Trigger[]> =>
  rows<Trigger>(
    `select c.relname as "table", t.tgname as name, encode(t.tgargs, 'escape') as arguments
     from pg_trigger t join pg_class c on c.oid = t.tgrelid
     where t.tgfoid = to_regproc('core_audit_note') and c.relnamespace = current_schema()::regnamespace`,
  );

/** The statements that make what is there what is wanted; triggers on tables that no plugin owns now stay. */
function differences(
  wanted: readonly Trigger[],
  present: readonly Trigger[],
  exceptions: ReadonlyMap<string, Auditing>,
): string[] {
  const key = ({ table, name }: Trigger) => `${table} ${name}`;
  const there = new Map(present.map((trigger) => [key(trigger), trigger.arguments]));
  const made = wanted
    .filter((trigger) => there.get(key(trigger)) !== trigger.arguments)
    .map(({ table, name, arguments: given }) => {
      const operation = name.slice(nameOf('').length) as (typeof OPERATIONS)[number];
      const texts = given.split('\\000').slice(0, -1);
      return `create or replace trigger ${name} after ${operation} on "${table}" ${SEEN_BY[operation]}
              for each statement execute function core_audit_note(${texts.map((text) => `'${text}'`).join(', ')})`;
    });
  const dropped = present
    .filter(({ table }) => exceptions.get(table) === 'none')
    .map(({ table, name }) => `drop trigger ${name} on "${table}"`);
  return [...made, ...dropped];
}
