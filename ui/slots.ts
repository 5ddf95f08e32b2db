import type { ImageJson, ProjectJson } from './records.ts';
import type { ViewerHandle } from './viewer/index.ts';
import { api } from './api.ts';
import { makeSignal } from './signal.ts';

/** The properties that an element gets in each slot. This list is closed: a plugin can't make a slot. */
export interface SlotProperties {
  /** Path parameters come as properties of their own, in camelCase. */
  page: { query: URLSearchParams };
  'project.tab': { project: ProjectJson };
  'project.card': { project: ProjectJson };
  'image.sidebar': { image: ImageJson; project: ProjectJson; viewer: ViewerHandle | null };
  'image.badge': { image: ImageJson; project: ProjectJson };
  topbar: Record<never, never>;
}
export type SlotName = keyof SlotProperties;

/** What a plugin puts into a slot; which fields count depends on the slot (see `neededFields`). */
export interface Contribution {
  /** The plugin it comes from. */
  plugin: string;
  element: string;
  id: string;
  title: string;
  path: string;
  order: number;
}

const neededFields: Readonly<Record<SlotName, readonly ('path' | 'title' | 'id')[]>> = {
  page: ['path', 'title'],
  'project.tab': ['title', 'id'],
  'project.card': [],
  'image.sidebar': ['title', 'id'],
  'image.badge': [],
  topbar: [],
};

/** The names of all slots. */
export const slotNames = Object.keys(neededFields) as readonly SlotName[];

/** A plugin as GET /api/ui lists it. */
export interface PluginUi {
  name: string;
  title: string;
  module: string;
  slots: Readonly<Record<string, unknown>>;
}

/** What a plugin's browser side did wrong, as a sentence. */
export interface PluginFault {
  plugin: string;
  detail: string;
}

/** Reads what a plugin says it contributes; each mistake becomes a sentence and leaves the rest standing. */
export function readContributions(plugin: PluginUi): { bySlot: Map<SlotName, Contribution[]>; faults: PluginFault[] } {
  const bySlot = new Map<SlotName, Contribution[]>();
  const faults: PluginFault[] = [];
  for (const [slot, given] of Object.entries(plugin.slots)) {
    if (!isSlotName(slot)) {
      faults.push({
        plugin: plugin.name,
        detail: `There is no slot "${slot}". The slots are ${slotNames.join(', ')}.`,
      });
      continue;
    }
    for (const entry of Array.isArray(given) ? given : [given]) {
      const contribution = readContribution(plugin, slot, entry);
      if (typeof contribution === 'string') faults.push({ plugin: plugin.name, detail: contribution });
      else bySlot.set(slot, [...(bySlot.get(slot) ?? []), contribution]);
    }
  }
  return { bySlot, faults };
}

function isSlotName(name: string): name is SlotName {
  return Object.hasOwn(neededFields, name);
}

function readContribution(plugin: PluginUi, slot: SlotName, entry: unknown): Contribution | string {
  const given = (typeof entry === 'string' ? { element: entry } : entry) as Partial<Contribution>;
  const element = given.element ?? '';
  if (!element.startsWith(`${plugin.name}-`)) {
    return `The element "${element}" in slot "${slot}" must start with "${plugin.name}-".`;
  }
  for (const field of neededFields[slot]) {
    if (!given[field]) return `The contribution "${element}" to slot "${slot}" needs "${field}".`;
  }
  return {
    plugin: plugin.name,
    element,
    id: given.id ?? element,
    title: given.title ?? plugin.title,
    path: given.path ?? '',
    order: given.order ?? 100,
  };
}

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
