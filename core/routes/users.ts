import { Op, UniqueConstraintError } from 'sequelize';
import { accessChanged } from '../auth/access-changes.ts';
import { lastAdministrator, requireOtherAdministrator } from '../auth/administrators.ts';
import { ApiKey } from '../auth/api-key.ts';
import { ADMINISTER } from '../auth/limits.ts';
import { endSessions } from '../auth/session.ts';
import { emailSchema, normalEmail, User } from '../auth/user.ts';
import { defineError, notFound } from '../errors.ts';
import { pageProperties } from '../http/paginate.ts';
import { route } from '../http/route.ts';
import type { Subject } from '../http/route.ts';
import { site } from '../plugins/contract.ts';
import { apiKeySchema, apiKeysOf, endApiKey, presentApiKey } from './api-keys.ts';
import { named, username } from './me.ts';
import { presentUser, presentUsers, userSchema } from './user-json.ts';

const isActive = { type: 'boolean', description: 'Those who are not active are out at once.' } as const;
const isAdministrator = { type: 'boolean' } as const;

const mayNotMakeUsers = defineError(
  'core.users_for_administrators',
  403,
  'Not authorized to create users - admin access required',
);
const mayNotChange = defineError(
  'core.account_for_administrators',
  403,
  "Not authorized to update this user's %s: an administrator changes that.",
);
const emailTaken = defineError('core.user_exists', 409, 'User already exists');
const isPipeline = defineError(
  'core.user_of_pipeline',
  409,
  'This user belongs to a pipeline, which acts as it; change the pipeline instead.',
);

export const listUsers = route(
  'GET /users',
  {
    summary: 'List users by e-mail address',
    access: ADMINISTER,
    query: {
      type: 'object',
      properties: {
        ...pageProperties({ default: 100 }),
        search: { type: 'string', maxLength: 255, description: 'A part of the e-mail address or name.' },
        kind: { enum: ['person', 'pipeline'] },
        include_inactive: { type: 'boolean', default: false },
      },
    },
    response: { type: 'array', items: userSchema },
  },
  async ({ query, header }) => {
    const part = query.search ? { [Op.iLike]: `%${query.search.replace(/[\\%_]/g, '\\$&')}%` } : undefined;
    const { rows: users, count } = await User.findAndCountAll({
      where: {
        ...(query.kind ? { kind: query.kind } : {}),
        ...(query.include_inactive ? {} : { isActive: true }),
        ...(part ? { [Op.or]: [{ email: part }, { username: part }] } : {}),
      },
      order: [['email', 'ASC']],
      offset: query.skip,
      limit: query.limit,
    });
    header('X-Total-Count', count);
    return presentUsers(users);
  },
);

export const createUser = route(
  'POST /users',
  {
    summary: 'Make a user, who can be given roles at once and invited by a link',
    access: ADMINISTER,
    refusal: mayNotMakeUsers,
    body: {
      type: 'object',
      required: ['email'],
      properties: {
        email: emailSchema,
        username,
        is_active: { ...isActive, default: true },
        is_administrator: { ...isAdministrator, default: false },
      },
    },
    response: userSchema,
    status: 201,
    errors: [emailTaken],
  },
  async ({ body }) => {
    const user = User.build({
      email: normalEmail(body.email),
      username: named(body.username ?? null),
      isActive: body.is_active,
      isAdministrator: body.is_administrator,
      createdAt: new Date(),
    });
    await User.bulkCreate([user.get()], { ignoreDuplicates: true });
    const made = await User.findOne({ where: { email: user.email }, rejectOnEmpty: true });
    if (made.id !== user.id) throw emailTaken();
    return presentUser(made);
  },
);

type May = (permission: string, subject: Subject) => boolean;

/** The user of an id as far as the caller may see them: everybody themself, administrators all. Throws a 404. */
async function visibleUser(id: string, caller: { id: string }, may: May, lock = false): Promise<User> {
  const found = id === caller.id || may(ADMINISTER, site) ? await User.findByPk(id, { lock }) : null;
  if (!found) throw notFound('User');
  return found;
}

export const getUser = route(
  'GET /users/:user_id',
  { summary: 'A user: myself, or anybody for administrators', access: 'signed-in', response: userSchema },
  async ({ params, user, may }) => presentUser(await visibleUser(params.user_id, user, may)),
);

export const editUser = route(
  'PATCH /users/:user_id',
  {
    summary: 'Change a user; only what is sent changes',
    description:
      'Everybody changes what they are called themself. Addresses, activity and administration are changed by ' +
      'administrators alone.',
    access: 'signed-in',
    body: {
      type: 'object',
      minProperties: 1,
      properties: { email: emailSchema, username, is_active: isActive, is_administrator: isAdministrator },
    },
    response: userSchema,
    errors: [mayNotChange, emailTaken, lastAdministrator, isPipeline],
  },
  async ({ params, body, user, may }) => {
    const found = await visibleUser(params.user_id, user, may, true);
    const wanted = {
      ...(body.username === undefined ? {} : { username: named(body.username) }),
      ...(body.email === undefined ? {} : { email: normalEmail(body.email) }),
      ...(body.is_active === undefined ? {} : { isActive: body.is_active }),
      ...(body.is_administrator === undefined ? {} : { isAdministrator: body.is_administrator }),
    };
    found.set(wanted);
    const changed = new Set(found.changed() || []);
    const guarded = (['email', 'isActive', 'isAdministrator'] as const).find((field) => changed.has(field));
    if (guarded) {
      if (!may(ADMINISTER, site)) throw mayNotChange(WORDS[guarded]);
      if (found.kind === 'pipeline') throw isPipeline();
      const wasLeading = found.previous('isAdministrator') && found.previous('isActive');
      if (wasLeading && !(found.isAdministrator && found.isActive)) await requireOtherAdministrator(found.id);
    }
    if (changed.size === 0) return presentUser(found);
    await saveUser(found);
    if (changed.has('isActive') && !found.isActive) await endSessions(found.id, { except: null });
    if (guarded) await accessChanged(found.id);
    return presentUser(found);
  },
);

const WORDS = { email: 'e-mail address', isActive: 'activity', isAdministrator: 'administration' } as const;

async function saveUser(user: User): Promise<void> {
  try {
    await user.set({ updatedAt: new Date() }).save();
  } catch (error) {
    throw error instanceof UniqueConstraintError ? emailTaken() : error;
  }
}

export const endUserSessions = route(
  'DELETE /users/:user_id/sessions',
  {
    summary: 'End all sessions of a user: my own, or anybody’s for administrators',
    access: 'signed-in',
    scope: 'account',
    response: { type: 'object', required: ['ended'], properties: { ended: { type: 'integer' } } },
  },
  async ({ params, user, may }) => {
    const { id } = await visibleUser(params.user_id, user, may);
    return { ended: await endSessions(id, { except: null }) };
  },
);

export const listUserKeys = route(
  'GET /users/:user_id/api-keys',
  {
    summary: 'List the API keys of a user, newest first',
    access: ADMINISTER,
    response: { type: 'array', items: apiKeySchema },
  },
  async ({ params }) => {
    if (!(await User.findByPk(params.user_id))) throw notFound('User');
    return (await apiKeysOf(params.user_id)).map(presentApiKey);
  },
);

export const endUserKey = route(
  'DELETE /users/:user_id/api-keys/:api_key_id',
  { summary: 'Deactivate an API key of a user, at once', access: ADMINISTER, response: null },
  async ({ params }) => {
    const key = await ApiKey.findOne({ where: { id: params.api_key_id, userId: params.user_id } });
    if (!key) throw notFound('API key');
    await endApiKey(key);
  },
);

/** Routes by which users are administered. */
export const userRoutes = [listUsers, createUser, getUser, editUser, endUserSessions, listUserKeys, endUserKey];
