import { closedCookie, endOf, endSessions, liveSessions, sessionIdOf } from '../auth/session.ts';
import type { Session } from '../auth/session.ts';
import { notFound } from '../errors.ts';
import { route } from '../http/route.ts';
import type { TypeOf } from '../schema.ts';

const sessionSchema = {
  type: 'object',
  required: ['id', 'device', 'address', 'via', 'created_at', 'last_seen_at', 'expires_at', 'is_current'],
  properties: {
    id: { type: 'string', format: 'uuid' },
    device: { type: 'string', description: 'Browser and system, such as `Firefox on Linux`.' },
    address: { type: 'string' },
    via: { type: 'string', description: 'The way in, such as `accounts`.' },
    created_at: { type: 'string', format: 'date-time' },
    last_seen_at: { type: 'string', format: 'date-time' },
    expires_at: { type: 'string', format: 'date-time', description: 'When it ends if it is not used again.' },
    is_current: { type: 'boolean' },
  },
} as const;

const present = (session: Session, currentId: string | null): TypeOf<typeof sessionSchema> => ({
  id: session.id,
  device: session.device,
  address: session.address,
  via: session.via,
  created_at: session.createdAt.toISOString(),
  last_seen_at: session.lastSeenAt.toISOString(),
  expires_at: endOf(session).toISOString(),
  is_current: session.id === currentId,
});

export const listSessions = route(
  'GET /auth/sessions',
  {
    summary: 'Where I am signed in, last used first',
    access: 'signed-in',
    scope: 'account',
    response: { type: 'array', items: sessionSchema },
  },
  async ({ user }) => (await liveSessions(user.id)).map((session) => present(session, sessionIdOf(user))),
);

export const endSession = route(
  'DELETE /auth/sessions/:session_id',
  { summary: 'Sign one of my browsers out', access: 'signed-in', scope: 'account', noun: 'Session', response: null },
  async ({ params, user, origin, header }) => {
    const ended = await endSessions(user.id, { id: params.session_id });
    if (ended === 0) throw notFound('Session');
    if (params.session_id === sessionIdOf(user)) header('Set-Cookie', closedCookie(origin.isSecure));
  },
);

export const endOtherSessions = route(
  'DELETE /auth/sessions',
  {
    summary: 'Sign all my browsers out but this one',
    access: 'signed-in',
    scope: 'account',
    response: {
      type: 'object',
      required: ['ended'],
      properties: { ended: { type: 'integer', description: 'How many there were.' } },
    },
  },
  async ({ user }) => ({ ended: await endSessions(user.id, { except: sessionIdOf(user) }) }),
);
