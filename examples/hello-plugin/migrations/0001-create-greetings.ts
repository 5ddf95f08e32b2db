import { DataTypes } from 'sequelize';
import type { QueryInterface } from 'sequelize';

export async function up(queries: QueryInterface): Promise<void> {
  await queries.createTable('hello_greetings', {
    id: { type: DataTypes.UUID, primaryKey: true },
    image_id: {
      type: DataTypes.UUID,
      allowNull: false,
      references: { model: 'images', key: 'id' },
      onDelete: 'CASCADE',
    },
    greeter_id: {
      type: DataTypes.UUID,
      allowNull: false,
      references: { model: 'core_users', key: 'id' },
      onDelete: 'CASCADE',
    },
    text: { type: DataTypes.STRING(200), allowNull: false },
    created_at: { type: DataTypes.DATE, allowNull: false, defaultValue: queries.sequelize.literal('now()') },
  });
  await queries.addIndex('hello_greetings', ['image_id', 'created_at']);
}

export async function down(queries: QueryInterface): Promise<void> {
  await queries.dropTable('hello_greetings');
}
