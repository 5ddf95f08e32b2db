/** One key combination: `mod` is Ctrl, or Cmd on a Mac. */
export interface Chord {
  key: string;
  mod: boolean;
  shift: boolean;
  alt: boolean;
}

/** What a key press must carry to be judged; a KeyboardEvent has all of it. */
export interface KeyPress {
  readonly key: string;
  readonly code: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly shiftKey: boolean;
  readonly altKey: boolean;
}

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
