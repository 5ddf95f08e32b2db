import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { isProcessAlive } from '../database/process-lock.ts';

const A_DAY = 24 * 3600 * 1000;

/** A new path in a folder of temporary files; its name says which process of which machine writes it. */
export const draftPath = (folder: string): string => join(folder, `${hostname()}.${process.pid}.${randomUUID()}`);

/** Makes the folder if it is missing, and removes what processes of this machine left there that have ended, and what is over a day old. */
export async function removeDeadDrafts(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const name of await readdir(folder)) {
    const path = join(folder, name);
    const [, pid = ''] = name.startsWith(`${hostname()}.`) ? name.slice(hostname().length).split('.') : [];
    const found = await stat(path).catch(() => null); // gone meanwhile: nothing to remove
    const isOld = found !== null && Date.now() - found.mtimeMs > A_DAY;
    if (isOld || (pid && !isProcessAlive(Number(pid)))) await rm(path, { force: true, recursive: true });
  }
}
