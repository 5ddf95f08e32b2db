import { DataTypes, Model } from 'sequelize';
import type { CreationOptional, InferAttributes, InferCreationAttributes, Sequelize } from 'sequelize';
import { outsideTransaction, rows } from '../database/connection.ts';
import type { Signer } from './identity.ts';
import { remembered } from './remembered.ts';
import { unseal } from './sealing.ts';

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

/** What key ids are made of. */
export const KEY_ID = /^[A-Za-z0-9_.-]{1,64}$/;

/** A pipeline as signatures are checked against it. */
export interface LivePipeline {
  readonly userId: string;
  /** Those that can be opened; at most two. */
  readonly secrets: readonly string[];
  readonly signer: Signer;
}

/** The active pipeline of a key id with its live secrets; null when there is none. Asks the database. */
export async function loadPipeline(keyId: string): Promise<LivePipeline | null> {
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
  const secrets = found.flatMap(({ sealed }) => unseal(sealed) ?? []);
  return { userId, secrets, signer: { keyId, allowedModels, projects } };
}

/** The same, remembered for up to a second. */
export const livePipeline = remembered(loadPipeline);

/** The names of pipelines of which a secret was sealed with another SECRET_KEY, so that it is lost. */
export async function pipelinesWithLostSecrets(): Promise<string[]> {
  const found = await rows<{ name: string; sealed: Buffer }>(
    'select p.name, s.sealed from core_pipelines p join core_pipeline_secrets s on s.pipeline_id = p.id order by p.name',
  );
  return [...new Set(found.filter(({ sealed }) => unseal(sealed) === null).map(({ name }) => name))];
}
