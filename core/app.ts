import { mkdir } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import type Koa from 'koa';
import type { Logger } from 'pino';
import { firstPartyPlugins } from '../config/plugins.ts';
import { coreSettings } from '../config/settings.ts';
import packageJson from '../package.json' with { type: 'json' };
import { createAttempts } from './audit/attempts.ts';
import { auditRequests } from './audit/requests.ts';
import { auditTables } from './audit/tables.ts';
import { checkLocalHost } from './auth/providers/local.ts';
import { ACCESS_CHANGED, forgetAccess } from './auth/access-changes.ts';
import { hasAdministrator, useAdministratorSettings } from './auth/first-administrator.ts';
import { makeLink } from './auth/link.ts';
import { useLinkMail } from './auth/link-mail.ts';
import { mailer } from './auth/mail.ts';
import { createClients } from './http/client.ts';
import { openAuth } from './auth/open.ts';
import { prepareDatabase, withoutValues } from './database/prepare.ts';
import { core, coreEvents, coreJobs, corePermissions, coreRoutes, tidyRegularly } from './own.ts';
import { createClosers } from './closers.ts';
import type { Closers } from './closers.ts';
import { connect, disconnect } from './database/connection.ts';
import { joinInstances } from './database/instance.ts';
import { createOutbox } from './events/outbox.ts';
import { mountRoutes } from './http/mount.ts';
import { createMounts } from './http/mounts.ts';
import { openApi } from './http/openapi.ts';
import { presignedUrls } from './http/presigned.ts';
import { createKoa, drain, listenOn } from './http/server.ts';
import { createRateLimits } from './http/rate-limit.ts';
import { createSite } from './http/site.ts';
import type { Site } from './http/site.ts';
import { strictAjv } from './http/validate.ts';
import { createQueue } from './jobs/queue.ts';
import { createLog } from './log.ts';
import type { Plugin } from './plugins/contract.ts';
import type { Collected } from './plugins/host.ts';
import { findPlugins } from './plugins/load.ts';
import { hearEvents, startPlugins } from './plugins/start.ts';
import type { TypeOf } from './schema.ts';
import { readSettings, readSources } from './settings/read.ts';
import type { SettingsSources } from './settings/read.ts';
import { generatedSecret } from './settings/secrets.ts';
import { bindAreas, openStorage } from './storage/open.ts';

const { version } = packageJson;

export type CoreSettings = TypeOf<typeof coreSettings>;

/** The project's root folder. */
export const root = fileURLToPath(new URL('..', import.meta.url));

export interface AppOptions {
  /** Where settings come from; tests give their own. */
  environment: NodeJS.ProcessEnv;
  /** A database that is there; default: the setting DATABASE_URL. */
  databaseUrl?: string;
  /** Plugins to load in place of the first-party set, as folders. */
  plugins?: readonly string[];
  log?: Logger;
  /** Shows a sentence to whoever started the server; default: nobody. */
  say?: (sentence: string) => void;
}

/** The whole application, wired and migrated; nothing listens until `listen`. */
export interface App {
  readonly settings: CoreSettings;
  readonly koa: Koa;
  readonly log: Logger;
  readonly collected: Collected;
  readonly plugins: readonly Plugin[];
  readonly site: Site;
  /** Starts to answer and to work on jobs; answers the address, such as `http://127.0.0.1:8000`. */
  listen(port?: number, host?: string): Promise<string>;
  /**
   * A one-time link, shown to whoever runs the server, by which its reader becomes the first administrator; null when
   * there is one, or accounts are not open. `site`: the address of the site.
   */
  firstLink(site: string): Promise<{ url: string; expiresAt: Date } | null>;
  /** Lets requests and jobs end, then closes everything, in reverse. */
  stop(): Promise<void>;
  /** Removes stored objects that nothing refers to; for tests. */
  sweep(): Promise<number>;
}

/** Wires everything: settings, plugins (find, order, register, seal), database, migrations, storage, jobs, routes. */
export async function createApp(options: AppOptions): Promise<App> {
  const sources = await readSources(options.environment);
  const settings = readSettings<CoreSettings>('core', coreSettings, sources);
  if (settings.authMode.includes('local')) checkLocalHost(settings.host);
  const closers = createClosers();
  try {
    return await wire(options, sources, settings, closers);
  } catch (error) {
    await closers.closeAll();
    throw error;
  }
}

async function wire(
  options: AppOptions,
  sources: SettingsSources,
  settings: CoreSettings,
  closers: Closers,
): Promise<App> {
  const log = options.log ?? createLog(settings.logLevel, settings.logPretty);
  const { dataDir, publicUrl, corsOrigins } = settings;
  const databaseUrl = options.databaseUrl ?? settings.databaseUrl;
  const found = await findPlugins(root, options.plugins ?? firstPartyPlugins, settings.plugins);
  const sequelize = connect(databaseUrl, { poolSize: settings.databasePool, log: withoutValues(log) });
  closers.add(() => disconnect(sequelize));
  const collected = await prepareDatabase(found, sequelize, databaseUrl, log);
  await auditTables(['core', ...collected.tablePrefixes], collected.auditing);
  const attempts = createAttempts(log);
  closers.add(() => attempts.stop());

  await mkdir(dataDir, { recursive: true });
  const instance = await joinInstances(databaseUrl, log);
  closers.add(() => instance.stop());
  const secretKey = await generatedSecret(settings.secretKey, dataDir, 'secret-key');
  const { driver, presigned } = await openStorage(settings, secretKey);
  const sweeper = await bindAreas(collected.areas, driver, { instanceId: instance.id, dataDir, log });
  closers.add(() => sweeper.stop());

  const outbox = createOutbox(new Map([...coreEvents, ...collected.events]), strictAjv, log);
  outbox.subscribe(({ name }) => name === ACCESS_CHANGED && forgetAccess());
  hearEvents(outbox, collected.listeners, log);
  await outbox.start(instance);
  const queue = createQueue(databaseUrl, [...coreJobs, ...collected.jobs], strictAjv, log);
  await queue.start();
  closers.add(() => queue.stop());

  useAdministratorSettings(settings);
  useLinkMail({ send: mailer(settings), publicUrl });
  const clients = createClients(settings.proxyTrustedAddresses, publicUrl);
  const permissions = new Map([...corePermissions, ...collected.permissions]);
  const brought = collected.authProviders;
  const { callerOf, can, providers, builtIn } = await openAuth(settings, {
    permissions,
    clients,
    secretKey,
    brought,
    log,
  });
  const limits = createRateLimits(settings);
  const site = await createSite(root, collected.ui);
  const mounts = createMounts({ mounts: collected.mounts, callerOf, can, clients, limits, publicUrl, corsOrigins });
  const streams = new Set<() => void>();
  const own = coreRoutes({
    attempts,
    builtIn,
    can,
    collected,
    document: () => document,
    found,
    log,
    outbox,
    permissions,
    providers,
    site,
    sources,
    streams,
  });
  const routes = [...own.map((route) => ({ route, owner: core.name })), ...collected.routes];
  const document = openApi(routes, [core, ...found.map(({ plugin }) => plugin)], permissions, version);
  const api = mountRoutes({
    routes: routes.map(({ route }) => route),
    callerOf,
    can,
    permissions,
    clients,
    limits,
    maxJsonBytes: settings.maxJsonBytes,
    publicUrl,
    checkAnswers: options.environment['NODE_ENV'] !== 'production',
    keepSignedSeconds: settings.hmacSkewSeconds * 2 + 60,
    log,
  });
  const answering = [api, ...(presigned ? [presignedUrls(presigned)] : []), site.middleware];
  const credentialHeaders = [settings.proxyUserHeader, settings.proxySecretHeader].map((name) => name.toLowerCase());
  const audit = auditRequests({ clients, attempts, credentialHeaders });
  const koa = createKoa({ settings, clients, scriptHashes: () => site.scriptHashes, mounts, audit, answering, log });

  let address = '';
  const say = options.say ?? (() => undefined);
  const facts = { dataDir, authModes: settings.authMode, url: () => address, say };
  await startPlugins(found, sources, facts, closers, log);
  const tidying = tidyRegularly(outbox, log);
  closers.add(() => clearInterval(tidying));

  return {
    settings,
    koa,
    log,
    collected,
    plugins: found.map(({ plugin }) => plugin),
    site,
    async listen(port = settings.port, host = settings.host) {
      const server = await listenOn(koa, mounts, port, host);
      closers.add(() => drain(server, streams));
      const { port: taken } = server.address() as AddressInfo;
      address = `http://${host.includes(':') ? `[${host}]` : host}:${taken}`;
      await queue.work();
      return address;
    },
    async firstLink(here) {
      if (!settings.authMode.includes('accounts') || (await hasAdministrator())) return null;
      return makeLink(publicUrl || here, 'first-admin', null);
    },
    stop: () => closers.closeAll(),
    sweep: () => sweeper.sweep(),
  };
}
