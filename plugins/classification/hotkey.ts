// The page of an image goes to the next one and back with these: given out only when asked for.
const keptFree = ['j', 'k'];
const digits = [...'123456789'];
const letters = [...'abcdefghijklmnopqrstuvwxyz'];

/** A hotkey as it is kept: in lower case, where that is one character. */
export function hotkeyOf(text: string): string {
  const lower = text.toLowerCase();
  return lower.length === 1 ? lower : text;
}

/** The key that a new class gets: the first letter or digit of its name that is free, else any that is; null if none. Not j and k. */
export function freeHotkey(name: string, taken: readonly (string | null)[]): string | null {
  const own = (name.match(/[\p{L}\p{Nd}]/gu) ?? []).filter(({ length }) => length === 1).map(hotkeyOf);
  return [...own, ...digits, ...letters].find((key) => !taken.includes(key) && !keptFree.includes(key)) ?? null;
}
