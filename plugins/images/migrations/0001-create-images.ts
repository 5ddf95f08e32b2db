import { DataTypes } from 'sequelize';
import type { QueryInterface } from 'sequelize';

export async function up(queries: QueryInterface): Promise<void> {
  const { sequelize } = queries;
  const now = sequelize.literal('now()');
  const user = (allowNull: boolean) => ({
    type: DataTypes.UUID,
    allowNull,
    references: { model: 'core_users', key: 'id' },
    onDelete: 'RESTRICT',
  });
  const project = {
    type: DataTypes.UUID,
    allowNull: false,
    references: { model: 'projects', key: 'id' },
    onDelete: 'CASCADE',
  };

  await queries.createTable('images', {
    id: { type: DataTypes.UUID, primaryKey: true },
    project_id: project,
    filename: { type: DataTypes.STRING(255), allowNull: false },
    content_type: { type: DataTypes.STRING(100), allowNull: false },
    size_bytes: { type: DataTypes.BIGINT, allowNull: false },
    sha256: { type: DataTypes.STRING(64), allowNull: false },
    width: { type: DataTypes.INTEGER, allowNull: false },
    height: { type: DataTypes.INTEGER, allowNull: false },
    metadata: { type: DataTypes.JSONB, allowNull: false, defaultValue: {} },
    state: { type: DataTypes.STRING(16), allowNull: false, defaultValue: 'processing' },
    failure: { type: DataTypes.TEXT, allowNull: true },
    uploaded_by_id: user(false),
    deleted_at: { type: DataTypes.DATE, allowNull: true },
    deleted_by_id: user(true),
    deletion_reason: { type: DataTypes.TEXT, allowNull: true },
    pending_hard_delete_at: { type: DataTypes.DATE, allowNull: true },
    hard_deleted_at: { type: DataTypes.DATE, allowNull: true },
    hard_deleted_by_id: user(true),
    storage_deleted: { type: DataTypes.BOOLEAN, allowNull: false, defaultValue: false },
    created_at: { type: DataTypes.DATE, allowNull: false, defaultValue: now },
    updated_at: { type: DataTypes.DATE, allowNull: true },
  });
  // One for each order that a list may have; the live ones are what is asked for.
  for (const columns of [
    ['created_at', 'id'],
    ['filename', 'id'],
    ['size_bytes', 'id'],
  ]) {
    await queries.addIndex('images', ['project_id', ...columns], {
      name: `images_live_by_${columns[0] ?? ''}`,
      where: { deleted_at: null },
    });
  }
  await queries.addIndex('images', ['project_id', 'deleted_at']);
  await queries.addIndex('images', ['project_id', 'sha256']);
  await queries.addIndex('images', ['state'], {
    name: 'images_unfinished',
    where: { state: ['processing', 'failed'] },
  });

  await queries.createTable('images_deletion_events', {
    id: { type: DataTypes.UUID, primaryKey: true },
    image_id: { type: DataTypes.UUID, allowNull: false },
    project_id: project,
    actor_user_id: user(true),
    action: { type: DataTypes.STRING(32), allowNull: false },
    reason: { type: DataTypes.TEXT, allowNull: true },
    storage_deleted: { type: DataTypes.BOOLEAN, allowNull: false, defaultValue: false },
    previous_state: { type: DataTypes.JSONB, allowNull: true },
    at: { type: DataTypes.DATE, allowNull: false, defaultValue: now },
  });
  await queries.addIndex('images_deletion_events', ['project_id', 'at']);
  await queries.addIndex('images_deletion_events', ['image_id', 'at']);
}

export async function down(queries: QueryInterface): Promise<void> {
  await queries.dropTable('images_deletion_events');
  await queries.dropTable('images');
}
