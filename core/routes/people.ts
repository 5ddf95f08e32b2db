import { addGroupMember, removeGroupMember } from './group-members.ts';
import { groupRoutes } from './groups.ts';
import { myRoutes } from './me.ts';
import { userRoutes } from './users.ts';

/** All routes of users and groups; `me` goes before ids. */
export const peopleRoutes = [...myRoutes, ...userRoutes, ...groupRoutes, addGroupMember, removeGroupMember];
