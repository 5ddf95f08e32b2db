import { createHash } from 'node:crypto';
import { DataTypes, Model } from 'sequelize';
import type { CreationOptional, InferAttributes, InferCreationAttributes, Sequelize } from 'sequelize';
import { defineError } from '../errors.ts';
import { User } from './user.ts';

/** Who somebody is elsewhere: issuer and subject of OpenID Connect, or the like of a plugin's way in. */
export class ForeignIdentity extends Model<InferAttributes<ForeignIdentity>, InferCreationAttributes<ForeignIdentity>> {
  declare id: CreationOptional<string>;
  declare userId: string;
  declare issuer: string;
  declare subject: string;
  declare createdAt: CreationOptional<Date>;

  static define(sequelize: Sequelize) {
    return ForeignIdentity.init(
      {
        id: { type: DataTypes.UUID, primaryKey: true, defaultValue: DataTypes.UUIDV4 },
        userId: { type: DataTypes.UUID, allowNull: false },
        issuer: { type: DataTypes.STRING(512), allowNull: false },
        subject: { type: DataTypes.STRING(255), allowNull: false },
        createdAt: { type: DataTypes.DATE, allowNull: false, defaultValue: DataTypes.NOW },
      },
      { sequelize, modelName: 'ForeignIdentity', tableName: 'core_identities', underscored: true, timestamps: false },
    );
  }
}

export const emailTaken = defineError(
  'core.email_taken',
  409,
  'There is an account with this e-mail address already, and an address alone proves nothing. Sign in the way you did before, or ask an administrator.',
);
export const deactivated = defineError('core.deactivated', 403, 'This account is deactivated. Ask an administrator.');

/**
 * The user of a subject at an issuer, made when they come for the first time. Never found by e-mail: an address that
 * somebody else here has already is refused. Call it in the transaction of the sign-in.
 */
export async function userOfSubject(person: {
  issuer: string;
  subject: string;
  email: string | null;
  username: string | null;
}): Promise<string> {
  const { issuer, subject, username } = person;
  const known = await ForeignIdentity.findOne({ where: { issuer, subject } });
  if (known) {
    const user = await User.findByPk(known.userId, { rejectOnEmpty: true });
    if (!user.isActive) throw deactivated();
    return user.id;
  }
  const nameless = createHash('sha256').update(`${issuer}\n${subject}`).digest('hex').slice(0, 32);
  const email = person.email?.trim().toLowerCase() ?? `${nameless}@people.invalid`;
  const [user] = await User.bulkCreate([{ email, username: username?.slice(0, 255) ?? null, createdAt: new Date() }], {
    ignoreDuplicates: true,
  });
  const made = await User.findOne({ where: { email } });
  if (!made || made.id !== user?.id) throw emailTaken();
  await ForeignIdentity.create({ userId: made.id, issuer, subject });
  return made.id;
}
