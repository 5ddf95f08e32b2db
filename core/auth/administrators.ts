import { rows } from '../database/connection.ts';
import { defineError } from '../errors.ts';

export const lastAdministrator = defineError(
  'core.last_administrator',
  409,
  'This is the last active administrator. Make somebody else one first.',
);

/**
 * Throws `core.last_administrator` when nobody else administers the site. Call it in the transaction that demotes or
 * deactivates somebody: until its end, no other can do so.
 */
export async function requireOtherAdministrator(userId: string): Promise<void> {
  const found = await rows<{ id: string }>(
    `select id from core_users where is_administrator and is_active and kind = 'person' order by id for update`,
  );
  if (found.every(({ id }) => id === userId)) throw lastAdministrator();
}
