import { execFile } from 'node:child_process';
import { accessSync, constants, mkdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { coreSettings } from '../config/settings.ts';
import { createApp, root } from './app.ts';
import type { App, CoreSettings } from './app.ts';
import { checkLocalHost } from './auth/providers/local.ts';
import { startEmbedded } from './database/embedded.ts';
import { lockFile } from './database/process-lock.ts';
import { StartupError } from './errors.ts';
import { listenFault } from './http/server.ts';
import { createProgress } from './progress.ts';
import { loadEnvironment } from './settings/environment.ts';
import { readSettings, readSources } from './settings/read.ts';

const usage = `Usage: npm start -- [--no-demo]

  --no-demo   do not make the demo project at the first start
  --help      show this

Settings come from the environment, .env, and the file that CONFIG_FILE names; see README.md.`;

/** Starts what the settings ask for and keeps it running until a signal; in reverse on the way out. */
async function main(): Promise<void> {
  const flags = readFlags();
  if (flags.help) {
    console.log(usage);
    return;
  }
  if (flags['no-demo']) process.env['DEMO'] = 'false';
  loadEnvironment(root);
  const settings = readSettings<CoreSettings>('core', coreSettings, await readSources(process.env));
  if (settings.authMode.includes('local')) checkLocalHost(settings.host);

  const progress = createProgress();
  const undo: (() => Promise<unknown>)[] = [];
  const stop = async () => {
    for (const step of undo.splice(0).reverse()) await step();
  };
  onSignals(stop);
  try {
    makeFolder(settings.dataDir);
    await checkPort(settings.port, settings.host);
    const [databaseUrl] = await Promise.all([database(settings, progress, undo), buildBrowserSide(progress)]);
    progress.step('Migrating the database and loading plugins');
    const app = await createApp({ environment: process.env, databaseUrl, say: (sentence) => console.log(sentence) });
    undo.push(() => app.stop());
    const url = await app.listen();
    progress.done();
    const first = await app.firstLink(shown(url));
    console.log(greeting(app, url, settings) + (first ? welcome(first) : ''));
  } catch (error) {
    progress.done();
    await stop();
    throw error;
  }
}

function readFlags() {
  try {
    return parseArgs({ options: { 'no-demo': { type: 'boolean' }, help: { type: 'boolean' } } }).values;
  } catch (error) {
    throw new StartupError(`${(error as Error).message}\n\n${usage}`);
  }
}

function makeFolder(dataDir: string): void {
  try {
    mkdirSync(dataDir, { recursive: true });
    accessSync(dataDir, constants.W_OK | constants.X_OK);
  } catch (error) {
    throw new StartupError(
      `The data folder ${resolve(dataDir)} can't be written (${(error as NodeJS.ErrnoException).code}). Make it writable, or choose another with DATA_DIR.`,
    );
  }
}

// Asked before the database starts, so that the sentence comes at once; listening itself asks again.
function checkPort(port: number, host: string): Promise<void> {
  return new Promise((done, reject) => {
    const probe = createServer();
    probe.once('error', (error: NodeJS.ErrnoException) => reject(listenFault(error, port, host)));
    probe.listen(port, host, () => probe.close(() => done()));
  });
}

async function database(
  settings: CoreSettings,
  progress: ReturnType<typeof createProgress>,
  undo: (() => Promise<unknown>)[],
): Promise<string> {
  if (settings.databaseUrl) return settings.databaseUrl;
  const folder = join(resolve(settings.dataDir), 'postgres');
  undo.push(await lockFile(join(settings.dataDir, 'server.lock'), `The data folder ${resolve(settings.dataDir)}`));
  const embedded = await startEmbedded({ folder, onProgress: (sentence) => progress.step(sentence) });
  undo.push(() => embedded.stop());
  return embedded.url;
}

// In a process of its own: the bundler's memory goes with it.
async function buildBrowserSide(progress: ReturnType<typeof createProgress>): Promise<void> {
  const { hashSources, readFreshness } = await import('../ui/build/fresh.ts');
  if ((await readFreshness(join(root, 'ui/dist/'))) === (await hashSources())) return;
  progress.step('Building the browser side');
  try {
    await promisify(execFile)(process.execPath, [join(root, 'ui/build/build.ts')], { cwd: root });
  } catch (error) {
    throw new StartupError(
      `The browser side could not be built: ${(error as { stderr?: string }).stderr ?? String(error)}`,
    );
  }
}

function greeting(app: App, url: string, { dataDir, databaseUrl, s3Endpoint }: CoreSettings): string {
  return [
    `Image Project Manager is ready at ${shown(url)}`,
    `  database   ${databaseUrl ? 'DATABASE_URL' : `embedded PostgreSQL in ${join(dataDir, 'postgres')}`}`,
    `  files      ${s3Endpoint ? `S3 at ${s3Endpoint}` : join(dataDir, 'storage')}`,
    `  plugins    ${app.plugins.map(({ name }) => name).join(', ')}`,
    `  API        ${shown(url)}/api/docs`,
    'Ctrl-C stops everything.',
  ].join('\n');
}

// As somebody on this machine types it.
const shown = (url: string): string => url.replace(/\/\/(127\.0\.0\.1|0\.0\.0\.0|\[::1?\])/, '//localhost');

const welcome = ({ url, expiresAt }: { url: string; expiresAt: Date }): string =>
  `\n\nThere is no administrator yet. Whoever opens this link chooses an e-mail and a password and becomes it:\n\n  ${url}\n\n` +
  `It works once, until ${expiresAt.toISOString().slice(0, 16).replace('T', ' ')} UTC; the next start prints a new one. On a terminal, ` +
  '`npm run ipm -- user create-admin --email <address>` does the same.';

function onSignals(stop: () => Promise<void>): void {
  let isStopping = false;
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (isStopping) return; // Ctrl-C reaches us through npm as well as from the terminal
      isStopping = true;
      console.log('\nStopping …');
      stop().then(
        () => process.exit(0),
        (error: unknown) => fail(error),
      );
    });
  }
}

function fail(error: unknown): never {
  if (error instanceof StartupError) console.error(`\n${error.message}`);
  else console.error('\nThe server ended because of a fault of its own:', error);
  process.exit(1);
}

main().catch(fail);
