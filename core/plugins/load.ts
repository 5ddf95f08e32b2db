import { access } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { StartupError } from '../errors.ts';
import type { Plugin } from './contract.ts';

/** A plugin and the folder that it was found in. */
export interface FoundPlugin {
  readonly plugin: Plugin;
  readonly folder: URL;
  /** Ships with the platform: its browser side is part of the build. */
  readonly isFirstParty: boolean;
}

/** Finds plugins in their folders, relative to the project's root, and checks their manifests. */
export async function findPlugins(
  root: string,
  firstParty: readonly string[],
  further: readonly string[],
): Promise<FoundPlugin[]> {
  const find = (isFirstParty: boolean) => async (folder: string) => ({
    ...(await importPlugin(resolve(root, folder))),
    isFirstParty,
  });
  const found = [...(await Promise.all(firstParty.map(find(true)))), ...(await Promise.all(further.map(find(false))))];
  return inOrder(found);
}

async function importPlugin(folder: string): Promise<Omit<FoundPlugin, 'isFirstParty'>> {
  for (const file of ['plugin.ts', 'plugin.js']) {
    const path = join(folder, file);
    if (
      !(await access(path).then(
        () => true,
        () => false,
      ))
    )
      continue;
    const { default: plugin } = (await import(pathToFileURL(path).href)) as { default?: Plugin };
    checkManifest(plugin, folder);
    return { plugin, folder: pathToFileURL(`${folder}/`) };
  }
  throw new StartupError(
    `There is no plugin in ${folder}: it has neither plugin.ts nor plugin.js. Check PLUGINS and config/plugins.ts.`,
  );
}

function checkManifest(plugin: Plugin | undefined, folder: string): asserts plugin is Plugin {
  const must = (is: boolean, what: string) => {
    if (!is) throw new StartupError(`The plugin in ${folder} ${what}.`);
  };
  must(typeof plugin === 'object' && plugin !== null, 'must export definePlugin({…}) as its default');
  const { name, title, summary, register } = plugin as Plugin;
  must(
    /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name),
    `must have a name of small letters, digits and single hyphens, not '${String(name)}'`,
  );
  must(name === basename(folder), `is called '${name}', so its folder must be too`);
  must(Boolean(title?.trim()) && Boolean(summary?.trim()), 'must have a title and a summary');
  must(typeof register === 'function', 'must have a function register(host)');
}

/** Orders plugins so that each follows all it needs; says which one is missing, there twice, or in a circle. */
export function inOrder<P extends { readonly plugin: Plugin }>(found: readonly P[]): P[] {
  const byName = new Map<string, P>();
  for (const one of found) {
    if (byName.has(one.plugin.name))
      throw new StartupError(
        `Two plugins are called '${one.plugin.name}'. Remove one from PLUGINS or config/plugins.ts.`,
      );
    byName.set(one.plugin.name, one);
  }
  const done = new Set<P>();
  const visit = (one: P, trail: readonly string[]) => {
    if (done.has(one)) return;
    const { name, needs = [] } = one.plugin;
    if (trail.includes(name))
      throw new StartupError(
        `Plugins need each other in a circle: ${[...trail, name].join(' → ')}. One of them must do without.`,
      );
    for (const need of needs) {
      const needed = byName.get(need);
      if (!needed)
        throw new StartupError(
          `Plugin '${name}' needs '${need}', which is not enabled. Add it to PLUGINS or config/plugins.ts.`,
        );
      visit(needed, [...trail, name]);
    }
    done.add(one);
  };
  for (const one of found) visit(one, []);
  return [...done];
}
