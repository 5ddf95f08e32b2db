/** What has been opened, and how it is closed: in reverse, all of it, whatever fails on the way. */
export interface Closers {
  add(close: () => unknown): void;
  /** Closes everything; rejects with the first failure once all has been tried. */
  closeAll(): Promise<void>;
}

export function createClosers(): Closers {
  const open: (() => unknown)[] = [];
  return {
    add: (close) => {
      open.push(close);
    },
    async closeAll() {
      const failures: unknown[] = [];
      for (const close of open.splice(0).reverse()) {
        try {
          await close();
        } catch (error) {
          failures.push(error);
        }
      }
      if (failures.length > 0) throw failures[0];
    },
  };
}
