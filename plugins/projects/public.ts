// What plugins that need projects may import as '#plugins/projects'.
import { Project } from './models/project.ts';

export { Project };

/** A project that is not in the trash, or null. */
export const findProject = (id: string): Promise<Project | null> => Project.findOne({ where: { id, trashedAt: null } });
