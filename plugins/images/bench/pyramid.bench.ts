import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { median } from '../../../config/bench.ts';
import type { Bench } from '../../../config/bench.ts';
import { makeApp } from '#core/testing';
import { makeImage, makePicture } from '../test/make.ts';
import { makeProject } from '../../projects/test/make.ts';

const [WIDTH, HEIGHT] = [10_000, 5_000];
const MEGAPIXELS = (WIDTH * HEIGHT) / 1e6;

/** Seconds per 100 megapixels from the last byte of an upload to ready tiles, against sharp alone on the same file. */
export const bench: Bench = async (say) => {
  const app = await makeApp();
  const folder = await mkdtemp(join(tmpdir(), 'ipm-bench-'));
  try {
    say(`Making tiles of a JPEG of ${MEGAPIXELS} megapixels, three times in turn with sharp alone`);
    const bytes = await makePicture({ width: WIDTH, height: HEIGHT });
    const project = await makeProject(app);
    const ours: number[] = [];
    const alone: number[] = [];
    for (let round = 0; round < 4; round += 1) {
      const began = performance.now();
      await makeImage(app, project, { bytes, ready: true });
      const through = performance.now() - began;
      const started = performance.now();
      await sharp(bytes, { limitInputPixels: false })
        .tiff({
          tile: true,
          pyramid: true,
          tileWidth: 256,
          tileHeight: 256,
          compression: 'jpeg',
          quality: 88,
          bigtiff: false,
        })
        .toFile(join(folder, `${round}.tif`));
      if (round === 0) continue; // the first warms up
      ours.push(through);
      alone.push(performance.now() - started);
    }
    const per100 = (milliseconds: number) =>
      `${((milliseconds / 1000) * (100 / MEGAPIXELS)).toFixed(1)} s per 100 megapixels`;
    return [
      {
        what: 'upload, check, thumbnails and pyramid',
        ours: per100(median(ours)),
        against: `${per100(median(alone))} for the pyramid by sharp alone`,
        ratio: median(alone.map((time, round) => time / (ours[round] ?? NaN))),
      },
    ];
  } finally {
    await app.stop();
    await rm(folder, { recursive: true, force: true });
  }
};
