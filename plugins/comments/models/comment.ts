import { DataTypes, Model } from 'sequelize';
import type { CreationOptional, InferAttributes, InferCreationAttributes, NonAttribute, Sequelize } from 'sequelize';

/** Something that a person said about an image. */
export class Comment extends Model<InferAttributes<Comment>, InferCreationAttributes<Comment>> {
  declare id: CreationOptional<string>;
  /** The image's project, so that all comments of a project are counted by one index. */
  declare projectId: string;
  declare imageId: string;
  declare authorId: string;
  declare text: string;
  declare createdAt: CreationOptional<Date>;
  /** When the text was last changed; null if never. */
  declare updatedAt: CreationOptional<Date | null>;

  get scopeId(): NonAttribute<string> {
    return this.projectId;
  }

  static define(sequelize: Sequelize) {
    return Comment.init(
      {
        id: { type: DataTypes.UUID, primaryKey: true, defaultValue: DataTypes.UUIDV4 },
        projectId: { type: DataTypes.UUID, allowNull: false },
        imageId: { type: DataTypes.UUID, allowNull: false },
        authorId: { type: DataTypes.UUID, allowNull: false },
        text: { type: DataTypes.TEXT, allowNull: false },
        createdAt: { type: DataTypes.DATE, allowNull: false, defaultValue: DataTypes.NOW },
        updatedAt: { type: DataTypes.DATE, allowNull: true },
      },
      { sequelize, modelName: 'Comment', tableName: 'comments', underscored: true, timestamps: false },
    );
  }
}
