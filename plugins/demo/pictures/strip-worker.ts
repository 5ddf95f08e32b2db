import { parentPort, workerData } from 'node:worker_threads';
import { openRawTiff } from './raw-tiff.ts';
import { stripAt, stripCount, type Strip } from './scene.ts';
import { recipes } from './scenes.ts';

/** What a thread is told: which picture, which file, and a counter that all threads take strips from. */
export interface StripWork {
  filename: string;
  rawPath: string;
  nextStrip: Int32Array;
}

// Runs as a worker thread: draws strips until none are left, and says so after each.
const { filename, rawPath, nextStrip } = workerData as StripWork;
const recipe = recipes.find((candidate) => candidate.filename === filename);
if (!recipe) throw new Error(`There is no picture ${filename}.`);
const scene = recipe.compose(recipe.width, recipe.height, recipe.seed);
const file = openRawTiff(rawPath, scene.width, scene.height);
let strip: Strip | undefined;
for (let index = take(); index < stripCount(scene); index = take()) {
  strip = stripAt(scene, index, strip);
  scene.drawStrip(strip);
  file.writeRows(strip.top, strip.rgb);
  parentPort?.postMessage(index);
}
file.close();

function take(): number {
  return Atomics.add(nextStrip, 0, 1);
}
