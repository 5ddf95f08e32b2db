import type { Limits } from './identity.ts';

/** What an API key may be limited to, beside single permissions. */
export const keyScopes = {
  read: 'See what its owner sees',
  write: 'Change what its owner may change',
  keys: 'Make and end API keys',
  admin: 'Administer the site, if its owner does',
} as const;

/** The permission that administrators alone have. */
export const ADMINISTER = 'core.administer';

/** The scope that a permission falls under. */
const scopeOf = (permission: string): string =>
  permission === ADMINISTER ? 'admin' : permission.endsWith('.read') ? 'read' : 'write';

/** Whether what is limited to some projects (null: not limited) may be used for a permission on a scope. */
export function reaches(projects: readonly string[] | null, permission: string, scopeId: string | null): boolean {
  if (!projects) return true;
  // Lists of the whole site are filtered; everything else outside the named projects is out of bounds.
  return scopeId === null ? permission.endsWith('.read') : projects.includes(scopeId);
}

/** Whether a credential's limits leave a permission on a scope (null: the whole site). */
export function scopeAllows(limits: Limits, permission: string, scopeId: string | null): boolean {
  if (limits.scopes && !limits.scopes.includes(scopeOf(permission)) && !limits.scopes.includes(permission))
    return false;
  return reaches(limits.projects, permission, scopeId);
}

/**
 * Whether a credential may do what is everybody's own, such as making keys: `account` is never a key's, and one that
 * reaches some projects alone changes nothing outside them.
 */
export const ownScopeAllows = (limits: Limits, scope: string): boolean =>
  scope !== 'account' &&
  (scope !== 'write' || limits.projects === null) &&
  (limits.scopes === null || limits.scopes.includes(scope));

/** The first of some scopes that goes beyond a credential's limits; undefined when none does. */
export function scopeBeyond({ scopes: own }: Limits, scopes: readonly string[]): string | undefined {
  if (own === null) return undefined;
  return scopes.find(
    (scope) => !own.includes(scope) && (Object.hasOwn(keyScopes, scope) || !own.includes(scopeOf(scope))),
  );
}

/** The first of some projects (null: all) that goes beyond a credential's limits; undefined when none does. */
export function projectBeyond({ projects: own }: Limits, projects: readonly string[] | null): string | undefined {
  if (own === null) return undefined;
  return projects === null ? 'all projects' : projects.find((id) => !own.includes(id));
}
