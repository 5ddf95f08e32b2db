import type { Sequelize, Transaction } from 'sequelize';
import { closeTransactionsWith, database, rows } from '../database/connection.ts';
import { auditContext, contextJson } from './context.ts';

interface HeldEvent {
  readonly name: string;
  readonly payload: Record<string, unknown>;
}

const held = new WeakMap<Transaction, HeldEvent[]>();

/** Holds an event until its transaction commits. */
export function holdEvent(transaction: Transaction, event: HeldEvent): void {
  const events = held.get(transaction);
  if (events) events.push(event);
  else held.set(transaction, [event]);
}

const closing = new WeakSet<Sequelize>();

/** Forgets whether a database can close transactions; migrations bring it and take it. */
export const askAnewHowToClose = (sequelize: Sequelize): void => void closing.delete(sequelize);

async function canClose(): Promise<boolean> {
  if (closing.has(database())) return true;
  const [found] = await rows<{ can: boolean }>(
    `select to_regprocedure('core_commit(jsonb, jsonb)') is not null as can`,
  );
  if (found?.can) closing.add(database());
  return found?.can === true;
}

// The last statement of every transaction: its events, and one entry for all that it changed. Both take the one lock
// that keeps their order, and nothing waits for another lock after it.
closeTransactionsWith(async (transaction) => {
  const events = held.get(transaction);
  if (await canClose()) {
    const text = events ? JSON.stringify(events) : null;
    await rows('select core_commit($1::jsonb, $2::jsonb)', [contextJson(auditContext()), text]);
  } else if (events) {
    throw new Error(`The event ${events[0]?.name ?? ''} was emitted before the database was migrated.`);
  }
});
