/** One key combination: `mod` is Ctrl, or Cmd on a Mac. */
export interface Chord {
  key: string;
  mod: boolean;
  shift: boolean;
  alt: boolean;
}

/** What a key press must carry to be judged; a KeyboardEvent has all of it. */
export type KeyPress = Pick<KeyboardEvent, 'key' | 'code' | 'ctrlKey' | 'metaKey' | 'shiftKey' | 'altKey'>;

/** Reads 'j', '?', 'Mod+k', 'Shift+ArrowLeft'. Throws a sentence when there is no key or an unknown modifier. */
export function parseKey(text: string): Chord {
  const parts = text.length > 1 && text.endsWith('+') ? [...text.slice(0, -2).split('+'), '+'] : text.split('+');
  const key = text === '+' ? '+' : parts.at(-1);
  const modifiers = text === '+' ? [] : parts.slice(0, -1).filter((part) => part !== '');
  if (!key) throw new Error(`The key "${text}" names no key. Write for example "j", "Mod+k" or "Shift+ArrowLeft".`);
  const chord: Chord = { key: key.length === 1 ? key.toLowerCase() : key, mod: false, shift: false, alt: false };
  for (const modifier of modifiers) {
    const name = modifier.toLowerCase();
    if (name !== 'mod' && name !== 'shift' && name !== 'alt') {
      throw new Error(`The key "${text}" has an unknown modifier "${modifier}". Use Mod, Shift or Alt.`);
    }
    chord[name] = true;
  }
  return chord;
}

/** Whether a press is that chord. Signs that need Shift to be typed ("?", "+") match with or without it. */
export function matchesKey(chord: Chord, press: KeyPress): boolean {
  const isShiftedDigit = chord.shift && /^\d$/.test(chord.key);
  if (isShiftedDigit)
    return press.shiftKey && press.code === `Digit${chord.key}` && !press.altKey && !press.ctrlKey && !press.metaKey;
  const pressed = press.key.length === 1 ? press.key.toLowerCase() : press.key;
  if (pressed !== chord.key) return false;
  if (chord.mod !== (press.ctrlKey || press.metaKey) || chord.alt !== press.altKey) return false;
  const isSign = chord.key.length === 1 && !/[\p{L}]/u.test(chord.key);
  return isSign || chord.shift === press.shiftKey;
}

const names: Readonly<Record<string, string>> = {
  ArrowLeft: '←',
  ArrowRight: '→',
  ArrowUp: '↑',
  ArrowDown: '↓',
  Escape: 'Esc',
  Delete: 'Del',
  Enter: '↵',
  ' ': 'Space',
};

const isMac = /Mac|iPhone|iPad/.test(globalThis.navigator?.userAgent ?? '');

/** The key as its caps are drawn, for example ['Ctrl', 'K']. */
export function keyCaps(text: string): string[] {
  const chord = parseKey(text);
  const caps = [names[chord.key] ?? (chord.key.length === 1 ? chord.key.toUpperCase() : chord.key)];
  if (chord.shift) caps.unshift('Shift');
  if (chord.alt) caps.unshift(isMac ? '⌥' : 'Alt');
  if (chord.mod) caps.unshift(isMac ? '⌘' : 'Ctrl');
  return caps;
}

const textInputs = /^(?!button|checkbox|radio|range|color|file|image|reset|submit|hidden)/;
const arrowRoles = /^(slider|spinbutton|radio|tab|option|listbox|menuitem.*|menu|treeitem|separator)$/;
const arrowKeys = /^(Arrow|Home$|End$|Page)/;

/** Whether the element in focus uses this key itself, so that no command may take it: fields take all keys, sliders,
    tabs and menus the arrows, buttons and links Enter and Space. */
export function ownsKey(target: EventTarget | undefined, key: string): boolean {
  if (!(target instanceof Element)) return false;
  if (target instanceof HTMLElement && target.isContentEditable) return true;
  if (target.matches('textarea, select, [role="textbox"], [role="combobox"], [role="searchbox"]')) return true;
  if (target instanceof HTMLInputElement) return textInputs.test(target.type) || arrowKeys.test(key) || key === ' ';
  if (arrowKeys.test(key) && arrowRoles.test(target.getAttribute('role') ?? '')) return true;
  return (
    (key === 'Enter' || key === ' ') && target.matches('button, a[href], summary, [role="button"], [role="option"]')
  );
}
