import { User } from '../auth/user.ts';
import { route } from '../http/route.ts';
import { presentUser, userSchema } from './user-json.ts';

/** What somebody wants to be called. */
export const username = { type: ['string', 'null'], maxLength: 255 } as const;

/** A name without blanks around it; null for nothing but blanks. */
export const named = (text: string | null): string | null => text?.trim() || null;

export const getMe = route(
  'GET /users/me',
  { summary: 'Who I am', access: 'signed-in', response: userSchema },
  async ({ user }) => presentUser(await User.findByPk(user.id, { rejectOnEmpty: true })),
);

export const editMe = route(
  'PATCH /users/me',
  {
    summary: 'Change what I am called',
    access: 'signed-in',
    body: { type: 'object', additionalProperties: false, required: ['username'], properties: { username } },
    response: userSchema,
  },
  async ({ user, body }) => {
    const found = await User.findByPk(user.id, { rejectOnEmpty: true });
    return presentUser(await found.update({ username: named(body.username), updatedAt: new Date() }));
  },
);

export const listMyGroups = route(
  'GET /users/me/groups',
  {
    summary: 'The names of the groups that I am in',
    access: 'signed-in',
    response: { type: 'array', items: { type: 'string' } },
  },
  async ({ user }) => (await presentUser(await User.findByPk(user.id, { rejectOnEmpty: true }))).groups,
);

/** Everybody's routes about themself; they go before those that take an id. */
export const myRoutes = [getMe, editMe, listMyGroups];
