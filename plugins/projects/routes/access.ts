import { emailSchema, findUserByEmail, roleSources, route } from '#core';
import { unknownPerson } from '../errors.ts';
import { bestOf, reasonsOf } from '../members.ts';
import { findProject } from '../public.ts';
import { accessSchema } from '../schemas.ts';

export const explainAccess = route(
  'GET /projects/:project_id/access',
  {
    summary: 'Why somebody may see a project, or that they may not: the chain of reasons',
    subject: ({ project_id }) => findProject(project_id),
    noun: 'Project',
    access: 'projects.explain',
    query: {
      type: 'object',
      required: ['email'],
      properties: { email: emailSchema },
    },
    response: accessSchema,
    errors: [unknownPerson],
  },
  async ({ subject: project, query }) => {
    const person = await findUserByEmail(query.email);
    if (!person || person.kind !== 'person') throw unknownPerson(query.email.trim());
    const { email, isActive, isAdministrator } = person;
    const sources = await roleSources(project.id, person.id);
    const deactivated = {
      kind: 'deactivated' as const,
      sentence: `${email} is deactivated and may do nothing, whatever else is said here.`,
    };
    const administers = {
      kind: 'administrator' as const,
      sentence: `${email} is an administrator, and administrators may do everything in every project.`,
    };
    return {
      may_see: isActive && (isAdministrator || sources.length > 0),
      role: isActive ? bestOf(sources.map(({ role }) => role)) : null,
      reasons: [
        ...(isActive ? [] : [deactivated]),
        ...(isAdministrator ? [administers] : []),
        ...sources.flatMap((source) => reasonsOf(email, source)),
      ],
    };
  },
);
