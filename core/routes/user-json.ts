import { rows } from '../database/connection.ts';
import type { User } from '../auth/user.ts';
import type { TypeOf } from '../schema.ts';

export const userSchema = {
  type: 'object',
  required: ['id', 'email', 'username', 'kind', 'is_active', 'is_administrator', 'groups', 'created_at', 'updated_at'],
  properties: {
    id: { type: 'string', format: 'uuid' },
    email: { type: 'string' },
    username: { type: ['string', 'null'] },
    kind: { enum: ['person', 'pipeline'] },
    is_active: { type: 'boolean' },
    is_administrator: { type: 'boolean' },
    groups: { type: 'array', items: { type: 'string' }, description: 'Names of the groups that they are in.' },
    created_at: { type: 'string', format: 'date-time' },
    updated_at: { type: ['string', 'null'] },
  },
} as const;
export type UserJson = TypeOf<typeof userSchema>;

/** Users as the API shows them, in their order. */
export async function presentUsers(users: readonly User[]): Promise<UserJson[]> {
  if (users.length === 0) return [];
  const memberships = await rows<{ user_id: string; groups: string[] }>(
    `select m.user_id, array_agg(distinct g.name order by g.name) as groups
     from core_group_members m join core_groups g on g.id = m.group_id
     where m.user_id = any($1::uuid[]) group by m.user_id`,
    [users.map(({ id }) => id)],
  );
  const groupsOf = new Map(memberships.map(({ user_id: id, groups }) => [id, groups]));
  return users.map((user) => ({
    id: user.id,
    email: user.email,
    username: user.username,
    kind: user.kind,
    is_active: user.isActive,
    is_administrator: user.isAdministrator,
    groups: groupsOf.get(user.id) ?? [],
    created_at: user.createdAt.toISOString(),
    updated_at: user.updatedAt?.toISOString() ?? null,
  }));
}

/** One user as the API shows them. */
export async function presentUser(user: User): Promise<UserJson> {
  const [json] = await presentUsers([user]);
  return json as UserJson;
}
