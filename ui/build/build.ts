import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { hashSources, readFreshness, writeFreshness } from './fresh.ts';
import { litPaths, viteConfig } from './vite.config.ts';

const dist = fileURLToPath(new URL('../dist/', import.meta.url));
const scratch = fileURLToPath(new URL(`../../.cache/ui-build-${process.pid}/`, import.meta.url));

/** Whether ui/dist was built from the sources as they are now. */
export async function isUiFresh(): Promise<boolean> {
  return (await readFreshness(dist)) === (await hashSources());
}

/** Builds the browser side into ui/dist and answers how many milliseconds it took. Throws what the bundler found wrong. */
export async function buildUi({ quiet = false }: { quiet?: boolean } = {}): Promise<number> {
  const started = performance.now();
  const hash = await hashSources();
  await build(viteConfig(scratch));
  await mkdir(`${scratch}assets/lit/directives`, { recursive: true });
  for (const name of litPaths) {
    await writeFile(
      `${scratch}assets/lit/directives/${name}.js`,
      `export * from '../../lit.js';
`,
    );
  }
  await nameByRepository(`${scratch}.vite/manifest.json`);
  await writeFreshness(scratch, hash);
  // Moved into place as a whole, so that nobody ever sees half a build.
  await rm(dist, { recursive: true, force: true });
  await rename(scratch, dist);
  const took = performance.now() - started;
  if (!quiet) process.stdout.write(`Built the browser side in ${(took / 1000).toFixed(1)} s.\n`);
  return took;
}

/** Turns the manifest's names, which count from ui/, into paths from the repository's root: 'plugins/x/ui/index.ts'. */
async function nameByRepository(path: string): Promise<void> {
  const manifest = JSON.parse(await readFile(path, 'utf8')) as Record<string, object>;
  const renamed = Object.entries(manifest).map(([name, entry]) => [
    name.startsWith('../') ? name.slice(3) : `ui/${name}`,
    entry,
  ]);
  await writeFile(path, JSON.stringify(Object.fromEntries(renamed), null, 2));
}

if (import.meta.main) await buildUi();
