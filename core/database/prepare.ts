import type { Logger } from 'pino';
import type { Sequelize } from 'sequelize';
import { StartupError } from '../errors.ts';
import { coreModels } from '../own.ts';
import { collect } from '../plugins/host.ts';
import type { Collected } from '../plugins/host.ts';
import type { FoundPlugin } from '../plugins/load.ts';
import { createMigrator } from './migrate.ts';

/** Logs statements without the texts in them, which may be anybody's words. */
export const withoutValues = (log: Logger) => (sql: string) => {
  if (log.isLevelEnabled('trace')) log.trace(sql.replace(/'(?:[^']|'')*'/g, "'…'"));
};

/** Lets core and the plugins define their models and register, and brings the database to the state they need. */
export async function prepareDatabase(
  found: readonly FoundPlugin[],
  sequelize: Sequelize,
  databaseUrl: string,
  log: Logger,
): Promise<Collected> {
  for (const model of coreModels) model.define(sequelize);
  const collected = collect(found, sequelize);
  const own = { owner: 'core', folder: new URL('../../migrations/', import.meta.url) };
  const migrator = await createMigrator(sequelize, [own, ...collected.migrations]);
  await checkDatabase(sequelize, databaseUrl);
  const ran = await migrator.up();
  if (ran.length > 0) log.info({ migrations: ran }, `Ran ${ran.length} migrations.`);
  return collected;
}

async function checkDatabase(sequelize: Sequelize, url: string): Promise<void> {
  try {
    await sequelize.authenticate();
  } catch (error) {
    const shown = url.replace(/\/\/([^:/@]+):[^@]*@/, '//$1:***@');
    const { message } = error as Error;
    const remedy = 'Check DATABASE_URL, or leave it unset for the embedded one.';
    throw new StartupError(`The database at ${shown} can't be used: ${message}. ${remedy}`, { cause: error });
  }
}
