import { createServer } from 'node:http';
import type { Server } from 'node:http';
import Koa from 'koa';
import type { Middleware } from 'koa';
import type { Logger } from 'pino';
import { noSuchRoute, StartupError } from '../errors.ts';
import { requestLog } from '../log.ts';
import { requestIds } from './mount.ts';
import type { Clients } from './client.ts';
import type { Mounts } from './mounts.ts';
import { answerProblem, problems } from './problem.ts';
import { cors, securityHeaders } from './security.ts';
import type { SecuritySettings } from './security.ts';

export interface ServerParts {
  settings: SecuritySettings & { corsOrigins: readonly string[] };
  clients: Clients;
  /** What CSP must allow of index.html. */
  scriptHashes: () => readonly string[];
  /** The plugins' own root paths, which are asked first. */
  mounts: Mounts;
  /** Runs requests so that what they change and what is refused them is entered in the audit. */
  audit: Middleware;
  /** What answers the rest, in order: API, presigned URLs, browser side. */
  answering: readonly Middleware[];
  log: Logger;
}

// A client that goes away in the middle of an answer is no fault of ours.
const CLIENT_GONE = ['EPIPE', 'ECONNRESET', 'ERR_STREAM_PREMATURE_CLOSE', 'ECANCELED'];

/** The chain that every request goes through, and what answers in the end: a problem document if nobody else does. */
export function createKoa({ settings, clients, scriptHashes, mounts, audit, answering, log }: ServerParts): Koa {
  const koa = new Koa();
  koa.on('error', (error: NodeJS.ErrnoException, ctx?: Koa.Context) => {
    if (!CLIENT_GONE.includes(error.code ?? '')) log.error({ err: error, path: ctx?.path }, 'An answer broke off.');
  });
  koa.use(requestIds);
  koa.use(requestLog(log));
  koa.use(securityHeaders(settings, clients, scriptHashes));
  koa.use(problems(log));
  koa.use(audit);
  koa.use(cors(settings.corsOrigins));
  koa.use(mounts.failures);
  koa.use(async (ctx, next) => {
    if (ctx.path === '/health') ctx.path = '/api/health';
    await next();
  });
  for (const middleware of answering) koa.use(middleware);
  koa.use(async (ctx) => answerProblem(ctx, noSuchRoute(ctx.path), log));
  return koa;
}

/** Listens; a port that is taken is a sentence with the remedy. */
export function listenOn(koa: Koa, mounts: Mounts, port: number, host: string): Promise<Server> {
  const answer = koa.callback();
  const server = createServer((message, response) => {
    mounts.serve(message, response, () => void answer(message, response));
  });
  server.requestTimeout = 0; // uploads take as long as they take; idle headers still time out
  server.keepAliveTimeout = 65_000;
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(listenFault(error, port, host)));
    server.listen(port, host, () => resolve(server));
  });
}

/** Why a server can't listen, and what to do. */
export function listenFault(error: NodeJS.ErrnoException, port: number, host: string): StartupError {
  return new StartupError(
    error.code === 'EADDRINUSE'
      ? `Port ${port} on ${host} is taken by another program. Stop it, or choose another with PORT=${port + 1}.`
      : `The server can't listen on ${host}:${port} (${error.code ?? error.message}). Choose others with HOST and PORT.`,
  );
}

/** Takes no new connection, ends event streams, and waits for the requests under way (10 s at most). */
export async function drain(server: Server, streams: ReadonlySet<() => void>): Promise<void> {
  const closed = new Promise((resolve) => server.close(resolve));
  for (const close of streams) close();
  server.closeIdleConnections();
  const idle = setInterval(() => server.closeIdleConnections(), 100);
  const late = setTimeout(() => server.closeAllConnections(), 10_000);
  await closed;
  clearInterval(idle);
  clearTimeout(late);
}
