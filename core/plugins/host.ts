import type { Auditing } from '../audit/tables.ts';
import { ACCESS_CHANGED } from '../auth/access-changes.ts';
import type { AuthProvider } from '../auth/provider.ts';
import type { Sequelize } from 'sequelize';
import { StartupError } from '../errors.ts';
import type { Route } from '../http/route.ts';
import type { Job } from '../jobs/job.ts';
import type { Listener } from '../events/outbox.ts';
import type { StorageArea } from '../storage/area.ts';
import type { MigrationFolder } from '../database/migrate.ts';
import type { OwnedRoute } from '../http/openapi.ts';
import { roles } from './contract.ts';
import type { Host, Mount, Permission, Plugin, SlotContribution } from './contract.ts';
import type { FoundPlugin } from './load.ts';
import { slotNames } from './slots.ts';

/** The browser side of one plugin. */
export interface UiContribution {
  readonly plugin: string;
  readonly title: string;
  readonly folder: URL;
  readonly isFirstParty: boolean;
  readonly module: string;
  readonly slots: Readonly<Record<string, readonly SlotContribution[]>>;
}

/** All that the plugins added while they registered. */
export interface Collected {
  readonly routes: OwnedRoute[];
  readonly migrations: MigrationFolder[];
  readonly permissions: Map<string, Permission>;
  readonly events: Map<string, object>;
  readonly listeners: { event: string; owner: string; listener: Listener }[];
  readonly jobs: { name: string; job: Job }[];
  readonly areas: { prefix: string; area: StorageArea }[];
  readonly mounts: Map<string, Mount>;
  readonly authProviders: AuthProvider[];
  readonly ui: UiContribution[];
  /** Tables of models, and whose they are. */
  readonly tables: Map<string, string>;
  /** What tables of plugins begin with. */
  readonly tablePrefixes: string[];
  /** Tables whose changes the audit keeps otherwise than row by row. */
  readonly auditing: Map<string, Auditing>;
}

const OWN_WAYS = ['local', 'accounts', 'oidc', 'proxy', 'api-key', 'signature'];
const OWN_PATHS = ['/api', '/api-key', '/api-ml', '/health', '/assets', '/not-built', '/plugins', '/storage'];

const tablePrefixOf = ({ name, tablePrefix }: Plugin): string => tablePrefix ?? name.replace(/-/g, '_');

/** Lets every plugin register, in order, and seals the host; each fault names the plugin and the remedy. */
export function collect(found: readonly FoundPlugin[], sequelize: Sequelize): Collected {
  const all: Collected = {
    routes: [],
    migrations: [],
    permissions: new Map(),
    events: new Map(),
    listeners: [],
    jobs: [],
    areas: [],
    mounts: new Map(),
    authProviders: [],
    ui: [],
    tables: new Map(),
    tablePrefixes: found.map(({ plugin }) => tablePrefixOf(plugin)),
    auditing: new Map(),
  };
  let isSealed = false;
  for (const one of found) {
    const result = one.plugin.register(hostFor(one, all, sequelize, () => isSealed)) as unknown;
    if (result instanceof Promise)
      throw new StartupError(`Plugin '${one.plugin.name}': register() must be synchronous; work goes into start().`);
  }
  isSealed = true;
  checkReferences(all);
  return all;
}

function hostFor(
  { plugin, folder, isFirstParty }: FoundPlugin,
  all: Collected,
  sequelize: Sequelize,
  isSealed: () => boolean,
): Host {
  const { name } = plugin;
  const fault = (what: string) => new StartupError(`Plugin '${name}' ${what}`);
  const open = (what: string) => {
    if (isSealed()) throw fault(`added ${what} after start-up. Everything is added inside register().`);
  };
  const own = (key: string, what: string) => {
    if (!key.startsWith(`${name}.`)) throw fault(`declares the ${what} '${key}', which must start with '${name}.'.`);
  };

  return {
    models(...models) {
      open('a model');
      for (const model of models) {
        const table = String(model.define(sequelize).getTableName());
        const prefix = tablePrefixOf(plugin);
        if (table !== prefix && !table.startsWith(`${prefix}_`))
          throw fault(`has the table '${table}', which must start with '${prefix}_' (see tablePrefix).`);
        all.tables.set(table, name);
        if (model.audit) all.auditing.set(table, model.audit);
      }
    },
    migrations(migrationFolder) {
      open('migrations');
      all.migrations.push({ owner: name, folder: migrationFolder });
    },
    permissions(permissions) {
      open('a permission');
      for (const [key, permission] of Object.entries(permissions)) {
        own(key, 'permission');
        const unknown = permission.grantedTo.find(
          (role) => !([...roles, 'pipeline', 'member'] as string[]).includes(role),
        );
        if (unknown)
          throw fault(
            `grants '${key}' to the role '${unknown}', which there is not; there are ${roles.join(', ')}, pipeline, member.`,
          );
        all.permissions.set(key, permission);
      }
    },
    routes(...routes) {
      open('a route');
      for (const route of routes) {
        checkRoute(route, fault);
        const twin = all.routes.find(
          ({ route: { method, path } }) => method === route.method && shapeOf(path) === shapeOf(route.path),
        );
        if (twin)
          throw new StartupError(
            `Plugins '${twin.owner}' and '${name}' both serve ${route.at}. One of them must choose another path.`,
          );
        all.routes.push({ route, owner: name });
      }
    },
    emits(events) {
      open('an event');
      for (const [key, schema] of Object.entries(events)) {
        own(key, 'event');
        all.events.set(key, schema);
      }
    },
    on(event, listener) {
      open('a listener');
      all.listeners.push({ event, owner: name, listener: listener as Listener });
    },
    jobs(...jobs) {
      open('a job');
      for (const job of jobs) all.jobs.push({ name: `${name}.${job.spec.name}`, job });
    },
    mount(at, serve) {
      open('a root path');
      if (!/^\/[a-z][a-z0-9-]*$/.test(at)) throw fault(`mounts '${at}', which must be one segment, such as '/iiif'.`);
      if (OWN_PATHS.includes(at) || all.mounts.has(at)) throw fault(`mounts ${at}, which is taken. Choose another.`);
      all.mounts.set(at, serve);
    },
    authProvider(provider) {
      open('a way in');
      if (all.authProviders.some((other) => other.name === provider.name) || OWN_WAYS.includes(provider.name))
        throw fault(`brings the way in '${provider.name}', which there is already. Choose another name.`);
      all.authProviders.push(provider);
    },
    storage(...areas) {
      open('a storage area');
      for (const area of areas) all.areas.push({ prefix: `${name}/${area.name}/`, area });
    },
    ui({ module, slots }) {
      open('a browser module');
      const checked: Record<string, SlotContribution[]> = {};
      for (const [slot, given] of Object.entries(slots)) {
        if (!(slotNames as readonly string[]).includes(slot))
          throw fault(`fills the slot '${slot}', which there is not; there are ${slotNames.join(', ')}.`);
        const contributions = Array.isArray(given) ? given : [given];
        for (const { element } of contributions) {
          if (!element.startsWith(`${name}-`))
            throw fault(`places the element <${element}>, whose name must start with '${name}-'.`);
        }
        checked[slot] = contributions;
      }
      all.ui.push({ plugin: name, title: plugin.title, folder, isFirstParty, module, slots: checked });
    },
  };
}

const shapeOf = (path: string): string => path.replace(/(?<!\\):\w+/g, ':').replace(/\/$/, '');

function checkRoute({ at, spec, raw, method, path }: Route, fault: (what: string) => StartupError): void {
  if (!/^(GET|POST|PATCH|PUT|DELETE)$/.test(method) || !path?.startsWith('/'))
    throw fault(`has the route '${at}', which must read like 'GET /things/:thing_id'.`);
  if (!spec.access) throw fault(`has the route ${at} without access. State a permission, 'signed-in', or 'public'.`);
  if (!spec.summary) throw fault(`has the route ${at} without a summary.`);
  if (raw ? !spec.answers : spec.response === undefined)
    throw fault(`has the route ${at} without ${raw ? 'answers' : 'response'}. State what it answers.`);
}

function checkReferences(all: Collected): void {
  for (const { route, owner } of all.routes) {
    const { access } = route.spec;
    if (access !== 'public' && access !== 'signed-in' && !all.permissions.has(access)) {
      throw new StartupError(
        `Plugin '${owner}': ${route.at} needs the permission '${access}', which no plugin declares.`,
      );
    }
  }
  for (const { event, owner } of all.listeners) {
    if (event !== ACCESS_CHANGED && !all.events.has(event))
      throw new StartupError(`Plugin '${owner}' listens to '${event}', which no plugin emits.`);
  }
}
