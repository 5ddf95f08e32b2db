import { DataTypes, Model } from 'sequelize';
import type { CreationOptional, InferAttributes, InferCreationAttributes, NonAttribute, Sequelize } from 'sequelize';

/** How far an image is: its tiles are being made, are there, or could not be made. */
export type ImageState = 'processing' | 'ready' | 'failed';

/** A stored thumbnail: its size in pixels, and which bytes of the image's thumbnails object it is. */
export interface StoredThumbnail {
  readonly width: number;
  readonly height: number;
  readonly type: 'image/jpeg' | 'image/webp' | 'image/png';
  readonly offset: number;
  readonly length: number;
}

/** A picture of a project: its stored original, what is known of it, and whether it is deleted. */
export class Image extends Model<InferAttributes<Image>, InferCreationAttributes<Image>> {
  declare id: string;
  declare projectId: string;
  declare filename: string;
  /** Found from the bytes, never from the name or what the client said. */
  declare contentType: string;
  declare sizeBytes: number;
  /** Lower-case hex. */
  declare sha256: string;
  /** Pixels, after the EXIF orientation is applied. */
  declare width: number;
  declare height: number;
  /** In the file; the first one is shown. */
  declare pages: CreationOptional<number>;
  /** From small to large, each one no larger than the picture. */
  declare thumbnails: CreationOptional<readonly StoredThumbnail[]>;
  /** Where the pyramid is in the storage; null until there is one. */
  declare pyramidKey: CreationOptional<string | null>;
  declare metadata: CreationOptional<Record<string, unknown>>;
  declare state: CreationOptional<ImageState>;
  /** Why the tiles could not be made: a sentence. */
  declare failure: CreationOptional<string | null>;
  declare uploadedById: string;
  declare deletedAt: CreationOptional<Date | null>;
  declare deletedById: CreationOptional<string | null>;
  declare deletionReason: CreationOptional<string | null>;
  declare pendingHardDeleteAt: CreationOptional<Date | null>;
  declare hardDeletedAt: CreationOptional<Date | null>;
  declare hardDeletedById: CreationOptional<string | null>;
  declare storageDeleted: CreationOptional<boolean>;
  declare createdAt: CreationOptional<Date>;
  declare updatedAt: CreationOptional<Date | null>;

  get scopeId(): NonAttribute<string> {
    return this.projectId;
  }

  static define(sequelize: Sequelize) {
    return Image.init(
      {
        id: { type: DataTypes.UUID, primaryKey: true },
        projectId: { type: DataTypes.UUID, allowNull: false },
        filename: { type: DataTypes.STRING(255), allowNull: false },
        contentType: { type: DataTypes.STRING(100), allowNull: false },
        sizeBytes: {
          type: DataTypes.BIGINT,
          allowNull: false,
          // The driver answers bigint as text; file sizes are exact as numbers.
          get(): number {
            return Number(this.getDataValue('sizeBytes'));
          },
        },
        sha256: { type: DataTypes.STRING(64), allowNull: false },
        width: { type: DataTypes.INTEGER, allowNull: false },
        height: { type: DataTypes.INTEGER, allowNull: false },
        pages: { type: DataTypes.INTEGER, allowNull: false, defaultValue: 1 },
        thumbnails: { type: DataTypes.JSONB, allowNull: false, defaultValue: [] },
        pyramidKey: { type: DataTypes.STRING(255), allowNull: true },
        metadata: { type: DataTypes.JSONB, allowNull: false, defaultValue: {} },
        state: { type: DataTypes.STRING(16), allowNull: false, defaultValue: 'processing' },
        failure: { type: DataTypes.TEXT, allowNull: true },
        uploadedById: { type: DataTypes.UUID, allowNull: false },
        deletedAt: { type: DataTypes.DATE, allowNull: true },
        deletedById: { type: DataTypes.UUID, allowNull: true },
        deletionReason: { type: DataTypes.TEXT, allowNull: true },
        pendingHardDeleteAt: { type: DataTypes.DATE, allowNull: true },
        hardDeletedAt: { type: DataTypes.DATE, allowNull: true },
        hardDeletedById: { type: DataTypes.UUID, allowNull: true },
        storageDeleted: { type: DataTypes.BOOLEAN, allowNull: false, defaultValue: false },
        createdAt: { type: DataTypes.DATE, allowNull: false, defaultValue: DataTypes.NOW },
        updatedAt: { type: DataTypes.DATE, allowNull: true },
      },
      { sequelize, modelName: 'Image', tableName: 'images', underscored: true, timestamps: false },
    );
  }
}
