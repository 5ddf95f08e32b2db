import { DataTypes } from 'sequelize';
import type { QueryInterface } from 'sequelize';

export async function up(queries: QueryInterface): Promise<void> {
  await queries.createTable('projects', {
    id: { type: DataTypes.UUID, primaryKey: true },
    name: { type: DataTypes.STRING(255), allowNull: false },
    description: { type: DataTypes.TEXT, allowNull: true },
    meta_group_id: { type: DataTypes.STRING(255), allowNull: false },
    created_by_id: {
      type: DataTypes.UUID,
      allowNull: false,
      references: { model: 'core_users', key: 'id' },
      onDelete: 'RESTRICT',
    },
    trashed_at: { type: DataTypes.DATE, allowNull: true },
    created_at: { type: DataTypes.DATE, allowNull: false, defaultValue: queries.sequelize.literal('now()') },
    updated_at: { type: DataTypes.DATE, allowNull: true },
  });
  await queries.addIndex('projects', ['created_at', 'id']);
  await queries.addIndex('projects', ['meta_group_id']);
}

export async function down(queries: QueryInterface): Promise<void> {
  await queries.dropTable('projects');
}
