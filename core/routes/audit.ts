import { Readable } from 'node:stream';
import type { Attempts } from '../audit/attempts.ts';
import { auditCsv } from '../audit/csv.ts';
import { listEntries } from '../audit/list.ts';
import { verifyAudit } from '../audit/verify.ts';
import { ADMINISTER } from '../auth/limits.ts';
import { rawRoute, route } from '../http/route.ts';
import type { Route } from '../http/route.ts';

const row = { type: ['object', 'null'] } as const;
const entrySchema = {
  type: 'object',
  required: [
    'id',
    'at',
    'actor',
    'via',
    'action',
    'summary',
    'outcome',
    'status',
    'detail',
    'project_id',
    'target_id',
    'changes',
    'changes_left_out',
    'request_id',
    'address',
    'agent',
    'hash',
  ],
  properties: {
    id: { type: 'integer', description: 'Counts up by one, without a gap.' },
    at: { type: 'string', format: 'date-time' },
    actor: {
      type: ['object', 'null'],
      description: 'Who, as they were called then; null: nobody that is known, or the server itself.',
      required: ['id', 'email'],
      properties: { id: { type: 'string', format: 'uuid' }, email: { type: 'string' } },
    },
    via: {
      type: 'string',
      description:
        'The way in: local, accounts, oidc, proxy, api-key, signature; session for one that has ended, none, system for ' +
        'jobs and start-up, database for what was done beside the server.',
    },
    action: { type: 'string', description: 'The route, such as `POST /projects`, or `job images.purge`.' },
    summary: { type: 'string' },
    outcome: { enum: ['done', 'denied', 'failed'], description: 'failed: a try to get in that failed.' },
    status: { type: ['integer', 'null'] },
    detail: { type: ['string', 'null'] },
    project_id: { type: ['string', 'null'] },
    target_id: { type: ['string', 'null'] },
    changes: {
      type: 'array',
      items: {
        type: 'object',
        required: ['table', 'operation', 'id', 'before', 'after'],
        properties: {
          table: { type: 'string' },
          operation: { enum: ['insert', 'update', 'delete'] },
          id: { type: ['string', 'null'], description: 'Null: many rows, of which only the number is kept.' },
          before: { ...row, description: 'The row; of an update only the columns that changed.' },
          after: row,
          rows: { type: 'integer', description: 'How many rows, where they are not told one by one.' },
        },
      },
    },
    changes_left_out: { type: 'integer', description: 'Rows that were changed and are not told one by one.' },
    request_id: { type: ['string', 'null'] },
    address: { type: ['string', 'null'] },
    agent: { type: ['string', 'null'] },
    hash: { type: 'string', description: 'SHA-256 over the hash before it, id, time and entry; hexadecimal.' },
  },
} as const;

const filterProperties = {
  actor_id: { type: 'string', format: 'uuid' },
  action: { type: 'string', maxLength: 300, description: 'A route or job as entries name it.' },
  outcome: { enum: ['done', 'denied', 'failed'] },
  project_id: { type: 'string', format: 'uuid' },
  via: { type: 'string', maxLength: 100 },
  since: { type: 'string', format: 'date-time', description: 'From this time on.' },
  until: { type: 'string', format: 'date-time', description: 'Up to this time.' },
  search: { type: 'string', maxLength: 200, description: 'Beginnings of words of who, what, detail, ids and address.' },
} as const;

/** The routes of the audit; what is being refused right now is entered before it is read. */
export function auditRoutes(attempts: Attempts): Route[] {
  const list = route(
    'GET /audit',
    {
      summary: 'What was done and what was refused, newest first',
      description: 'X-Next-Before is the `before` of the next page; it is missing on the last one.',
      access: ADMINISTER,
      query: {
        type: 'object',
        properties: {
          ...filterProperties,
          limit: { type: 'integer', minimum: 1, maximum: 500, default: 100 },
          before: { type: 'integer', minimum: 1, maximum: Number.MAX_SAFE_INTEGER, description: 'Only smaller ids.' },
        },
      },
      response: { type: 'array', items: entrySchema },
    },
    async ({ query: { limit, before, ...filters }, header }) => {
      await attempts.settled();
      const found = await listEntries(filters, { limit: limit + 1, before });
      const page = found.slice(0, limit);
      const last = page.at(-1);
      if (found.length > limit && last) header('X-Next-Before', last.id);
      return page as never;
    },
  );

  const csv = rawRoute(
    'GET /audit.csv',
    {
      summary: 'The same as a CSV file, all that fits, streamed',
      access: ADMINISTER,
      query: { type: 'object', properties: filterProperties },
      answers: { 200: { description: 'The file', types: ['text/csv; charset=utf-8'] } },
    },
    async ({ ctx, query }) => {
      await attempts.settled();
      ctx.set('Cache-Control', 'no-store');
      ctx.set('Content-Type', 'text/csv; charset=utf-8');
      ctx.set('Content-Disposition', 'attachment; filename="audit.csv"');
      ctx.body = Readable.from(auditCsv(query));
    },
  );

  const verification = route(
    'GET /audit/verification',
    {
      summary: 'Whether every entry is there as it was written',
      description: 'Walks the whole chain. Keep `head` elsewhere to tell later that nothing before it was changed.',
      access: ADMINISTER,
      response: {
        type: 'object',
        required: ['is_whole', 'entries', 'head', 'first_fault'],
        properties: {
          is_whole: { type: 'boolean' },
          entries: { type: 'integer' },
          head: { type: 'string' },
          first_fault: {
            type: ['object', 'null'],
            required: ['id', 'sentence'],
            properties: { id: { type: 'integer' }, sentence: { type: 'string' } },
          },
        },
      },
    },
    () => verifyAudit(),
  );

  return [list, csv, verification];
}
