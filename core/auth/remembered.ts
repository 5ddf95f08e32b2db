import { onAccessChanged } from './access-changes.ts';

// Rights that were taken away count no longer than this, even if nobody hears of the change.
const ONE_SECOND = 1000;
const MOST = 10_000;

/**
 * Remembers for a second what `load` answered for a key, so that many requests in a row cost one question; many at once
 * share it. Forgets everything when rights change. What is not there (null) is not remembered.
 */
export function remembered<T>(load: (key: string) => Promise<T | null>): (key: string) => Promise<T | null> {
  const known = new Map<string, { until: number; value: Promise<T | null> }>();
  onAccessChanged(() => known.clear());
  return (key) => {
    const found = known.get(key);
    if (found && found.until > performance.now()) return found.value;
    const value = load(key);
    if (known.size >= MOST) known.clear();
    const entry = { until: performance.now() + ONE_SECOND, value };
    known.set(key, entry);
    const forget = () => {
      if (known.get(key) === entry) known.delete(key);
    };
    value.then((loaded) => loaded ?? forget(), forget);
    return value;
  };
}
