import type { Context } from 'koa';
import type { ErrorMaker } from '../errors.ts';
import type { TypeOf } from '../schema.ts';
import type { Answer } from './answers.ts';
import type { Identity } from '../auth/identity.ts';

/** Something that may be read or acted upon; `scopeId` names what rights are granted on (null: the whole site). */
export interface Subject {
  readonly scopeId: string | null;
}

type Method = 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
/** `GET /images/:image_id`; a literal colon is written `\\:`. */
export type At = `${Method} /${string}`;

type Plain<P extends string> = P extends `${infer Before}\\:${infer After}` ? `${Before}${Plain<After>}` : P;
type NamesIn<P extends string> = P extends `${string}:${infer Name}/${infer Rest}`
  ? Name | NamesIn<`/${Rest}`>
  : P extends `${string}:${infer Name}`
    ? Name
    : never;
/** The names of the `:params` of a route, as a union. */
export type ParamNames<P extends string> = NamesIn<Plain<P>>;
type Params<A extends string> = Record<ParamNames<A>, string>;

/** Says an event; it is held until the transaction commits. Payloads carry `project_id` where there is one. */
export type Emit = (event: string, payload: Record<string, unknown>) => void;

/** Where a request came in and who sent it. */
export interface Origin {
  /** The address that this client reaches us at, such as `http://localhost:8000`; for absolute URLs in answers. */
  readonly url: string;
  readonly prefix: '/api' | '/api-key' | '/api-ml';
  readonly requestId: string;
  /** The sender's network address. */
  readonly address: string;
  /** What the sender calls itself (User-Agent). */
  readonly agent: string;
  /** Whether the request came by TLS. */
  readonly isSecure: boolean;
}

interface CommonSpec<A extends At, Q, S> {
  /** One line for people; the title of the operation in OpenAPI. */
  summary: string;
  description?: string;
  /** Finds what is acted upon; null is a 404. */
  subject?: (params: Params<A>) => Promise<S | null>;
  /** What a missing subject is called in the 404, such as 'Image'. */
  noun?: string;
  /** The permission that the caller needs on the subject; 'public' and 'signed-in' must be said aloud. */
  access: string;
  /** What those are told who may see the subject but lack the permission; default: `core.forbidden`, which names it. */
  refusal?: ErrorMaker;
  /**
   * What an API key must be good for beyond its owner's rights: `keys`, or `account`, which no key ever is. Default:
   * `read` for GET, else `write`. Only for 'signed-in' routes; permissions say it by themselves.
   */
  scope?: 'read' | 'write' | 'keys' | 'account';
  /**
   * A pipeline's HMAC signature is needed. 'unless-api-key': on `/api-key` a key whose owner has the permission is
   * enough. 'if-sent': it isn't needed, but counts when it is there.
   */
  signed?: 'always' | 'unless-api-key' | 'if-sent';
  /**
   * The handler opens transactions itself, and Idempotency-Key does not count: for work that must hold no connection
   * meanwhile, such as hashing and mailing, and for answers that must not be kept.
   */
  transaction?: 'own';
  query?: Q;
  /** What OpenAPI says of path parameters that are no ids: their schemas, with `examples`. */
  params?: Partial<Record<ParamNames<A>, object>>;
  errors?: readonly ErrorMaker[];
  /** Shown in place of the examples that are derived from the schemas. */
  example?: { body?: unknown; response?: unknown };
}

interface Spec<A extends At, Q, B, R, S> extends CommonSpec<A, Q, S> {
  body?: B;
  /** Largest accepted body in bytes; default: MAX_JSON_BYTES, of public routes 64 KiB. */
  bodyLimit?: number;
  /** Schema of the answer; null for an empty one (204). */
  response: R;
  /** The answer holds a secret that is shown this once: what is kept of it for a repetition is sealed. */
  answersSecret?: true;
  status?: 200 | 201 | 202 | 204;
}

interface CommonCall<A extends At, Q, S> {
  params: Params<A>;
  query: TypeOf<Q>;
  subject: S;
  user: Identity;
  origin: Origin;
  /** May the caller do this to that? For `abilities` in answers and for checks beyond the route's own. */
  may: (permission: string, subject: Subject) => boolean;
  /**
   * SQL of a subquery that answers the ids of the scopes (such as projects) on which the caller holds a permission, for
   * lists that are filtered before their limit; null when all count.
   */
  scopesWith: (permission: string) => string | null;
}

interface Call<A extends At, Q, B, S> extends CommonCall<A, Q, S> {
  body: TypeOf<B>;
  /** The JSON text of the body as it was sent: numbers beyond a double, and `1.0`, stand only here. */
  bodyText: string;
  emit: Emit;
  /** Sets a response header, such as X-Total-Count. */
  header: (name: string, value: string | number) => void;
}

interface RawSpec<A extends At, Q, S> extends CommonSpec<A, Q, S> {
  /** What OpenAPI says of the request body: its media type and its schema. */
  accepts?: { type: string; schema: object };
  /** What OpenAPI says of the request headers that the handler reads by itself. */
  headers?: readonly { name: string; description: string; example: string }[];
  /** What OpenAPI says of the answers, by status. */
  answers: Readonly<
    Record<
      number,
      {
        description: string;
        types?: readonly string[];
        /** Of those types that are JSON. */
        schema?: object;
        /** By type; those of JSON are derived from the schema unless given. */
        examples?: Readonly<Record<string, unknown>>;
      }
    >
  >;
}

interface RawCall<A extends At, Q, S> extends CommonCall<A, Q, S> {
  ctx: Context;
  /**
   * Runs work in a transaction, and once for each Idempotency-Key: if the request was answered before, its first
   * answer comes back and nothing is done. `fingerprint` (at most 64 characters) tells it from another request under
   * the same key.
   */
  once: (fingerprint: string, work: () => Promise<Answer>) => Promise<Answer>;
}

/** A declared endpoint, its types erased; made by `route` and `rawRoute`, mounted by core. */
export interface Route {
  readonly at: string;
  readonly method: Method;
  readonly path: string;
  readonly spec: Omit<CommonSpec<At, object | undefined, Subject | undefined>, 'params'> & {
    readonly params?: Readonly<Record<string, object>>;
  } & Partial<
      Pick<
        Spec<At, object, object, object | null, Subject>,
        'body' | 'bodyLimit' | 'response' | 'answersSecret' | 'status'
      >
    > &
    Partial<Pick<RawSpec<At, object, Subject>, 'accepts' | 'answers' | 'headers'>>;
  readonly raw: boolean;
  readonly handle: (call: never) => Promise<unknown>;
}

const splitAt = (at: string): { method: Method; path: string } => {
  const [method, path] = at.split(' ');
  return { method: method as Method, path: path as string };
};

/**
 * Declares an endpoint: what it finds, needs, takes and answers, and one handler that does one thing. In order:
 * authenticate, validate, transaction (non-GET), find, authorize, handle, check the answer (outside production),
 * commit, emit.
 */
export function route<
  const A extends At,
  S extends Subject | undefined = undefined,
  const Q extends object | undefined = undefined,
  const B extends object | undefined = undefined,
  const R extends object | null = object,
>(
  at: A,
  spec: Spec<A, Q, B, R, S>,
  handler: (call: Call<A, Q, B, S>) => Promise<R extends null ? void : TypeOf<R>>,
): Route {
  return { at, ...splitAt(at), spec: spec as never, raw: false, handle: handler as never };
}

/** Declares an endpoint that streams, uploads or serves tiles: found and authorized alike, but it sees `ctx`. */
export function rawRoute<
  const A extends At,
  S extends Subject | undefined = undefined,
  const Q extends object | undefined = undefined,
>(at: A, spec: RawSpec<A, Q, S>, handler: (call: RawCall<A, Q, S>) => Promise<void>): Route {
  return { at, ...splitAt(at), spec: spec as never, raw: true, handle: handler as never };
}
