import { rows } from '../database/connection.ts';

// Whoever becomes the first administrator does so alone.
const LOCK = 0x41444d;
let unreachable = '';

/**
 * Names the user who is an administrator nobody can sign in as, unless they have a password: the one of the local way
 * in, where it is closed.
 */
export const useAdministratorSettings = (settings: { authMode: readonly string[]; localUserEmail: string }): void => {
  unreachable = settings.authMode.includes('local') ? '' : settings.localUserEmail.toLowerCase();
};

/** Whether there is an active administrator who can get in. */
export async function hasAdministrator(): Promise<boolean> {
  const found = await rows(
    `select 1 from core_users u where kind = 'person' and is_administrator and is_active
     and (email <> $1 or exists (select 1 from core_passwords p where p.user_id = u.id)) limit 1`,
    [unreachable],
  );
  return found.length > 0;
}

/** Lets nobody else become the first administrator until the open transaction ends. */
export const holdFirstAdministrator = async (): Promise<void> => {
  await rows('select pg_advisory_xact_lock($1)', [LOCK]);
};
