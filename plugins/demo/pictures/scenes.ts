import { composeColonies } from './colonies.ts';
import { composeFluorescence } from './fluorescence.ts';
import type { Scene } from './scene.ts';
import { composeTissue } from './tissue.ts';

/** How a picture is composed and what file it becomes; the file's ending decides its format. */
export interface PictureRecipe {
  filename: string;
  title: string;
  width: number;
  height: number;
  seed: number;
  compose: (width: number, height: number, seed: number) => Scene;
}

/** The demo's pictures: made here from seeded numbers, so nobody else's licence applies. */
export const recipes: PictureRecipe[] = [
  {
    filename: 'tissue-section.jpg',
    title: 'Glandular tissue, haematoxylin and eosin, whole section',
    width: 12_000,
    height: 9_000,
    seed: 20_101,
    compose: composeTissue,
  },
  {
    filename: 'cells-in-fluorescence.png',
    title: 'Cultured cells, nuclei blue, actin green, mitochondria red',
    width: 2400,
    height: 1800,
    seed: 20_202,
    compose: composeFluorescence,
  },
  {
    filename: 'colonies-on-blood-agar.tif',
    title: 'Colonies on blood agar after 24 hours',
    width: 3000,
    height: 2000,
    seed: 20_303,
    compose: composeColonies,
  },
];
