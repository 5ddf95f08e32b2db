import {
  emailSchema,
  findGroup,
  findPerson,
  Grant,
  grantRole,
  holdersOn,
  invalidInput,
  isLastOwnership,
  notFound,
  revokeRole,
  route,
} from '#core';
import type { Holder } from '#core';
import { alreadyMember, lastOwner, mayNotShare, unknownGroup, unknownPerson } from '../errors.ts';
import { presentChanged, presentMember } from '../members.ts';
import { Project } from '../models/project.ts';
import { findProject } from '../public.ts';
import { memberSchema, role } from '../schemas.ts';

const ofProject = {
  subject: ({ project_id }: { project_id: string }) => findProject(project_id),
  noun: 'Project',
} as const;

/** Somebody's membership of a project that is not in the trash. */
async function findMember(params: { project_id: string; member_id: string }): Promise<Grant | null> {
  const project = await findProject(params.project_id);
  return project && Grant.findOne({ where: { id: params.member_id, scopeId: project.id } });
}

const ofMember = { subject: findMember, noun: 'Member' } as const;

export const listMembers = route(
  'GET /projects/:project_id/members',
  {
    summary: 'Who has which role in a project: people and groups, the first ones first',
    ...ofProject,
    access: 'projects.read',
    response: { type: 'array', items: memberSchema },
  },
  async ({ subject: project, user, may }) => {
    const grants = await Grant.findAll({
      where: { scopeId: project.id },
      order: [
        ['createdAt', 'ASC'],
        ['id', 'ASC'],
      ],
    });
    const holders = await holdersOn(project.id);
    return grants.flatMap((grant) => {
      const holder = holders.get(grant.id);
      return holder ? [presentMember(grant, holder, user, may)] : [];
    });
  },
);

const byName = { type: 'string', minLength: 1, maxLength: 255, pattern: '\\S' } as const;

export const addMember = route(
  'POST /projects/:project_id/members',
  {
    summary: 'Give somebody, or a group by its name, a role in a project',
    ...ofProject,
    access: 'projects.share',
    refusal: mayNotShare,
    body: {
      type: 'object',
      additionalProperties: false,
      required: ['role'],
      properties: { role, email: emailSchema, group: byName },
      examples: [{ email: 'ann@example.org', role: 'annotator' }],
    },
    response: memberSchema,
    status: 201,
    errors: [unknownPerson, unknownGroup, alreadyMember],
  },
  async ({ subject: project, body, user, may, emit }) => {
    // One at a time, so that the second to add the same person is told so.
    await Project.findByPk(project.id, { lock: true });
    const holder = await holderOf(body);
    const known = await Grant.findOne({ where: { scopeId: project.id, ...holder } });
    if (known) throw alreadyMember(body.email ?? body.group ?? '');
    const grant = await grantRole(project.id, holder, body.role, user.id);
    emit('projects.members_changed', { project_id: project.id });
    return presentChanged(grant, user, may);
  },
);

async function holderOf({
  email,
  group: name,
}: {
  email?: string | undefined;
  group?: string | undefined;
}): Promise<Holder> {
  if ((email === undefined) === (name === undefined))
    throw invalidInput([{ pointer: '/body', message: 'must name exactly one of `email` and `group`' }]);
  if (email !== undefined) {
    const person = await findPerson(email);
    if (!person) throw unknownPerson(email.trim());
    return { userId: person.id };
  }
  const group = await findGroup(name ?? '');
  if (!group) throw unknownGroup((name ?? '').trim());
  return { groupId: group.id };
}

export const editMember = route(
  'PATCH /projects/:project_id/members/:member_id',
  {
    summary: 'Change the role of a member',
    ...ofMember,
    access: 'projects.share',
    refusal: mayNotShare,
    body: { type: 'object', additionalProperties: false, required: ['role'], properties: { role } },
    response: memberSchema,
    errors: [lastOwner],
  },
  async ({ subject: grant, body, user, may, emit }) => {
    const { scopeId, userId, groupId } = grant;
    if (body.role !== 'owner' && (await isLastOwnership(scopeId, grant.id))) throw lastOwner();
    if (body.role === grant.role) return presentChanged(grant, user, may);
    const holder = userId ? { userId } : { groupId: groupId ?? '' };
    const changed = await grantRole(scopeId, holder, body.role, user.id);
    emit('projects.members_changed', { project_id: scopeId });
    return presentChanged(changed, user, may);
  },
);

export const removeMember = route(
  'DELETE /projects/:project_id/members/:member_id',
  {
    summary: 'Take a member out of a project, or leave it',
    description: 'Everybody may give up a role of their own; owners take away those of others and of groups.',
    ...ofMember,
    access: 'projects.leave',
    response: null,
    errors: [mayNotShare, lastOwner],
  },
  async ({ subject: grant, user, may, emit }) => {
    if (grant.userId !== user.id && !may('projects.share', grant)) throw mayNotShare();
    if (await isLastOwnership(grant.scopeId, grant.id)) throw lastOwner();
    const current = await Grant.findByPk(grant.id);
    if (!current) throw notFound('Member');
    await revokeRole(current);
    emit('projects.members_changed', { project_id: grant.scopeId });
  },
);
