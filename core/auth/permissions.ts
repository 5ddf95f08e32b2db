import type { Subject } from '../http/route.ts';
import { roles } from '../plugins/contract.ts';
import type { Permission, Role } from '../plugins/contract.ts';
import type { Identity } from './identity.ts';

/** The permissions of all plugins, by name. */
export type Permissions = ReadonlyMap<string, Permission>;

/** The one place that decides: may this user do this to that subject? Unknown permissions are refused. */
export type Can = (user: Identity, permission: string, subject: Subject) => boolean;

/** Roles that a user has on a scope. Administrators need none. */
export type RolesOn = (user: Identity, scopeId: string | null) => readonly Role[];

/** Makes the decision from the plugins' permissions and the roles that people have; deny by default. */
export function createCan(permissions: Permissions, rolesOn: RolesOn): Can {
  return (user, name, subject) => {
    const permission = permissions.get(name);
    if (!permission) return false;
    const holds = user.isAdministrator || rolesOn(user, subject.scopeId).some((role) => grants(permission, role));
    return holds && (permission.allows?.(user, subject as never) ?? true);
  };
}

function grants({ grantedTo }: Permission, role: Role): boolean {
  if (grantedTo.includes(role)) return true;
  const rank = roles.indexOf(role as (typeof roles)[number]);
  return (
    rank >= 0 &&
    grantedTo.some((granted) => {
      const least = roles.indexOf(granted as (typeof roles)[number]);
      return least >= 0 && least <= rank;
    })
  );
}

/** The permission without which a thing does not exist for a user: `comments.read` of `comments.edit`. */
export const readPermissionOf = (permission: string): string => `${permission.split('.')[0] ?? ''}.read`;

/** Everybody's roles in the local way in: pipelines have theirs everywhere, and the one person is administrator. */
export const localRoles: RolesOn = (user) => (user.kind === 'pipeline' ? ['pipeline'] : []);
