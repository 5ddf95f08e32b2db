import { createHash, randomBytes } from 'node:crypto';
import { DataTypes, Model } from 'sequelize';
import type { CreationOptional, InferAttributes, InferCreationAttributes, Sequelize } from 'sequelize';
import { inTransaction, rows } from '../database/connection.ts';
import { defineError } from '../errors.ts';
import { accessChanged } from './access-changes.ts';
import { hasAdministrator, holdFirstAdministrator } from './first-administrator.ts';
import { keepPassword } from './password.ts';
import { endSessions } from './session.ts';
import { accountKey, forgetTries } from './throttle.ts';
import { provideUser, User } from './user.ts';

/** What a link is for; the first administrator's belongs to nobody until it is used. */
export type LinkPurpose = 'invitation' | 'reset' | 'first-admin';

/** A link on its way to somebody who chooses a password by it. It works once; only a hash of its token is kept. */
export class Link extends Model<InferAttributes<Link>, InferCreationAttributes<Link>> {
  declare id: CreationOptional<string>;
  declare userId: string | null;
  declare purpose: LinkPurpose;
  declare hash: Buffer;
  declare createdById: CreationOptional<string | null>;
  declare createdAt: CreationOptional<Date>;
  declare expiresAt: Date;
  declare usedAt: CreationOptional<Date | null>;

  static define(sequelize: Sequelize) {
    return Link.init(
      {
        id: { type: DataTypes.UUID, primaryKey: true, defaultValue: DataTypes.UUIDV4 },
        userId: { type: DataTypes.UUID, allowNull: true },
        purpose: { type: DataTypes.STRING(16), allowNull: false },
        hash: { type: DataTypes.BLOB, allowNull: false },
        createdById: { type: DataTypes.UUID, allowNull: true },
        createdAt: { type: DataTypes.DATE, allowNull: false, defaultValue: DataTypes.NOW },
        expiresAt: { type: DataTypes.DATE, allowNull: false },
        usedAt: { type: DataTypes.DATE, allowNull: true },
      },
      { sequelize, modelName: 'Link', tableName: 'core_links', underscored: true, timestamps: false },
    );
  }
}

export const linkInvalid = defineError(
  'core.link_invalid',
  404,
  'This link does not work: it was used, it is too old, or a part of it is missing. Ask for a new one.',
);
export const addressTaken = defineError('core.address_of_pipeline', 422, '%s is the address of a pipeline.');

const HOUR = 3_600_000;
/** How long a link works, in milliseconds. */
const LASTS: Readonly<Record<LinkPurpose, number>> = {
  invitation: 7 * 24 * HOUR,
  reset: 4 * HOUR,
  'first-admin': 24 * HOUR,
};

const hashOf = (token: string): Buffer => createHash('sha256').update(token).digest();

/** Makes a link; `url` is known to nobody else, nor again: `<site>/link#<token>`, whose fragment no log sees. */
export async function makeLink(
  site: string,
  purpose: LinkPurpose,
  userId: string | null,
  createdById: string | null = null,
): Promise<{ url: string; expiresAt: Date }> {
  const token = randomBytes(32).toString('base64url');
  const expiresAt = new Date(Date.now() + LASTS[purpose]);
  await inTransaction(() => Link.create({ userId, purpose, hash: hashOf(token), createdById, expiresAt }));
  return { url: `${site.replace(/\/$/, '')}/link#${token}`, expiresAt };
}

/** A link that works. */
export interface OpenLink {
  readonly id: string;
  readonly purpose: LinkPurpose;
  /** Null: whoever uses it says it. */
  readonly email: string | null;
  readonly userId: string | null;
  readonly expiresAt: Date;
}

/** The link of a token, if it works still; else throws `core.link_invalid`. */
export async function openLink(token: string): Promise<OpenLink> {
  const [found] = await rows<{
    id: string;
    purpose: LinkPurpose;
    email: string | null;
    user_id: string | null;
    expires_at: Date;
  }>(
    `select l.id, l.purpose, l.user_id, l.expires_at, u.email
     from core_links l left join core_users u on u.id = l.user_id
     where l.hash = $1 and l.used_at is null and l.expires_at > now()
       and (l.user_id is null or (u.is_active and u.kind = 'person'))`,
    [hashOf(token)],
  );
  if (!found || (found.purpose === 'first-admin' && (await hasAdministrator()))) throw linkInvalid();
  const { id, purpose, email, user_id: userId, expires_at: expiresAt } = found;
  return { id, purpose, email, userId, expiresAt };
}

/** What somebody chose by a link: the hash of a password, and what they want to be called. */
export interface Chosen {
  readonly hash: string;
  /** Counts for the first administrator alone. */
  readonly email: string;
  readonly username?: string | null | undefined;
}

/**
 * Uses a link up: the password counts from now on, all sessions that its owner had are over, and so are their other
 * links. Answers the owner's id. Of several uses at once, one succeeds. Call it in a transaction.
 */
export async function takeLink(link: OpenLink, { hash, email, username }: Chosen): Promise<string> {
  const taken = await rows(
    'update core_links set used_at = now() where id = $1 and used_at is null and expires_at > now() returning id',
    [link.id],
  );
  if (taken.length === 0) throw linkInvalid();
  const user = link.userId ? await User.findByPk(link.userId, { lock: true }) : await firstAdministrator(email);
  if (!user?.isActive) throw linkInvalid();
  if (username?.trim()) await user.update({ username: username.trim(), updatedAt: new Date() });
  await keepPassword(user.id, hash);
  await rows('update core_links set used_at = now() where user_id = $1 and used_at is null', [user.id]);
  await endSessions(user.id, { except: null });
  await accessChanged(user.id);
  await forgetTries(accountKey('password', user.email));
  return user.id;
}

async function firstAdministrator(email: string): Promise<User> {
  await holdFirstAdministrator();
  if (await hasAdministrator()) throw linkInvalid();
  const user = await provideUser(email);
  if (user.kind !== 'person') throw addressTaken(user.email);
  return user.update({ isAdministrator: true, isActive: true, updatedAt: new Date() });
}

/** Removes links that nobody can use any more. */
export const pruneLinks = async (): Promise<void> => {
  await rows(`delete from core_links where expires_at < now() - interval '1 day'`);
};
