import { api, type ImageJson } from '#ui';
import type { ImageFilter } from './grid-state.ts';

/** All images that a filter finds, loaded page by page where they are looked at: `total` is exact, an image that has
    not come yet is undefined. */
export interface ImageList {
  readonly total: number | undefined;
  at(index: number): ImageJson | undefined;
  indexOf(id: string): number;
  /** Loads what is missing between two indices, both included. */
  ensure(first: number, last: number): Promise<void>;
  /** Loads everything; the answer is every image that the filter finds. */
  ensureAll(): Promise<ImageJson[]>;
  /** Asks again for what is looked at; until the answer comes the old stays. */
  refresh(): Promise<void>;
  replace(image: ImageJson): void;
  stop(): void;
}

const pageSize = 100;

/** Opens the list of a project's images. `onChange` is called whenever something came or changed. */
export function openImageList(projectId: string, filter: ImageFilter, onChange: () => void): ImageList {
  const stop = new AbortController();
  let images: (ImageJson | undefined)[] = [];
  let total: number | undefined;
  let looked: readonly [first: number, last: number] = [0, 0];
  let fresh = new Set<number>();
  let coming = new Map<number, Promise<void>>();

  async function loadPage(page: number): Promise<void> {
    const freshNow = fresh;
    const answer = await api.list<ImageJson>(`/projects/${projectId}/images`, {
      query: { ...queryOf(filter), skip: page * pageSize, limit: pageSize },
      signal: stop.signal,
    });
    if (freshNow !== fresh) return;
    fresh.add(page);
    total = answer.total;
    images.length = Math.min(images.length, total);
    for (const [offset, image] of answer.items.entries()) images[page * pageSize + offset] = image;
    onChange();
  }

  function need(page: number): Promise<void> {
    if (fresh.has(page)) return Promise.resolve();
    const running = coming.get(page) ?? loadPage(page).finally(() => coming.delete(page));
    coming.set(page, running);
    return running;
  }

  async function ensure(first: number, last: number): Promise<void> {
    looked = [first, last];
    const pages: Promise<void>[] = [];
    for (let page = Math.floor(first / pageSize); page <= Math.floor(last / pageSize); page += 1)
      pages.push(need(page));
    await Promise.all(pages);
  }

  return {
    get total() {
      return total;
    },
    at: (index) => images[index],
    indexOf: (id) => images.findIndex((image) => image?.id === id),
    ensure,
    async ensureAll() {
      const before = looked;
      await need(0);
      for (let page = 1; page * pageSize < (total ?? 0); page += 1) await need(page);
      looked = before;
      return images.filter((image) => image !== undefined);
    },
    async refresh() {
      fresh = new Set();
      coming = new Map();
      await ensure(...looked);
    },
    replace(image) {
      const index = images.findIndex((each) => each?.id === image.id);
      if (index < 0) return;
      images = images.with(index, image);
      onChange();
    },
    stop: () => stop.abort(),
  };
}

function queryOf({ sort, searchField, searchValue, deleted }: ImageFilter): Record<string, string | boolean | null> {
  return {
    sort,
    search_field: searchValue ? searchField : null,
    search_value: searchValue || null,
    include_deleted: deleted === 'show' || null,
    deleted_only: deleted === 'only' || null,
  };
}
