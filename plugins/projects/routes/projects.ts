import { literal, Op } from 'sequelize';
import { grantRole, isInGroup, joinGroup, pageProperties, provideGroup, route } from '#core';
import type { Group, Identity } from '#core';
import { notInGroup } from '../errors.ts';
import { Project } from '../models/project.ts';
import { presentProject, projectEvent } from '../present.ts';
import { findProject } from '../public.ts';
import { newProjectSchema, projectChangesSchema, projectSchema } from '../schemas.ts';

export const listProjects = route(
  'GET /projects',
  {
    summary: 'List the projects that I may see, oldest first',
    access: 'projects.read',
    query: {
      type: 'object',
      properties: {
        ...pageProperties({ default: 100 }),
        trashed: { type: 'boolean', default: false, description: 'Those in the trash instead.' },
        search: { type: 'string', maxLength: 255, description: 'A part of the name or description.' },
      },
    },
    response: { type: 'array', items: projectSchema },
  },
  async ({ query, may, scopesWith, header }) => {
    const visible = scopesWith('projects.read');
    const part = query.search ? { [Op.iLike]: `%${query.search.replace(/[\\%_]/g, '\\$&')}%` } : undefined;
    const { rows, count } = await Project.findAndCountAll({
      where: {
        trashedAt: query.trashed ? { [Op.ne]: null } : null,
        ...(visible === null ? {} : { id: { [Op.in]: literal(`(${visible})`) } }),
        ...(part ? { [Op.or]: [{ name: part }, { description: part }] } : {}),
      },
      order: [
        ['createdAt', 'ASC'],
        ['id', 'ASC'],
      ],
      offset: query.skip,
      limit: query.limit,
    });
    header('X-Total-Count', count);
    return rows.map((project) => presentProject(project, may));
  },
);

export const createProject = route(
  'POST /projects',
  {
    summary: 'Make a project, as its owner',
    access: 'projects.create',
    body: newProjectSchema,
    response: projectSchema,
    status: 201,
    errors: [notInGroup],
  },
  async ({ body, user, may, emit }) => {
    const group = body.meta_group_id ? await groupFor(body.meta_group_id.trim(), user) : null;
    const project = await Project.create({
      name: body.name.trim(),
      description: body.description ?? null,
      metaGroupId: group?.name ?? null,
      createdById: user.id,
    });
    // Rights first: who may hear of the project is decided by them.
    await grantRole(project.id, { userId: user.id }, 'owner', user.id);
    if (group) await grantRole(project.id, { groupId: group.id }, 'manager', user.id);
    emit('projects.created', projectEvent(project));
    return presentProject(project, may);
  },
);

/** The group that a new project is to belong to; one that nobody has made yet is made, with its maker in it. */
async function groupFor(name: string, user: Identity): Promise<Group> {
  const { group, isNew } = await provideGroup(name, user.id);
  if (isNew) await joinGroup(group.id, user.id);
  else if (!user.isAdministrator && !(await isInGroup(group.id, user.id))) throw notInGroup(user.email, name);
  return group;
}

export const getProject = route(
  'GET /projects/:project_id',
  {
    summary: 'One project',
    subject: ({ project_id }) => findProject(project_id),
    noun: 'Project',
    access: 'projects.read',
    response: projectSchema,
  },
  async ({ subject: project, may }) => presentProject(project, may),
);

export const editProject = route(
  'PATCH /projects/:project_id',
  {
    summary: 'Change the name or description of a project',
    subject: ({ project_id }) => findProject(project_id),
    noun: 'Project',
    access: 'projects.edit',
    body: projectChangesSchema,
    response: projectSchema,
  },
  async ({ subject: project, body, may, emit }) => {
    await project.update({
      ...(body.name === undefined ? {} : { name: body.name.trim() }),
      ...(body.description === undefined ? {} : { description: body.description }),
      updatedAt: new Date(),
    });
    emit('projects.updated', projectEvent(project));
    return presentProject(project, may);
  },
);

export const trashProject = route(
  'DELETE /projects/:project_id',
  {
    summary: 'Put a project into the trash, with all that is in it; it can be restored',
    subject: ({ project_id }) => findProject(project_id),
    noun: 'Project',
    access: 'projects.delete',
    response: null,
  },
  async ({ subject: project, emit }) => {
    await project.update({ trashedAt: new Date(), updatedAt: new Date() });
    emit('projects.trashed', projectEvent(project));
  },
);

export const restoreProject = route(
  'POST /projects/:project_id/restore',
  {
    summary: 'Take a project out of the trash',
    subject: ({ project_id }) => Project.findByPk(project_id),
    noun: 'Project',
    access: 'projects.delete',
    response: projectSchema,
  },
  async ({ subject: project, may, emit }) => {
    if (project.trashedAt) {
      await project.update({ trashedAt: null, updatedAt: new Date() });
      emit('projects.restored', projectEvent(project));
    }
    return presentProject(project, may);
  },
);
