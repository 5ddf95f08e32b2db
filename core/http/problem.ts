import { STATUS_CODES } from 'node:http';
import type { Context, Middleware } from 'koa';
import type { Logger } from 'pino';
import { AppError } from '../errors.ts';

/** RFC 9457 problem details; `detail` is always a sentence for people. */
export interface Problem {
  type: string;
  title: string;
  status: number;
  detail: string;
  code: string;
  request_id: string;
  errors?: { pointer: string; message: string }[];
}

export const problemSchema = {
  type: 'object',
  description: 'Why a request was refused (RFC 9457).',
  required: ['type', 'title', 'status', 'detail', 'code', 'request_id'],
  properties: {
    type: { type: 'string', description: 'A URN of the code.', examples: ['urn:ipm:error:core.not_found'] },
    title: { type: 'string', description: 'The name of the status.', examples: ['Not Found'] },
    status: { type: 'integer', minimum: 400, maximum: 599, examples: [404] },
    detail: { type: 'string', minLength: 1, description: 'A sentence for people.', examples: ['Project not found'] },
    code: {
      type: 'string',
      pattern: '^[a-z0-9-]+\\.[a-z0-9_]+$',
      description: 'Stable, for programs to branch on.',
      examples: ['core.not_found'],
    },
    request_id: {
      type: 'string',
      minLength: 1,
      description: 'Finds the request in the server’s log.',
      examples: ['c0ffee00-1234'],
    },
    errors: {
      type: 'array',
      description: 'Of invalid input: each fault.',
      items: {
        type: 'object',
        required: ['pointer', 'message'],
        properties: {
          pointer: { type: 'string', description: 'Where, as a JSON pointer.', examples: ['/body/name'] },
          message: { type: 'string', examples: ['is missing'] },
        },
      },
    },
  },
} as const;

export function problemOf(error: AppError, requestId: string): Problem {
  return {
    type: `urn:ipm:error:${error.code}`,
    title: STATUS_CODES[error.status] ?? 'Error',
    status: error.status,
    detail: error.message,
    code: error.code,
    request_id: requestId,
    ...(error.faults ? { errors: error.faults.map(({ pointer, message }) => ({ pointer, message })) } : {}),
  };
}

/** Turns whatever is thrown into a problem document; of an unknown error nothing is told but the request id. */
export function problems(log: Logger): Middleware {
  return async (ctx, next) => {
    try {
      await next();
    } catch (error) {
      answerProblem(ctx, error, log);
    }
  };
}

export function answerProblem(ctx: Context, error: unknown, log: Logger): void {
  const requestId = ctx.state['requestId'] as string;
  const known = error instanceof AppError ? error : fromLibrary(error);
  if (known.status >= 500 && known.status !== 503)
    log.error({ err: error, request_id: requestId }, 'A request failed.');
  // What was set for the answer that didn't come to be doesn't belong to the refusal.
  for (const name of [
    'Cache-Control',
    'ETag',
    'Content-Disposition',
    'Content-Range',
    'Accept-Ranges',
    'Last-Modified',
  ])
    ctx.remove(name);
  ctx.status = known.status;
  ctx.set(known.headers);
  ctx.body = JSON.stringify(problemOf(known, requestId));
  ctx.type = 'application/problem+json';
  // The rest of an unread body would be taken for the next request.
  if (!ctx.req.complete && ctx.req.method !== 'GET') ctx.set('Connection', 'close');
}

function fromLibrary(error: unknown): AppError {
  const { name, code } = error as { name?: string; code?: string };
  if (name === 'URIError')
    return new AppError('core.invalid_path', 400, 'The path is not valid percent-encoded UTF-8.');
  if (code === 'ECONNRESET' || code === 'ERR_STREAM_PREMATURE_CLOSE') {
    return new AppError('core.client_gone', 400, 'The connection was closed before the request was complete.');
  }
  if (
    name === 'SequelizeConnectionError' ||
    name === 'SequelizeConnectionRefusedError' ||
    name === 'SequelizeConnectionAcquireTimeoutError'
  ) {
    return new AppError('core.database_unavailable', 503, 'The database does not answer now. Try again in a moment.', {
      headers: { 'Retry-After': '2' },
    });
  }
  return new AppError(
    'core.internal',
    500,
    'Something went wrong on the server. Quote the request id to its administrator.',
  );
}
