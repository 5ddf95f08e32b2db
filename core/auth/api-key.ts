import { createHash, randomBytes } from 'node:crypto';
import { DataTypes, Model } from 'sequelize';
import type { CreationOptional, InferAttributes, InferCreationAttributes, Sequelize } from 'sequelize';
import { outsideTransaction, rows } from '../database/connection.ts';
import type { Identity } from './identity.ts';

/** A key by which a script acts as its owner. Only a hash of it is kept. */
export class ApiKey extends Model<InferAttributes<ApiKey>, InferCreationAttributes<ApiKey>> {
  declare id: CreationOptional<string>;
  declare userId: string;
  declare name: string;
  declare hash: Buffer;
  declare isActive: CreationOptional<boolean>;
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

/** Whether a text can be a key at all: tells typing mistakes without asking the database. */
export function isWellFormedKey(key: string): boolean {
  const secret = key.slice(PREFIX.length, -6);
  return key.startsWith(PREFIX) && secret.length === 43 && key.endsWith(checksumOf(secret));
}

/** The key that a request carries, by `Authorization: Bearer` or `X-API-Key`; null when there is none. */
export function keyOfRequest(header: (name: string) => string): string | null {
  const [scheme = '', token = ''] = header('authorization').split(/\s+/, 2);
  if (scheme.toLowerCase() === 'bearer' && token) return token;
  return header('x-api-key') || null;
}

/** The owner of a key that is active and whose owner is; null for any other. Notes the use, once a minute. */
export async function userOfKey(key: string): Promise<Identity | null> {
  if (!isWellFormedKey(key)) return null;
  const [found] = await rows<{
    key_id: string;
    stale: boolean;
    id: string;
    email: string;
    username: string | null;
    kind: 'person';
    is_administrator: boolean;
  }>(
    `select k.id as key_id, coalesce(k.last_used_at < now() - interval '1 minute', true) as stale,
            u.id, u.email, u.username, u.kind, u.is_administrator
     from core_api_keys k join core_users u on u.id = k.user_id
     where k.hash = $1 and k.is_active and u.is_active`,
    [hashOf(key)],
  );
  if (!found) return null;
  if (found.stale) {
    await outsideTransaction(() => rows('update core_api_keys set last_used_at = now() where id = $1', [found.key_id]));
  }
  const { id, email, username, kind, is_administrator: isAdministrator } = found;
  return { id, email, username, kind, isAdministrator, via: 'api-key' };
}
