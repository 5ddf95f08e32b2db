import type { Ajv } from 'ajv';
import type { Logger } from 'pino';
import { holdEvent } from '../audit/commit.ts';
import { openTransaction, rows } from '../database/connection.ts';
import type { Instance } from '../database/instance.ts';
import type { EventMeta } from '../plugins/contract.ts';

/** Something that has happened, as it stands in the outbox. */
export interface StoredEvent extends EventMeta {
  readonly scopeId: string | null;
  readonly payload: Record<string, unknown>;
}

export type Listener = (payload: Record<string, unknown>, meta: EventMeta) => void | Promise<void>;

export interface Outbox {
  /** Begins delivery to this process. */
  start(instance: Instance): Promise<void>;
  /** Hears every event from now on, in order of commit; answers how to stop. */
  subscribe(hear: (event: StoredEvent) => void): () => void;
  /** Events after a given id, oldest first, at most 1000; null when that id is older than what is kept. */
  after(id: string): Promise<StoredEvent[] | null>;
  /** Forgets events of over a day. */
  prune(): Promise<void>;
}

const CHANNEL = 'ipm_events';

let knownEvents: ReadonlyMap<string, (payload: unknown) => string | null> = new Map();

/**
 * Says that something has happened: written with the transaction that is open here, and delivered to every process and
 * browser once it commits. `project_id` in the payload, if there is one, decides who may hear it.
 */
export function emit(name: string, payload: Record<string, unknown>): void {
  const transaction = openTransaction();
  if (!transaction)
    throw new Error(`The event ${name} was emitted outside a transaction; wrap the work in inTransaction().`);
  const check = knownEvents.get(name);
  if (!check) throw new Error(`The event ${name} is not declared. Add it to host.emits() of the plugin that owns it.`);
  const fault = check(payload);
  if (fault) throw new Error(`The event ${name} does not fit its declared schema: ${fault}`);
  holdEvent(transaction, { name, payload });
}

/** The delivery of events in this process; `schemas` are the declared events of all plugins. */
export function createOutbox(schemas: ReadonlyMap<string, object>, ajv: Ajv, log: Logger): Outbox {
  knownEvents = new Map(
    [...schemas].map(([name, schema]) => {
      const valid = ajv.compile(schema);
      return [name, (payload) => (valid(payload) ? null : ajv.errorsText(valid.errors, { dataVar: 'payload' }))];
    }),
  );
  const ears = new Set<(event: StoredEvent) => void>();
  let last = '0';
  let reading: Promise<void> = Promise.resolve();

  async function deliverNew(): Promise<void> {
    for (;;) {
      const found = await eventsAfter(last);
      for (const event of found) {
        last = event.id;
        for (const hear of ears) hear(event);
      }
      if (found.length < 1000) return;
    }
  }

  const inTurn = () => {
    reading = reading.then(deliverNew).catch((error: unknown) => {
      log.error({ err: error }, 'Events could not be read from the outbox; they follow with the next one.');
    });
  };

  return {
    async start(instance) {
      const [newest] = await rows<{ id: string }>('select coalesce(max(id), 0)::text as id from core_events');
      last = newest?.id ?? '0';
      await instance.listen(CHANNEL, inTurn, inTurn);
    },
    subscribe(hear) {
      ears.add(hear);
      return () => ears.delete(hear);
    },
    async after(id) {
      const [oldest] = await rows<{ id: string | null }>('select min(id)::text as id from core_events');
      if (oldest?.id && BigInt(oldest.id) > BigInt(id) + 1n && id !== '0') return null;
      return eventsAfter(id);
    },
    async prune() {
      // The newest stays, so that numbering and "older than what is kept" can be told.
      await rows(
        `delete from core_events where at < now() - interval '1 day' and id < (select max(id) from core_events)`,
      );
    },
  };
}

async function eventsAfter(id: string): Promise<StoredEvent[]> {
  const found = await rows<{
    id: string;
    name: string;
    scope_id: string | null;
    payload: Record<string, unknown>;
    at: Date;
  }>('select id::text, name, scope_id, payload, at from core_events where id > $1 order by core_events.id limit 1000', [
    id,
  ]);
  return found.map(({ id: eventId, name, scope_id, payload, at }) => ({
    id: eventId,
    name,
    scopeId: scope_id,
    payload,
    at: at.toISOString(),
  }));
}
