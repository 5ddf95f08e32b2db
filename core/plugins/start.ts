import type { Logger } from 'pino';
import type { Closers } from '../closers.ts';
import type { Outbox } from '../events/outbox.ts';
import { readSettings } from '../settings/read.ts';
import type { SettingsSchema, SettingsSources } from '../settings/read.ts';
import type { AppFacts } from './contract.ts';
import type { Collected } from './host.ts';
import type { FoundPlugin } from './load.ts';

/** Starts the plugins in the order of their needs, each with its settings; they stop in reverse. */
export async function startPlugins(
  found: readonly FoundPlugin[],
  sources: SettingsSources,
  app: AppFacts,
  closers: Closers,
  log: Logger,
): Promise<void> {
  for (const { plugin } of found) {
    const settings = plugin.settings ? readSettings(plugin.name, plugin.settings as SettingsSchema, sources) : {};
    await plugin.start?.({ settings: settings as never, log: log.child({ plugin: plugin.name }), app });
    closers.add(() => plugin.stop?.());
  }
}

/** Lets the plugins hear events; one that fails is logged and keeps nobody else from hearing. */
export function hearEvents(outbox: Outbox, listeners: Collected['listeners'], log: Logger): void {
  outbox.subscribe(({ name, payload, id, at }) => {
    for (const { event, owner, listener } of listeners) {
      if (event !== name) continue;
      void (async () => listener(payload, { id, name, at }))().catch((error: unknown) => {
        log.error({ err: error, event, plugin: owner }, `A listener of plugin '${owner}' failed on ${event}.`);
      });
    }
  });
}
