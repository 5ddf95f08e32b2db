import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Middleware } from 'koa';
import type { Can } from '../auth/permissions.ts';
import { headerOf } from '../auth/callers.ts';
import type { CallerOf } from '../auth/callers.ts';
import { auditedRequest, noteCaller } from '../audit/requests.ts';
import type { Identity } from '../auth/identity.ts';
import type { Mount, MountedRequest } from '../plugins/contract.ts';
import type { Clients } from './client.ts';
import type { RateLimits } from './rate-limit.ts';
import { allowedOrigin } from './security.ts';

export interface MountsOptions {
  /** By mount point, such as `/iiif`. */
  mounts: ReadonlyMap<string, Mount>;
  callerOf: CallerOf;
  clients: Clients;
  limits: RateLimits;
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

export function createMounts({
  mounts,
  callerOf,
  can,
  clients,
  limits,
  publicUrl,
  corsOrigins,
}: MountsOptions): Mounts {
  const failed = new WeakMap<IncomingMessage, unknown>();

  const caller = async (message: IncomingMessage, response: ServerResponse): Promise<Identity | null> => {
    const { method = 'GET', url = '/' } = message;
    const body = async () => Buffer.alloc(0);
    const demand = {
      prefix: '/api',
      isPublic: true,
      signed: undefined,
      isStreamed: false,
      method,
      target: url,
      body,
    } as const;
    const { address } = clients.of(message);
    const { user } = await callerOf({ message, header: headerOf(message) }, demand).catch((error: unknown) =>
      limits.refuse(error, address),
    );
    await limits.admit('tiles', user, address, (name, value) => void response.setHeader(name, value));
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
      const secure = clients.of(message).isSecure;
      let known: Identity | null = null;
      let isHidden = false;
      const request: MountedRequest = {
        message,
        response,
        path: query < 0 ? url.slice(end) : url.slice(end, query),
        siteUrl: publicUrl || `${secure ? 'https' : 'http'}://${host}`,
        allowedOrigin: allowedOrigin(corsOrigins, message.headers.origin),
        caller: async () => (known = await caller(message, response)),
        may: (user, permission, subject) => {
          const isAllowed = can(user, permission, subject);
          if (!isAllowed) isHidden = true;
          return isAllowed;
        },
      };
      mount(request).catch((error: unknown) => {
        // Half an answer can't be taken back, only broken off, so that nobody takes it for whole.
        if (response.headersSent) return void response.destroy(error as Error);
        failed.set(message, error);
        const audited = auditedRequest(message);
        const action = `${message.method ?? 'GET'} ${url.slice(0, end)}`;
        Object.assign(audited, { action, isHidden, targetId: targetOf(request.path) });
        noteCaller(audited, known);
        others();
      });
    },

    async failures(ctx, next) {
      if (failed.has(ctx.req)) throw failed.get(ctx.req);
      await next();
    },
  };
}

// What a root path is about, as far as anybody can tell who doesn't know its protocol: the id that it names.
const targetOf = (path: string): string | null => /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/.exec(path)?.[0] ?? null;
