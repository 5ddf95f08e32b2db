import { createHash, randomBytes } from 'node:crypto';
import { DataTypes, Model } from 'sequelize';
import type { CreationOptional, InferAttributes, InferCreationAttributes, Sequelize } from 'sequelize';
import { outsideTransaction, rows } from '../database/connection.ts';
import { identityOf } from './identity.ts';
import type { Identity, Limits } from './identity.ts';
import { remembered } from './remembered.ts';
import { standingOf } from './standing.ts';

/** A key by which a script acts as its owner. Only a hash of it is kept. */
export class ApiKey extends Model<InferAttributes<ApiKey>, InferCreationAttributes<ApiKey>> {
  declare id: CreationOptional<string>;
  declare userId: string;
  declare name: string;
  declare hash: Buffer;
  declare isActive: CreationOptional<boolean>;
  /** `read`, `write`, `keys`, `admin`, or names of single permissions. */
  declare scopes: CreationOptional<readonly string[]>;
  /** The only projects that it reaches; null: all of its owner's. */
  declare projectIds: CreationOptional<readonly string[] | null>;
  declare expiresAt: CreationOptional<Date | null>;
  declare lastUsedAt: CreationOptional<Date | null>;
  declare createdAt: CreationOptional<Date>;
  declare updatedAt: CreationOptional<Date | null>;

  static define(sequelize: Sequelize) {
    return ApiKey.init(
      {
        id: { type: DataTypes.UUID, primaryKey: true, defaultValue: DataTypes.UUIDV4 },
        userId: { type: DataTypes.UUID, allowNull: false },
        name: { type: DataTypes.STRING(255), allowNull: false },
        hash: { type: DataTypes.BLOB, allowNull: false },
        isActive: { type: DataTypes.BOOLEAN, allowNull: false, defaultValue: true },
        scopes: { type: DataTypes.JSONB, allowNull: false, defaultValue: ['read', 'write'] },
        projectIds: { type: DataTypes.JSONB, allowNull: true },
        expiresAt: { type: DataTypes.DATE, allowNull: true },
        lastUsedAt: { type: DataTypes.DATE, allowNull: true },
        createdAt: DataTypes.DATE,
        updatedAt: DataTypes.DATE,
      },
      { sequelize, modelName: 'ApiKey', tableName: 'core_api_keys', underscored: true, timestamps: false },
    );
  }
}

const PREFIX = 'ipm_';

// 256 random bits need no salt and no slow hash: nobody can guess or list them.
const hashOf = (key: string): Buffer => createHash('sha256').update(key).digest();
const checksumOf = (secret: string): string => createHash('sha256').update(secret).digest('base64url').slice(0, 6);

/** A new key: `ipm_`, 43 random characters and 6 of checksum, and the hash to keep. */
export function newApiKey(): { key: string; hash: Buffer } {
  const secret = randomBytes(32).toString('base64url');
  const key = `${PREFIX}${secret}${checksumOf(secret)}`;
  return { key, hash: hashOf(key) };
}

const SHAPE = /^ipm_([\w-]{43})([\w-]{6})$/;

/** Whether a text can be a key at all: tells typing mistakes without asking the database. */
export function isWellFormedKey(key: string): boolean {
  const [, secret, checksum] = SHAPE.exec(key) ?? [];
  return secret !== undefined && checksumOf(secret) === checksum;
}

/** The key that a request carries, by `Authorization: Bearer` or `X-API-Key`; null when there is none. */
export function keyOfRequest(header: (name: string) => string): string | null {
  const [scheme = '', token = ''] = header('authorization').split(/\s+/, 2);
  if (scheme.toLowerCase() === 'bearer' && token) return token;
  return header('x-api-key') || null;
}

interface LiveKey {
  readonly id: string;
  readonly userId: string;
  readonly limits: Limits;
  /** Milliseconds since 1970; infinite when it never ends. */
  readonly endsAt: number;
}

// One indexed look-up; its use is noted once a minute.
const liveKey = remembered(async (hash: string): Promise<LiveKey | null> => {
  const [found] = await outsideTransaction(() =>
    rows<{
      id: string;
      user_id: string;
      scopes: string[];
      project_ids: string[] | null;
      expires_at: Date | null;
      is_stale: boolean;
    }>(
      `select id, user_id, scopes, project_ids, expires_at,
              coalesce(last_used_at < now() - interval '1 minute', true) as is_stale
       from core_api_keys where hash = $1 and is_active and coalesce(expires_at > now(), true)`,
      [Buffer.from(hash, 'base64')],
    ),
  );
  if (!found) return null;
  const { id, user_id: userId, scopes, project_ids: projects, expires_at: expiresAt, is_stale: isStale } = found;
  if (isStale)
    await outsideTransaction(() => rows('update core_api_keys set last_used_at = now() where id = $1', [id]));
  return { id, userId, limits: { scopes, projects }, endsAt: expiresAt?.getTime() ?? Infinity };
});

/** The owner of a key that is active, as far as the key reaches; null for any other. */
export async function userOfKey(key: string): Promise<Identity | null> {
  if (!isWellFormedKey(key)) return null;
  const found = await liveKey(hashOf(key).toString('base64'));
  if (!found || found.endsAt <= Date.now()) return null;
  const owner = await standingOf(found.userId);
  if (!owner) return null;
  return identityOf(owner, 'api-key', () => userOfKey(key), { credentialId: found.id, limits: found.limits });
}
