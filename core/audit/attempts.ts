import type { Logger } from 'pino';
import { addressKey } from '../auth/throttle.ts';
import { outsideTransaction, rows } from '../database/connection.ts';
import { contextJson } from './context.ts';
import type { AuditContext } from './context.ts';

/** What is entered of one source within a minute, before the rest is only counted. */
export const MOST_A_MINUTE = 20;
const MINUTE = 60;
// More sources than this at once share one minute.
const MOST_SOURCES = 10_000;

/** Enters attempts that were refused, apart from any transaction of the request's. */
export interface Attempts {
  /** Enters one, unless too many came from the same person or address; those are counted, and entered together. */
  enter(context: Readonly<AuditContext>): void;
  /** Enters one of its kind (a limit that was reached) in so many seconds. */
  enterOnce(context: Readonly<AuditContext>, kind: string, seconds: number): void;
  /** Resolves when all that was refused before is entered. */
  settled(): Promise<void>;
  /** Enters what was counted and ends. */
  stop(): Promise<void>;
}

interface Window {
  seen: number;
  leftOut: number;
  readonly context: Readonly<AuditContext>;
  readonly end: NodeJS.Timeout;
}

/**
 * Nobody waits for an entry: a refusal would else take longer for what is hidden than for what is not there. All
 * processes share one count of each source; what a process leaves out it enters when the minute is over.
 */
export function createAttempts(log: Logger): Attempts {
  const windows = new Map<string, Window>();
  const writing = new Set<Promise<void>>();

  const inBackground = (write: Promise<void>): void => {
    const done = write
      .catch((error: unknown) => log.error({ err: error }, 'A refused attempt could not be entered in the audit.'))
      .finally(() => writing.delete(done));
    writing.add(done);
  };

  function close(key: string): void {
    const window = windows.get(key);
    if (!window) return;
    clearTimeout(window.end);
    windows.delete(key);
    if (window.leftOut > 0) inBackground(enterRest(window));
  }

  function windowOf(key: string, context: Readonly<AuditContext>, seconds: number): Window {
    const known = windows.get(key);
    if (known) return known;
    const end = setTimeout(() => close(key), seconds * 1000).unref();
    const made = { seen: 0, leftOut: 0, context, end };
    windows.set(key, made);
    return made;
  }

  return {
    enter(context) {
      const source = sourceOf(context);
      const key = windows.has(source) || windows.size < MOST_SOURCES ? source : 'audit:others';
      const window = windowOf(key, context, MINUTE);
      window.seen += 1;
      if (window.seen > MOST_A_MINUTE) {
        window.leftOut += 1;
        return;
      }
      const write = async () => {
        if (await enterOne(context, key, MOST_A_MINUTE, MINUTE)) return;
        window.seen = MOST_A_MINUTE; // other processes have used up the minute
        window.leftOut += 1;
      };
      inBackground(write());
    },

    enterOnce(context, kind, seconds) {
      const key = `${sourceOf(context)} ${kind}`;
      if (windows.has(key) || windows.size >= MOST_SOURCES) return;
      windowOf(key, context, seconds);
      inBackground(enterOne(context, key, 1, seconds).then(() => undefined));
    },

    async settled() {
      await Promise.all(writing);
    },

    async stop() {
      await Promise.all(writing);
      for (const key of [...windows.keys()]) close(key);
      await Promise.all(writing);
    },
  };
}

const sourceOf = ({ actor, address }: Readonly<AuditContext>): string =>
  actor ? `audit:person:${actor.id}` : addressKey('audit', address ?? '');

/** Counts and enters in one statement; false when the source has had its share. */
async function enterOne(context: Readonly<AuditContext>, key: string, most: number, seconds: number): Promise<boolean> {
  const [counted] = await outsideTransaction(() =>
    rows<{ count: number }>(
      `with counted as (
         insert into core_throttles as t (key, count, resets_at) values (left($1, 128), 1, now() + make_interval(secs => $2))
         on conflict (key) do update set
           count = case when t.resets_at < now() then 1 else t.count + 1 end,
           resets_at = case when t.resets_at < now() then excluded.resets_at else t.resets_at end
         returning count)
       select count, case when count <= $3 then core_commit($4::jsonb, null) end from counted`,
      [key, seconds, most, contextJson(context, { attempt: true })],
    ),
  );
  return (counted?.count ?? 0) <= most;
}

async function enterRest({ context, leftOut }: Window): Promise<void> {
  const rest = {
    ...context,
    action: 'refused attempts',
    summary: 'More refused attempts within a minute than are entered one by one',
    detail: `${leftOut} more from ${context.actor?.email ?? context.address ?? 'there'} are left out.`,
    outcome: 'denied' as const,
    status: null,
    projectId: null,
    targetId: null,
    requestId: null,
  };
  await outsideTransaction(() => rows('select core_commit($1::jsonb, null)', [contextJson(rest, { attempt: true })]));
}
