import type { ImageJson, ProjectJson } from './records.ts';
import type { ViewerHandle } from './viewer/index.ts';
import { api } from './api.ts';
import {
  readContributions,
  type Contribution,
  type PluginFault,
  type PluginUi,
  type SlotName,
} from './contributions.ts';
import { makeSignal } from './signal.ts';

/** The properties that an element gets in each slot. This list is closed: a plugin can't make a slot. */
export interface SlotProperties extends Record<SlotName, object> {
  /** Path parameters come as properties of their own, in camelCase. */
  page: { query: URLSearchParams };
  'project.tab': { project: ProjectJson };
  'project.card': { project: ProjectJson };
  'image.sidebar': { image: ImageJson; project: ProjectJson; viewer: ViewerHandle | null };
  'image.badge': { image: ImageJson; project: ProjectJson };
  topbar: Record<never, never>;
}
export { slotNames, type Contribution, type PluginFault, type SlotName } from './contributions.ts';

const registry = new Map<SlotName, Contribution[]>();

/** Whether the plugins are being loaded, are there, or could not be asked for (then why). */
export const plugins = makeSignal<{
  state: 'loading' | 'ready' | 'failed';
  faults: readonly PluginFault[];
  detail?: string;
}>({
  state: 'loading',
  faults: [],
});

/** The contributions to a slot, by order and then by plugin. */
export function contributionsTo(slot: SlotName): readonly Contribution[] {
  return registry.get(slot) ?? [];
}

/** Loads the browser side of every active plugin. One that fails becomes a fault; the others are there all the same. */
export async function loadPlugins(): Promise<void> {
  plugins.set({ state: 'loading', faults: [] });
  const listed = await api.get<{ plugins: PluginUi[] }>('/ui');
  const faults: PluginFault[] = [];
  registry.clear();
  await Promise.all(listed.plugins.map(async (plugin) => faults.push(...(await loadPlugin(plugin)))));
  for (const list of registry.values()) list.sort((a, b) => a.order - b.order || a.plugin.localeCompare(b.plugin));
  plugins.set({ state: 'ready', faults });
}

async function loadPlugin(plugin: PluginUi): Promise<PluginFault[]> {
  const { bySlot, faults } = readContributions(plugin);
  try {
    await import(/* @vite-ignore */ plugin.module);
  } catch (error) {
    return [{ plugin: plugin.name, detail: `Its browser side ${plugin.module} could not be loaded: ${String(error)}` }];
  }
  for (const [slot, contributions] of bySlot) {
    const known = contributions.filter(({ element }) => customElements.get(element));
    for (const { element } of contributions) {
      if (!customElements.get(element)) {
        faults.push({ plugin: plugin.name, detail: `${plugin.module} does not define the element "${element}".` });
      }
    }
    registry.set(slot, [...(registry.get(slot) ?? []), ...known]);
  }
  return faults;
}
