import { route } from '../http/route.ts';
import type { TypeOf } from '../schema.ts';
import { accessChanged } from '../auth/access-changes.ts';
import { ApiKey, newApiKey } from '../auth/api-key.ts';
import { notFound } from '../errors.ts';

const apiKeySchema = {
  type: 'object',
  required: ['name', 'id', 'user_id', 'is_active', 'last_used_at', 'created_at', 'updated_at'],
  properties: {
    name: { type: 'string' },
    id: { type: 'string', format: 'uuid' },
    user_id: { type: 'string', format: 'uuid' },
    is_active: { type: 'boolean' },
    last_used_at: { type: ['string', 'null'] },
    created_at: { type: 'string', format: 'date-time' },
    updated_at: { type: ['string', 'null'] },
  },
} as const;

const present = (key: ApiKey): TypeOf<typeof apiKeySchema> => ({
  name: key.name,
  id: key.id,
  user_id: key.userId,
  is_active: key.isActive,
  last_used_at: key.lastUsedAt?.toISOString() ?? null,
  created_at: key.createdAt.toISOString(),
  updated_at: key.updatedAt?.toISOString() ?? null,
});

export const createApiKey = route(
  'POST /api-keys',
  {
    summary: 'Make an API key; it is shown this once',
    access: 'signed-in',
    body: {
      type: 'object',
      required: ['name'],
      properties: { name: { type: 'string', minLength: 1, maxLength: 255 } },
    },
    response: {
      type: 'object',
      required: ['api_key', 'key'],
      properties: { api_key: apiKeySchema, key: { type: 'string' } },
    },
    status: 201,
  },
  async ({ body, user }) => {
    const { key, hash } = newApiKey();
    const made = await ApiKey.create({ userId: user.id, name: body.name, hash, createdAt: new Date() });
    return { api_key: present(await made.reload()), key };
  },
);

export const listApiKeys = route(
  'GET /api-keys',
  { summary: 'List my API keys, newest first', access: 'signed-in', response: { type: 'array', items: apiKeySchema } },
  async ({ user }) => {
    const keys = await ApiKey.findAll({
      where: { userId: user.id },
      order: [
        ['createdAt', 'DESC'],
        ['id', 'ASC'],
      ],
    });
    return keys.map(present);
  },
);

export const deactivateApiKey = route(
  'DELETE /api-keys/:api_key_id',
  { summary: 'Deactivate one of my API keys, at once', access: 'signed-in', response: null },
  async ({ params, user }) => {
    const key = await ApiKey.findOne({ where: { id: params.api_key_id, userId: user.id } });
    if (!key) throw notFound('API key');
    if (!key.isActive) return;
    await key.update({ isActive: false, updatedAt: new Date() });
    await accessChanged(user.id);
  },
);
