/** Values of known weight: the newest stay, up to a total weight, and each is made once however many ask for it. */
export interface WeighedCache<T> {
  /** The value of a key if it is here. */
  get(key: string): T | undefined;
  /** The value of a key: the one that is here, the one being made, or a new one. Failures are not kept. */
  obtain(key: string, make: () => Promise<T>): Promise<T>;
  clear(): void;
}

/** Makes a cache; a value heavier than an eighth of the whole is handed out but not kept. */
export function createCache<T>(mostWeight: number, weigh: (value: T) => number): WeighedCache<T> {
  const kept = new Map<string, T>(); // in order of use
  const making = new Map<string, Promise<T>>();
  let weight = 0;

  const keep = (key: string, value: T) => {
    if (weigh(value) > mostWeight / 8) return;
    kept.set(key, value);
    weight += weigh(value);
    for (const [oldest, old] of kept) {
      if (weight <= mostWeight) return;
      kept.delete(oldest);
      weight -= weigh(old);
    }
  };

  const get = (key: string): T | undefined => {
    const value = kept.get(key);
    if (value === undefined) return undefined;
    kept.delete(key);
    kept.set(key, value);
    return value;
  };

  return {
    get,
    obtain(key, make) {
      const here = get(key);
      if (here !== undefined) return Promise.resolve(here);
      const underWay = making.get(key);
      if (underWay) return underWay;
      const made = make().then(
        (value) => {
          making.delete(key);
          keep(key, value);
          return value;
        },
        (error: unknown) => {
          making.delete(key);
          throw error;
        },
      );
      making.set(key, made);
      return made;
    },
    clear() {
      kept.clear();
      weight = 0;
    },
  };
}
