/** What a list of images shows and in which order; every part is in the address. */
export interface ImageFilter {
  sort: string;
  searchField: string;
  searchValue: string;
  deleted: 'hide' | 'show' | 'only';
}

export type TileSize = 's' | 'm' | 'l';

/** The orders a person can choose, in the words of the menu. */
export const sortings: readonly (readonly [value: string, title: string])[] = [
  ['-created_at', 'Newest first'],
  ['created_at', 'Oldest first'],
  ['filename', 'Name, A to Z'],
  ['-filename', 'Name, Z to A'],
  ['-size_bytes', 'Largest first'],
  ['size_bytes', 'Smallest first'],
];

/** What can be searched in, as the API names it and as people do. */
export const searchFields: readonly (readonly [value: string, title: string])[] = [
  ['filename', 'Name'],
  ['content_type', 'Type'],
  ['uploaded_by', 'Uploader'],
  ['metadata', 'Metadata'],
];

export const defaultSort = '-created_at';

/** What the address asks of the grid; anything unknown in it counts as not there. */
export function readFilter(query: URLSearchParams): ImageFilter {
  const pick = (name: string, known: readonly (readonly [string, string])[], fallback: string): string => {
    const value = query.get(name);
    return known.some(([each]) => each === value) ? value! : fallback;
  };
  const deleted = query.get('deleted');
  return {
    sort: pick('sort', sortings, defaultSort),
    searchField: pick('in', searchFields, 'filename'),
    searchValue: query.get('q')?.trim() ?? '',
    deleted: deleted === 'show' || deleted === 'only' ? deleted : 'hide',
  };
}

/** The size of the tiles that the address asks for. */
export function readTileSize(query: URLSearchParams): TileSize {
  const size = query.get('size');
  return size === 's' || size === 'l' ? size : 'm';
}

/** The part of the address that the page of an image needs to lead back here and to the same neighbours. */
export function listQuery(query: URLSearchParams): string {
  const kept = new URLSearchParams();
  for (const name of ['sort', 'in', 'q', 'deleted', 'size']) {
    const value = query.get(name);
    if (value) kept.set(name, value);
  }
  const text = kept.toString();
  return text && `?${text}`;
}
