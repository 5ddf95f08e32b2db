import { listEntries } from './list.ts';
import type { AuditEntry, AuditFilters } from './list.ts';

const PAGE = 500;
const COLUMNS: readonly [string, (entry: AuditEntry) => unknown][] = [
  ['id', ({ id }) => id],
  ['at', ({ at }) => at],
  ['actor_id', ({ actor }) => actor?.id],
  ['actor_email', ({ actor }) => actor?.email],
  ['via', ({ via }) => via],
  ['action', ({ action }) => action],
  ['summary', ({ summary }) => summary],
  ['outcome', ({ outcome }) => outcome],
  ['status', ({ status }) => status],
  ['detail', ({ detail }) => detail],
  ['project_id', ({ project_id: id }) => id],
  ['target_id', ({ target_id: id }) => id],
  ['changes', ({ changes }) => JSON.stringify(changes)],
  ['changes_left_out', ({ changes_left_out: count }) => count],
  ['request_id', ({ request_id: id }) => id],
  ['address', ({ address }) => address],
  ['agent', ({ agent }) => agent],
  ['hash', ({ hash }) => hash],
];

/** All entries that fit as CSV (RFC 4180, CRLF lines), newest first, in pieces. */
export async function* auditCsv(filters: AuditFilters): AsyncGenerator<string> {
  yield `${COLUMNS.map(([name]) => name).join(',')}\r\n`;
  let before: number | undefined;
  for (;;) {
    const page = await listEntries(filters, { limit: PAGE, before });
    if (page.length > 0) yield page.map(lineOf).join('');
    if (page.length < PAGE) return;
    before = page.at(-1)?.id;
  }
}

const lineOf = (entry: AuditEntry): string => `${COLUMNS.map(([, of]) => csvField(of(entry))).join(',')}\r\n`;

/** A field; spreadsheets run what starts like a formula, an apostrophe before it makes them show it. */
export function csvField(value: unknown): string {
  const text = value === null || value === undefined ? '' : String(value);
  const guarded = typeof value !== 'number' && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(guarded) ? `"${guarded.replaceAll('"', '""')}"` : guarded;
}
