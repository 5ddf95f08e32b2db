import { outsideTransaction, rows } from '../database/connection.ts';
import { roles } from '../plugins/contract.ts';
import type { Role } from '../plugins/contract.ts';
import type { Standing } from './identity.ts';
import { remembered } from './remembered.ts';

interface Row {
  email: string;
  username: string | null;
  kind: 'person' | 'pipeline';
  is_administrator: boolean;
  groups: string[];
  grants: { scope_id: string; role: Role }[];
}

/** What an active user may do by now; null when they are deactivated or not there. Asks the database. */
export async function loadStanding(userId: string): Promise<Standing | null> {
  const [found] = await outsideTransaction(() =>
    rows<Row>(
      `with mine as (select distinct group_id from core_group_members where user_id = $1)
       select u.email, u.username, u.kind, u.is_administrator,
              array(select g.name from core_groups g join mine on mine.group_id = g.id order by g.name) as groups,
              coalesce((select json_agg(json_build_object('scope_id', scope_id, 'role', role)) from core_grants
                        where user_id = $1 or group_id in (select group_id from mine)), '[]') as grants
       from core_users u where u.id = $1 and u.is_active`,
      [userId],
    ),
  );
  if (!found) return null;
  const { email, username, kind, is_administrator: isAdministrator, groups, grants } = found;
  const best = new Map<string, Role>();
  for (const { scope_id, role } of grants) {
    const known = best.get(scope_id);
    if (!known || rank(role) > rank(known)) best.set(scope_id, role);
  }
  return { id: userId, email, username, kind, isAdministrator, groups, roles: best };
}

const rank = (role: Role): number => (roles as readonly string[]).indexOf(role);

/** The same, remembered for up to a second. */
export const standingOf = remembered(loadStanding);
