import { accessChanged } from '../auth/access-changes.ts';
import { ApiKey, newApiKey } from '../auth/api-key.ts';
import type { Identity } from '../auth/identity.ts';
import { keyScopes, projectBeyond, scopeBeyond } from '../auth/limits.ts';
import type { Permissions } from '../auth/permissions.ts';
import { missingScope } from '../auth/scopes.ts';
import { authenticationRequired, invalidInput, keyReachesFarther, notFound } from '../errors.ts';
import { route } from '../http/route.ts';
import type { Route } from '../http/route.ts';
import type { TypeOf } from '../schema.ts';

const uuid = { type: 'string', format: 'uuid' } as const;
const timeOrNull = { type: ['string', 'null'], format: 'date-time' } as const;

export const apiKeySchema = {
  type: 'object',
  required: [
    'name',
    'id',
    'user_id',
    'is_active',
    'scopes',
    'project_ids',
    'expires_at',
    'last_used_at',
    'created_at',
    'updated_at',
  ],
  properties: {
    name: { type: 'string' },
    id: uuid,
    user_id: uuid,
    is_active: { type: 'boolean' },
    scopes: { type: 'array', items: { type: 'string' }, description: 'read, write, keys, admin, or permissions.' },
    project_ids: {
      oneOf: [{ type: 'null' }, { type: 'array', items: uuid }],
      description: 'The only projects that it reaches; null: all of its owner’s.',
    },
    expires_at: timeOrNull,
    last_used_at: { ...timeOrNull, description: 'To the minute.' },
    created_at: { type: 'string', format: 'date-time' },
    updated_at: { type: ['string', 'null'] },
  },
} as const;

const newApiKeySchema = {
  type: 'object',
  required: ['name'],
  properties: {
    name: { type: 'string', minLength: 1, maxLength: 255 },
    scopes: {
      type: 'array',
      minItems: 1,
      maxItems: 200,
      uniqueItems: true,
      items: { type: 'string', maxLength: 200 },
      description:
        'What it is good for: read, write, keys (make and end keys), admin, or names of single permissions. Default: read and write.',
    },
    project_ids: {
      oneOf: [{ type: 'null' }, { type: 'array', items: uuid, minItems: 1, maxItems: 1000, uniqueItems: true }],
    },
    expires_at: timeOrNull,
  },
} as const;
type NewApiKey = TypeOf<typeof newApiKeySchema>;
type KeyLimits = Pick<ApiKey, 'scopes' | 'projectIds' | 'expiresAt'>;

export const presentApiKey = (key: ApiKey): TypeOf<typeof apiKeySchema> => ({
  name: key.name,
  id: key.id,
  user_id: key.userId,
  is_active: key.isActive,
  scopes: [...key.scopes],
  project_ids: key.projectIds && [...key.projectIds],
  expires_at: key.expiresAt?.toISOString() ?? null,
  last_used_at: key.lastUsedAt?.toISOString() ?? null,
  created_at: key.createdAt.toISOString(),
  updated_at: key.updatedAt?.toISOString() ?? null,
});

/** The keys of somebody, newest first, those that have ended included. */
export const apiKeysOf = (userId: string): Promise<ApiKey[]> =>
  ApiKey.findAll({
    where: { userId },
    order: [
      ['createdAt', 'DESC'],
      ['id', 'ASC'],
    ],
  });

/** Ends one of somebody's keys; it opens nothing any more. Call it in a transaction. */
export async function endApiKey(key: ApiKey): Promise<void> {
  if (!key.isActive) return;
  await key.update({ isActive: false, updatedAt: new Date() });
  await accessChanged(key.userId);
}

/** The routes by which people and their scripts keep keys of their own. */
export function apiKeyRoutes(permissions: Permissions): Route[] {
  const createApiKey = route(
    'POST /api-keys',
    {
      summary: 'Make an API key; it is shown this once',
      description:
        'A key can make others if it has the scope `keys`; they reach no farther than itself. What is left out is as far as it reaches.',
      access: 'signed-in',
      scope: 'keys',
      body: newApiKeySchema,
      response: {
        type: 'object',
        required: ['api_key', 'key'],
        properties: { api_key: apiKeySchema, key: { type: 'string' } },
      },
      status: 201,
      answersSecret: true,
      errors: [keyReachesFarther],
    },
    async ({ body, user }) => {
      const limits = await limitsOf(body, user, permissions);
      const { key, hash } = newApiKey();
      const made = await ApiKey.create({ userId: user.id, name: body.name, hash, createdAt: new Date(), ...limits });
      return { api_key: presentApiKey(await made.reload()), key };
    },
  );

  const listApiKeys = route(
    'GET /api-keys',
    {
      summary: 'List my API keys, newest first',
      access: 'signed-in',
      response: { type: 'array', items: apiKeySchema },
    },
    async ({ user }) => (await apiKeysOf(user.id)).map(presentApiKey),
  );

  const deactivateApiKey = route(
    'DELETE /api-keys/:api_key_id',
    {
      summary: 'Deactivate one of my API keys, at once',
      access: 'signed-in',
      scope: 'keys',
      response: null,
      errors: [keyReachesFarther],
    },
    async ({ params, user }) => {
      const key = await ApiKey.findOne({ where: { id: params.api_key_id, userId: user.id } });
      if (!key) throw notFound('API key');
      const own = await keyOf(user);
      if (own) checkWithin(own, key);
      await endApiKey(key);
    },
  );

  return [createApiKey, listApiKeys, deactivateApiKey];
}

/** The key that a caller showed; null when they came another way. */
async function keyOf({ via, credentialId }: Identity): Promise<ApiKey | null> {
  if (via !== 'api-key') return null;
  const own = await ApiKey.findByPk(credentialId ?? '');
  if (!own) throw authenticationRequired();
  return own;
}

/** What a new key is limited to, as it was asked for; refuses what isn't there and what its maker may not give. */
async function limitsOf(body: NewApiKey, user: Identity, permissions: Permissions): Promise<KeyLimits> {
  const own = await keyOf(user);
  const isKnown = (scope: string) => Object.hasOwn(keyScopes, scope) || permissions.has(scope);
  const unknown = body.scopes?.findIndex((scope) => !isKnown(scope)) ?? -1;
  if (unknown >= 0) {
    const known = `${Object.keys(keyScopes).join(', ')}, and the names of permissions, such as projects.read`;
    const message = `is '${body.scopes?.[unknown] ?? ''}', which there is not; there are ${known}`;
    throw invalidInput([{ pointer: `/body/scopes/${unknown}`, message }]);
  }
  const { project_ids: named } = body;
  const projectIds = named?.map((id) => id.toLowerCase()) ?? own?.projectIds ?? null;
  const missing = named && projectIds ? await missingScope(user, projectIds) : undefined;
  if (missing !== undefined) {
    const pointer = `/body/project_ids/${projectIds?.indexOf(missing) ?? 0}`;
    throw invalidInput([{ pointer, message: `is ${missing}, a project that there is not for you` }]);
  }
  const expiresAt = body.expires_at ? new Date(body.expires_at) : (own?.expiresAt ?? null);
  if (body.expires_at && !(Number(expiresAt) > Date.now()))
    throw invalidInput([{ pointer: '/body/expires_at', message: 'must lie in the future' }]);
  const usual = ['read', 'write'].filter((scope) => !own || scopeBeyond(limitsOfKey(own), [scope]) === undefined);
  const wanted = { scopes: body.scopes ?? usual, projectIds, expiresAt };
  if (wanted.scopes.length === 0)
    throw invalidInput([
      { pointer: '/body/scopes', message: 'is missing: this key has neither read nor write to give' },
    ]);
  if (own) checkWithin(own, wanted);
  return wanted;
}

const limitsOfKey = ({ scopes, projectIds }: KeyLimits) => ({ scopes, projects: projectIds });

/** Refuses a key that reaches farther than the one that would make or end it. */
function checkWithin(own: KeyLimits, other: KeyLimits): void {
  const scope = scopeBeyond(limitsOfKey(own), other.scopes);
  if (scope !== undefined) throw keyReachesFarther(`the scope '${scope}'`);
  const project = projectBeyond(limitsOfKey(own), other.projectIds);
  if (project !== undefined) throw keyReachesFarther(project === 'all projects' ? project : `the project ${project}`);
  if (own.expiresAt && (!other.expiresAt || other.expiresAt > own.expiresAt))
    throw keyReachesFarther(`a time after ${own.expiresAt.toISOString()}`);
}
