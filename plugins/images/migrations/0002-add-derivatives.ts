import { DataTypes } from 'sequelize';
import type { QueryInterface } from 'sequelize';

export async function up(queries: QueryInterface): Promise<void> {
  await queries.addColumn('images', 'pages', { type: DataTypes.INTEGER, allowNull: false, defaultValue: 1 });
  await queries.addColumn('images', 'thumbnails', { type: DataTypes.JSONB, allowNull: false, defaultValue: [] });
  await queries.addColumn('images', 'pyramid_key', { type: DataTypes.STRING(255), allowNull: true });
  await queries.addIndex('images', ['pending_hard_delete_at'], {
    name: 'images_to_purge',
    where: { storage_deleted: false },
  });
}

export async function down(queries: QueryInterface): Promise<void> {
  await queries.removeIndex('images', 'images_to_purge');
  for (const column of ['pages', 'thumbnails', 'pyramid_key']) await queries.removeColumn('images', column);
}
