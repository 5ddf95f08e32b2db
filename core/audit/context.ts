import { AsyncLocalStorage } from 'node:async_hooks';

/** Somebody as the audit names them: as they were called then. */
export interface Actor {
  readonly id: string;
  readonly email: string;
}

/** What is known of the request or job that code runs in: all that an entry says beside the changes themselves. */
export interface AuditContext {
  /** Null: nobody was recognised, or the server itself acts. */
  actor: Actor | null;
  /** The way in: a provider's name, `api-key`, `signature`, or `system`. */
  via: string;
  /** A route, such as `POST /projects`, or `job images.purge`. */
  action: string;
  summary: string;
  outcome: 'done' | 'denied' | 'failed';
  /** HTTP status, where there is one. */
  status: number | null;
  detail: string | null;
  projectId: string | null;
  targetId: string | null;
  requestId: string | null;
  address: string | null;
  agent: string | null;
}

const contexts = new AsyncLocalStorage<AuditContext>();

const server: AuditContext = {
  actor: null,
  via: 'system',
  action: 'system',
  summary: 'The server itself',
  outcome: 'done',
  status: null,
  detail: null,
  projectId: null,
  targetId: null,
  requestId: null,
  address: null,
  agent: null,
};

/** A context in which the server itself acts, such as a job or a command; `more` says as what. */
export const bySystem = (more: Partial<AuditContext> = {}): AuditContext => ({ ...server, ...more });

/** Runs work whose changes are entered under a context, which may be added to meanwhile. */
export const runAudited = <T>(context: AuditContext, work: () => T): T => contexts.run(context, work);

/** The context of the request or job that runs here, or that of the server itself. */
export const auditContext = (): Readonly<AuditContext> => contexts.getStore() ?? server;

/**
 * Adds to the entry of this request what core can't know: words that say more (nothing secret), who it is, when the way
 * in only finds out while it works, or that the attempt failed although the answer is no error.
 */
export function noteAudit({ detail, actor, failed }: { detail?: string; actor?: Actor; failed?: true }): void {
  const context = contexts.getStore();
  if (!context) throw new Error('noteAudit() was called outside of a request and a job: there is no entry to add to.');
  if (detail !== undefined) context.detail = detail;
  if (actor) context.actor = { id: actor.id, email: actor.email };
  if (failed) context.outcome = 'failed';
}

const LONGEST = 500;

/** The context as core_commit() takes it. */
export const contextJson = (context: Readonly<AuditContext>, more: { attempt?: true } = {}): string =>
  JSON.stringify({
    actor: context.actor,
    via: context.via,
    action: context.action,
    summary: context.summary,
    outcome: context.outcome,
    status: context.status,
    detail: shortened(context.detail),
    project_id: context.projectId,
    target_id: context.targetId,
    request_id: context.requestId,
    address: context.address,
    agent: shortened(context.agent),
    ...more,
  });

// What PostgreSQL can't keep in JSON must not keep an entry from being written.
const shortened = (text: string | null): string | null =>
  text === null ? null : text.slice(0, LONGEST).toWellFormed().replaceAll('\0', '\uFFFD');
