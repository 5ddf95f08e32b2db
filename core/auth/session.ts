import { createHash, randomBytes } from 'node:crypto';
import { DataTypes, Model, Op } from 'sequelize';
import type { CreationOptional, InferAttributes, InferCreationAttributes, Sequelize } from 'sequelize';
import { outsideTransaction, rows } from '../database/connection.ts';
import type { Origin } from '../http/route.ts';
import { accessChanged } from './access-changes.ts';
import { identityOf } from './identity.ts';
import type { Identity } from './identity.ts';
import { remembered } from './remembered.ts';
import { standingOf } from './standing.ts';

/** A browser in which somebody is signed in. */
export class Session extends Model<InferAttributes<Session>, InferCreationAttributes<Session>> {
  declare id: CreationOptional<string>;
  declare userId: string;
  declare hash: Buffer;
  /** The way in by which it was opened, such as `accounts`. */
  declare via: string;
  /** Browser and system, as people call them. */
  declare device: string;
  declare address: string;
  declare createdAt: CreationOptional<Date>;
  declare lastSeenAt: CreationOptional<Date>;
  declare expiresAt: Date;

  static define(sequelize: Sequelize) {
    return Session.init(
      {
        id: { type: DataTypes.UUID, primaryKey: true, defaultValue: DataTypes.UUIDV4 },
        userId: { type: DataTypes.UUID, allowNull: false },
        hash: { type: DataTypes.BLOB, allowNull: false },
        via: { type: DataTypes.STRING(64), allowNull: false },
        device: { type: DataTypes.STRING(255), allowNull: false },
        address: { type: DataTypes.STRING(64), allowNull: false },
        createdAt: { type: DataTypes.DATE, allowNull: false, defaultValue: DataTypes.NOW },
        lastSeenAt: { type: DataTypes.DATE, allowNull: false, defaultValue: DataTypes.NOW },
        expiresAt: { type: DataTypes.DATE, allowNull: false },
      },
      { sequelize, modelName: 'Session', tableName: 'core_sessions', underscored: true, timestamps: false },
    );
  }
}

export interface SessionSettings {
  /** A session ends this long after it was last used. */
  sessionIdleHours: number;
  /** A session ends this long after it was opened, used or not. */
  sessionDays: number;
}

const COOKIE = 'ipm_session';
let settings: SessionSettings = { sessionIdleHours: 72, sessionDays: 30 };

/** Sets how long sessions last. */
export const useSessionSettings = (given: SessionSettings): void => {
  settings = given;
};

const hashOf = (token: string): Buffer => createHash('sha256').update(token).digest();

// Behind TLS the prefix keeps other hosts of the domain from setting the cookie.
const cookieName = (isSecure: boolean): string => (isSecure ? `__Host-${COOKIE}` : COOKIE);

/** A `Set-Cookie` value; an empty token takes the cookie away. */
function cookie(token: string, isSecure: boolean, maxAgeSeconds: number): string {
  const attributes = ['Path=/', 'HttpOnly', 'SameSite=Lax', `Max-Age=${maxAgeSeconds}`];
  if (isSecure) attributes.push('Secure');
  return `${cookieName(isSecure)}=${token}; ${attributes.join('; ')}`;
}

/** Signs somebody in: a session row, and the `Set-Cookie` value that its browser gets. */
export async function openSession(
  userId: string,
  via: string,
  { address, agent, isSecure }: Pick<Origin, 'address' | 'agent' | 'isSecure'>,
): Promise<{ session: Session; setCookie: string }> {
  const token = randomBytes(32).toString('base64url');
  const seconds = settings.sessionDays * 86_400;
  const session = await Session.create({
    userId,
    hash: hashOf(token),
    via,
    device: deviceOf(agent),
    address,
    expiresAt: new Date(Date.now() + seconds * 1000),
  });
  return { session, setCookie: cookie(token, isSecure, seconds) };
}

/** Ends sessions: one by its id, or all of somebody but one. Call it in a transaction. */
export async function endSessions(userId: string, which: { id: string } | { except: string | null }): Promise<number> {
  const ended =
    'id' in which
      ? await Session.destroy({ where: { userId, id: which.id } })
      : (
          await rows('delete from core_sessions where user_id = $1 and id is distinct from $2 returning id', [
            userId,
            which.except,
          ])
        ).length;
  if (ended > 0) await accessChanged(userId);
  return ended;
}

const idleMilliseconds = (): number => settings.sessionIdleHours * 3_600_000;

/** When a session ends if it is not used again. */
export const endOf = ({ expiresAt, lastSeenAt }: Session): Date =>
  new Date(Math.min(expiresAt.getTime(), lastSeenAt.getTime() + idleMilliseconds()));

/** Somebody's sessions that have not ended, last used first. */
export const liveSessions = (userId: string): Promise<Session[]> =>
  Session.findAll({
    where: {
      userId,
      expiresAt: { [Op.gt]: new Date() },
      lastSeenAt: { [Op.gt]: new Date(Date.now() - idleMilliseconds()) },
    },
    order: [
      ['lastSeenAt', 'DESC'],
      ['id', 'ASC'],
    ],
  });

/** The session that a caller came by; null when it was another credential, or nobody is known. */
export const sessionIdOf = (user: Identity | null): string | null =>
  user && user.via !== 'api-key' ? user.credentialId : null;

/** The `Set-Cookie` value that takes the session away from a browser. */
export const closedCookie = (isSecure: boolean): string => cookie('', isSecure, 0);

/**
 * The session token that a request carries in its cookies; null when there is none. By TLS only the cookie counts that
 * no neighbouring host can have set.
 */
export function sessionTokenOf(header: (name: string) => string, isSecure: boolean): string | null {
  const cookies = header('cookie');
  if (!cookies.includes(COOKIE)) return null;
  const [, token] = new RegExp(`(?:^|;\\s*)${cookieName(isSecure)}=([\\w-]{43})(?:;|$)`).exec(cookies) ?? [];
  return token ?? null;
}

const liveSession = remembered(async (hash: string) => {
  const [found] = await outsideTransaction(() =>
    rows<{ id: string; user_id: string; via: string; expires_at: Date; is_stale: boolean }>(
      `select id, user_id, via, expires_at, last_seen_at < now() - interval '1 minute' as is_stale
       from core_sessions
       where hash = $1 and expires_at > now() and last_seen_at > now() - make_interval(hours => $2)`,
      [Buffer.from(hash, 'base64'), settings.sessionIdleHours],
    ),
  );
  if (!found) return null;
  if (found.is_stale)
    await outsideTransaction(() => rows('update core_sessions set last_seen_at = now() where id = $1', [found.id]));
  return { id: found.id, userId: found.user_id, via: found.via, endsAt: found.expires_at.getTime() };
});

/** Whose session a token is; null when it has ended or its owner is deactivated. */
export async function userOfSession(token: string): Promise<Identity | null> {
  const found = await liveSession(hashOf(token).toString('base64'));
  if (!found || found.endsAt <= Date.now()) return null;
  const owner = await standingOf(found.userId);
  return owner && identityOf(owner, found.via, () => userOfSession(token), { credentialId: found.id });
}

/** Removes sessions that are over. */
export const pruneSessions = async (): Promise<void> => {
  await rows(
    `delete from core_sessions where expires_at < now() or last_seen_at < now() - make_interval(hours => $1)`,
    [settings.sessionIdleHours],
  );
};

/** What people call a browser, of its User-Agent: `Firefox on Linux`; what is not known is called by its own words. */
export function deviceOf(agent: string): string {
  const browser = [
    ['Edg/', 'Edge'],
    ['OPR/', 'Opera'],
    ['Firefox/', 'Firefox'],
    ['Chrome/', 'Chrome'],
    ['Safari/', 'Safari'],
  ].find(([mark = '']) => agent.includes(mark))?.[1];
  const system = [
    ['Android', 'Android'],
    ['iPhone', 'iPhone'],
    ['iPad', 'iPad'],
    ['Windows', 'Windows'],
    ['Mac OS', 'macOS'],
    ['CrOS', 'ChromeOS'],
    ['Linux', 'Linux'],
  ].find(([mark = '']) => agent.includes(mark))?.[1];
  if (!browser) return agent.slice(0, 255) || 'Unknown';
  return system ? `${browser} on ${system}` : browser;
}
