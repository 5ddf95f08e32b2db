import { DataTypes, Model } from 'sequelize';
import type { CreationOptional, InferAttributes, InferCreationAttributes, NonAttribute, Sequelize } from 'sequelize';

/** A container of images and of all that is said about them; rights are granted on it. */
export class Project extends Model<InferAttributes<Project>, InferCreationAttributes<Project>> {
  declare id: CreationOptional<string>;
  declare name: string;
  declare description: CreationOptional<string | null>;
  /** Name of the group that it belongs to; null: it has its members alone. */
  declare metaGroupId: CreationOptional<string | null>;
  declare createdById: string;
  declare trashedAt: CreationOptional<Date | null>;
  declare createdAt: CreationOptional<Date>;
  declare updatedAt: CreationOptional<Date | null>;

  /** A project is its own scope. */
  get scopeId(): NonAttribute<string> {
    return this.id;
  }

  static define(sequelize: Sequelize) {
    return Project.init(
      {
        id: { type: DataTypes.UUID, primaryKey: true, defaultValue: DataTypes.UUIDV4 },
        name: { type: DataTypes.STRING(255), allowNull: false },
        description: { type: DataTypes.TEXT, allowNull: true },
        metaGroupId: { type: DataTypes.STRING(255), allowNull: true },
        createdById: { type: DataTypes.UUID, allowNull: false },
        trashedAt: { type: DataTypes.DATE, allowNull: true },
        createdAt: { type: DataTypes.DATE, allowNull: false, defaultValue: DataTypes.NOW },
        updatedAt: { type: DataTypes.DATE, allowNull: true },
      },
      { sequelize, modelName: 'Project', tableName: 'projects', underscored: true, timestamps: false },
    );
  }
}
