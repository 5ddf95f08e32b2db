import { afterCommit, inTransaction } from '../database/connection.ts';
import { emit } from '../events/outbox.ts';

/** Event that tells every process and the browsers of those concerned that somebody's rights are others by now. */
export const ACCESS_CHANGED = 'core.access_changed';

/** Its payload; `user_id` null: it may concern anybody. */
export const accessChangedSchema = {
  type: 'object',
  required: ['user_id'],
  properties: { user_id: { type: ['string', 'null'], format: 'uuid' } },
} as const;

const listeners = new Set<() => void>();

/**
 * Says that what somebody may do has changed (null: anybody). Every process forgets what it remembers of rights, before
 * it hears any later event. Call it in the transaction of the change.
 */
export async function accessChanged(userId: string | null): Promise<void> {
  await inTransaction(async () => {
    emit(ACCESS_CHANGED, { user_id: userId });
    afterCommit(forgetAccess);
  });
}

/** Hears that nothing remembered of rights counts any longer. */
export const onAccessChanged = (forget: () => void): void => void listeners.add(forget);

/** Forgets in this process. */
export function forgetAccess(): void {
  for (const forget of listeners) forget();
}
