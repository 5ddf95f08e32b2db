import { DataTypes, Model } from 'sequelize';
import type { CreationOptional, InferAttributes, InferCreationAttributes, Sequelize } from 'sequelize';

/** Somebody's hello to an image. */
export class Greeting extends Model<InferAttributes<Greeting>, InferCreationAttributes<Greeting>> {
  declare id: CreationOptional<string>;
  declare imageId: string;
  declare greeterId: string;
  declare text: string;
  declare createdAt: CreationOptional<Date>;

  static define(sequelize: Sequelize) {
    return Greeting.init(
      {
        id: { type: DataTypes.UUID, primaryKey: true, defaultValue: DataTypes.UUIDV4 },
        imageId: { type: DataTypes.UUID, allowNull: false },
        greeterId: { type: DataTypes.UUID, allowNull: false },
        text: { type: DataTypes.STRING(200), allowNull: false },
        createdAt: { type: DataTypes.DATE, allowNull: false, defaultValue: DataTypes.NOW },
      },
      { sequelize, modelName: 'Greeting', tableName: 'hello_greetings', underscored: true, timestamps: false },
    );
  }
}
