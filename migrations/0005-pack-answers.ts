import type { QueryInterface } from 'sequelize';

/** First answers are kept as bytes, the large ones packed. */
export async function up(queries: QueryInterface): Promise<void> {
  await queries.sequelize.query(
    "alter table core_answers alter column body type bytea using convert_to(body, 'UTF8'), alter column body set storage external",
  );
}

/** Packed answers can't be unpacked by the database: they are forgotten. */
export async function down(queries: QueryInterface): Promise<void> {
  await queries.sequelize.query('delete from core_answers');
  await queries.sequelize.query(
    "alter table core_answers alter column body type text using convert_from(body, 'UTF8'), alter column body set storage external",
  );
}
