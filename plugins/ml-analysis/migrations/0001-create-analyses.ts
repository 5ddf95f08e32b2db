import { DataTypes } from 'sequelize';
import type { QueryInterface } from 'sequelize';

export async function up(queries: QueryInterface): Promise<void> {
  const now = queries.sequelize.literal('now()');
  const analysis = {
    type: DataTypes.UUID,
    allowNull: false,
    references: { model: 'ml_analyses', key: 'id' },
    onDelete: 'CASCADE',
  };

  await queries.createTable('ml_analyses', {
    id: { type: DataTypes.UUID, primaryKey: true },
    image_id: {
      type: DataTypes.UUID,
      allowNull: false,
      references: { model: 'images', key: 'id' },
      onDelete: 'CASCADE',
    },
    model_name: { type: DataTypes.STRING(255), allowNull: false },
    model_version: { type: DataTypes.STRING(100), allowNull: false },
    parameters: { type: DataTypes.JSONB, allowNull: true },
    status: { type: DataTypes.STRING(16), allowNull: false },
    error_message: { type: DataTypes.TEXT, allowNull: true },
    provenance: { type: DataTypes.JSONB, allowNull: true },
    requested_by_id: {
      type: DataTypes.UUID,
      allowNull: false,
      references: { model: 'core_users', key: 'id' },
      onDelete: 'RESTRICT',
    },
    external_job_id: { type: DataTypes.STRING(255), allowNull: true, unique: true },
    priority: { type: DataTypes.INTEGER, allowNull: false, defaultValue: 0 },
    annotation_count: { type: DataTypes.INTEGER, allowNull: false, defaultValue: 0 },
    revision: { type: DataTypes.INTEGER, allowNull: false, defaultValue: 0 },
    created_at: { type: DataTypes.DATE, allowNull: false, defaultValue: now },
    started_at: { type: DataTypes.DATE, allowNull: true },
    completed_at: { type: DataTypes.DATE, allowNull: true },
    updated_at: { type: DataTypes.DATE, allowNull: true },
  });
  await queries.addIndex('ml_analyses', ['image_id', 'created_at', 'id']);
  await queries.addIndex('ml_analyses', ['status']);
  await queries.addIndex('ml_analyses', ['model_name']);
  await queries.addIndex('ml_analyses', ['requested_by_id']);

  await queries.createTable('ml_annotations', {
    id: { type: DataTypes.UUID, primaryKey: true, defaultValue: queries.sequelize.literal('gen_random_uuid()') },
    analysis_id: analysis,
    seq: { type: DataTypes.BIGINT, allowNull: false, autoIncrement: true },
    annotation_type: { type: DataTypes.STRING(50), allowNull: false },
    class_name: { type: DataTypes.STRING(255), allowNull: true },
    confidence: { type: DataTypes.DOUBLE, allowNull: true },
    data: { type: DataTypes.JSONB, allowNull: false },
    storage_path: { type: DataTypes.STRING(1024), allowNull: true },
    ordering: { type: DataTypes.INTEGER, allowNull: true },
    x0: { type: DataTypes.REAL, allowNull: true },
    y0: { type: DataTypes.REAL, allowNull: true },
    x1: { type: DataTypes.REAL, allowNull: true },
    y1: { type: DataTypes.REAL, allowNull: true },
    created_at: { type: DataTypes.DATE, allowNull: false, defaultValue: now },
  });
  // One index for every list: its columns are the order, with what has no ordering last.
  await queries.sequelize.query(
    'alter table ml_annotations add column rank integer generated always as (coalesce(ordering, 2147483647)) stored',
  );
  await queries.addIndex('ml_annotations', ['analysis_id', 'rank', 'seq']);

  await queries.createTable('ml_artifacts', {
    id: { type: DataTypes.UUID, primaryKey: true },
    analysis_id: analysis,
    artifact_type: { type: DataTypes.STRING(32), allowNull: false },
    filename: { type: DataTypes.STRING(255), allowNull: false },
    object_key: { type: DataTypes.STRING(128), allowNull: false },
    content_type: { type: DataTypes.STRING(100), allowNull: false },
    created_at: { type: DataTypes.DATE, allowNull: false, defaultValue: now },
    updated_at: { type: DataTypes.DATE, allowNull: true },
  });
  await queries.addIndex('ml_artifacts', ['analysis_id', 'filename'], { unique: true });
}

export async function down(queries: QueryInterface): Promise<void> {
  await queries.dropTable('ml_artifacts');
  await queries.dropTable('ml_annotations');
  await queries.dropTable('ml_analyses');
}
