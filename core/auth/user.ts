import { DataTypes, Model } from 'sequelize';
import type { CreationOptional, InferAttributes, InferCreationAttributes, Sequelize } from 'sequelize';

/** Somebody who acts: a person, or the service user that a pipeline acts as. */
export class User extends Model<InferAttributes<User>, InferCreationAttributes<User>> {
  declare id: CreationOptional<string>;
  declare email: string;
  declare username: CreationOptional<string | null>;
  declare kind: CreationOptional<'person' | 'pipeline'>;
  declare isActive: CreationOptional<boolean>;
  declare isAdministrator: CreationOptional<boolean>;
  declare createdAt: CreationOptional<Date>;
  declare updatedAt: CreationOptional<Date | null>;

  static define(sequelize: Sequelize) {
    return User.init(
      {
        id: { type: DataTypes.UUID, primaryKey: true, defaultValue: DataTypes.UUIDV4 },
        email: { type: DataTypes.STRING(320), allowNull: false },
        username: { type: DataTypes.STRING(255), allowNull: true },
        kind: { type: DataTypes.STRING(16), allowNull: false, defaultValue: 'person' },
        isActive: { type: DataTypes.BOOLEAN, allowNull: false, defaultValue: true },
        isAdministrator: { type: DataTypes.BOOLEAN, allowNull: false, defaultValue: false },
        createdAt: DataTypes.DATE,
        updatedAt: DataTypes.DATE,
      },
      { sequelize, modelName: 'User', tableName: 'core_users', underscored: true, timestamps: false },
    );
  }
}

/**
 * What counts as an e-mail address, blanks around it aside; names of internal domains (a@corp.local, a@intranet) are as
 * good as any.
 */
export const emailSchema = {
  type: 'string',
  maxLength: 320,
  pattern: "^\\s*[A-Za-z0-9._%+'-]{1,64}@[A-Za-z0-9-]+(\\.[A-Za-z0-9-]+)*\\s*$",
  examples: ['ann@example.org'],
} as const;

/** An address as it is kept and compared: without blanks around it, in lower case. */
export const normalEmail = (email: string): string => email.trim().toLowerCase();

/** The user of an e-mail address (compared in lower case), made if there is none; safe against a race of many. */
export async function provideUser(
  email: string,
  defaults: { kind?: 'person' | 'pipeline'; isAdministrator?: boolean; username?: string } = {},
): Promise<User> {
  const address = normalEmail(email);
  const found = await User.findOne({ where: { email: address } });
  if (found) return found;
  await User.bulkCreate([{ email: address, createdAt: new Date(), ...defaults }], { ignoreDuplicates: true });
  return User.findOne({ where: { email: address }, rejectOnEmpty: true });
}

/** Who these people are, by id: for authors in answers. */
export async function findUsers(
  ids: readonly string[],
): Promise<Map<string, { id: string; email: string; username: string | null }>> {
  if (ids.length === 0) return new Map();
  const users = await User.findAll({ where: { id: [...new Set(ids)] }, attributes: ['id', 'email', 'username'] });
  return new Map(users.map(({ id, email, username }) => [id, { id, email, username }]));
}

/** The user of an e-mail address, active or not; null when there is none. */
export const findUserByEmail = (email: string): Promise<User | null> =>
  User.findOne({ where: { email: normalEmail(email) } });

/** The active person of an e-mail address; null when there is none, or only a pipeline's service user. */
export const findPerson = (email: string): Promise<User | null> =>
  User.findOne({ where: { email: normalEmail(email), kind: 'person', isActive: true } });
