import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { DataTypes, Model } from 'sequelize';
import type { CreationOptional, InferAttributes, InferCreationAttributes, Sequelize } from 'sequelize';
import { outsideTransaction, rows } from '../database/connection.ts';
import type { Signer } from './identity.ts';
import { remembered } from './remembered.ts';

/** A program that sends results, signed with a secret of its own. It acts as a service user. */
export class Pipeline extends Model<InferAttributes<Pipeline>, InferCreationAttributes<Pipeline>> {
  declare id: CreationOptional<string>;
  declare userId: string;
  declare name: string;
  /** What it says in X-ML-Key-Id. */
  declare keyId: string;
  /** The only models that it may announce; null: those that the site allows. */
  declare allowedModels: CreationOptional<readonly string[] | null>;
  /** The only projects that it may work in; null: all. */
  declare projectIds: CreationOptional<readonly string[] | null>;
  declare createdById: CreationOptional<string | null>;
  declare createdAt: CreationOptional<Date>;
  declare updatedAt: CreationOptional<Date | null>;

  static define(sequelize: Sequelize) {
    return Pipeline.init(
      {
        id: { type: DataTypes.UUID, primaryKey: true, defaultValue: DataTypes.UUIDV4 },
        userId: { type: DataTypes.UUID, allowNull: false },
        name: { type: DataTypes.STRING(255), allowNull: false },
        keyId: { type: DataTypes.STRING(64), allowNull: false },
        allowedModels: { type: DataTypes.JSONB, allowNull: true },
        projectIds: { type: DataTypes.JSONB, allowNull: true },
        createdById: { type: DataTypes.UUID, allowNull: true },
        createdAt: { type: DataTypes.DATE, allowNull: false, defaultValue: DataTypes.NOW },
        updatedAt: { type: DataTypes.DATE, allowNull: true },
      },
      { sequelize, modelName: 'Pipeline', tableName: 'core_pipelines', underscored: true, timestamps: false },
    );
  }
}

/** A live secret of a pipeline, sealed; it has at most two, so that one can be replaced without a gap. */
export class PipelineSecret extends Model<InferAttributes<PipelineSecret>, InferCreationAttributes<PipelineSecret>> {
  declare id: CreationOptional<string>;
  declare pipelineId: string;
  declare sealed: Buffer;
  declare createdAt: CreationOptional<Date>;

  static define(sequelize: Sequelize) {
    return PipelineSecret.init(
      {
        id: { type: DataTypes.UUID, primaryKey: true, defaultValue: DataTypes.UUIDV4 },
        pipelineId: { type: DataTypes.UUID, allowNull: false },
        sealed: { type: DataTypes.BLOB, allowNull: false },
        createdAt: { type: DataTypes.DATE, allowNull: false, defaultValue: DataTypes.NOW },
      },
      {
        sequelize,
        modelName: 'PipelineSecret',
        tableName: 'core_pipeline_secrets',
        underscored: true,
        timestamps: false,
      },
    );
  }
}

let sealingKey: Buffer | undefined;

/** Sets the key that pipelines' secrets are sealed with, so that a copy of the database alone betrays none. */
export const useSealingKey = (secretKey: string): void => {
  sealingKey = createHash('sha256').update(`pipeline secrets of ${secretKey}`).digest();
};

const key = (): Buffer => {
  if (!sealingKey) throw new Error('Pipelines were asked for before the application was wired.');
  return sealingKey;
};

/** Seals a secret (AES-256-GCM): 12 bytes of nonce, 16 of tag, the ciphertext. */
export function seal(secret: string): Buffer {
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key(), nonce);
  const text = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), text]);
}

/** Opens what `seal` closed; throws when it was sealed with another SECRET_KEY. */
export function unseal(sealed: Buffer): string {
  const decipher = createDecipheriv('aes-256-gcm', key(), sealed.subarray(0, 12));
  decipher.setAuthTag(sealed.subarray(12, 28));
  return Buffer.concat([decipher.update(sealed.subarray(28)), decipher.final()]).toString('utf8');
}

/** A pipeline as signatures are checked against it. */
export interface LivePipeline {
  readonly userId: string;
  readonly secrets: readonly string[];
  readonly signer: Signer;
}

/** The active pipeline of a key id with its live secrets; null when there is none. */
export const livePipeline = remembered(async (keyId: string): Promise<LivePipeline | null> => {
  const found = await outsideTransaction(() =>
    rows<{ user_id: string; allowed_models: string[] | null; project_ids: string[] | null; sealed: Buffer }>(
      `select p.user_id, p.allowed_models, p.project_ids, s.sealed
       from core_pipelines p join core_users u on u.id = p.user_id join core_pipeline_secrets s on s.pipeline_id = p.id
       where p.key_id = $1 and u.is_active`,
      [keyId],
    ),
  );
  const [first] = found;
  if (!first) return null;
  const { user_id: userId, allowed_models: allowedModels, project_ids: projects } = first;
  return { userId, secrets: found.map(({ sealed }) => unseal(sealed)), signer: { keyId, allowedModels, projects } };
});
