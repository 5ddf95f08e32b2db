import { DataTypes, Model } from 'sequelize';
import type { CreationOptional, InferAttributes, InferCreationAttributes, Sequelize } from 'sequelize';

export type DeletionAction = 'soft_delete' | 'force_delete' | 'restore' | 'hard_delete_job';

/** One step in the life of a deleted image: who did what, when and why. Never changed. */
export class DeletionEvent extends Model<InferAttributes<DeletionEvent>, InferCreationAttributes<DeletionEvent>> {
  declare id: CreationOptional<string>;
  declare imageId: string;
  declare projectId: string;
  declare actorUserId: CreationOptional<string | null>;
  declare action: DeletionAction;
  declare reason: CreationOptional<string | null>;
  declare storageDeleted: CreationOptional<boolean>;
  declare previousState: CreationOptional<Record<string, unknown> | null>;
  declare at: CreationOptional<Date>;

  static define(sequelize: Sequelize) {
    return DeletionEvent.init(
      {
        id: { type: DataTypes.UUID, primaryKey: true, defaultValue: DataTypes.UUIDV4 },
        imageId: { type: DataTypes.UUID, allowNull: false },
        projectId: { type: DataTypes.UUID, allowNull: false },
        actorUserId: { type: DataTypes.UUID, allowNull: true },
        action: { type: DataTypes.STRING(32), allowNull: false },
        reason: { type: DataTypes.TEXT, allowNull: true },
        storageDeleted: { type: DataTypes.BOOLEAN, allowNull: false, defaultValue: false },
        previousState: { type: DataTypes.JSONB, allowNull: true },
        at: { type: DataTypes.DATE, allowNull: false, defaultValue: DataTypes.NOW },
      },
      {
        sequelize,
        modelName: 'DeletionEvent',
        tableName: 'images_deletion_events',
        underscored: true,
        timestamps: false,
      },
    );
  }
}
