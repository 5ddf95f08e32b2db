import type { RoleName } from './project-members.ts';

/** The roles that can be given in a project, from least to most, and what each adds to those before it. */
export const roleChoices: readonly { name: RoleName; title: string; adds: string }[] = [
  { name: 'viewer', title: 'Viewer', adds: 'sees everything in the project and changes nothing' },
  { name: 'commenter', title: 'Commenter', adds: 'also takes part in the comments' },
  { name: 'annotator', title: 'Annotator', adds: 'also uploads and labels images and notes metadata' },
  { name: 'reviewer', title: 'Reviewer', adds: 'also deletes images and restores them' },
  { name: 'manager', title: 'Manager', adds: 'also keeps the classes and the project’s own name and metadata' },
  { name: 'owner', title: 'Owner', adds: 'also decides who is in the project, and may delete it' },
];

export const roleTitle = (role: string | null): string =>
  roleChoices.find(({ name }) => name === role)?.title ?? 'No role';
