import { rows } from '../database/connection.ts';
import type { GrantedRole } from './grant.ts';

/** Who has a role on a scope: exactly one of `user` and `group`. */
export interface GrantHolder {
  readonly grantId: string;
  readonly user: { readonly id: string; readonly email: string; readonly username: string | null } | null;
  /** `memberCount` counts those who are active. */
  readonly group: { readonly id: string; readonly name: string; readonly memberCount: number } | null;
}

/** One way by which somebody has a role on a scope: a grant of their own, or of a group that they are in. */
export interface RoleSource {
  readonly role: GrantedRole;
  readonly grantedAt: Date;
  /** E-mail of who gave the role; null when they are no longer known. */
  readonly grantedBy: string | null;
  /** Null: it was given to the person. */
  readonly group: { readonly id: string; readonly name: string } | null;
  /** By whose word they are in the group: `local` or a provider's name; null for a grant of their own. */
  readonly source: string | null;
  readonly joinedAt: Date | null;
}

// The active people behind a grant.
const PEOPLE = `select u.id from core_users u where u.is_active and u.kind = 'person' and (u.id = g.user_id
  or u.id in (select m.user_id from core_group_members m where m.group_id = g.group_id))`;

/** Everybody who has a role on a scope, by id of their grant. */
export async function holdersOn(scopeId: string): Promise<Map<string, GrantHolder>> {
  const found = await rows<{
    id: string;
    user_id: string | null;
    email: string;
    username: string | null;
    group_id: string;
    name: string;
    members: number;
  }>(
    `select g.id, g.user_id, u.email, u.username, g.group_id, gr.name, (select count(*)::int from (${PEOPLE}) p) as members
     from core_grants g left join core_users u on u.id = g.user_id left join core_groups gr on gr.id = g.group_id
     where g.scope_id = $1`,
    [scopeId],
  );
  return new Map(
    found.map(({ id, user_id, email, username, group_id, name, members }) => [
      id,
      user_id
        ? { grantId: id, user: { id: user_id, email, username }, group: null }
        : { grantId: id, user: null, group: { id: group_id, name, memberCount: members } },
    ]),
  );
}

/**
 * Whether a scope would lose its last active owner with this grant. Call it in the transaction that takes the grant
 * away or lowers it: until its end, no other can do so on the scope.
 */
export async function isLastOwnership(scopeId: string, grantId: string): Promise<boolean> {
  await rows('select id from core_grants where scope_id = $1 order by id for update', [scopeId]);
  const owners = await rows<{ id: string }>(
    `select g.id from core_grants g where g.scope_id = $1 and g.role = 'owner' and exists (${PEOPLE})`,
    [scopeId],
  );
  return owners.length > 0 && owners.every(({ id }) => id === grantId);
}

/** All ways by which somebody has a role on a scope, own ones first. */
export async function roleSources(scopeId: string, userId: string): Promise<RoleSource[]> {
  const found = await rows<{
    role: GrantedRole;
    created_at: Date;
    granted_by: string | null;
    group_id: string | null;
    name: string;
    source: string | null;
    joined_at: Date | null;
  }>(
    `select g.role, g.created_at, b.email as granted_by, g.group_id, gr.name, m.source, m.created_at as joined_at
     from core_grants g left join core_users b on b.id = g.granted_by_id
     left join core_groups gr on gr.id = g.group_id
     left join core_group_members m on m.group_id = g.group_id and m.user_id = $2
     where g.scope_id = $1 and (g.user_id = $2 or m.user_id is not null)
     order by g.group_id is not null, gr.name, m.source`,
    [scopeId, userId],
  );
  return found.map(({ role, created_at, granted_by, group_id, name, source, joined_at }) => ({
    role,
    grantedAt: created_at,
    grantedBy: granted_by,
    group: group_id ? { id: group_id, name } : null,
    source,
    joinedAt: joined_at,
  }));
}
