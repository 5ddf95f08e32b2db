import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ModelStatic, Model, Sequelize } from 'sequelize';
import type { Logger } from 'pino';
import type { Auditing } from '../audit/tables.ts';
import type { Identity } from '../auth/identity.ts';
import type { AuthProvider } from '../auth/provider.ts';
import type { Route, Subject } from '../http/route.ts';
import type { Job } from '../jobs/job.ts';
import type { StorageArea } from '../storage/area.ts';
import type { TypeOf } from '../schema.ts';
import type { SlotName } from './slots.ts';

/** A Sequelize model that core defines on its own connection. */
export interface Definable {
  define(sequelize: Sequelize): ModelStatic<Model>;
  /**
   * What the audit keeps of changes of its rows: each, before and after (the default); `count`, how many, for rows that
   * are many and told of elsewhere; `none`.
   */
  audit?: Auditing;
}

/** The project roles that permissions are granted to, from least to most; `pipeline` stands beside them. */
export const roles = ['viewer', 'commenter', 'annotator', 'reviewer', 'manager', 'owner'] as const;
export type Role = (typeof roles)[number] | 'pipeline' | 'member';

/** A right that a plugin brings. Roles above the named one have it too; `pipeline` and `member` must be named. */
export interface Permission {
  title: string;
  grantedTo: readonly Role[];
  /** Beyond holding the permission: may this user do it to this subject? Pure. */
  allows?: (user: Identity, subject: never) => boolean;
}

/** What a listener learns beside the payload. */
export interface EventMeta {
  readonly id: string;
  readonly name: string;
  readonly at: string;
}

export interface JobContext {
  readonly log: Logger;
  /** Aborted when the process stops or the job's time is over. */
  readonly signal: AbortSignal;
  /** True when no try follows after this one. */
  readonly isLastTry: boolean;
}

/** One thing that a plugin places in a slot of the browser shell; the slot says which fields count. */
export interface SlotContribution {
  element: string;
  title?: string;
  id?: string;
  order?: number;
  path?: string;
}

/** A request to a plugin's own root path. */
export interface MountedRequest {
  readonly message: IncomingMessage;
  readonly response: ServerResponse;
  /** What follows the mount point: percent-encoded as it was sent, without the query; begins with `/`. */
  readonly path: string;
  /** The address that this client reaches us at, such as `http://localhost:8000`. */
  readonly siteUrl: string;
  /** The page's origin if it is one of CORS_ORIGINS, to be answered in Access-Control-Allow-Origin; else null. */
  readonly allowedOrigin: string | null;
  /** Who calls, by the rules of `/api`; null when nobody is known. What the database answered counts for a second. */
  caller(): Promise<Identity | null>;
  may(user: Identity, permission: string, subject: Subject): boolean;
}

/** Answers a request of any method but OPTIONS, or rejects before it has begun to: core answers the problem. */
export type Mount = (request: MountedRequest) => Promise<void>;

/** What a plugin may add while it registers. Sealed once every plugin has registered. */
export interface Host {
  models(...models: Definable[]): void;
  migrations(folder: URL): void;
  permissions(permissions: Record<string, Permission>): void;
  routes(...routes: Route[]): void;
  emits(events: Record<string, object>): void;
  /** Hears an event of any plugin, after commit, in every process. */
  on(event: string, listener: (payload: never, meta: EventMeta) => void | Promise<void>): void;
  jobs(...jobs: Job[]): void;
  ui(contribution: { module: string; slots: Partial<Record<SlotName, SlotContribution | SlotContribution[]>> }): void;
  /**
   * Serves all below a root path of one segment, such as `/iiif`, for protocols that prescribe their URLs and for what
   * must be fast: ahead of the router, without validation, transaction or log line. Routes are the rule; this is rare.
   */
  mount(at: `/${string}`, serve: Mount): void;
  /** A way in for people, such as a company's directory; AUTH_MODE opens it by its name. */
  authProvider(provider: AuthProvider): void;
  /** Places for files under the plugin's own prefix. */
  storage(...areas: StorageArea[]): void;
}

/** What a plugin gets when it starts: after migration, before the server listens. */
export interface StartContext<Settings = Record<string, unknown>> {
  readonly settings: Settings;
  readonly log: Logger;
  readonly app: AppFacts;
}

/** What plugins may know of the process they run in. */
export interface AppFacts {
  readonly dataDir: string;
  /** The ways in that are open, such as ['local']. */
  readonly authModes: readonly string[];
  /** Where this process can be reached from itself, once it listens. */
  url(): string;
  /** Tells whoever started the server, on its terminal. */
  say(sentence: string): void;
}

/** A plugin's manifest. `name` = folder = prefix of its tables, permissions, events, elements and URLs. */
export interface Plugin<S extends object = object> {
  readonly name: string;
  readonly title: string;
  readonly summary: string;
  /** Plugins that load before, and the only ones it may import. */
  readonly needs?: readonly string[];
  /** Prefix of its tables, where the name can't be it; default: the name with underscores. */
  readonly tablePrefix?: string;
  /** JSON Schema with defaults; a property's `env` names the environment variable that sets it. */
  readonly settings?: S;
  register(host: Host): void;
  start?(context: StartContext<TypeOf<S>>): Promise<void>;
  stop?(): Promise<void>;
}

/** Declares a plugin; importing it has no effect. */
export const definePlugin = <const S extends object>(plugin: Plugin<S>): Plugin<S> => plugin;

/** A subject that stands for the whole site. */
export const site: Subject = { scopeId: null };
