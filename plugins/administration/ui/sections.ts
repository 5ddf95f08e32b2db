/** The sections of /administration: `id` is in the address, `element` draws it. */
export const sections: readonly { id: string; title: string; icon: string; element: string }[] = [
  { id: 'people', title: 'People', icon: 'user', element: 'administration-people' },
  { id: 'groups', title: 'Groups', icon: 'users', element: 'administration-groups' },
  { id: 'roles', title: 'Roles', icon: 'shield', element: 'administration-roles' },
  { id: 'pipelines', title: 'Pipelines', icon: 'workflow', element: 'administration-pipelines' },
  { id: 'audit', title: 'Audit', icon: 'history', element: 'administration-audit' },
  { id: 'plugins', title: 'Plugins', icon: 'boxes', element: 'administration-plugins' },
];
