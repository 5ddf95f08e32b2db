import { DataTypes, Model } from 'sequelize';
import type { CreationOptional, InferAttributes, InferCreationAttributes, Sequelize } from 'sequelize';

/** One key of a project's metadata and its value, any JSON; at most one for each project and key. */
export class MetadataEntry extends Model<InferAttributes<MetadataEntry>, InferCreationAttributes<MetadataEntry>> {
  declare id: CreationOptional<string>;
  declare projectId: string;
  declare key: string;
  declare value: unknown;
  declare createdAt: CreationOptional<Date>;
  declare updatedAt: CreationOptional<Date | null>;

  static define(sequelize: Sequelize) {
    return MetadataEntry.init(
      {
        id: { type: DataTypes.UUID, primaryKey: true, defaultValue: DataTypes.UUIDV4 },
        projectId: { type: DataTypes.UUID, allowNull: false },
        key: { type: DataTypes.STRING(255), allowNull: false },
        value: { type: DataTypes.JSONB, allowNull: false },
        createdAt: { type: DataTypes.DATE, allowNull: false, defaultValue: DataTypes.NOW },
        updatedAt: { type: DataTypes.DATE, allowNull: true },
      },
      {
        sequelize,
        modelName: 'MetadataEntry',
        tableName: 'metadata_entries',
        underscored: true,
        timestamps: false,
      },
    );
  }
}
