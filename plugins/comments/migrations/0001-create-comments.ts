import { DataTypes } from 'sequelize';
import type { QueryInterface } from 'sequelize';

export async function up(queries: QueryInterface): Promise<void> {
  await queries.createTable('comments', {
    id: { type: DataTypes.UUID, primaryKey: true },
    project_id: {
      type: DataTypes.UUID,
      allowNull: false,
      references: { model: 'projects', key: 'id' },
      onDelete: 'CASCADE',
    },
    image_id: {
      type: DataTypes.UUID,
      allowNull: false,
      references: { model: 'images', key: 'id' },
      onDelete: 'CASCADE',
    },
    author_id: {
      type: DataTypes.UUID,
      allowNull: false,
      references: { model: 'core_users', key: 'id' },
      onDelete: 'RESTRICT',
    },
    text: { type: DataTypes.TEXT, allowNull: false },
    created_at: { type: DataTypes.DATE, allowNull: false, defaultValue: queries.sequelize.literal('now()') },
    updated_at: { type: DataTypes.DATE, allowNull: true },
  });
  await queries.addIndex('comments', ['image_id', 'created_at', 'id']);
  await queries.addIndex('comments', ['project_id', 'image_id']);
}

export async function down(queries: QueryInterface): Promise<void> {
  await queries.dropTable('comments');
}
