import type { Context, Middleware } from 'koa';
import { AppError } from '../errors.ts';
import type { Clients } from '../http/client.ts';
import type { Attempts } from './attempts.ts';
import { bySystem, runAudited } from './context.ts';
import type { Actor, AuditContext } from './context.ts';

/** What a request that is being served adds to its entry, step by step, as core finds it out. */
export interface AuditedRequest extends AuditContext {
  /** The route answers anybody: what it refuses is a failed try to get in. */
  isPublic: boolean;
  /** Something was kept from the caller as if it weren't there. */
  isHidden: boolean;
}

const requests = new WeakMap<object, AuditedRequest>();

/** What the audit knows of a request by now; asked for by its Node message, which mounts and Koa have in common. */
export function auditedRequest(message: object): AuditedRequest {
  const known = requests.get(message);
  if (known) return known;
  const made = { ...bySystem({ via: 'none', action: '', summary: '' }), isPublic: false, isHidden: false };
  requests.set(message, made);
  return made;
}

/** Notes who sends a request; null: nobody that we know. */
export function noteCaller(request: AuditedRequest, caller: (Actor & { via: string }) | null): void {
  if (!caller) return;
  request.actor = { id: caller.id, email: caller.email };
  request.via = caller.via;
}

export interface AuditRequestOptions {
  clients: Clients;
  attempts: Attempts;
  /** Lower-case names of headers by which ways in recognise people, beside keys, signatures and sessions. */
  credentialHeaders: readonly string[];
}

/** Runs each request so that its changes are entered as its own, and enters what is refused. */
export function auditRequests({ clients, attempts, credentialHeaders }: AuditRequestOptions): Middleware {
  return async (ctx, next) => {
    const request = auditedRequest(ctx.req);
    request.requestId = ctx.state['requestId'] as string;
    request.address = clients.of(ctx.req).address;
    request.agent = ctx.get('user-agent') || null;
    const shown = waysTried(ctx, credentialHeaders);
    if (request.via === 'none' && shown) request.via = shown;
    await runAudited(request, async () => {
      try {
        await next();
      } catch (error) {
        if (error instanceof AppError) refused(ctx, request, error, shown !== null, attempts);
        throw error;
      }
      if (request.outcome === 'failed') attempts.enter({ ...request, status: ctx.status });
    });
  };
}

function refused(
  ctx: Context,
  request: AuditedRequest,
  error: AppError,
  hasCredential: boolean,
  attempts: Attempts,
): void {
  const { status, code, message } = error;
  const isRead = ctx.method === 'GET' || ctx.method === 'HEAD';
  const isTry = request.isPublic && !isRead;
  const counts =
    status === 401
      ? hasCredential || !isRead
      : status === 403 || status === 429 || (status === 404 && (request.isHidden || isTry));
  if (!counts) return;
  const entry: AuditContext = {
    ...request,
    action: request.action || `${ctx.method} /${ctx.path.split('/')[1] ?? ''}`,
    outcome: isTry && (status === 401 || status === 404) ? 'failed' : 'denied',
    status,
    detail: [request.detail, `${message} (${code})`].filter(Boolean).join(' · '),
  };
  if (status === 429) attempts.enterOnce(entry, code, Number(error.headers['Retry-After']) || 60);
  else attempts.enter(entry);
}

/** The kind of credential that a request shows, whether it counts or not; null when it shows none. */
function waysTried(ctx: Context, credentialHeaders: readonly string[]): string | null {
  if (ctx.get('x-ml-signature')) return 'signature';
  if (ctx.get('authorization') || ctx.get('x-api-key')) return 'api-key';
  if (ctx.get('cookie').includes('ipm_session=')) return 'session';
  return credentialHeaders.some((name) => ctx.get(name)) ? 'proxy' : null;
}
