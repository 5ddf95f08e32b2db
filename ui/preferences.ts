/** What this browser remembers under a key, if it still passes the check; otherwise the fallback. */
export function readPreference<T>(key: string, isRight: (value: unknown) => value is T, fallback: T): T {
  const text = localStorage.getItem(`ipm.${key}`);
  if (text === null) return fallback;
  try {
    const value: unknown = JSON.parse(text);
    return isRight(value) ? value : fallback;
  } catch {
    // Written by an older version or by hand: the fallback is as good as nothing remembered.
    return fallback;
  }
}

/** Remembers a value for this browser. */
export function writePreference(key: string, value: unknown): void {
  localStorage.setItem(`ipm.${key}`, JSON.stringify(value));
}
