import { randomUUID } from 'node:crypto';
import type { Ajv, ValidateFunction } from 'ajv';
import { PgBoss } from 'pg-boss';
import type { JobWithMetadata, SendOptions } from 'pg-boss';
import type { Logger } from 'pino';
import { bySystem, runAudited } from '../audit/context.ts';
import { isInTransaction, transactionClient } from '../database/connection.ts';
import type { Job } from './job.ts';

export interface Queue {
  /** Makes the queues; jobs can be enqueued from here on. */
  start(): Promise<void>;
  /** Begins to take jobs. */
  work(): Promise<void>;
  /** Lets running jobs end (for 10 s at most), then stops; a job that did not end is tried again elsewhere. */
  stop(): Promise<void>;
}

/** A job and the full name of its queue, such as `images.build-pyramid`. */
export interface NamedJob {
  readonly name: string;
  readonly job: Job;
}

const HEARTBEAT_SECONDS = 15;

/** Background work on pg-boss, in the same database: a job is added with the transaction that asks for it. */
export function createQueue(url: string, jobs: readonly NamedJob[], ajv: Ajv, log: Logger): Queue {
  const boss = new PgBoss({
    connectionString: url,
    application_name: 'image-project-manager jobs',
    max: 4,
    useListenNotify: true,
    superviseIntervalSeconds: 10,
    monitorIntervalSeconds: 10,
  });
  boss.on('error', (error) => log.error({ err: error }, 'The job queue met an error.'));
  const stopping = new AbortController();

  return {
    async start() {
      await boss.start();
      for (const { name, job } of jobs) {
        const { spec } = job;
        const options = {
          retryLimit: spec.retries ?? 2,
          retryDelay: 1,
          retryBackoff: true,
          expireInSeconds: spec.timeoutSeconds ?? 900,
          heartbeatSeconds: HEARTBEAT_SECONDS,
          notify: true,
        };
        await boss.createQueue(name, { policy: 'short', ...options });
        job.bind({
          send: sender(boss, name, ajv.compile(spec.input)),
          isUnderWay: async (key) =>
            (await boss.findJobs(name, { key })).some(({ state }) => ['created', 'retry', 'active'].includes(state)),
        });
        if (spec.schedule) await boss.schedule(name, spec.schedule, {}, { singletonKey: 'schedule' });
      }
    },

    async work() {
      for (const { name, job } of jobs) {
        const options = {
          includeMetadata: true as const,
          localConcurrency: job.spec.concurrency ?? 1,
          pollingIntervalSeconds: 2,
          notifyPollingIntervalSeconds: 2,
        };
        await boss.work<object>(name, options, async ([given]) => {
          if (!given) return;
          const taken = given as JobWithMetadata<object>;
          const putBack = () => boss.send(name, taken.data, { singletonKey: taken.singletonKey ?? randomUUID() });
          await runOne(name, job, taken, stopping.signal, putBack, log);
        });
      }
    },

    async stop() {
      stopping.abort();
      await boss.stop({ graceful: true, timeout: 10_000 });
    },
  };
}

function sender(boss: PgBoss, name: string, valid: ValidateFunction) {
  return async (input: object, { key, delaySeconds }: { key?: string; delaySeconds?: number }) => {
    if (!valid(input)) throw new Error(`The job ${name} was given an input that does not fit its schema.`);
    await boss.send(name, input, {
      singletonKey: key ?? randomUUID(),
      ...(delaySeconds ? { startAfter: delaySeconds } : {}),
      ...(isInTransaction() ? { db: databaseOfTransaction() } : {}),
    });
  };
}

function databaseOfTransaction(): NonNullable<SendOptions['db']> {
  const client = transactionClient();
  return { executeSql: async (text, values) => client.query(text, values as unknown[]) };
}

async function runOne(
  name: string,
  job: Job,
  taken: JobWithMetadata<object>,
  stopping: AbortSignal,
  putBack: () => Promise<unknown>,
  log: Logger,
): Promise<void> {
  const started = performance.now();
  const context = {
    log: log.child({ job: name, job_id: taken.id }),
    signal: AbortSignal.any([stopping, taken.signal]),
    isLastTry: taken.retryCount >= taken.retryLimit,
  };
  try {
    const audited = bySystem({ action: `job ${name}`, summary: 'Work in the background', requestId: taken.id });
    await runAudited(audited, () => job.spec.run(taken.data as never, context));
    context.log.info({ ms: Math.round(performance.now() - started) }, `Job ${name} done.`);
  } catch (error) {
    if (stopping.aborted) {
      // It was us who broke it off: that is no failed try of the job's.
      await putBack();
      context.log.info(`Job ${name} was broken off because the server stops; it begins anew with the next one.`);
      return;
    }
    context.log.error({ err: error, last_try: context.isLastTry }, `Job ${name} failed.`);
    throw error;
  }
}
