import type { QueryInterface } from 'sequelize';

/** The link for the first administrator is nobody's yet. */
export async function up(queries: QueryInterface): Promise<void> {
  await queries.sequelize.query('alter table core_links alter column user_id drop not null');
}

export async function down(queries: QueryInterface): Promise<void> {
  await queries.sequelize.query('delete from core_links where user_id is null');
  await queries.sequelize.query('alter table core_links alter column user_id set not null');
}
