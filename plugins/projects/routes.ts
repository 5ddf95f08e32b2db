import { Op } from 'sequelize';
import { pageProperties, route } from '#core';
import { Project } from './models/project.ts';
import { presentProject, projectEvent } from './present.ts';
import { findProject } from './public.ts';
import { newProjectSchema, projectChangesSchema, projectSchema } from './schemas.ts';

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
  async ({ query, may, header }) => {
    const part = query.search ? { [Op.iLike]: `%${query.search.replace(/[\\%_]/g, '\\$&')}%` } : undefined;
    const { rows, count } = await Project.findAndCountAll({
      where: {
        trashedAt: query.trashed ? { [Op.ne]: null } : null,
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
    summary: 'Make a project',
    access: 'projects.create',
    body: newProjectSchema,
    response: projectSchema,
    status: 201,
  },
  async ({ body, user, may, emit }) => {
    const project = await Project.create({
      name: body.name.trim(),
      description: body.description ?? null,
      metaGroupId: body.meta_group_id.trim(),
      createdById: user.id,
    });
    emit('projects.created', projectEvent(project));
    return presentProject(project, may);
  },
);

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
