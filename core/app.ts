import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Koa from 'koa';
import type { Logger } from 'pino';
import { firstPartyPlugins } from '../config/plugins.ts';
import { coreSettings } from '../config/settings.ts';
import { ApiKey } from './auth/api-key.ts';
import { createCallers } from './auth/callers.ts';
import { checkLocalHost, localProvider } from './auth/local.ts';
import { createCan, localRoles } from './auth/permissions.ts';
import { identityOf, provideUser, User } from './auth/user.ts';
import { connect, disconnect } from './database/connection.ts';
import { joinInstances } from './database/instance.ts';
import type { Instance } from './database/instance.ts';
import { createMigrator } from './database/migrate.ts';
import { noSuchRoute, StartupError } from './errors.ts';
import { createOutbox } from './events/outbox.ts';
import { pruneAnswers } from './http/answers.ts';
import { mountRoutes, requestIds } from './http/mount.ts';
import { createMounts } from './http/mounts.ts';
import type { Mounts } from './http/mounts.ts';
import { openApi } from './http/openapi.ts';
import { presignedUrls } from './http/presigned.ts';
import { answerProblem, problems } from './http/problem.ts';
import { cors, securityHeaders } from './http/security.ts';
import { createSite } from './http/site.ts';
import type { Site } from './http/site.ts';
import { strictAjv } from './http/validate.ts';
import { createQueue } from './jobs/queue.ts';
import { createLog, requestLog } from './log.ts';
import { collect } from './plugins/host.ts';
import { findPlugins } from './plugins/load.ts';
import type { Plugin } from './plugins/contract.ts';
import { createApiKey, deactivateApiKey, listApiKeys } from './routes/api-keys.ts';
import { platformRoutes } from './routes/platform.ts';
import { getMe } from './routes/users.ts';
import { readSettings, readSources } from './settings/read.ts';
import { generatedSecret } from './settings/secrets.ts';
import type { TypeOf } from './schema.ts';
import { openStorage } from './storage/open.ts';
import { createSweeper } from './storage/sweep.ts';

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
  readonly collected: ReturnType<typeof collect>;
  readonly plugins: readonly Plugin[];
  readonly site: Site;
  /** Starts to answer and to work on jobs; answers the address, such as `http://127.0.0.1:8000`. */
  listen(port?: number, host?: string): Promise<string>;
  /** Lets requests and jobs end, then closes everything, in reverse. */
  stop(): Promise<void>;
  /** Removes stored objects that nothing refers to; for tests. */
  sweep(): Promise<number>;
}

/** Wires everything: settings, database, plugins (find, order, register, seal), migrations, storage, jobs, routes. */
export async function createApp(options: AppOptions): Promise<App> {
  const sources = await readSources(options.environment);
  const settings = readSettings<CoreSettings>('core', coreSettings, sources);
  const log = options.log ?? createLog(settings.logLevel, settings.logPretty);
  const isLocal = settings.authMode.includes('local');
  if (isLocal) checkLocalHost(settings.host);
  const found = await findPlugins(root, options.plugins ?? firstPartyPlugins, settings.plugins);
  const databaseUrl = options.databaseUrl ?? settings.databaseUrl;

  const sequelize = connect(databaseUrl, { poolSize: settings.databasePool, log: (sql) => log.trace(sql) });
  const closers: (() => Promise<unknown>)[] = [() => disconnect(sequelize)];
  const closeAll = async () => {
    for (const close of closers.splice(0).reverse()) await close();
  };
  try {
    User.define(sequelize);
    ApiKey.define(sequelize);
    const collected = collect(found, sequelize);
    const migrator = await createMigrator(sequelize, [
      { owner: 'core', folder: new URL('../migrations/', import.meta.url) },
      ...collected.migrations,
    ]);
    await reachable(sequelize, databaseUrl);
    const ran = await migrator.up();
    if (ran.length > 0) log.info({ migrations: ran }, `Ran ${ran.length} migrations.`);

    await mkdir(settings.dataDir, { recursive: true });
    const instance: Instance = await joinInstances(databaseUrl, log);
    closers.push(() => instance.stop());
    const { driver, presigned } = await openStorage(
      settings,
      await generatedSecret(settings.secretKey, settings.dataDir, 'secret-key'),
    );
    const sweeper = createSweeper(driver, log);
    closers.push(() => sweeper.stop());
    const temporaryFolder = join(settings.dataDir, 'temporary');
    for (const { prefix, area } of collected.areas) {
      area.bind({ driver, prefix, instanceId: instance.id, temporaryFolder, sweepSoon: () => sweeper.sweepSoon() });
    }
    await sweeper.sweep();

    const outbox = createOutbox(collected.events, strictAjv, log);
    outbox.subscribe(({ name, payload, id, at }) => {
      for (const { event, owner, listener } of collected.listeners) {
        if (event !== name) continue;
        void (async () => listener(payload, { id, name, at }))().catch((error: unknown) => {
          log.error({ err: error, event, plugin: owner }, `A listener of plugin '${owner}' failed on ${event}.`);
        });
      }
    });
    await outbox.start(instance);

    const hmacSecret =
      settings.hmacSecret || (isLocal ? await generatedSecret('', settings.dataDir, 'ml-callback-hmac-secret') : '');
    const callerOf = createCallers({
      providers: isLocal ? [localProvider(settings.localUserEmail, settings.corsOrigins)] : [],
      signatures: hmacSecret
        ? {
            secret: hmacSecret,
            keyId: settings.hmacKeyId,
            skewSeconds: settings.hmacSkewSeconds,
            allowV1: settings.hmacAllowV1,
          }
        : null,
      signatureRequired: settings.hmacRequired,
      pipelineUser: async () =>
        identityOf(
          await provideUser(`pipeline+${settings.hmacKeyId}@pipelines.invalid`, {
            kind: 'pipeline',
            username: settings.hmacKeyId,
          }),
          'signature',
        ),
    });
    const can = createCan(collected.permissions, localRoles);

    const queue = createQueue(databaseUrl, collected.jobs, strictAjv, log);
    await queue.start();
    closers.push(() => queue.stop());

    const site = await createSite(root, collected.ui);
    const streams = new Set<() => void>();
    const ownRoutes = [
      ...platformRoutes({ outbox, site: () => site, document: () => document, mayHear: () => true, streams }),
      getMe,
      createApiKey,
      listApiKeys,
      deactivateApiKey,
    ].map((route) => ({ route, owner: 'core' }));
    const routes = [...ownRoutes, ...collected.routes];
    const core = { name: 'core', title: 'Platform', summary: 'Health, identity, API keys and events.' };
    const document = openApi(routes, [core, ...found.map(({ plugin }) => plugin)], collected.permissions, '0.1.0');

    const { publicUrl, corsOrigins } = settings;
    const mounts = createMounts({ mounts: collected.mounts, callerOf, can, publicUrl, corsOrigins });
    const koa = new Koa();
    koa.on('error', (error: NodeJS.ErrnoException, ctx?: Koa.Context) => {
      // A client that goes away in the middle of an answer is no fault of ours.
      if (['EPIPE', 'ECONNRESET', 'ERR_STREAM_PREMATURE_CLOSE', 'ECANCELED'].includes(error.code ?? '')) return;
      log.error({ err: error, path: ctx?.path }, 'An answer broke off.');
    });
    koa.use(requestIds);
    koa.use(requestLog(log));
    koa.use(securityHeaders(settings, () => site.scriptHashes));
    koa.use(problems(log));
    koa.use(cors(corsOrigins));
    koa.use(mounts.failures);
    koa.use(async (ctx, next) => {
      if (ctx.path === '/health') ctx.path = '/api/health';
      await next();
    });
    koa.use(
      mountRoutes({
        routes: routes.map(({ route }) => route),
        callerOf,
        can,
        maxJsonBytes: settings.maxJsonBytes,
        publicUrl,
        checkAnswers: options.environment['NODE_ENV'] !== 'production',
        keepSignedSeconds: settings.hmacSkewSeconds * 2 + 60,
        log,
      }),
    );
    if (presigned) koa.use(presignedUrls(presigned));
    koa.use(site.middleware);
    koa.use(async (ctx) => {
      answerProblem(ctx, noSuchRoute(ctx.path), log);
    });

    let address = '';
    const started: Plugin[] = [];
    closers.push(async () => {
      for (const plugin of started.reverse()) await plugin.stop?.();
    });
    for (const { plugin } of found) {
      const own = plugin.settings ? readSettings(plugin.name, plugin.settings as never, sources) : {};
      const facts = {
        dataDir: settings.dataDir,
        authModes: settings.authMode,
        url: () => address,
        say: options.say ?? (() => undefined),
      };
      await plugin.start?.({ settings: own as never, log: log.child({ plugin: plugin.name }), app: facts });
      started.push(plugin);
    }

    const tidy = setInterval(() => {
      Promise.all([outbox.prune(), pruneAnswers()]).catch((error: unknown) =>
        log.error({ err: error }, 'Old rows could not be removed.'),
      );
    }, 600_000);
    tidy.unref();
    closers.push(async () => clearInterval(tidy));

    return {
      settings,
      koa,
      log,
      collected,
      plugins: found.map(({ plugin }) => plugin),
      site,
      async listen(port = settings.port, host = settings.host) {
        const server = await listenOn(koa, mounts, port, host);
        closers.push(() => drain(server, streams));
        const { port: taken } = server.address() as AddressInfo;
        address = `http://${host.includes(':') ? `[${host}]` : host}:${taken}`;
        await queue.work();
        return address;
      },
      stop: closeAll,
      sweep: () => sweeper.sweep(),
    };
  } catch (error) {
    await closeAll();
    throw error;
  }
}

async function reachable(sequelize: { authenticate(): Promise<void> }, url: string): Promise<void> {
  try {
    await sequelize.authenticate();
  } catch (error) {
    const shown = url.replace(/\/\/([^:/@]+):[^@]*@/, '//$1:***@');
    throw new StartupError(
      `The database at ${shown} can't be used: ${(error as Error).message}. Check DATABASE_URL, or leave it unset for the embedded one.`,
      {
        cause: error,
      },
    );
  }
}

function listenOn(koa: Koa, mounts: Mounts, port: number, host: string): Promise<Server> {
  const answer = koa.callback();
  const server = createServer((message, response) => {
    mounts.serve(message, response, () => void answer(message, response));
  });
  server.requestTimeout = 0; // uploads take as long as they take; idle headers still time out
  server.keepAliveTimeout = 65_000;
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const why =
        error.code === 'EADDRINUSE'
          ? `Port ${port} on ${host} is taken by another program. Stop it, or choose another with PORT=8001.`
          : `The server can't listen on ${host}:${port}: ${error.message}. Choose others with HOST and PORT.`;
      reject(new StartupError(why));
    });
    server.listen(port, host, () => resolve(server));
  });
}

/** Takes no new connection, ends event streams, and waits for the requests under way (10 s at most). */
async function drain(server: Server, streams: ReadonlySet<() => void>): Promise<void> {
  const closed = new Promise((resolve) => server.close(resolve));
  for (const close of streams) close();
  server.closeIdleConnections();
  const idle = setInterval(() => server.closeIdleConnections(), 100);
  const late = setTimeout(() => server.closeAllConnections(), 10_000);
  await closed;
  clearInterval(idle);
  clearTimeout(late);
}
