import { holdersOn } from '#core';
import type { Grant, GrantedRole, GrantHolder, Identity, RoleSource, Subject } from '#core';
import type { MemberJson, ReasonJson } from './schemas.ts';

type May = (permission: string, subject: Subject) => boolean;

const ranks: readonly GrantedRole[] = ['viewer', 'commenter', 'annotator', 'reviewer', 'manager', 'owner'];

/** The most that several roles allow together; null for none. */
export const bestOf = (given: readonly GrantedRole[]): GrantedRole | null =>
  given.reduce<GrantedRole | null>(
    (best, role) => (best && ranks.indexOf(best) >= ranks.indexOf(role) ? best : role),
    null,
  );

/** A member as the API shows them. Whoever holds `projects.share`, and the member themself, may take them out. */
export function presentMember(grant: Grant, holder: GrantHolder, user: Pick<Identity, 'id'>, may: May): MemberJson {
  const { group } = holder;
  const share = may('projects.share', grant);
  return {
    id: grant.id,
    role: grant.role,
    user: holder.user,
    group: group && { id: group.id, name: group.name, member_count: group.memberCount },
    created_at: grant.createdAt.toISOString(),
    abilities: { edit: share, remove: share || (grant.userId === user.id && may('projects.leave', grant)) },
  };
}

/** As `presentMember`, for a grant that has just been given or changed. */
export async function presentChanged(grant: Grant, user: Pick<Identity, 'id'>, may: May): Promise<MemberJson> {
  const holder = (await holdersOn(grant.scopeId)).get(grant.id);
  if (!holder) throw new Error(`The grant ${grant.id} has no holder.`);
  return presentMember(grant, holder, user, may);
}

const dayOf = (date: Date): string => date.toISOString().slice(0, 10);

/** Why somebody has the role that a source gives them: one sentence for each link of the chain. */
export function reasonsOf(
  email: string,
  { role, grantedAt, grantedBy, group, source, joinedAt }: RoleSource,
): ReasonJson[] {
  const given = `since ${dayOf(grantedAt)}${grantedBy ? `, given by ${grantedBy}` : ''}`;
  if (!group) return [{ kind: 'member', sentence: `${email} is a member of this project as ${role} ${given}.`, role }];
  const word = source === 'local' ? 'was put there by hand' : `is there by the word of '${source ?? ''}'`;
  const joined = joinedAt ? ` since ${dayOf(joinedAt)}` : '';
  return [
    {
      kind: 'group',
      sentence: `The group '${group.name}' is a member of this project as ${role} ${given}.`,
      role,
      group,
    },
    {
      kind: 'group_member_by',
      sentence: `${email} is in the group '${group.name}'${joined} and ${word}.`,
      group,
      source: source ?? 'local',
    },
  ];
}
