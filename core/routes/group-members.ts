import { accessChanged } from '../auth/access-changes.ts';
import { Group, GroupMember, isInGroup, joinGroup } from '../auth/group.ts';
import { emailSchema, findPerson } from '../auth/user.ts';
import { defineError, notFound } from '../errors.ts';
import { route } from '../http/route.ts';
import { groupMemberSchema, membersOf } from './group-json.ts';
import { callerOf, mayNotEdit, ownGroup } from './groups.ts';

const unknownPerson = defineError(
  'core.unknown_person',
  404,
  "There is nobody with the e-mail address '%s' here. Ask an administrator to invite them.",
);
const inGroupAlready = defineError('core.in_group_already', 409, "'%s' is in the group already.");
const memberByProvider = defineError(
  'core.member_by_provider',
  409,
  "They are in this group by the word of '%s', which would put them back. Take them out there.",
);

export const addGroupMember = route(
  'POST /groups/:group_id/members',
  {
    summary: 'Put somebody into a group',
    access: 'signed-in',
    body: {
      type: 'object',
      additionalProperties: false,
      required: ['email'],
      properties: { email: emailSchema },
    },
    response: groupMemberSchema,
    status: 201,
    errors: [mayNotEdit, unknownPerson, inGroupAlready],
  },
  async ({ params, user, may, body }) => {
    const { group } = await ownGroup(params.group_id, callerOf(user, may));
    const person = await findPerson(body.email);
    if (!person) throw unknownPerson(body.email.trim());
    if (await isInGroup(group.id, person.id)) throw inGroupAlready(person.email);
    await joinGroup(group.id, person.id);
    const added = (await membersOf(group.id)).find((member) => member.user.id === person.id);
    if (!added) throw new Error(`${person.id} did not get into the group ${group.id}.`);
    return added;
  },
);

export const removeGroupMember = route(
  'DELETE /groups/:group_id/members/:user_id',
  {
    summary: 'Take somebody out of a group, or leave it',
    description: 'Whoever made the group and is taken out by an administrator can not change it any more.',
    access: 'signed-in',
    response: null,
    errors: [mayNotEdit, memberByProvider],
  },
  async ({ params, user, may }) => {
    const caller = callerOf(user, may);
    const isLeaving = params.user_id === user.id && caller !== null && (await isInGroup(params.group_id, user.id));
    if (!isLeaving) await ownGroup(params.group_id, caller);
    const memberships = await GroupMember.findAll({ where: { groupId: params.group_id, userId: params.user_id } });
    if (memberships.length === 0) throw notFound('Member');
    const foreign = memberships.find(({ source }) => source !== 'local');
    if (foreign) throw memberByProvider(foreign.source);
    for (const membership of memberships) await membership.destroy();
    // Whoever is taken out by an administrator does not come back by having made the group.
    if (params.user_id !== user.id)
      await Group.update({ createdById: null }, { where: { id: params.group_id, createdById: params.user_id } });
    await accessChanged(params.user_id);
  },
);
