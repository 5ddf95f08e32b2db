import { open, readFile, rm } from 'node:fs/promises';
import { StartupError } from '../errors.ts';

/** Whether a process with this number runs now, whoever owns it. */
export function isProcessAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

type Release = () => Promise<void>;

/** Takes a lock file for this process, as `tryLock` does; one that another process holds is a StartupError. */
export async function lockFile(path: string, whatIsLocked: string): Promise<Release> {
  const taken = await tryLock(path);
  if (typeof taken === 'function') return taken;
  throw new StartupError(
    `${whatIsLocked} is in use by another server (process ${taken}). Stop that one, or choose another folder with DATA_DIR.`,
  );
}

/**
 * Takes a lock file for this process; the lock of a process that has ended is taken over. Answers its release, or the
 * number of the process that holds it.
 */
export async function tryLock(path: string): Promise<Release | number> {
  for (let attempt = 0; attempt < 3; attempt += 1) {
    try {
      const file = await open(path, 'wx', 0o600);
      await file.writeFile(`${process.pid} ${await startTimeOf(process.pid)}\n`);
      await file.close();
      return () => rm(path, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    const [pid = 0, startTime = ''] = (await readFile(path, 'utf8').catch(() => '')).trim().split(' ').map(String);
    if (Number(pid) && isProcessAlive(Number(pid)) && (await startTimeOf(Number(pid))) === startTime)
      return Number(pid);
    await rm(path, { force: true });
  }
  throw new StartupError(`${path} could not be locked: other processes keep taking it. Remove it if none runs.`);
}

// Tells a process from a later one with the same number: field 22 of /proc/<pid>/stat; unknown elsewhere.
async function startTimeOf(pid: number): Promise<string> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  return text.slice(text.lastIndexOf(')') + 2).split(' ')[19] ?? 'unknown';
}
