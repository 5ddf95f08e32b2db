import { pino } from 'pino';
import type { Logger } from 'pino';
import type { Middleware } from 'koa';

/** Structured logs to standard error; secrets in headers never reach them. */
export function createLog(level: string, pretty: boolean): Logger {
  const options = {
    level,
    base: null,
    redact: ['*.authorization', '*.cookie', '*["x-api-key"]', '*["x-ml-signature"]'],
  };
  if (pretty)
    return pino({
      ...options,
      transport: { target: 'pino-pretty', options: { destination: 2, ignore: 'pid,hostname' } },
    });
  return pino(options, pino.destination({ dest: 2, sync: true }));
}

/** One line for each request: changes and failures at `info`, reads at `debug`. */
export function requestLog(log: Logger): Middleware {
  return async (ctx, next) => {
    const started = performance.now();
    await next();
    const level = ctx.status >= 500 ? 'error' : ctx.method === 'GET' || ctx.method === 'HEAD' ? 'debug' : 'info';
    if (!log.isLevelEnabled(level)) return;
    const ms = Math.round((performance.now() - started) * 10) / 10;
    log[level](
      { request_id: ctx.state['requestId'] as string, method: ctx.method, path: ctx.path, status: ctx.status, ms },
      'request',
    );
  };
}
