import type { Logger } from 'pino';
import { ADMINISTER } from '../auth/limits.ts';
import { addressTaken, linkInvalid, openLink, takeLink } from '../auth/link.ts';
import { canMail, mailReset, sendLink } from '../auth/link-mail.ts';
import { checkNewPassword, hashPassword, LONGEST_TYPED, passwordRefused } from '../auth/password.ts';
import { accountKey, addressKey, countTry, tooManyTries } from '../auth/throttle.ts';
import { emailSchema, User } from '../auth/user.ts';
import { inTransaction } from '../database/connection.ts';
import { defineError, invalidInput, notFound } from '../errors.ts';
import { route } from '../http/route.ts';
import type { Route } from '../http/route.ts';
import { me, signedInSchema, signInAs } from './auth.ts';

const accountsNotOpen = defineError(
  'core.accounts_not_open',
  403,
  'Nobody has a password here: AUTH_MODE does not name accounts.',
);
const cannotSignIn = defineError(
  'core.user_cannot_sign_in',
  409,
  'This user is deactivated or belongs to a pipeline; nobody can sign in as them.',
);

const HOUR = 3600;
const RESETS = { account: { most: 5, seconds: HOUR }, address: { most: 30, seconds: HOUR } };

const token = { type: 'string', minLength: 1, maxLength: 100 } as const;
const tokenBody = { type: 'object', required: ['token'], properties: { token } } as const;

/** Links by which people choose a password: invitations, resets, and the first administrator's. */
export function linkRoutes({ isOpen, log }: { isOpen: boolean; log: Logger }): Route[] {
  const requireOpen = () => {
    if (!isOpen) throw accountsNotOpen();
  };

  const askForReset = route(
    'POST /auth/reset',
    {
      summary: 'Ask for a link for a new password, by mail',
      description: 'Answers the same whether anybody has the address. Without a mail server nothing is sent.',
      access: 'public',
      transaction: 'own',
      body: {
        type: 'object',
        required: ['email'],
        properties: { email: { type: 'string', minLength: 1, maxLength: 320 } },
      },
      response: { type: 'object', properties: {}, additionalProperties: false },
      status: 202,
      errors: [accountsNotOpen, tooManyTries],
    },
    async ({ body, origin }) => {
      requireOpen();
      await countTry(addressKey('reset', origin.address), RESETS.address);
      await countTry(accountKey('reset', body.email), RESETS.account);
      if (canMail()) await mailReset.enqueue({ email: body.email });
      return {};
    },
  );

  const getLink = route(
    'POST /auth/link',
    {
      summary: 'What a link is for',
      access: 'public',
      transaction: 'own',
      body: tokenBody,
      response: {
        type: 'object',
        required: ['email', 'purpose', 'expires_at'],
        properties: {
          email: { type: ['string', 'null'], description: 'Whose it is; null: to be said when it is used.' },
          purpose: { enum: ['invitation', 'reset', 'first-admin'] },
          expires_at: { type: 'string', format: 'date-time' },
        },
      },
      errors: [linkInvalid, accountsNotOpen],
    },
    async ({ body }) => {
      requireOpen();
      const { email, purpose, expiresAt } = await openLink(body.token);
      return { email, purpose, expires_at: expiresAt.toISOString() };
    },
  );

  const takeIt = route(
    'POST /auth/link/use',
    {
      summary: 'Choose a password by a link, and be signed in',
      description: 'Ends all sessions and other links of its owner. A refused password leaves the link as it is.',
      access: 'public',
      transaction: 'own',
      body: {
        type: 'object',
        required: ['token', 'password'],
        properties: {
          token,
          password: { type: 'string', maxLength: LONGEST_TYPED },
          username: { type: ['string', 'null'], maxLength: 255 },
          email: {
            ...emailSchema,
            description: 'Needed for the first administrator’s link, which is nobody’s yet.',
          },
        },
      },
      response: signedInSchema,
      errors: [linkInvalid, accountsNotOpen, passwordRefused, addressTaken],
    },
    async ({ body, user: before, origin, header }) => {
      requireOpen();
      const link = await openLink(body.token);
      const email = link.email ?? body.email;
      if (!email) throw invalidInput([{ pointer: '/body/email', message: 'is missing' }]);
      checkNewPassword(body.password, email);
      const hash = await hashPassword(body.password);
      const [userId, setCookie] = await inTransaction(async () => {
        const id = await takeLink(link, { hash, email, username: body.username });
        return [id, await signInAs(id, 'accounts', origin, before)] as const;
      });
      header('Set-Cookie', setCookie);
      return { user: await me(userId) };
    },
  );

  const makeUserLink = route(
    'POST /users/:user_id/links',
    {
      summary: 'Invite a user, or let them choose a new password',
      description: 'The link is mailed. Where that can’t be, it is in the answer, this once, to be passed on.',
      access: ADMINISTER,
      transaction: 'own',
      body: {
        type: 'object',
        required: ['purpose'],
        properties: { purpose: { enum: ['invitation', 'reset'] } },
      },
      response: {
        type: 'object',
        required: ['url', 'expires_at', 'mailed'],
        properties: {
          url: { type: ['string', 'null'], description: 'Null when it was mailed.' },
          expires_at: { type: 'string', format: 'date-time' },
          mailed: { type: 'boolean' },
        },
      },
      status: 201,
      errors: [accountsNotOpen, cannotSignIn],
    },
    async ({ params, body, user, origin }) => {
      requireOpen();
      const found = await User.findByPk(params.user_id);
      if (!found) throw notFound('User');
      if (!found.isActive || found.kind !== 'person') throw cannotSignIn();
      const by = { id: user.id, email: user.email, site: origin.url };
      const { url, expiresAt, mailed } = await sendLink(found, body.purpose, by, log);
      return { url, expires_at: expiresAt.toISOString(), mailed };
    },
  );

  return [askForReset, getLink, takeIt, makeUserLink];
}
