import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';

const PREFIX = 'images.';
const A_DAY = 24 * 3600 * 1000;

/**
 * A folder for this process's temporary files, empty, under `parent`; its name says whose it is. Folders of processes
 * that have ended are removed: at once if they ran on this machine, after a day if on another that shares the folder.
 */
export async function makeScratch(parent: string): Promise<string> {
  await mkdir(parent, { recursive: true });
  for (const name of await readdir(parent)) {
    if (name.startsWith(PREFIX) && (await isAbandoned(join(parent, name), name)))
      await rm(join(parent, name), { recursive: true, force: true });
  }
  const folder = join(parent, `${PREFIX}${hostname()}.${process.pid}`);
  await mkdir(folder, { recursive: true });
  return folder;
}

async function isAbandoned(path: string, name: string): Promise<boolean> {
  const own = `${PREFIX}${hostname()}.`;
  if (name.startsWith(own)) {
    const pid = Number(name.slice(own.length));
    return pid === process.pid || !isAlive(pid);
  }
  const found = await stat(path).catch(() => null); // another start may be removing it too
  return found !== null && Date.now() - found.mtimeMs > A_DAY;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
