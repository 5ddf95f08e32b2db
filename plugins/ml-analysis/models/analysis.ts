import { DataTypes, Model } from 'sequelize';
import type { CreationOptional, InferAttributes, InferCreationAttributes, Sequelize } from 'sequelize';
import type { Status } from '../transitions.ts';

/** One run of a model over one image, and how far it is. */
export class Analysis extends Model<InferAttributes<Analysis>, InferCreationAttributes<Analysis>> {
  declare id: CreationOptional<string>;
  declare imageId: string;
  declare modelName: string;
  declare modelVersion: string;
  declare parameters: Record<string, unknown> | null;
  declare status: Status;
  declare errorMessage: CreationOptional<string | null>;
  declare provenance: CreationOptional<Record<string, unknown> | null>;
  declare requestedById: string;
  declare externalJobId: CreationOptional<string | null>;
  declare priority: CreationOptional<number>;
  /** Kept by every insertion, so that nobody has to count. */
  declare annotationCount: CreationOptional<number>;
  /** Grows with every change of its annotations; part of the ETag of what is made from them. */
  declare revision: CreationOptional<number>;
  declare createdAt: CreationOptional<Date>;
  declare startedAt: CreationOptional<Date | null>;
  declare completedAt: CreationOptional<Date | null>;
  declare updatedAt: CreationOptional<Date | null>;

  static define(sequelize: Sequelize) {
    return Analysis.init(
      {
        id: { type: DataTypes.UUID, primaryKey: true, defaultValue: DataTypes.UUIDV4 },
        imageId: { type: DataTypes.UUID, allowNull: false },
        modelName: { type: DataTypes.STRING(255), allowNull: false },
        modelVersion: { type: DataTypes.STRING(100), allowNull: false },
        parameters: { type: DataTypes.JSONB, allowNull: true },
        status: { type: DataTypes.STRING(16), allowNull: false },
        errorMessage: { type: DataTypes.TEXT, allowNull: true },
        provenance: { type: DataTypes.JSONB, allowNull: true },
        requestedById: { type: DataTypes.UUID, allowNull: false },
        externalJobId: { type: DataTypes.STRING(255), allowNull: true },
        priority: { type: DataTypes.INTEGER, allowNull: false, defaultValue: 0 },
        annotationCount: { type: DataTypes.INTEGER, allowNull: false, defaultValue: 0 },
        revision: { type: DataTypes.INTEGER, allowNull: false, defaultValue: 0 },
        createdAt: { type: DataTypes.DATE, allowNull: false, defaultValue: DataTypes.NOW },
        startedAt: { type: DataTypes.DATE, allowNull: true },
        completedAt: { type: DataTypes.DATE, allowNull: true },
        updatedAt: { type: DataTypes.DATE, allowNull: true },
      },
      { sequelize, modelName: 'Analysis', tableName: 'ml_analyses', underscored: true, timestamps: false },
    );
  }
}
