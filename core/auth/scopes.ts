import { rows } from '../database/connection.ts';
import type { Identity } from './identity.ts';
import { loadStanding } from './standing.ts';

/**
 * The first of some scopes (such as projects, by their ids in lower case) that isn't there for a user: nobody has a
 * role on it or, unless they administer the site, they have none themselves. Undefined when all are there.
 */
export async function missingScope(user: Identity, ids: readonly string[]): Promise<string | undefined> {
  const standing = await loadStanding(user.id);
  if (!standing) return ids[0];
  if (!standing.isAdministrator) return ids.find((id) => !standing.roles.has(id));
  const found = await rows<{ scope_id: string }>(
    'select distinct scope_id from core_grants where scope_id = any($1::uuid[])',
    [[...ids]],
  );
  const there = new Set(found.map(({ scope_id }) => scope_id));
  return ids.find((id) => !there.has(id));
}
