import { randomBytes } from 'node:crypto';
import { channel } from 'node:diagnostics_channel';
import { hash, parseOptions, verify } from '@node-rs/argon2';
import { DataTypes, Model } from 'sequelize';
import type { CreationOptional, InferAttributes, InferCreationAttributes, Sequelize } from 'sequelize';
import { rows } from '../database/connection.ts';
import { AppError, defineError } from '../errors.ts';
import { isCommonPassword } from './common-passwords.ts';

/** The password of a person who has one; only its hash is kept. */
export class Password extends Model<InferAttributes<Password>, InferCreationAttributes<Password>> {
  declare userId: string;
  /** PHC string: `$argon2id$v=19$m=…,t=…,p=…$salt$hash`. */
  declare hash: string;
  declare changedAt: CreationOptional<Date>;

  static define(sequelize: Sequelize) {
    return Password.init(
      {
        userId: { type: DataTypes.UUID, primaryKey: true },
        hash: { type: DataTypes.STRING(255), allowNull: false },
        changedAt: { type: DataTypes.DATE, allowNull: false, defaultValue: DataTypes.NOW },
      },
      { sequelize, modelName: 'Password', tableName: 'core_passwords', underscored: true, timestamps: false },
    );
  }
}

// Argon2id at OWASP's level (Password Storage Cheat Sheet): 19 MiB, 2 passes, 1 lane.
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };
const LEAST = 10;
const MOST = 200;
/** Longest text that is taken for a password at all. */
export const LONGEST_TYPED = 1024;

/** Hears of every verification against a hash: `{isRight}`. */
export const passwordVerified = channel('ipm:password-verified');

export const passwordRefused = defineError('core.password_refused', 422, '%s');

// Unicode has several spellings of one text; which one a keyboard sends must not matter (NIST SP 800-63B).
const normal = (password: string): string => password.normalize('NFKC');

/**
 * Refuses a new password that is too short, too long or among the first to be guessed (NIST SP 800-63B: no rules of
 * composition). `pointer` names the field that it came in.
 */
export function checkNewPassword(password: string, email: string, pointer = '/body/password'): void {
  const text = normal(password);
  const refuse = (message: string) => {
    const sentence = `The password ${message}.`;
    throw new AppError(passwordRefused.code, passwordRefused.status, sentence, { faults: [{ pointer, message }] });
  };
  const length = [...text].length;
  if (length < LEAST) refuse(`has ${length} characters; it must have at least ${LEAST}`);
  if (length > MOST) refuse(`has ${length} characters; it may have at most ${MOST}`);
  const address = email.toLowerCase();
  if ([address, address.split('@')[0]].includes(text.toLowerCase()))
    refuse('is the e-mail address itself; choose another');
  if (isCommonPassword(text)) refuse('is one of the commonest, which are tried first; choose another');
}

/** The hash to keep of a password. Takes tens of milliseconds: call it outside transactions. */
export const hashPassword = (password: string): Promise<string> => inTurn(() => hash(normal(password), COST));

/** Keeps a hash as somebody's password. */
export async function keepPassword(userId: string, hashed: string): Promise<void> {
  await Password.upsert({ userId, hash: hashed, changedAt: new Date() });
}

/** Whether somebody signs in by a password. */
export const hasPassword = async (userId: string): Promise<boolean> =>
  (await Password.count({ where: { userId } })) > 0;

let nobodys: Promise<string> | undefined;

/**
 * The id of the active person whose e-mail and password these are, or null. An e-mail that nobody has costs the same
 * verification. A hash of other parameters than today's is made anew.
 */
export async function ownerOfPassword(email: string, password: string): Promise<string | null> {
  const [found] = await rows<{ id: string; hash: string }>(
    `select u.id, p.hash from core_users u join core_passwords p on p.user_id = u.id
     where u.email = $1 and u.kind = 'person' and u.is_active`,
    [email.trim().toLowerCase()],
  );
  const kept = found?.hash ?? (await (nobodys ??= hashPassword(randomBytes(16).toString('hex'))));
  const isRight = await inTurn(() => verify(kept, normal(password)));
  passwordVerified.publish({ isRight });
  if (!isRight || !found) return null;
  if (isOutdated(kept)) {
    const renewed = await hashPassword(password);
    // Unless it was changed meanwhile.
    await rows('update core_passwords set hash = $3 where user_id = $1 and hash = $2', [found.id, kept, renewed]);
  }
  return found.id;
}

function isOutdated(hashed: string): boolean {
  const { memoryCost, timeCost, parallelism } = parseOptions(hashed);
  return memoryCost !== COST.memoryCost || timeCost !== COST.timeCost || parallelism !== COST.parallelism;
}

// Hashing takes the threads that files are read by: two of the four at most.
const AT_ONCE = 2;
const waiting: (() => void)[] = [];
let running = 0;

async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  if (running < AT_ONCE) running += 1;
  else await new Promise<void>((resolve) => waiting.push(resolve));
  try {
    return await work();
  } finally {
    const next = waiting.shift();
    if (next) next();
    else running -= 1;
  }
}
