import type { Middleware } from 'koa';
import type { Clients } from './client.ts';

export interface SecuritySettings {
  nosniff: boolean;
  xfo: boolean;
  xfoValue: string;
  referrerPolicy: boolean;
  referrerPolicyValue: string;
  hsts: boolean;
  permissionsPolicy: boolean;
  csp: boolean;
  cspValue: string;
}

/** The policy of pages: everything from this origin alone; `scriptHashes` are those of index.html's import map. */
export const strictCsp = (scriptHashes: readonly string[]): string =>
  [
    "default-src 'self'",
    `script-src 'self'${scriptHashes.map((hash) => ` '${hash}'`).join('')}`,
    "style-src 'self'",
    "img-src 'self' data: blob:",
    "connect-src 'self'",
    "font-src 'self'",
    "worker-src 'self' blob:",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'self'",
  ].join('; ');

// Nothing here asks for the devices of the person who looks at it; full screen is the viewer's.
const NO_DEVICES =
  'accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), midi=(), payment=(), usb=(), fullscreen=(self)';
/** Seconds. */
const ONE_YEAR = 31_536_000;

/** Sends the security headers, each unless switched off or set already by the answer itself. */
export function securityHeaders(
  settings: SecuritySettings,
  clients: Clients,
  scriptHashes: () => readonly string[],
): Middleware {
  return async (ctx, next) => {
    if (settings.nosniff) ctx.set('X-Content-Type-Options', 'nosniff');
    if (settings.xfo) ctx.set('X-Frame-Options', settings.xfoValue);
    if (settings.referrerPolicy) ctx.set('Referrer-Policy', settings.referrerPolicyValue);
    if (settings.permissionsPolicy) ctx.set('Permissions-Policy', NO_DEVICES);
    if (settings.hsts && clients.of(ctx.req).isSecure) ctx.set('Strict-Transport-Security', `max-age=${ONE_YEAR}`);
    if (settings.csp) ctx.set('Content-Security-Policy', settings.cspValue || strictCsp(scriptHashes()));
    await next();
  };
}

const EXPOSED =
  'X-Total-Count, X-Next-Before, X-Request-Id, ETag, Content-Disposition, Content-Range, Retry-After, RateLimit, RateLimit-Policy';

/** The origin of a request if its pages may call us; null for any other. */
export const allowedOrigin = (origins: readonly string[], origin: string | undefined): string | null =>
  origin && origins.includes(origin) ? origin : null;

/** Lets pages of the configured origins call us; preflights are answered before anybody is asked who they are. */
export function cors(origins: readonly string[]): Middleware {
  return async (ctx, next) => {
    const origin = allowedOrigin(origins, ctx.get('origin'));
    if (origins.length > 0) ctx.vary('Origin');
    if (origin) {
      ctx.set('Access-Control-Allow-Origin', origin);
      ctx.set('Access-Control-Allow-Credentials', 'true');
      ctx.set('Access-Control-Expose-Headers', EXPOSED);
    }
    if (ctx.method === 'OPTIONS' && ctx.get('access-control-request-method')) {
      if (origin) {
        ctx.set('Access-Control-Allow-Methods', 'GET, HEAD, POST, PUT, PATCH, DELETE');
        ctx.set('Access-Control-Allow-Headers', ctx.get('access-control-request-headers'));
        ctx.set('Access-Control-Max-Age', '600');
      }
      ctx.status = 204;
      return;
    }
    await next();
  };
}
