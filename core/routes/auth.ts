import { noteAudit } from '../audit/context.ts';
import type { Identity } from '../auth/identity.ts';
import { canMail } from '../auth/link-mail.ts';
import { LONGEST_TYPED } from '../auth/password.ts';
import type { AuthProvider } from '../auth/provider.ts';
import { closedCookie, endSessions, openSession, sessionIdOf } from '../auth/session.ts';
import { throttlePassword, tooManyTries } from '../auth/throttle.ts';
import { User } from '../auth/user.ts';
import { inTransaction } from '../database/connection.ts';
import { defineError } from '../errors.ts';
import { route } from '../http/route.ts';
import type { Route } from '../http/route.ts';
import { presentUser, userSchema } from './user-json.ts';

export const signInFailed = defineError('core.sign_in_failed', 401, 'The e-mail or the password is wrong.');
export const wayNotOpen = defineError(
  'core.way_not_open',
  403,
  'Nobody signs in by password here: AUTH_MODE names no way in that takes one.',
);

const waySchema = {
  type: 'object',
  required: ['name', 'title', 'kind', 'path'],
  properties: {
    name: { type: 'string' },
    title: { type: 'string' },
    kind: { enum: ['password', 'redirect', 'automatic'] },
    path: { type: ['string', 'null'], description: 'Where the browser is sent, for `redirect`.' },
  },
} as const;

export const signedInSchema = { type: 'object', required: ['user'], properties: { user: userSchema } } as const;

/** The user of an id as they see themselves. */
export const me = async (id: string) => presentUser(await User.findByPk(id, { rejectOnEmpty: true }));

/** Who is here, and how people get in and out. */
export function authRoutes(providers: readonly AuthProvider[]): Route[] {
  const ways = providers.map(({ name, title, checkPassword, signInPath }) => ({
    name,
    title,
    kind: checkPassword ? ('password' as const) : signInPath ? ('redirect' as const) : ('automatic' as const),
    path: signInPath ?? null,
  }));

  const getSession = route(
    'GET /auth/session',
    {
      summary: 'Who is signed in here, and the ways in',
      access: 'public',
      response: {
        type: 'object',
        required: ['user', 'ways', 'session_id', 'can_mail'],
        properties: {
          user: { oneOf: [userSchema, { type: 'null' }], description: 'Null: nobody.' },
          ways: { type: 'array', items: waySchema },
          session_id: { type: ['string', 'null'], format: 'uuid' },
          can_mail: { type: 'boolean', description: 'Whether links for new passwords are sent by mail.' },
        },
      },
    },
    async ({ user }) => ({
      user: (user as Identity | null) && (await me(user.id)),
      ways,
      session_id: sessionIdOf(user),
      can_mail: canMail(),
    }),
  );

  const signIn = route(
    'POST /auth/sign-in',
    {
      summary: 'Sign in by e-mail and password',
      description: 'Answers with the session cookie. Ten wrong passwords for an account close it for up to 15 minutes.',
      access: 'public',
      transaction: 'own',
      body: {
        type: 'object',
        required: ['email', 'password'],
        properties: {
          email: { type: 'string', minLength: 1, maxLength: 320 },
          password: { type: 'string', minLength: 1, maxLength: LONGEST_TYPED },
        },
      },
      response: signedInSchema,
      errors: [signInFailed, wayNotOpen, tooManyTries],
    },
    async ({ body, user: before, origin, header }) => {
      const takers = providers.filter(({ checkPassword }) => checkPassword);
      if (takers.length === 0) throw wayNotOpen();
      noteAudit({ detail: body.email });
      const wasRight = await throttlePassword(body.email, origin.address);
      for (const { name, checkPassword } of takers) {
        const userId = await checkPassword?.(body);
        if (!userId) continue;
        await wasRight();
        header('Set-Cookie', await signInAs(userId, name, origin, before));
        return { user: await me(userId) };
      }
      throw signInFailed();
    },
  );

  const signOut = route(
    'POST /auth/sign-out',
    { summary: 'End the session of this browser', access: 'public', response: null },
    async ({ user, origin, header }) => {
      const id = sessionIdOf(user);
      if (id) await endSessions(user.id, { id });
      header('Set-Cookie', closedCookie(origin.isSecure));
    },
  );

  return [getSession, signIn, signOut];
}

/** Opens a session in place of the one that this browser had; answers its `Set-Cookie` value. */
export function signInAs(
  userId: string,
  via: string,
  origin: Parameters<typeof openSession>[2],
  before: Identity | null,
): Promise<string> {
  return inTransaction(async () => {
    const id = sessionIdOf(before);
    if (before && id) await endSessions(before.id, { id });
    return (await openSession(userId, via, origin)).setCookie;
  });
}
