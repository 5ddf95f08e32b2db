import { definePlugin } from '#core';
import { Project } from './models/project.ts';
import { explainAccess } from './routes/access.ts';
import { addMember, editMember, listMembers, removeMember } from './routes/members.ts';
import {
  createProject,
  editProject,
  getProject,
  listProjects,
  restoreProject,
  trashProject,
} from './routes/projects.ts';
import { membersEventSchema, projectEventSchema } from './schemas.ts';

export default definePlugin({
  name: 'projects',
  title: 'Projects',
  summary: 'Containers of images, with a name, a description, members and a trash.',
  register(host) {
    host.models(Project);
    host.migrations(new URL('./migrations/', import.meta.url));
    host.permissions({
      'projects.read': { title: 'See a project', grantedTo: ['viewer', 'pipeline', 'member'] },
      'projects.create': { title: 'Make projects', grantedTo: ['member'] },
      'projects.edit': { title: 'Rename and describe a project', grantedTo: ['manager'] },
      'projects.share': { title: 'Decide who the members of a project are', grantedTo: ['owner'] },
      'projects.leave': { title: 'Leave a project', grantedTo: ['viewer'] },
      'projects.explain': { title: 'Ask why somebody may see a project', grantedTo: [] },
      'projects.delete': { title: 'Put a project into the trash and take it out', grantedTo: ['owner'] },
    });
    host.routes(listProjects, createProject, getProject, editProject, trashProject, restoreProject);
    host.routes(listMembers, addMember, editMember, removeMember, explainAccess);
    host.emits({
      'projects.created': projectEventSchema,
      'projects.updated': projectEventSchema,
      'projects.members_changed': membersEventSchema,
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
        'project.tab': { element: 'projects-members-tab', id: 'members', title: 'Members', order: 50 },
      },
    });
  },
});
