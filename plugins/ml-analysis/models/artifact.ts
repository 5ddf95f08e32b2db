import { DataTypes, Model } from 'sequelize';
import type { CreationOptional, InferAttributes, InferCreationAttributes, Sequelize } from 'sequelize';

/** A file that a pipeline was given an upload URL for; whether it has arrived, only the storage knows. */
export class Artifact extends Model<InferAttributes<Artifact>, InferCreationAttributes<Artifact>> {
  declare id: CreationOptional<string>;
  declare analysisId: string;
  declare artifactType: string;
  /** What the pipeline calls it; unique in its analysis. */
  declare filename: string;
  /** Where it lies in the plugin's storage area: opaque, another one after each presigning. */
  declare objectKey: string;
  declare contentType: string;
  declare createdAt: CreationOptional<Date>;
  declare updatedAt: CreationOptional<Date | null>;

  static define(sequelize: Sequelize) {
    return Artifact.init(
      {
        id: { type: DataTypes.UUID, primaryKey: true, defaultValue: DataTypes.UUIDV4 },
        analysisId: { type: DataTypes.UUID, allowNull: false },
        artifactType: { type: DataTypes.STRING(32), allowNull: false },
        filename: { type: DataTypes.STRING(255), allowNull: false },
        objectKey: { type: DataTypes.STRING(128), allowNull: false },
        contentType: { type: DataTypes.STRING(100), allowNull: false },
        createdAt: { type: DataTypes.DATE, allowNull: false, defaultValue: DataTypes.NOW },
        updatedAt: { type: DataTypes.DATE, allowNull: true },
      },
      { sequelize, modelName: 'Artifact', tableName: 'ml_artifacts', underscored: true, timestamps: false },
    );
  }
}
