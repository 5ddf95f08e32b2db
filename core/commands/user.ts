import { accessChanged } from '../auth/access-changes.ts';
import { makeLink } from '../auth/link.ts';
import { checkNewPassword, hashPassword, hasPassword, keepPassword } from '../auth/password.ts';
import { endSessions } from '../auth/session.ts';
import { accountKey, forgetTries } from '../auth/throttle.ts';
import { emailSchema, findUserByEmail, normalEmail, provideUser } from '../auth/user.ts';
import type { User } from '../auth/user.ts';
import { inTransaction } from '../database/connection.ts';
import { StartupError } from '../errors.ts';
import { UsageError } from './command.ts';
import type { Command, CommandCall } from './command.ts';

const usage = '--email <address> [--password <text> | --password-stdin]';
const options = {
  email: { type: 'string' },
  password: { type: 'string' },
  'password-stdin': { type: 'boolean' },
} as const;

/** Makes a person. */
export const createUser: Command = {
  name: 'user create',
  usage,
  summary: 'make a user; without a password, a one-time link to choose one is printed',
  options,
  async run(call) {
    const { email, hash } = await typed(call);
    const app = await call.open();
    await inTransaction(async () => {
      if (await findUserByEmail(email))
        throw new StartupError(`There is a user ${email} already; nothing was changed.`);
      await finish(await provideUser(email), hash);
    });
    call.say(`Made the user ${email}.`);
    await sayHow(call, app.settings, email, hash);
  },
};

/** Makes a person who administers the site, of one who is there or anew. */
export const createAdministrator: Command = {
  name: 'user create-admin',
  usage,
  summary: 'make an administrator, of a new user or of one who is there, whose password is set if one is given',
  options,
  async run(call) {
    const { email, hash } = await typed(call);
    const app = await call.open();
    const wasThere = await inTransaction(async () => {
      const known = await findUserByEmail(email);
      if (known?.kind === 'pipeline')
        throw new StartupError(`${email} is the address of a pipeline's service user, which can't administer.`);
      const user = known ?? (await provideUser(email));
      await user.update({ isAdministrator: true, isActive: true, updatedAt: known ? new Date() : null });
      await finish(user, hash);
      return known !== null;
    });
    call.say(wasThere ? `${email} is an administrator now.` : `Made the administrator ${email}.`);
    await sayHow(call, app.settings, email, hash);
  },
};

async function typed(call: CommandCall): Promise<{ email: string; hash: string | null }> {
  const { email, password, 'password-stdin': isPiped } = call.given;
  if (typeof email !== 'string') throw new UsageError('--email is missing.');
  if (email.length > emailSchema.maxLength || !new RegExp(emailSchema.pattern).test(email))
    throw new UsageError(`'${email}' is no e-mail address.`);
  if (password !== undefined && isPiped) throw new UsageError('Give --password or --password-stdin, not both.');
  const address = normalEmail(email);
  const chosen = isPiped ? await call.readInput() : password;
  if (typeof chosen !== 'string') return { email: address, hash: null };
  checkNewPassword(chosen, address);
  return { email: address, hash: await hashPassword(chosen) };
}

async function finish(user: User, hash: string | null): Promise<void> {
  if (hash) {
    await keepPassword(user.id, hash);
    await endSessions(user.id, { except: null });
    await forgetTries(accountKey('password', user.email));
  }
  await accessChanged(user.id);
}

interface Site {
  publicUrl: string;
  host: string;
  port: number;
  authMode: readonly string[];
}

async function sayHow({ say }: CommandCall, site: Site, email: string, hash: string | null): Promise<void> {
  const user = await findUserByEmail(email);
  if (!user) throw new Error(`The user ${email} is gone again.`);
  if (hash) say('They sign in with the password that you gave.');
  else if (await hasPassword(user.id)) say('Their password stays as it is.');
  else {
    const { url, expiresAt } = await makeLink(site.publicUrl || localAddress(site), 'invitation', user.id);
    const until = expiresAt.toISOString().slice(0, 16).replace('T', ' ');
    say(`By this link they choose a password (it works once, until ${until} UTC):\n\n  ${url}\n`);
  }
  if (!site.authMode.includes('accounts'))
    say(`AUTH_MODE is ${site.authMode.join(',')}: nobody signs in by password until it names accounts too.`);
}

const localAddress = ({ host, port }: Site): string =>
  `http://${/^(127\.|0\.0\.0\.0$|::1?$)/.test(host) ? 'localhost' : host}${port ? `:${port}` : ''}`;
