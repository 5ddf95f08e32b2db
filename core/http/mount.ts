import { randomUUID } from 'node:crypto';
import Router from '@koa/router';
import type { Context, Middleware } from 'koa';
import type { Logger } from 'pino';
import { ownScopeAllows } from '../auth/limits.ts';
import { readPermissionOf, scopesWith } from '../auth/permissions.ts';
import type { Can, Permissions } from '../auth/permissions.ts';
import type { CallerOf, KnownCaller, Prefix } from '../auth/callers.ts';
import type { Clients } from './client.ts';
import type { RateLimits } from './rate-limit.ts';
import type { Identity } from '../auth/identity.ts';
import { loadStanding } from '../auth/standing.ts';
import { auditedRequest, noteCaller } from '../audit/requests.ts';
import type { AuditedRequest } from '../audit/requests.ts';
import { inTransaction } from '../database/connection.ts';
import {
  AppError,
  authenticationRequired,
  forbidden,
  methodNotAllowed,
  noSuchRoute,
  notFound,
  scopeMissing,
} from '../errors.ts';
import { emit } from '../events/outbox.ts';
import {
  answerKey,
  fingerprintOf,
  firstAnswer,
  keepAnswer,
  keepRefusal,
  sealedAnswer,
  unsealedAnswer,
} from './answers.ts';
import type { Answer } from './answers.ts';
import { NO_JSON, parseJson, readBody } from './body.ts';
import type { JsonBody } from './body.ts';
import { WrittenJson } from './written-json.ts';
import { problemOf } from './problem.ts';
import type { Route, Subject } from './route.ts';
import { bodyChecker, checkedParams, queryChecker, strictAjv } from './validate.ts';

export interface MountOptions {
  routes: readonly Route[];
  callerOf: CallerOf;
  can: Can;
  permissions: Permissions;
  clients: Clients;
  limits: RateLimits;
  maxJsonBytes: number;
  /** Empty: the address of each request. */
  publicUrl: string;
  /** Whether answers are checked against their schemas. */
  checkAnswers: boolean;
  /** How long a signed call's first answer is kept, in seconds: longer than its signature is valid. */
  keepSignedSeconds: number;
  log: Logger;
}

/** Largest JSON body, in bytes, of routes that are open to everybody. */
const MOST_OF_ANYBODY = 64 * 1024;

type Shared = Omit<MountOptions, 'routes'>;

/** A route with its schemas compiled. */
interface Ready {
  readonly route: Route;
  readonly checkQuery: ReturnType<typeof queryChecker>;
  readonly checkBody: ReturnType<typeof bodyChecker>;
  readonly checkAnswer: (value: unknown) => void;
}

/** What is known of a request once its caller, parameters and query have been checked. */
interface Request {
  readonly ctx: Context;
  caller: KnownCaller;
  readonly params: Record<string, string>;
  readonly query: unknown;
  readonly prefix: Prefix;
  readonly audited: AuditedRequest;
  readonly readOnce: () => Promise<Buffer>;
}

/** Serves every route under `/api`, `/api-key` and `/api-ml`; anything else under them is a 404 or 405 problem. */
export function mountRoutes(options: MountOptions): Middleware {
  const router = new Router();
  for (const route of options.routes) {
    router.register(route.path, [route.method.toLowerCase()], [serve(prepare(route, options.checkAnswers), options)]);
  }
  const dispatch = router.routes() as unknown as Middleware;

  return async (ctx, next) => {
    const [, prefix] = /^(\/api-key|\/api-ml|\/api)(?=\/|$)/.exec(ctx.path) ?? [];
    if (!prefix) return next();
    ctx.state['prefix'] = prefix;
    const path = ctx.path.slice(prefix.length) || '/';
    (ctx as { newRouterPath?: string }).newRouterPath = path;
    await dispatch(ctx, async () => {
      const allowed = router.match(path, ctx.method).path.flatMap(({ methods }) => methods);
      if (allowed.length === 0) throw noSuchRoute(ctx.path);
      ctx.set('Allow', [...new Set(allowed)].join(', '));
      throw methodNotAllowed(ctx.method, [...new Set(allowed)].join(' or '));
    });
  };
}

function prepare(route: Route, checkAnswers: boolean): Ready {
  const { query, body, response } = route.spec;
  const valid = checkAnswers && response ? strictAjv.compile(response) : undefined;
  return {
    route,
    checkQuery: queryChecker(query),
    checkBody: bodyChecker(body),
    checkAnswer: (value) => {
      if (valid && !valid(value instanceof WrittenJson ? JSON.parse(value.text) : value)) {
        throw new Error(
          `The answer of ${route.at} does not fit its schema: ${strictAjv.errorsText(valid.errors, { dataVar: 'answer' })}`,
        );
      }
    },
  };
}

const serve =
  (ready: Ready, shared: Shared): Middleware =>
  async (ctx) => {
    const { route } = ready;
    const audited = auditedRequest(ctx.req);
    audited.action = route.at.replace('\\:', ':');
    audited.summary = route.spec.summary;
    audited.isPublic = route.spec.access === 'public';
    audited.status = route.raw ? null : statusOf(route);
    const prefix = ctx.state['prefix'] as Prefix;
    const limit = route.spec.bodyLimit ?? Math.min(shared.maxJsonBytes, audited.isPublic ? MOST_OF_ANYBODY : Infinity);
    let read: Promise<Buffer> | undefined;
    const readOnce = () => (read ??= readBody(ctx.req, { limit }));
    const readUnproven = () => (read ??= readBody(ctx.req, { limit, isUnproven: true }));

    const header = (name: string) => ctx.get(name);
    const demand = {
      prefix,
      isPublic: route.spec.access === 'public',
      signed: route.spec.signed,
      method: ctx.method,
      target: ctx.originalUrl,
      isStreamed: route.raw && route.method !== 'GET',
      body: route.raw ? async () => Buffer.alloc(0) : readUnproven,
    };
    const { address } = shared.clients.of(ctx.req);
    const caller = await shared
      .callerOf({ message: ctx.req, header }, demand)
      .catch((error: unknown) => shared.limits.refuse(error, address));
    noteCaller(audited, caller.user);
    await shared.limits.admit('requests', caller.user, address, (name, value) => ctx.set(name, value));
    if (!caller.user && route.spec.access !== 'public') throw authenticationRequired();
    const request: Request = {
      ctx,
      caller,
      params: checkedParams(ctx['params'] as Record<string, string>),
      query: ready.checkQuery(ctx.query),
      prefix,
      audited,
      readOnce,
    };
    audited.targetId = Object.entries(request.params).findLast(([name]) => name.endsWith('_id'))?.[1] ?? null;
    await (route.raw ? serveRaw(ready, request, shared) : serveJson(ready, request, shared));
  };

async function serveRaw({ route }: Ready, request: Request, shared: Shared): Promise<void> {
  const subject = await findAllowed(route, request, shared);
  const key = onceKey(request, route);
  let isConfirmed = false;
  const confirm = async () => {
    isConfirmed = true;
    await request.caller.confirm?.();
  };
  const once = async (fingerprint: string, given: () => Promise<Answer>) => {
    await confirm();
    const work = async () => {
      const answer = await given();
      request.audited.status = answer.status;
      return answer;
    };
    return inTransaction(() => (key ? answerOnce(key, fingerprint, undefined, work, route) : work()));
  };
  await route.handle({ ...callOf(request, subject, shared), ctx: request.ctx, once } as never);
  if (!isConfirmed) await confirm();
}

async function serveJson(ready: Ready, request: Request, shared: Shared): Promise<void> {
  const { route } = ready;
  const { ctx, caller } = request;
  const isRead = route.method === 'GET';
  const isAlone = isRead || route.spec.transaction === 'own';
  const raw = isRead ? Buffer.alloc(0) : await request.readOnce();
  const once = isAlone ? null : onceKey(request, route);
  // The key of a version 1 signature has a digest of the body in it already.
  const fingerprint = () => (caller.replayKey?.startsWith('v1:') ? 'signature' : fingerprintOf(raw));
  try {
    const json = route.spec.body ? parseJson(raw, ctx.get('content-type')) : NO_JSON;
    ready.checkBody(json.value);
    const keep = caller.replayKey ? shared.keepSignedSeconds : undefined;
    const work = async () => {
      // Rights before anything that is kept: a first answer is for those alone who may have it now.
      const subject = await findAllowed(route, request, shared);
      const answering = () => handle(ready, request, subject, json, shared);
      return once ? answerOnce(once, fingerprint(), keep, answering, route) : answering();
    };
    const answer = await (isAlone ? work() : inTransaction(work));
    send(ctx, answer);
  } catch (error) {
    // A signed call that was refused is refused the same way when it is sent again.
    if (once && caller.replayKey && error instanceof AppError && error.status < 500) {
      const problem = JSON.stringify(problemOf(error, ctx.state['requestId'] as string));
      await keepRefusal(
        once,
        fingerprint(),
        { status: error.status, contentType: 'application/problem+json', body: problem },
        shared.keepSignedSeconds,
      );
    }
    throw error;
  }
}

/** The key under which a request acts once: by its signature, or by the Idempotency-Key of a POST. */
function onceKey({ ctx, caller, params }: Request, route: Route): string | null {
  // By route and parameters: prefix, query and spelling of the address may be nothing that the signature covers.
  if (caller.replayKey) return answerKey('signature', caller.replayKey, route.at, JSON.stringify(params));
  const given = ctx.get('idempotency-key');
  if (!given || route.method !== 'POST') return null;
  // What was answered to one credential is no other's, even of the same user: it may reach less.
  const { id = '', credentialId } = caller.user ?? {};
  return answerKey('key', id, credentialId ?? '', ctx.method, ctx.path, given);
}

async function answerOnce(
  key: string,
  fingerprint: string,
  keepSeconds: number | undefined,
  work: () => Promise<Answer>,
  { spec }: Route,
): Promise<Answer> {
  const first = await firstAnswer(key, fingerprint, keepSeconds);
  if (first) return spec.answersSecret ? unsealedAnswer(first) : first;
  const answer = await work();
  await keepAnswer(key, spec.answersSecret ? sealedAnswer(answer) : answer);
  return answer;
}

/** The status of a JSON route's success. */
const statusOf = ({ spec }: Route): number => spec.status ?? (spec.response === null ? 204 : 200);

async function handle(
  ready: Ready,
  request: Request,
  subject: Subject | undefined,
  json: JsonBody,
  shared: Shared,
): Promise<Answer> {
  const { route, checkAnswer } = ready;
  const header = (name: string, value: string | number) => request.ctx.set(name, String(value));
  const call = { ...callOf(request, subject, shared), body: json.value, bodyText: json.text, emit, header };
  const result = await route.handle(call as never);
  checkAnswer(result);
  const isEmpty = route.spec.response === null;
  return {
    status: statusOf(route),
    contentType: 'application/json',
    body: isEmpty ? '' : result instanceof WrittenJson ? result.text : JSON.stringify(result),
  };
}

function send(ctx: Context, { status, contentType, body }: Answer): void {
  ctx.status = status;
  if (!ctx.response.get('Cache-Control')) ctx.set('Cache-Control', 'no-store');
  if (status === 204) ctx.body = null;
  else {
    ctx.body = body;
    ctx.set('Content-Type', contentType);
  }
}

async function findAllowed(route: Route, request: Request, { can }: Shared): Promise<Subject | undefined> {
  const { spec, method } = route;
  const missing = () => notFound(spec.noun ?? 'This');
  const subject = spec.subject ? await spec.subject(request.params as never) : undefined;
  if (subject === null) throw missing();
  request.audited.projectId = subject?.scopeId ?? null;
  if (spec.access === 'public') return subject;
  const user = request.caller.user as Identity;
  if (spec.access === 'signed-in') {
    const scope = spec.scope ?? (method === 'GET' ? 'read' : 'write');
    if (user.limits && !ownScopeAllows(user.limits, scope)) throw scopeMissing(scope);
    return subject;
  }
  const on = subject ?? { scopeId: null };
  if (can(user, spec.access, on)) return subject;
  // What is remembered may be a moment behind another process; nobody is refused for that.
  const standing = await loadStanding(user.id);
  if (!standing) throw authenticationRequired();
  const now = { ...user, ...standing };
  request.caller = { ...request.caller, user: now };
  if (can(now, spec.access, on)) return subject;
  const unlimited = { ...now, limits: now.limits && { ...now.limits, scopes: null } };
  if (spec.subject && !can(unlimited, readPermissionOf(spec.access), on)) {
    request.audited.isHidden = true;
    throw missing();
  }
  throw can(unlimited, spec.access, on) ? scopeMissing(spec.access) : (spec.refusal ?? forbidden)(spec.access);
}

function callOf(
  { ctx, caller, params, query, prefix, audited }: Request,
  subject: Subject | undefined,
  { can, permissions, clients, publicUrl }: Shared,
) {
  const user = caller.user as Identity;
  const client = clients.of(ctx.req);
  return {
    params,
    query,
    subject,
    user,
    origin: {
      url: publicUrl || `${client.isSecure ? 'https' : 'http'}://${ctx.host}`,
      prefix,
      requestId: ctx.state['requestId'] as string,
      agent: ctx.get('user-agent'),
      ...client,
    },
    may: (permission: string, on: Subject) => {
      const isAllowed = user !== null && can(user, permission, on);
      if (!isAllowed && permission.endsWith('.read')) audited.isHidden = true;
      return isAllowed;
    },
    scopesWith: (permission: string) => scopesWith(permissions, user, permission),
  };
}

/** Gives every request an id, which answers, logs and problem documents carry. */
export const requestIds: Middleware = async (ctx, next) => {
  const given = ctx.get('x-request-id');
  const id = /^[\w.-]{8,64}$/.test(given) ? given : randomUUID();
  ctx.state['requestId'] = id;
  ctx.set('X-Request-Id', id);
  await next();
};
