import { DataTypes, Model } from 'sequelize';
import type { CreationOptional, InferAttributes, InferCreationAttributes, Sequelize } from 'sequelize';

/** The one making of the demo project: begun, and perhaps done. */
export class DemoRun extends Model<InferAttributes<DemoRun>, InferCreationAttributes<DemoRun>> {
  declare id: CreationOptional<number>;
  /** The project that it makes, once there is one. */
  declare projectId: CreationOptional<string | null>;
  declare finishedAt: CreationOptional<Date | null>;

  static define(sequelize: Sequelize) {
    return DemoRun.init(
      {
        id: { type: DataTypes.INTEGER, primaryKey: true, defaultValue: 1 },
        projectId: { type: DataTypes.UUID, allowNull: true },
        finishedAt: { type: DataTypes.DATE, allowNull: true },
      },
      { sequelize, modelName: 'DemoRun', tableName: 'demo_runs', underscored: true, timestamps: false },
    );
  }
}
