import { DataTypes, Model } from 'sequelize';
import type { CreationOptional, InferAttributes, InferCreationAttributes, NonAttribute, Sequelize } from 'sequelize';

/** One person's word that an image is of a class: at most one for each image, class and person. Never changed. */
export class Label extends Model<InferAttributes<Label>, InferCreationAttributes<Label>> {
  declare id: CreationOptional<string>;
  /** The image's project, so that all labels of a project are found by one index. */
  declare projectId: string;
  declare imageId: string;
  declare classId: string;
  declare createdById: string;
  declare createdAt: CreationOptional<Date>;

  get scopeId(): NonAttribute<string> {
    return this.projectId;
  }

  static define(sequelize: Sequelize) {
    return Label.init(
      {
        id: { type: DataTypes.UUID, primaryKey: true, defaultValue: DataTypes.UUIDV4 },
        projectId: { type: DataTypes.UUID, allowNull: false },
        imageId: { type: DataTypes.UUID, allowNull: false },
        classId: { type: DataTypes.UUID, allowNull: false },
        createdById: { type: DataTypes.UUID, allowNull: false },
        createdAt: { type: DataTypes.DATE, allowNull: false, defaultValue: DataTypes.NOW },
      },
      { sequelize, modelName: 'Label', tableName: 'classification_labels', underscored: true, timestamps: false },
    );
  }
}
