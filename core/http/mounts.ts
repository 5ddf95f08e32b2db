import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Middleware } from 'koa';
import { keyOfRequest } from '../auth/api-key.ts';
import type { Can } from '../auth/permissions.ts';
import type { createCallers } from '../auth/callers.ts';
import type { Identity } from '../auth/identity.ts';
import type { Mount } from '../plugins/contract.ts';
import { allowedOrigin } from './security.ts';

export interface MountsOptions {
  /** By mount point, such as `/iiif`. */
  mounts: ReadonlyMap<string, Mount>;
  callerOf: ReturnType<typeof createCallers>;
  can: Can;
  /** Empty: the address of each request. */
  publicUrl: string;
  corsOrigins: readonly string[];
}

/** Serves the plugins' own root paths ahead of everything else. */
export interface Mounts {
  /** Answers a request itself, or leaves it to `others`, to which it also gives what failed. */
  serve(message: IncomingMessage, response: ServerResponse, others: () => void): void;
  /** Rethrows what failed in a mount, among Koa's middleware, so that it is logged and answered as anything else is. */
  readonly failures: Middleware;
}

const ONE_SECOND = 1000;
const MOST_KEYS = 1000;

export function createMounts({ mounts, callerOf, can, publicUrl, corsOrigins }: MountsOptions): Mounts {
  const failed = new WeakMap<IncomingMessage, unknown>();
  const keys = new Map<string, { until: number; user: Promise<Identity | null> }>();

  const ask = async (message: IncomingMessage, header: (name: string) => string): Promise<Identity | null> => {
    const { method = 'GET', url = '/' } = message;
    const body = async () => Buffer.alloc(0);
    const demand = { prefix: '/api', isPublic: true, signed: undefined, method, target: url, body } as const;
    return (await callerOf({ message, header }, demand)).user;
  };

  // A key is looked up in the database once a second, however many tiles are asked for with it.
  const caller = (message: IncomingMessage): Promise<Identity | null> => {
    const header = (name: string) => String(message.headers[name] ?? '');
    const key = keyOfRequest(header);
    if (!key) return ask(message, header);
    const now = performance.now();
    const known = keys.get(key);
    if (known && known.until > now) return known.user;
    if (keys.size >= MOST_KEYS) keys.clear();
    const user = ask(message, header);
    keys.set(key, { until: now + ONE_SECOND, user });
    user.catch(() => keys.delete(key));
    return user;
  };

  return {
    serve(message, response, others) {
      const url = message.url ?? '/';
      const end = url.indexOf('/', 1);
      const mount = end > 0 ? mounts.get(url.slice(0, end)) : undefined;
      if (!mount || message.method === 'OPTIONS') return others();
      const query = url.indexOf('?', end);
      const { host = '' } = message.headers;
      const secure = 'encrypted' in message.socket;
      const request = {
        message,
        response,
        path: query < 0 ? url.slice(end) : url.slice(end, query),
        siteUrl: publicUrl || `${secure ? 'https' : 'http'}://${host}`,
        allowedOrigin: allowedOrigin(corsOrigins, message.headers.origin),
        caller: () => caller(message),
        may: can,
      };
      mount(request).catch((error: unknown) => {
        // Half an answer can't be taken back, only broken off, so that nobody takes it for whole.
        if (response.headersSent) return void response.destroy(error as Error);
        failed.set(message, error);
        others();
      });
    },

    async failures(ctx, next) {
      if (failed.has(ctx.req)) throw failed.get(ctx.req);
      await next();
    },
  };
}
