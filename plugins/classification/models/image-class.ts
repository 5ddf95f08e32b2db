import { DataTypes, Model } from 'sequelize';
import type { CreationOptional, InferAttributes, InferCreationAttributes, NonAttribute, Sequelize } from 'sequelize';

/** Something that an image can be, in one project. Labels hang on its id, so it may be renamed at will. */
export class ImageClass extends Model<InferAttributes<ImageClass>, InferCreationAttributes<ImageClass>> {
  declare id: CreationOptional<string>;
  declare projectId: string;
  /** One of its kind in the project, whatever the case of its letters. */
  declare name: string;
  declare description: CreationOptional<string | null>;
  /** #rrggbb in lower case. */
  declare color: string;
  /** One letter or digit in lower case, one of its kind in the project. */
  declare hotkey: CreationOptional<string | null>;
  declare createdAt: CreationOptional<Date>;
  declare updatedAt: CreationOptional<Date | null>;

  get scopeId(): NonAttribute<string> {
    return this.projectId;
  }

  static define(sequelize: Sequelize) {
    return ImageClass.init(
      {
        id: { type: DataTypes.UUID, primaryKey: true, defaultValue: DataTypes.UUIDV4 },
        projectId: { type: DataTypes.UUID, allowNull: false },
        name: { type: DataTypes.STRING(255), allowNull: false },
        description: { type: DataTypes.TEXT, allowNull: true },
        color: { type: DataTypes.STRING(7), allowNull: false },
        hotkey: { type: DataTypes.STRING(1), allowNull: true },
        createdAt: { type: DataTypes.DATE, allowNull: false, defaultValue: DataTypes.NOW },
        updatedAt: { type: DataTypes.DATE, allowNull: true },
      },
      {
        sequelize,
        modelName: 'ImageClass',
        tableName: 'classification_classes',
        underscored: true,
        timestamps: false,
      },
    );
  }
}
