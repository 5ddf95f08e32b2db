import { DataTypes } from 'sequelize';
import type { QueryInterface } from 'sequelize';

export async function up(queries: QueryInterface): Promise<void> {
  await queries.createTable('metadata_entries', {
    id: { type: DataTypes.UUID, primaryKey: true },
    project_id: {
      type: DataTypes.UUID,
      allowNull: false,
      references: { model: 'projects', key: 'id' },
      onDelete: 'CASCADE',
    },
    key: { type: DataTypes.STRING(255), allowNull: false },
    value: { type: DataTypes.JSONB, allowNull: false },
    created_at: { type: DataTypes.DATE, allowNull: false, defaultValue: queries.sequelize.literal('now()') },
    updated_at: { type: DataTypes.DATE, allowNull: true },
  });
  await queries.addIndex('metadata_entries', ['project_id', 'key'], { name: 'metadata_entries_key', unique: true });
  await queries.addIndex('metadata_entries', ['project_id', 'created_at', 'id']);
}

export async function down(queries: QueryInterface): Promise<void> {
  await queries.dropTable('metadata_entries');
}
