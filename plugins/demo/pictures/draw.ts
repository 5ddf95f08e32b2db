import { rename } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import sharp from 'sharp';
import { createRawTiff } from './raw-tiff.ts';
import { stripCount } from './scene.ts';
import { recipes, type PictureRecipe } from './scenes.ts';
import type { StripWork } from './strip-worker.ts';

/** The scratch file beside the picture, which whoever starts this program removes when it fails. */
export function rawPathOf(path: string): string {
  return `${path}.raw.tif`;
}

// Threads make much short-lived rubbish: small limits have it collected early.
const resourceLimits = { maxYoungGenerationSizeMb: 6, maxOldGenerationSizeMb: 96 };

/**
 * `node draw.ts --picture <filename> --out <path>` draws one of the recipes into a file, and prints the share
 * done, 0 to 1, as lines. Memory is some 170 MB beside Node's own program, for any size: threads draw strips into an
 * uncompressed file beside the picture, which sharp then reads row by row.
 */
async function main(): Promise<void> {
  const { values } = parseArgs({ options: { picture: { type: 'string' }, out: { type: 'string' } } });
  const recipe = recipes.find(({ filename }) => filename === values.picture);
  if (!recipe || !values.out) {
    const names = recipes.map(({ filename }) => filename).join(', ');
    throw new Error(`Say --picture <name> --out <path>, where the name is one of: ${names}.`);
  }
  const rawPath = rawPathOf(values.out);
  createRawTiff(rawPath, recipe.width, recipe.height);
  await drawAllStrips(recipe, rawPath, (share) => console.log((0.8 * share).toFixed(3)));
  const partPath = `${values.out}.part`;
  await encode(rawPath, partPath, values.out);
  await rename(partPath, values.out);
  console.log('1');
}

async function drawAllStrips(recipe: PictureRecipe, rawPath: string, onShare: (share: number) => void): Promise<void> {
  const nextStrip = new Int32Array(new SharedArrayBuffer(4));
  const work: StripWork = { filename: recipe.filename, rawPath, nextStrip };
  const total = stripCount(recipe);
  let done = 0;
  const threads = Math.min(4, availableParallelism(), Math.ceil(total / 8));
  const runs = Array.from({ length: threads }, async () => {
    const worker = new Worker(new URL('./strip-worker.ts', import.meta.url), { workerData: work, resourceLimits });
    worker.on('message', () => onShare(++done / total));
    await new Promise<void>((resolve, reject) => {
      worker.once('error', reject).once('exit', () => resolve());
    });
  });
  await Promise.all(runs);
  if (done !== total) throw new Error(`Only ${done} of ${total} strips of ${recipe.filename} were drawn.`);
}

async function encode(rawPath: string, path: string, named: string): Promise<void> {
  sharp.cache(false);
  const image = sharp(rawPath, { limitInputPixels: false, sequentialRead: true });
  if (named.endsWith('.jpg')) {
    // Optimised coding tables would hold the whole picture's coefficients in memory.
    await image.jpeg({ quality: 88, optimiseCoding: false }).toFile(path);
  } else if (named.endsWith('.png')) {
    await image.png({ compressionLevel: 6, adaptiveFiltering: false }).toFile(path);
  } else {
    await image.tiff({ compression: 'deflate', predictor: 'horizontal', tile: true }).toFile(path);
  }
}

if (process.argv[1] === import.meta.filename) await main();
