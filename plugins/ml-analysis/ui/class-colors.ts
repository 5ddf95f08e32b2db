// The first seven of the palette are light enough for dark pictures and dark enough for light ones; the rest only
// serve where those are used up.
const preferred = 7;
const GREY = '#999999';

/** The colour of boxes without a class. */
export const NO_CLASS_COLOR = '#d0d0d0';

/**
 * A colour for each class: always the same for a name, as far as no other class of the same analysis has it; of more
 * classes than colours some share one.
 */
export function colorsOf(names: readonly string[], allColors: readonly string[]): ReadonlyMap<string, string> {
  // Grey is for boxes without a class.
  const palette = allColors.filter((color) => color !== GREY);
  const taken = new Set<number>();
  const colors = new Map<string, string>();
  for (const name of [...names].sort()) {
    const count = taken.size < preferred ? preferred : palette.length;
    let place = hashOf(name) % count;
    if (taken.size < palette.length) while (taken.has(place)) place = (place + 1) % count;
    taken.add(place);
    colors.set(name, palette[place] ?? NO_CLASS_COLOR);
  }
  return colors;
}

// FNV-1a: spreads short, similar names.
function hashOf(name: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < name.length; at += 1) hash = Math.imul(hash ^ name.charCodeAt(at), 0x01000193);
  return hash >>> 0;
}
