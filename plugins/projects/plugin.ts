import { definePlugin } from '#core';
import { Project } from './models/project.ts';
import { createProject, editProject, getProject, listProjects, restoreProject, trashProject } from './routes.ts';
import { projectEventSchema } from './schemas.ts';

export default definePlugin({
  name: 'projects',
  title: 'Projects',
  summary: 'Containers of images, with a name, a description and a trash.',
  register(host) {
    host.models(Project);
    host.migrations(new URL('./migrations/', import.meta.url));
    host.permissions({
      'projects.read': { title: 'See a project', grantedTo: ['viewer', 'pipeline'] },
      'projects.create': { title: 'Make projects', grantedTo: ['member'] },
      'projects.edit': { title: 'Rename and describe a project', grantedTo: ['manager'] },
      'projects.delete': { title: 'Put a project into the trash and take it out', grantedTo: ['owner'] },
    });
    host.routes(listProjects, createProject, getProject, editProject, trashProject, restoreProject);
    host.emits({
      'projects.created': projectEventSchema,
      'projects.updated': projectEventSchema,
      'projects.trashed': projectEventSchema,
      'projects.restored': projectEventSchema,
    });
    host.ui({
      module: './ui/index.ts',
      slots: {
        page: [
          { element: 'projects-list-page', path: '/', title: 'Projects' },
          { element: 'projects-project-page', path: '/projects/:project_id', title: 'Project' },
        ],
      },
    });
  },
});
