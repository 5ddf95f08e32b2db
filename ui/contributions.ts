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

const neededFields = {
  page: ['path', 'title'],
  'project.tab': ['title', 'id'],
  'project.card': [],
  'image.sidebar': ['title', 'id'],
  'image.badge': [],
  topbar: [],
} as const satisfies Readonly<Record<string, readonly ('path' | 'title' | 'id')[]>>;

export type SlotName = keyof typeof neededFields;

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
