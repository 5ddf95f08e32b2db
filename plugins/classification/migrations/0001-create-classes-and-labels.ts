import { DataTypes } from 'sequelize';
import type { QueryInterface } from 'sequelize';

export async function up(queries: QueryInterface): Promise<void> {
  const { sequelize } = queries;
  const now = sequelize.literal('now()');
  const project = {
    type: DataTypes.UUID,
    allowNull: false,
    references: { model: 'projects', key: 'id' },
    onDelete: 'CASCADE',
  };

  await queries.createTable('classification_classes', {
    id: { type: DataTypes.UUID, primaryKey: true },
    project_id: project,
    name: { type: DataTypes.STRING(255), allowNull: false },
    description: { type: DataTypes.TEXT, allowNull: true },
    color: { type: DataTypes.STRING(7), allowNull: false },
    hotkey: { type: DataTypes.STRING(1), allowNull: true },
    created_at: { type: DataTypes.DATE, allowNull: false, defaultValue: now },
    updated_at: { type: DataTypes.DATE, allowNull: true },
  });
  await sequelize.query(
    'create unique index classification_classes_name on classification_classes (project_id, lower(name))',
  );
  await queries.addIndex('classification_classes', ['project_id', 'hotkey'], {
    name: 'classification_classes_hotkey',
    unique: true,
  });
  await queries.addIndex('classification_classes', ['project_id', 'created_at', 'id']);

  await queries.createTable('classification_labels', {
    id: { type: DataTypes.UUID, primaryKey: true },
    project_id: project,
    image_id: {
      type: DataTypes.UUID,
      allowNull: false,
      references: { model: 'images', key: 'id' },
      onDelete: 'CASCADE',
    },
    class_id: {
      type: DataTypes.UUID,
      allowNull: false,
      references: { model: 'classification_classes', key: 'id' },
      // A class that is in use stays; a project that is purged takes both along in one statement.
      onDelete: 'NO ACTION',
    },
    created_by_id: {
      type: DataTypes.UUID,
      allowNull: false,
      references: { model: 'core_users', key: 'id' },
      onDelete: 'RESTRICT',
    },
    created_at: { type: DataTypes.DATE, allowNull: false, defaultValue: now },
  });
  await queries.addIndex('classification_labels', ['image_id', 'class_id', 'created_by_id'], {
    name: 'classification_labels_once',
    unique: true,
  });
  await queries.addIndex('classification_labels', ['class_id']);
  await queries.addIndex('classification_labels', ['project_id', 'created_at', 'id']);
}

export async function down(queries: QueryInterface): Promise<void> {
  await queries.dropTable('classification_labels');
  await queries.dropTable('classification_classes');
}
