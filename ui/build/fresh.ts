import { createHash } from 'node:crypto';
import { glob, readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

const repository = fileURLToPath(new URL('../../', import.meta.url));
const patterns = [
  'ui/**/*.{ts,css,html,svg,woff2}',
  'plugins/*/ui/**',
  'plugins/*/schemas.ts',
  'core/schema.ts',
  'package-lock.json',
];
const isBuilt = (path: string): boolean => path.startsWith('ui/dist/') || path.startsWith('ui/test/');

/** A hash over everything that the browser build is made from, the versions of its packages included. */
export async function hashSources(): Promise<string> {
  const paths: string[] = [];
  for await (const entry of glob(patterns, { cwd: repository, withFileTypes: true })) {
    if (entry.isFile()) paths.push(`${entry.parentPath}/${entry.name}`.slice(repository.length));
  }
  const hash = createHash('sha256');
  for (const path of paths.filter((each) => !isBuilt(each)).sort()) {
    hash.update(`${path}\0`).update(await readFile(repository + path));
  }
  return hash.digest('hex');
}

/** The hash that a build was made from; null when there is no whole build. */
export async function readFreshness(dist: string): Promise<string | null> {
  try {
    return (await readFile(`${dist}.sources`, 'utf8')).trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

/** Records what a build was made from; written last, so that a broken build never looks whole. */
export async function writeFreshness(dist: string, hash: string): Promise<void> {
  await writeFile(`${dist}.sources`, `${hash}\n`);
}
