import { readdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { Umzug } from 'umzug';
import type { MigrationMeta, RunnableMigration, UmzugStorage } from 'umzug';
import { QueryTypes } from 'sequelize';
import type { QueryInterface, Sequelize } from 'sequelize';
import { askAnewHowToClose } from '../audit/commit.ts';
import { inTransaction } from './connection.ts';
import { StartupError } from '../errors.ts';

/** A folder of migrations and whose it is; names in the log read `comments/0001-create-comments`. */
export interface MigrationFolder {
  readonly owner: string;
  readonly folder: URL;
}

interface Migration {
  up(queries: QueryInterface): Promise<void>;
  down(queries: QueryInterface): Promise<void>;
}

const LOG_TABLE = 'core_migrations';
// Any number will do, as long as every version of this program takes the same.
const LOCK = 0x4d494752;

/** The log of what has run, as a table that the migrations themselves do not own. */
class LogTable implements UmzugStorage<QueryInterface> {
  async logMigration({ name }: { name: string }): Promise<void> {
    await this.#run(`insert into ${LOG_TABLE} (name) values ($1)`, [name]);
  }

  async unlogMigration({ name }: { name: string }): Promise<void> {
    await this.#run(`delete from ${LOG_TABLE} where name = $1`, [name]);
  }

  async executed(): Promise<string[]> {
    const found = await this.#sequelize.query<{ name: string }>(`select name from ${LOG_TABLE} order by id`, {
      type: QueryTypes.SELECT,
    });
    return found.map(({ name }) => name);
  }

  readonly #sequelize: Sequelize;
  constructor(sequelize: Sequelize) {
    this.#sequelize = sequelize;
  }

  #run(sql: string, bind: unknown[]): Promise<unknown> {
    return this.#sequelize.query(sql, { bind });
  }
}

export interface Migrator {
  /** Runs what has not run yet; answers the names. Other processes wait meanwhile. */
  up(): Promise<string[]>;
  /** Undoes the last `count`, or all; answers the names. */
  down(count: number | 'all'): Promise<string[]>;
  pending(): Promise<string[]>;
  executed(): Promise<string[]>;
}

/** A migrator over core's and the plugins' folders, in that order. */
export async function createMigrator(sequelize: Sequelize, folders: readonly MigrationFolder[]): Promise<Migrator> {
  const migrations = (await Promise.all(folders.map(inFolder))).flat();
  const logTable = new LogTable(sequelize);
  const umzug = new Umzug<QueryInterface>({
    context: sequelize.getQueryInterface(),
    storage: logTable,
    logger: undefined,
    migrations,
  });
  const known = new Set(migrations.map(({ name }) => name));
  const names = (list: readonly MigrationMeta[]) => list.map(({ name }) => name);

  async function alone<T>(work: () => Promise<T>): Promise<T> {
    return inTransaction(async () => {
      await sequelize.query('select pg_advisory_xact_lock($1)', { bind: [LOCK] });
      await sequelize.query(
        `create table if not exists ${LOG_TABLE} (id serial primary key, name text not null unique, run_at timestamptz not null default now())`,
      );
      const result = await work();
      askAnewHowToClose(sequelize); // which the migrations may have brought or taken
      return result;
    });
  }

  return {
    up: () =>
      alone(async () => {
        const ahead = (await logTable.executed()).filter((name) => !known.has(name));
        if (ahead.length > 0) {
          throw new StartupError(
            `The database has migrations that this program does not know (${ahead.join(', ')}): it was used by a newer ` +
              'version or with other plugins. Start that version, or enable those plugins.',
          );
        }
        return names(await umzug.up());
      }),
    down: (count) => alone(async () => names(await umzug.down(count === 'all' ? { to: 0 } : { step: count }))),
    pending: () => alone(async () => names(await umzug.pending())),
    executed: () => alone(async () => names(await umzug.executed())),
  };
}

async function inFolder({ owner, folder }: MigrationFolder): Promise<RunnableMigration<QueryInterface>[]> {
  const files = (await readdir(folder)).filter((file) => /^\d{4}-.+\.(ts|js)$/.test(file)).sort();
  return Promise.all(
    files.map(async (file) => {
      const url = new URL(file, folder);
      const module = (await import(url.href)) as Partial<Migration>;
      const { up, down } = module;
      if (!up || !down) throw new StartupError(`Migration ${fileURLToPath(url)} must export 'up' and 'down'.`);
      const name = `${owner}/${file.replace(/\.(ts|js)$/, '')}`;
      const run = async (step: Migration['up'], queries: QueryInterface, verb: string) => {
        try {
          await step(queries);
        } catch (error) {
          throw new StartupError(`Migration ${name} failed on the way ${verb}: ${sentenceOf(error)}`, { cause: error });
        }
      };
      return {
        name,
        up: ({ context }) => run(up, context, 'up'),
        down: ({ context }) => run(down, context, 'down'),
      };
    }),
  );
}

function sentenceOf(error: unknown): string {
  const { message, sql } = error as { message?: string; sql?: string };
  return sql ? `${message ?? ''} The statement was: ${sql}` : String(message ?? error);
}
