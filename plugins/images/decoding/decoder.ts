import { rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { TILE_SIZE } from '../pyramid/levels.ts';
import { startDecoderProcess, type DecoderProcess } from './decoder-process.ts';
import { DecodeFailure } from './failure.ts';
import { defaultLimits, type DecodeLimits } from './limits.ts';
import type { EncodedPicture, Examination, FitBox, PyramidSummary, RegionTask, TaskName, Tasks } from './tasks.ts';

/** How a decoder is set up; everything has a default. */
export interface DecoderOptions {
  /** Processes at most; at least 2, so that one is always left for short tasks. */
  size?: number;
  limits?: Partial<DecodeLimits>;
  /** Milliseconds after which a process that has nothing to do is ended. */
  idleMs?: number;
  /** Tasks that may wait; further ones are refused as `busy`. */
  maxWaiting?: number;
  /** Threads that each process decodes and encodes with. */
  threads?: number;
  /** Directory for large intermediate pictures; up to 4 bytes for each pixel of a picture that must be turned. */
  temporary?: string;
}

/** What every task takes besides its own input. */
export interface TaskOptions {
  /** Gives up: the task is taken out of the queue, or its process is killed. */
  signal?: AbortSignal;
}

/** Decodes pictures in processes of its own, so that a hostile one can't harm the server. Rejects with `DecodeFailure`. */
export interface Decoder {
  /** One full decode: finds truncated and damaged pictures, tells their size, and makes the thumbnails. */
  examine(path: string, thumbnails: FitBox[], options?: TaskOptions): Promise<Examination>;
  /** Writes the pyramid of a picture to a new file; nothing is left of it if that fails. */
  pyramid(
    path: string,
    output: string,
    options?: TaskOptions & { tileSize?: number; quality?: number },
  ): Promise<PyramidSummary>;
  /** One fitted picture from a file. */
  thumbnail(path: string, box: FitBox, options?: TaskOptions): Promise<EncodedPicture>;
  /** Draws a region; a function is only called when a process is free, so that waiting tasks hold no tiles. */
  region(task: RegionTask | (() => Promise<RegionTask>), options?: TaskOptions): Promise<EncodedPicture>;
  /** True if HEIC photographs can be decoded here. Asked of a process once. */
  readsHeic(): Promise<boolean>;
  /** Process ids that are alive now, for diagnosis and tests. */
  processIds(): number[];
  /** Kills all processes and resolves when they have ended; what waits or runs rejects as `cancelled`. */
  close(): Promise<void>;
}

interface Waiting {
  task: TaskName;
  input: () => Promise<Tasks[TaskName]['input']>;
  signal: AbortSignal | undefined;
  /** Takes the task out of the queue. */
  withdraw: () => void;
  resolve: (value: never) => void;
  reject: (reason: unknown) => void;
}

interface Slot {
  process: DecoderProcess;
  /** The task that it runs; null while it is idle. */
  task: TaskName | null;
  idle: NodeJS.Timeout | null;
}

/** Share of the memory cap above which a process that has finished is replaced: freed memory may stay with it. */
const WORN = 0.3;

/** Creates a decoder. No process is started before the first task. */
export function createDecoder(options: DecoderOptions = {}): Decoder {
  const { size = 2, idleMs = 30_000, maxWaiting = 1000, temporary = tmpdir() } = options;
  const { threads = Math.min(4, availableParallelism()) } = options;
  const limits: DecodeLimits = { ...defaultLimits, ...options.limits };
  if (!(size >= 2)) throw new Error(`A decoder needs at least 2 processes, not ${size}: one is kept for short tasks.`);
  const waiting: Waiting[] = [];
  const slots = new Set<Slot>();
  let heic: Promise<boolean> | null = null;
  let isClosed = false;

  function enqueue<T extends TaskName>(
    task: T,
    input: () => Promise<Tasks[T]['input']>,
    { signal }: TaskOptions = {},
  ): Promise<Tasks[T]['output']> {
    return new Promise((resolve, reject) => {
      if (isClosed || signal?.aborted) return reject(cancelled());
      if (waiting.length >= maxWaiting) return reject(busy());
      const withdraw = () => {
        waiting.splice(waiting.indexOf(entry), 1);
        reject(cancelled());
      };
      const entry: Waiting = { task, input, signal, withdraw, resolve, reject };
      waiting.push(entry);
      signal?.addEventListener('abort', withdraw);
      startWhatFits();
    });
  }

  function startWhatFits(): void {
    for (let entry = takeNext(); entry; entry = takeNext()) start(entry);
  }

  function start(entry: Waiting): void {
    entry.signal?.removeEventListener('abort', entry.withdraw);
    try {
      void work(entry, takeSlot(entry.task));
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      entry.reject(new DecodeFailure('storage', `No decoder process could be started: ${why}.`));
    }
  }

  /** The oldest task that may start: one process is left to short tasks, and one to pyramids if any waits. */
  function takeNext(): Waiting | undefined {
    const running = [...slots].filter(({ task }) => task !== null);
    if (running.length >= size) return undefined;
    const long = running.filter(({ task }) => task === 'pyramid').length;
    const mayStartLong = long < size - 1;
    const isLongWaiting = mayStartLong && waiting.some(({ task }) => task === 'pyramid');
    const mayStartShort = running.length - long < size - 1 || !isLongWaiting;
    const at = waiting.findIndex(({ task }) => (task === 'pyramid' ? mayStartLong : mayStartShort));
    return at < 0 ? undefined : waiting.splice(at, 1)[0];
  }

  function takeSlot(task: TaskName): Slot {
    const idle = [...slots].find(({ task, process }) => task === null && process.isAlive());
    if (idle) {
      clearTimeout(idle.idle!);
      return Object.assign(idle, { task, idle: null });
    }
    const slot: Slot = {
      process: startDecoderProcess(temporary, threads, () => {
        slots.delete(slot);
        startWhatFits();
      }),
      task,
      idle: null,
    };
    slots.add(slot);
    return slot;
  }

  async function work({ task, input, signal, resolve, reject }: Waiting, slot: Slot): Promise<void> {
    try {
      const message = { task, input: await input(), maxPixels: limits.maxPixels };
      const timeMs = task === 'capabilities' ? limits.timeMs.thumbnail : limits.timeMs[task];
      resolve((await slot.process.run(message, { timeMs, memoryBytes: limits.memoryBytes }, signal)) as never);
    } catch (error) {
      reject(error);
    } finally {
      release(slot);
    }
  }

  function release(slot: Slot): void {
    slot.task = null;
    const isWorn = slot.process.memory() > limits.memoryBytes * WORN;
    if (isWorn) slot.process.kill();
    if (slot.process.isAlive()) {
      slot.idle = setTimeout(() => slot.process.kill(), idleMs);
      slot.idle.unref();
    }
    if (!slot.process.isAlive()) slots.delete(slot);
    startWhatFits();
  }

  return {
    examine: (path, thumbnails, task) => enqueue('examine', async () => ({ path, thumbnails }), task),
    thumbnail: (path, box, task) => enqueue('thumbnail', async () => ({ path, box }), task),
    region: (drawn, task) => enqueue('region', async () => (typeof drawn === 'function' ? drawn() : drawn), task),
    async pyramid(path, output, { tileSize = TILE_SIZE, quality = 88, ...task } = {}) {
      try {
        return await enqueue('pyramid', async () => ({ path, output, tileSize, quality }), task);
      } catch (error) {
        await rm(output, { force: true });
        throw error;
      }
    },
    async readsHeic() {
      heic ??= enqueue('capabilities', async () => ({})).then((found) => found.heic);
      try {
        return await heic;
      } catch (error) {
        heic = null;
        throw error;
      }
    },
    processIds: () => [...slots].filter(({ process }) => process.isAlive()).map(({ process }) => process.pid),
    async close() {
      isClosed = true;
      for (const entry of waiting.splice(0)) {
        entry.signal?.removeEventListener('abort', entry.withdraw);
        entry.reject(cancelled());
      }
      await Promise.all([...slots].map(({ process }) => process.close(cancelled())));
    },
  };
}

function cancelled(): DecodeFailure {
  return new DecodeFailure('cancelled', 'Decoding was cancelled.');
}

function busy(): DecodeFailure {
  return new DecodeFailure('busy', 'Too many pictures are waiting to be decoded; try again in a moment.');
}
