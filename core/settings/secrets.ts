import { randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** A configured secret, or one that is generated once and kept in a file of the data folder that only we may read. */
export async function generatedSecret(configured: string, dataDir: string, name: string): Promise<string> {
  if (configured) return configured;
  const file = join(dataDir, name);
  await mkdir(dataDir, { recursive: true });
  try {
    // 'wx': of several processes that start at once, one makes it and the others read it.
    await writeFile(file, randomBytes(32).toString('hex'), { mode: 0o600, flag: 'wx' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  return (await readFile(file, 'utf8')).trim();
}
