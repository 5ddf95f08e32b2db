import type { JobContext } from '../plugins/contract.ts';
import type { TypeOf } from '../schema.ts';

export interface EnqueueOptions {
  /** While a job of this key waits, another one is not added. */
  key?: string;
  /** Seconds to wait before it may run. */
  delaySeconds?: number;
}

export interface JobSpec<S extends object> {
  /** What the job is called behind its plugin's name: `build-pyramid` of images is `images.build-pyramid`. */
  name: string;
  /** JSON Schema of the input. */
  input: S;
  /** How often it is tried again after a failure or the death of its process; default 2. */
  retries?: number;
  /** How many run at once in one process; default 1. */
  concurrency?: number;
  /** Longest run in seconds, after which it counts as failed; default 900. */
  timeoutSeconds?: number;
  /** Cron expression (UTC) for work that recurs by itself, with an empty input. */
  schedule?: string;
  run(input: TypeOf<S>, context: JobContext): Promise<void>;
}

/** A declared piece of background work, handed to `host.jobs()`. */
export interface Job<Input = never> {
  readonly spec: JobSpec<object>;
  /** Adds the job with the transaction that is open here, or at once; any process may take it. */
  enqueue(input: Input, options?: EnqueueOptions): Promise<void>;
  /** Whether a job of this key waits, runs or is to be tried again, in any process. */
  isUnderWay(key: string): Promise<boolean>;
  /** Core only: connects the job to the queue. */
  bind(queue: JobQueue): void;
}

/** What a job needs of the queue. */
export interface JobQueue {
  send(input: object, options: EnqueueOptions): Promise<void>;
  isUnderWay(key: string): Promise<boolean>;
}

/** Declares background work; it can be enqueued once the plugin that handed it to the host has started. */
export function defineJob<const S extends object>(spec: JobSpec<S>): Job<TypeOf<S>> {
  let bound: JobQueue | undefined;
  const queue = () => {
    if (!bound) throw new Error(`The job '${spec.name}' was used before its plugin handed it to host.jobs().`);
    return bound;
  };
  return {
    spec: spec as never,
    enqueue: async (input, options = {}) => queue().send(input as object, options),
    isUnderWay: async (key) => queue().isUnderWay(key),
    bind: (to) => {
      bound = to;
    },
  };
}
