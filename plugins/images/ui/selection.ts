import type { ImageJson } from '#ui';

/** Which images are picked. It keeps the images themselves, so that what is scrolled away stays picked. */
export interface Selection {
  readonly size: number;
  /** The index that was picked last by itself; a range starts there. */
  readonly anchor: number | undefined;
  has(id: string): boolean;
  toggle(image: ImageJson, index: number): void;
  add(images: readonly ImageJson[]): void;
  clear(): void;
  images(): ImageJson[];
  /** Those that the person may delete, and those that can be restored. */
  deletable(): ImageJson[];
  restorable(): ImageJson[];
}

/** Makes an empty selection; `onChange` is called when it changes. */
export function makeSelection(onChange: () => void): Selection {
  const picked = new Map<string, ImageJson>();
  let anchor: number | undefined;
  return {
    get size() {
      return picked.size;
    },
    get anchor() {
      return anchor;
    },
    has: (id) => picked.has(id),
    toggle(image, index) {
      if (!picked.delete(image.id)) picked.set(image.id, image);
      anchor = index;
      onChange();
    },
    add(images) {
      for (const image of images) picked.set(image.id, image);
      onChange();
    },
    clear() {
      if (picked.size === 0) return;
      picked.clear();
      anchor = undefined;
      onChange();
    },
    images: () => [...picked.values()],
    deletable: () => [...picked.values()].filter(({ deleted_at, abilities }) => !deleted_at && abilities['delete']),
    restorable: () => [...picked.values()].filter(({ deleted_at, storage_deleted }) => deleted_at && !storage_deleted),
  };
}
