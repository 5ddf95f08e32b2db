import { AsyncLocalStorage } from 'node:async_hooks';
import { Sequelize } from 'sequelize';
import type { Transaction } from 'sequelize';
import type { PoolClient } from 'pg';

const contexts = new AsyncLocalStorage<Map<string, unknown>>();

// Sequelize asks for a CLS namespace; AsyncLocalStorage is one, given this shape.
Sequelize.useCLS({
  get: (key: string) => contexts.getStore()?.get(key),
  set: (key: string, value: unknown) => {
    contexts.getStore()?.set(key, value);
  },
  run: (work: (context: object) => void) => contexts.run(new Map(contexts.getStore()), () => work({})),
  bind: <F>(work: F) => work,
} as never);

let current: Sequelize | undefined;
let logStatement: ((sql: string) => void) | undefined;

/** Connects this process to its one database; models and transactions use it from here on. */
export function connect(url: string, options: { poolSize?: number; log?: (sql: string) => void } = {}): Sequelize {
  logStatement = options.log;
  current = new Sequelize(url, {
    dialect: 'postgres',
    logging: options.log ?? false,
    pool: { max: options.poolSize ?? 10, min: 0, idle: 10_000, acquire: 30_000 },
    dialectOptions: { application_name: 'image-project-manager', keepAlive: true },
  });
  markTransactions(current);
  return current;
}

// Triggers can't tell by themselves whether somebody will close the transaction that they run in: those of ours say so.
function markTransactions(sequelize: Sequelize): void {
  const { queryGenerator } = sequelize.getQueryInterface() as unknown as {
    queryGenerator: { startTransactionQuery(transaction: object): string };
  };
  const start = queryGenerator.startTransactionQuery.bind(queryGenerator);
  queryGenerator.startTransactionQuery = (transaction) =>
    'parent' in transaction && transaction.parent
      ? start(transaction)
      : `${start(transaction)} set local ipm.is_closed_by_us = 'yes';`;
}

/** The connection of this process; there is none before the application is created. */
export function database(): Sequelize {
  if (!current) throw new Error('The database was used before the application was created.');
  return current;
}

export async function disconnect(sequelize: Sequelize): Promise<void> {
  await sequelize.close();
  if (current === sequelize) current = undefined;
}

/** The transaction that the code runs in, or undefined. */
export const openTransaction = (): Transaction | undefined =>
  contexts.getStore()?.get('transaction') as Transaction | undefined;

const afterwards = new WeakMap<Transaction, (() => void)[]>();
let close: (transaction: Transaction) => Promise<void> = () => Promise.resolve();

/** Sets what is done last inside every transaction, just before it commits. */
export const closeTransactionsWith = (step: (transaction: Transaction) => Promise<void>): void => {
  close = step;
};

/**
 * Runs work in the transaction already open here, or in a new one that commits when the work resolves and rolls back
 * when it rejects. Models and queries join it by themselves.
 */
export async function inTransaction<T>(work: (transaction: Transaction) => Promise<T>): Promise<T> {
  const open = openTransaction();
  if (open) return work(open);
  const steps: (() => void)[] = [];
  const result = await database().transaction(async (transaction) => {
    afterwards.set(transaction, steps);
    const value = await work(transaction);
    await close(transaction);
    return value;
  });
  for (const step of steps) step();
  return result;
}

/** Runs work on connections of its own, outside the transaction that is open here. */
export function outsideTransaction<T>(work: () => Promise<T>): Promise<T> {
  return contexts.run(new Map(), work);
}

/** Runs a step after the open transaction has committed; never when it rolls back. */
export const afterCommit = (step: () => void): void => {
  const transaction = openTransaction();
  const steps = transaction && afterwards.get(transaction);
  if (!steps) throw new Error('This needs an open transaction: call it inside inTransaction().');
  steps.push(step);
};

/** Whether code runs in a transaction that inTransaction opened. */
export const isInTransaction = (): boolean => openTransaction() !== undefined;

/** The driver's client of the open transaction, for what Sequelize has no words for, such as COPY. */
export function transactionClient(): PoolClient {
  const transaction = openTransaction();
  if (!transaction) throw new Error('This needs an open transaction: call it inside inTransaction().');
  return (transaction as unknown as { connection: PoolClient }).connection; // Sequelize keeps it there, untyped
}

/** Runs one SQL statement with `$1`-style bindings, in the open transaction if there is one; answers its rows. */
export async function rows<T extends object>(sql: string, bind: readonly unknown[] = []): Promise<T[]> {
  if (isInTransaction()) {
    // Straight to the driver: Sequelize's way takes as long as a short statement itself.
    logStatement?.(sql);
    return (await transactionClient().query<T>(sql, bind as unknown[])).rows;
  }
  const [result] = await database().query(sql, { bind: bind as unknown[] });
  return result as T[];
}
