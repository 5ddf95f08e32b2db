import { DataTypes, Model } from 'sequelize';
import type { CreationOptional, InferAttributes, InferCreationAttributes, Sequelize } from 'sequelize';

/**
 * One thing that a model found. Written and listed in bulk by plain SQL (annotations/); the model says what the table
 * is, and finds one by id.
 */
export class Annotation extends Model<InferAttributes<Annotation>, InferCreationAttributes<Annotation>> {
  declare id: CreationOptional<string>;
  declare analysisId: string;
  /** Grows with every insertion: the order of what has no `ordering`, or the same. */
  declare seq: CreationOptional<string>;
  declare annotationType: string;
  declare className: string | null;
  /** 0 to 1. */
  declare confidence: number | null;
  /** As the pipeline sent it. */
  declare data: Record<string, unknown>;
  declare storagePath: string | null;
  declare ordering: number | null;
  /** `ordering`, or the greatest integer where there is none; the database fills it in. */
  declare rank: CreationOptional<number>;
  /** Corners of the box in pixels of the full-resolution image, null for what is no box. */
  declare x0: number | null;
  declare y0: number | null;
  declare x1: number | null;
  declare y1: number | null;
  declare createdAt: CreationOptional<Date>;

  // Thousands in one call, as the pipeline found them; `annotation_count` of the analysis tells the sum before and after.
  static readonly audit = 'count';

  static define(sequelize: Sequelize) {
    return Annotation.init(
      {
        id: { type: DataTypes.UUID, primaryKey: true, defaultValue: DataTypes.UUIDV4 },
        analysisId: { type: DataTypes.UUID, allowNull: false },
        seq: { type: DataTypes.BIGINT, allowNull: false, autoIncrement: true },
        annotationType: { type: DataTypes.STRING(50), allowNull: false },
        className: { type: DataTypes.STRING(255), allowNull: true },
        confidence: { type: DataTypes.DOUBLE, allowNull: true },
        data: { type: DataTypes.JSONB, allowNull: false },
        storagePath: { type: DataTypes.STRING(1024), allowNull: true },
        ordering: { type: DataTypes.INTEGER, allowNull: true },
        rank: { type: DataTypes.INTEGER, allowNull: true },
        x0: { type: DataTypes.REAL, allowNull: true },
        y0: { type: DataTypes.REAL, allowNull: true },
        x1: { type: DataTypes.REAL, allowNull: true },
        y1: { type: DataTypes.REAL, allowNull: true },
        createdAt: { type: DataTypes.DATE, allowNull: false, defaultValue: DataTypes.NOW },
      },
      { sequelize, modelName: 'Annotation', tableName: 'ml_annotations', underscored: true, timestamps: false },
    );
  }
}
