import { rows } from '../database/connection.ts';
import type { TypeOf } from '../schema.ts';

const id = { type: 'string', format: 'uuid' } as const;
const time = { type: 'string', format: 'date-time' } as const;

const fields = {
  id,
  name: { type: 'string' },
  member_count: { type: 'integer', description: 'Those who are active.' },
  created_at: time,
  abilities: { type: 'object', required: ['edit'], properties: { edit: { type: 'boolean' } } },
} as const;
const required = ['id', 'name', 'member_count', 'created_at', 'abilities'] as const;

export const groupSchema = { type: 'object', required, properties: fields } as const;
export type GroupJson = TypeOf<typeof groupSchema>;

export const groupMemberSchema = {
  type: 'object',
  required: ['user', 'source', 'created_at'],
  properties: {
    user: {
      type: 'object',
      required: ['id', 'email', 'username'],
      properties: { id, email: { type: 'string' }, username: { type: ['string', 'null'] } },
    },
    source: { type: 'string', description: 'By whose word: `local`, or the name of a way in, which decides then.' },
    created_at: time,
  },
} as const;
export type GroupMemberJson = TypeOf<typeof groupMemberSchema>;

export const groupWithMembersSchema = {
  type: 'object',
  required: [...required, 'members'],
  properties: { ...fields, members: { type: 'array', items: groupMemberSchema } },
} as const;
export type GroupWithMembersJson = TypeOf<typeof groupWithMembersSchema>;

/** Who asks about groups. */
export interface Caller {
  readonly id: string;
  readonly isAdministrator: boolean;
}

/** Groups as the API shows them to a caller, by name. */
export async function presentGroups(ids: readonly string[], caller: Caller): Promise<GroupJson[]> {
  const found = await rows<{
    id: string;
    name: string;
    created_by_id: string | null;
    created_at: Date;
    members: number;
  }>(
    `select g.id, g.name, g.created_by_id, g.created_at,
            (select count(distinct u.id)::int from core_group_members m join core_users u on u.id = m.user_id
             where m.group_id = g.id and u.is_active) as members
     from core_groups g where g.id = any($1::uuid[]) order by g.name`,
    [ids],
  );
  return found.map((group) => ({
    id: group.id,
    name: group.name,
    member_count: group.members,
    created_at: group.created_at.toISOString(),
    abilities: { edit: caller.isAdministrator || group.created_by_id === caller.id },
  }));
}

/** One group with its active members by e-mail; somebody whom a way in put there counts as that way's. */
export async function presentWithMembers(groupId: string, caller: Caller): Promise<GroupWithMembersJson> {
  const [group] = await presentGroups([groupId], caller);
  if (!group) throw new Error(`There is no group ${groupId}.`);
  return { ...group, members: await membersOf(groupId) };
}

/** The active members of a group by e-mail address, each once. */
export async function membersOf(groupId: string): Promise<GroupMemberJson[]> {
  const found = await rows<{ id: string; email: string; username: string | null; source: string; created_at: Date }>(
    `select distinct on (u.email) u.id, u.email, u.username, m.source, m.created_at
     from core_group_members m join core_users u on u.id = m.user_id
     where m.group_id = $1 and u.is_active order by u.email, m.source = 'local', m.source`,
    [groupId],
  );
  return found.map(({ id: userId, email, username, source, created_at }) => ({
    user: { id: userId, email, username },
    source,
    created_at: created_at.toISOString(),
  }));
}
