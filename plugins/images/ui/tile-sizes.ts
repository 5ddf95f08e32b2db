import type { GridItemSize } from '#ui';
import type { TileSize } from './grid-state.ts';

/** How large tiles would like to be, in CSS pixels: 4 to 3, smaller gaps between smaller ones. */
export const tileSizes: Readonly<Record<TileSize, GridItemSize>> = {
  s: { width: 132, height: 99, gap: 4, keep: 'aspect-ratio' },
  m: { width: 216, height: 162, gap: 8, keep: 'aspect-ratio' },
  l: { width: 352, height: 264, gap: 12, keep: 'aspect-ratio' },
};
