import type { Subject } from '#core';
import type { Project } from './models/project.ts';
import type { ProjectJson } from './schemas.ts';

/** A project as the API shows it, with what the caller may do to it. */
export function presentProject(project: Project, may: (permission: string, subject: Subject) => boolean): ProjectJson {
  return {
    id: project.id,
    name: project.name,
    description: project.description,
    meta_group_id: project.metaGroupId,
    created_at: project.createdAt.toISOString(),
    updated_at: project.updatedAt?.toISOString() ?? null,
    trashed_at: project.trashedAt?.toISOString() ?? null,
    abilities: {
      edit: may('projects.edit', project),
      delete: may('projects.delete', project),
      share: may('projects.share', project),
    },
  };
}

export const projectEvent = ({ id, name }: Project) => ({ project_id: id, name });
