import { api, type Page, type Query } from '#ui';

/** How many rows come at a time. */
export const pageSize = 50;

/** The first rows of a list, at least `count` of them if there are that many, page after page. */
export async function loadFirst<T>(path: string, query: Query, count: number, signal: AbortSignal): Promise<Page<T>> {
  const items: T[] = [];
  for (;;) {
    const page = await api.list<T>(path, { query: { ...query, skip: items.length, limit: pageSize }, signal });
    items.push(...page.items);
    if (items.length >= count || page.items.length === 0 || items.length >= page.total) {
      return { items, total: page.total };
    }
  }
}
