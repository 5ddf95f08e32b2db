import type { Subject } from '../http/route.ts';
import { roles } from '../plugins/contract.ts';
import type { Permission, Role } from '../plugins/contract.ts';
import { freshRole } from './grant.ts';
import type { Identity } from './identity.ts';
import { reaches, scopeAllows } from './limits.ts';

/** The permissions of all plugins, by name. */
export type Permissions = ReadonlyMap<string, Permission>;

/** The one place that decides: may this user do this to that subject? Unknown permissions are refused. */
export type Can = (user: Identity, permission: string, subject: Subject) => boolean;

/** Makes the decision from the plugins' permissions, the caller's roles and the limits of their credential. */
export function createCan(permissions: Permissions): Can {
  return (user, name, subject) => {
    const permission = permissions.get(name);
    if (!permission) return false;
    if (user.limits && !scopeAllows(user.limits, name, subject.scopeId)) return false;
    if (user.signer && !reaches(user.signer.projects, name, subject.scopeId)) return false;
    const holds = user.isAdministrator || rolesOn(user, subject.scopeId).some((role) => grants(permission, role));
    return holds && (permission.allows?.(user, subject as never) ?? true);
  };
}

/**
 * The roles that count on a scope (null: the whole site). People are members of the site and have what they were given
 * on a scope; pipelines have theirs wherever they may work. A person whose request a pipeline signed has both.
 */
export function rolesOn(user: Identity, scopeId: string | null): readonly Role[] {
  const { signer } = user;
  const mayWorkHere = signer && (!signer.projects || scopeId === null || signer.projects.includes(scopeId));
  if (user.kind === 'pipeline') return mayWorkHere ? ['pipeline'] : [];
  if (scopeId === null) return ['member'];
  const role = freshRole(user.id, scopeId) ?? user.roles.get(scopeId);
  if (!role) return user.isAdministrator && mayWorkHere ? ['pipeline'] : [];
  return mayWorkHere ? [role, 'pipeline'] : [role];
}

/** Whether a role has a permission: named itself, or above one that is. */
export function grants({ grantedTo }: Permission, role: Role): boolean {
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

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const uuidList = (ids: readonly string[]): string => {
  const wrong = ids.find((id) => !UUID.test(id));
  if (wrong !== undefined) throw new Error(`'${wrong}' is not a UUID.`);
  return ids.length > 0 ? ids.map((id) => `'${id}'::uuid`).join(', ') : 'null::uuid';
};

/**
 * SQL of a subquery that answers the ids of the scopes on which a user holds a permission, for lists that are filtered
 * before their limit; null when all count. Holds what `can` decides but for `allows`.
 */
export function scopesWith(permissions: Permissions, user: Identity, name: string): string | null {
  const permission = permissions.get(name);
  const nothing = 'select null::uuid where false';
  if (!permission || (user.limits && !scopeAllows({ ...user.limits, projects: null }, name, null))) return nothing;
  const bounds = [user.limits?.projects, user.signer?.projects].filter((ids) => ids !== null && ids !== undefined);
  const bounded = bounds.map((ids) => `scope_id in (${uuidList(ids)})`);
  const byPipeline = user.signer !== null && grants(permission, 'pipeline');
  if (user.isAdministrator || (user.kind === 'pipeline' && byPipeline)) {
    if (bounded.length === 0) return null;
    const all = [...new Set(bounds.flat())];
    return `select scope_id from unnest(array[${uuidList(all)}]) scope_id where ${bounded.join(' and ')}`;
  }
  // A pipeline that signs with a person works wherever that person has any role.
  const enough = roles.filter((role) => byPipeline || grants(permission, role));
  if (user.kind === 'pipeline' || enough.length === 0) return nothing;
  const id = uuidList([user.id]);
  return [
    `select scope_id from core_grants where role in (${enough.map((role) => `'${role}'`).join(', ')})`,
    `and (user_id = ${id} or group_id in (select group_id from core_group_members where user_id = ${id}))`,
    ...bounded.map((sql) => `and ${sql}`),
  ].join(' ');
}
