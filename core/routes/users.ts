import { route } from '../http/route.ts';
import { User } from '../auth/user.ts';

export const userSchema = {
  type: 'object',
  required: ['id', 'email', 'username', 'is_active', 'is_administrator', 'groups', 'created_at', 'updated_at'],
  properties: {
    id: { type: 'string', format: 'uuid' },
    email: { type: 'string' },
    username: { type: ['string', 'null'] },
    is_active: { type: 'boolean' },
    is_administrator: { type: 'boolean' },
    groups: { type: 'array', items: { type: 'string' } },
    created_at: { type: 'string', format: 'date-time' },
    updated_at: { type: ['string', 'null'] },
  },
} as const;

export const getMe = route(
  'GET /users/me',
  { summary: 'Who I am', access: 'signed-in', response: userSchema },
  async ({ user }) => {
    const found = await User.findByPk(user.id, { rejectOnEmpty: true });
    return {
      id: found.id,
      email: found.email,
      username: found.username,
      is_active: found.isActive,
      is_administrator: found.isAdministrator,
      groups: [],
      created_at: found.createdAt.toISOString(),
      updated_at: found.updatedAt?.toISOString() ?? null,
    };
  },
);
