import { DataTypes } from 'sequelize';
import type { QueryInterface } from 'sequelize';

export async function up(queries: QueryInterface): Promise<void> {
  await queries.createTable('demo_runs', {
    id: { type: DataTypes.INTEGER, primaryKey: true },
    project_id: {
      type: DataTypes.UUID,
      allowNull: true,
      references: { model: 'projects', key: 'id' },
      onDelete: 'SET NULL',
    },
    finished_at: { type: DataTypes.DATE, allowNull: true },
  });
}

export async function down(queries: QueryInterface): Promise<void> {
  await queries.dropTable('demo_runs');
}
