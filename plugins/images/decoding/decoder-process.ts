import { fork, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DecodeFailure } from './failure.ts';
import { describeBytes } from './limits.ts';
import type { TaskAnswer, TaskMessage } from './tasks.ts';

/** What a process may use for a task. */
export interface ProcessLimits {
  timeMs: number;
  memoryBytes: number;
}

/** A process that decodes, one task at a time. */
export interface DecoderProcess {
  pid: number;
  /** Runs a task; rejects with a `DecodeFailure`, also when the process had to be killed or died. */
  run(message: TaskMessage, limits: ProcessLimits, signal?: AbortSignal): Promise<unknown>;
  /** False once it has ended, or is about to. */
  isAlive(): boolean;
  /** Bytes of memory that it holds now, mapped files not counted; 0 where the system does not say. */
  memory(): number;
  /** Ends it at once; a task that it runs rejects with that reason. */
  kill(reason?: DecodeFailure): void;
  /** Kills it and resolves when it has ended and its temporary directory is gone. */
  close(reason: DecodeFailure): Promise<void>;
}

interface Running {
  /** Why the process was killed, if it was. */
  reason: DecodeFailure | null;
  settle(answer: TaskAnswer | DecodeFailure): void;
}

/** How often the memory of a working process is looked at, in milliseconds. */
const WATCH_MS = 40;

/** How much of what the process wrote to its error output is kept to explain its death, in characters. */
const TAIL = 2000;

/** Starts a decoder process with a temporary directory of its own, removed when it ends. */
export function startDecoderProcess(temporary: string, threads: number, onEnd: () => void): DecoderProcess {
  const scratch = mkdtempSync(join(temporary, 'decoder-'));
  const child = fork(fileURLToPath(new URL('./child.ts', import.meta.url)), [String(threads)], {
    serialization: 'advanced',
    execArgv: ['--max-old-space-size=512'],
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    // Nothing of the server's environment, which holds secrets. Two malloc arenas keep freed memory from piling up.
    env: { PATH: process.env['PATH'], TMPDIR: scratch, MALLOC_ARENA_MAX: '2' },
  });
  let current: Running | null = null;
  let alive = true;
  let hasEnded = false;
  const ended = Promise.withResolvers<void>();
  let tail = '';
  child.stderr!.setEncoding('utf8').on('data', (text: string) => (tail = (tail + text).slice(-TAIL)));
  child.on('message', (answer: TaskAnswer) => current?.settle(answer));
  child.on('error', (error) => end(`it could not be started (${error.message})`));
  child.on('exit', (code, signal) => end(signal ? `it was ended by ${signal}` : `it ended with code ${code}`));

  function end(how: string): void {
    if (hasEnded) return;
    hasEnded = true;
    alive = false;
    const said = tail.trim().split('\n').at(-1);
    const detail = said ? `${how}: ${said}` : how;
    current?.settle(new DecodeFailure('crashed', `The decoder process stopped while reading the picture: ${detail}.`));
    rmSync(scratch, { recursive: true, force: true });
    ended.resolve();
    onEnd();
  }

  function kill(reason?: DecodeFailure): void {
    alive = false;
    if (current && reason) current.reason ??= reason;
    child.kill('SIGKILL');
  }

  function run(message: TaskMessage, limits: ProcessLimits, signal?: AbortSignal): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const abort = () => kill(new DecodeFailure('cancelled', 'Decoding was cancelled.'));
      const clock = setTimeout(() => kill(timedOut(limits.timeMs)), limits.timeMs);
      const watch = setInterval(() => {
        if (memoryOf(child) > limits.memoryBytes) kill(outOfMemory(limits.memoryBytes));
      }, WATCH_MS);
      signal?.addEventListener('abort', abort, { once: true });
      hold(child);
      const task: Running = (current = {
        reason: null,
        settle(answer) {
          current = null;
          clearTimeout(clock);
          clearInterval(watch);
          signal?.removeEventListener('abort', abort);
          if (alive) letGo(child);
          if (task.reason) reject(task.reason);
          else if (answer instanceof DecodeFailure) reject(answer);
          else if ('failure' in answer) reject(new DecodeFailure(answer.failure.code, answer.failure.message));
          else resolve(answer.value);
        },
      });
      child.send(message, (error) => {
        if (error) kill(new DecodeFailure('crashed', `The decoder process could not be reached: ${error.message}.`));
      });
      if (signal?.aborted) abort();
    });
  }

  async function close(reason: DecodeFailure): Promise<void> {
    hold(child);
    kill(reason);
    await ended.promise;
  }

  letGo(child);
  return { pid: child.pid ?? 0, run, isAlive: () => alive, memory: () => memoryOf(child), kill, close };
}

/** A working process keeps the server running; an idle one does not. */
function hold(child: ChildProcess): void {
  child.ref();
  child.channel?.ref();
}

function letGo(child: ChildProcess): void {
  child.unref();
  child.channel?.unref();
  (child.stderr as unknown as { unref?(): void } | null)?.unref?.();
}

/**
 * Memory of the process's own. Files that it has mapped are left out: libvips keeps large intermediate pictures in
 * temporary files, which the kernel takes back when it needs the room.
 */
function memoryOf(child: ChildProcess): number {
  let status: string;
  try {
    status = readFileSync(`/proc/${child.pid}/status`, 'latin1');
  } catch {
    return 0; // It has just ended, which its exit event reports; or this is not Linux, where only the time cap holds.
  }
  const kilobytes = [...status.matchAll(/^Rss(?:Anon|Shmem):\s+(\d+) kB$/gm)].map((match) => Number(match[1]));
  return kilobytes.reduce((sum, value) => sum + value, 0) * 1024;
}

function timedOut(timeMs: number): DecodeFailure {
  const seconds = Math.round(timeMs / 100) / 10;
  return new DecodeFailure('timed_out', `Decoding the picture took longer than ${seconds} s and was stopped.`);
}

function outOfMemory(memoryBytes: number): DecodeFailure {
  const sentence = `Decoding the picture takes more than ${describeBytes(memoryBytes)} of memory and was stopped; `;
  return new DecodeFailure('out_of_memory', `${sentence}save it as a tiled TIFF or without interlacing and try again.`);
}
