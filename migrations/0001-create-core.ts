import { DataTypes } from 'sequelize';
import type { QueryInterface } from 'sequelize';

export async function up(queries: QueryInterface): Promise<void> {
  const now = queries.sequelize.literal('now()');
  const created = { created_at: { type: DataTypes.DATE, allowNull: false, defaultValue: now } };
  const updated = { updated_at: { type: DataTypes.DATE, allowNull: true } };

  await queries.createTable('core_users', {
    id: { type: DataTypes.UUID, primaryKey: true },
    email: { type: DataTypes.STRING(320), allowNull: false, unique: true },
    username: { type: DataTypes.STRING(255), allowNull: true },
    kind: { type: DataTypes.STRING(16), allowNull: false, defaultValue: 'person' },
    is_active: { type: DataTypes.BOOLEAN, allowNull: false, defaultValue: true },
    is_administrator: { type: DataTypes.BOOLEAN, allowNull: false, defaultValue: false },
    ...created,
    ...updated,
  });

  await queries.createTable('core_api_keys', {
    id: { type: DataTypes.UUID, primaryKey: true },
    user_id: {
      type: DataTypes.UUID,
      allowNull: false,
      references: { model: 'core_users', key: 'id' },
      onDelete: 'CASCADE',
    },
    name: { type: DataTypes.STRING(255), allowNull: false },
    hash: { type: DataTypes.BLOB, allowNull: false, unique: true },
    is_active: { type: DataTypes.BOOLEAN, allowNull: false, defaultValue: true },
    last_used_at: { type: DataTypes.DATE, allowNull: true },
    ...created,
    ...updated,
  });
  await queries.addIndex('core_api_keys', ['user_id', 'created_at']);

  // The outbox: what has happened, in the order in which it became true.
  await queries.createTable('core_events', {
    id: { type: DataTypes.BIGINT, primaryKey: true, autoIncrement: true },
    name: { type: DataTypes.STRING(100), allowNull: false },
    scope_id: { type: DataTypes.UUID, allowNull: true },
    payload: { type: DataTypes.JSONB, allowNull: false },
    at: { type: DataTypes.DATE, allowNull: false, defaultValue: now },
  });
  await queries.addIndex('core_events', ['at']);

  // First answers of signed calls and of calls with an Idempotency-Key, to be given again.
  await queries.createTable('core_answers', {
    key: { type: DataTypes.STRING(64), primaryKey: true },
    fingerprint: { type: DataTypes.STRING(64), allowNull: false },
    status: { type: DataTypes.INTEGER, allowNull: true },
    content_type: { type: DataTypes.STRING(100), allowNull: true },
    body: { type: DataTypes.TEXT, allowNull: true },
    expires_at: { type: DataTypes.DATE, allowNull: false },
  });
  await queries.addIndex('core_answers', ['expires_at']);
  // Kept for minutes and hardly ever read: not worth compressing.
  await queries.sequelize.query('alter table core_answers alter column body set storage external');

  // Objects that nothing refers to: being written by a living process, or to be removed.
  await queries.createTable('core_drafts', {
    key: { type: DataTypes.STRING(1024), primaryKey: true },
    instance: { type: DataTypes.INTEGER, allowNull: true },
    ...created,
  });
}

export async function down(queries: QueryInterface): Promise<void> {
  for (const table of ['core_drafts', 'core_answers', 'core_events', 'core_api_keys', 'core_users']) {
    await queries.dropTable(table);
  }
}
