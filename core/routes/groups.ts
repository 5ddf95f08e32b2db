import { UniqueConstraintError } from 'sequelize';
import { accessChanged } from '../auth/access-changes.ts';
import type { Identity } from '../auth/identity.ts';
import { ADMINISTER } from '../auth/limits.ts';
import { Group, isInGroup, joinGroup, provideGroup } from '../auth/group.ts';
import { rows } from '../database/connection.ts';
import { defineError, notFound } from '../errors.ts';
import { route } from '../http/route.ts';
import type { Subject } from '../http/route.ts';
import { site } from '../plugins/contract.ts';
import { groupSchema, groupWithMembersSchema, presentGroups, presentWithMembers } from './group-json.ts';
import type { Caller } from './group-json.ts';

const groupTaken = defineError('core.group_taken', 409, "There is a group '%s' already. Choose another name.");
export const mayNotEdit = defineError(
  'core.group_of_others',
  403,
  'Only who made this group, and administrators, may change it; what a way in fills, administrators alone.',
);

const body = {
  type: 'object',
  additionalProperties: false,
  required: ['name'],
  properties: { name: { type: 'string', minLength: 1, maxLength: 255, pattern: '\\S' } },
} as const;

type May = (permission: string, subject: Subject) => boolean;

/** Who asks about groups; null for a key that reaches some projects alone: groups are none of its business. */
export const callerOf = (user: Identity, may: May): Caller | null =>
  user.limits?.projects ? null : { id: user.id, isAdministrator: may(ADMINISTER, site) };

/** A group that the caller may see: one that they are in or made, any for administrators. Throws a 404. */
async function visibleGroup(id: string, caller: Caller | null): Promise<{ group: Group; caller: Caller }> {
  const group = await Group.findByPk(id);
  if (!group || !caller) throw notFound('Group');
  const isSeen = caller.isAdministrator || group.createdById === caller.id || (await isInGroup(id, caller.id));
  if (!isSeen) throw notFound('Group');
  return { group, caller };
}

/** Whether the caller may change a group: its maker and administrators. */
export const mayEdit = (group: Group, caller: Caller): boolean =>
  caller.isAdministrator || group.createdById === caller.id;

/** A group that the caller may change. Throws a 404 or a 403. */
export async function ownGroup(id: string, asked: Caller | null): Promise<{ group: Group; caller: Caller }> {
  const { group, caller } = await visibleGroup(id, asked);
  if (!mayEdit(group, caller)) throw mayNotEdit();
  return { group, caller };
}

export const listGroups = route(
  'GET /groups',
  {
    summary: 'List the groups that I am in or made, by name; all of them for administrators',
    access: 'signed-in',
    response: { type: 'array', items: groupSchema },
  },
  async ({ user, may }) => {
    const caller = callerOf(user, may);
    if (!caller) return [];
    const found = await rows<{ id: string }>(
      `select id from core_groups g where $1 or created_by_id = $2
         or exists (select from core_group_members m where m.group_id = g.id and m.user_id = $2)`,
      [caller.isAdministrator, caller.id],
    );
    return presentGroups(
      found.map(({ id }) => id),
      caller,
    );
  },
);

export const createGroup = route(
  'POST /groups',
  {
    summary: 'Make a group, as its first member',
    access: 'signed-in',
    body,
    response: groupWithMembersSchema,
    status: 201,
    errors: [groupTaken],
  },
  async ({ user, may, body: { name } }) => {
    const { group, isNew } = await provideGroup(name, user.id);
    if (!isNew) throw groupTaken(group.name);
    await joinGroup(group.id, user.id);
    return presentWithMembers(group.id, { id: user.id, isAdministrator: may(ADMINISTER, site) });
  },
);

export const getGroup = route(
  'GET /groups/:group_id',
  { summary: 'A group with its members', access: 'signed-in', response: groupWithMembersSchema },
  async ({ params, user, may }) => {
    const { group, caller } = await visibleGroup(params.group_id, callerOf(user, may));
    return presentWithMembers(group.id, caller);
  },
);

export const renameGroup = route(
  'PATCH /groups/:group_id',
  {
    summary: 'Rename a group; projects that name it follow',
    access: 'signed-in',
    body,
    response: groupWithMembersSchema,
    errors: [mayNotEdit, groupTaken],
  },
  async ({ params, user, may, body: { name } }) => {
    const { group, caller } = await ownGroup(params.group_id, callerOf(user, may));
    try {
      await group.update({ name: name.trim() });
    } catch (error) {
      throw error instanceof UniqueConstraintError ? groupTaken(name.trim()) : error;
    }
    await accessChanged(null);
    return presentWithMembers(group.id, caller);
  },
);

export const deleteGroup = route(
  'DELETE /groups/:group_id',
  {
    summary: 'Remove a group and the roles that it has; its members stay',
    access: 'signed-in',
    response: null,
    errors: [mayNotEdit],
  },
  async ({ params, user, may }) => {
    const { group } = await ownGroup(params.group_id, callerOf(user, may));
    await group.destroy();
    await accessChanged(null);
  },
);

/** Routes of groups but for those of their members. */
export const groupRoutes = [listGroups, createGroup, getGroup, renameGroup, deleteGroup];
