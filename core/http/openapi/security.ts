import type { Route } from '../route.ts';

/** The ways in, as OpenAPI names them. */
export const securitySchemes = {
  apiKey: {
    type: 'http',
    scheme: 'bearer',
    description: 'An API key, made at POST /api-keys: `Authorization: Bearer <key>`.',
  },
  apiKeyHeader: { type: 'apiKey', in: 'header', name: 'X-API-Key', description: 'The same API key in its own header.' },
  session: {
    type: 'apiKey',
    in: 'cookie',
    name: 'ipm_session',
    description:
      'What a browser has after signing in; behind TLS the cookie is called `__Host-ipm_session`. Under /api alone. ' +
      'Other ways of the installation to know a person, such as a proxy in front, count as a session does.',
  },
  signature: {
    type: 'apiKey',
    in: 'header',
    name: 'X-ML-Signature',
    description:
      'A pipeline’s signature. Version 1: `sha256=<hex HMAC-SHA256 of "<X-ML-Timestamp>.<body>">` beside ' +
      '`X-ML-Timestamp` (Unix seconds). Version 2: `v2=<hex HMAC-SHA256 of ' +
      '"<X-ML-Timestamp>.<X-ML-Nonce>.<METHOD>.<path?query>.<body>">` beside `X-ML-Timestamp`, `X-ML-Nonce` and ' +
      '`X-ML-Key-Id`, the key id of a registered pipeline.',
  },
} as const;

type Way = Readonly<Partial<Record<keyof typeof securitySchemes, readonly string[]>>>;

const byKey: readonly Way[] = [{ apiKey: [] }, { apiKeyHeader: [] }];
const bySignature: readonly Way[] = [{ signature: [] }, ...byKey.map((way) => ({ ...way, signature: [] }))];

/** What a route takes for proof of who is calling; any one of the list is enough, where its prefix takes it. */
export function securityOf({ spec }: Pick<Route, 'spec'>): readonly Way[] {
  if (spec.access === 'public') return [];
  if (spec.signed === 'always') return bySignature;
  if (spec.signed === 'unless-api-key') return [...bySignature, ...byKey];
  if (spec.signed === 'if-sent') return [...bySignature, ...byKey, { session: [] }];
  return spec.scope === 'account' ? [{ session: [] }] : [...byKey, { session: [] }];
}
