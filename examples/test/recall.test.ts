import { join } from 'node:path';
import { expect } from 'chai';
import sharp from 'sharp';
import { stripAt, stripCount, type Scene, type Shape } from '../../plugins/demo/pictures/scene.ts';
import { recipes } from '../../plugins/demo/pictures/scenes.ts';
import { detect, type DetectResult } from '../pipeline-typescript/detect.ts';
import { openGreyPicture } from '../pipeline-typescript/picture.ts';
import { scratchFolder } from './run-example.ts';

/** By picture: what must be found and how much of it at least, what else may be, and what share may be neither. */
const wanted: Record<string, { kinds: string[]; also?: string[]; found: number; false: number }> = {
  'tissue-section.jpg': { kinds: ['gland', 'spindle', 'lymphocyte'], found: 0.97, false: 0.03 },
  'cells-in-fluorescence.png': { kinds: ['nucleus', 'mitosis'], found: 0.95, false: 0.1 },
  'colonies-on-blood-agar.tif': { kinds: ['colony'], also: ['satellite'], found: 0.95, false: 0.03 },
};

async function drawAndDetect(scene: Scene, path: string): Promise<DetectResult> {
  const rgb = Buffer.alloc(scene.width * scene.height * 3);
  for (let index = 0; index < stripCount(scene); index++) {
    const strip = stripAt(scene, index);
    scene.drawStrip(strip);
    rgb.set(strip.rgb, strip.top * scene.width * 3);
  }
  const raw = { width: scene.width, height: scene.height, channels: 3 as const };
  await sharp(rgb, { raw }).jpeg({ quality: 88 }).toFile(path);
  const picture = await openGreyPicture(path, `${path}.v`);
  try {
    return await detect(picture, { polarity: 'auto', minArea: 40, maxBoxes: 50_000 });
  } finally {
    await picture.close();
  }
}

describe('The detector on pictures whose contents are known', () => {
  let folder: Awaited<ReturnType<typeof scratchFolder>>;

  before(async () => {
    folder = await scratchFolder();
  });
  after(() => folder.remove());

  for (const { filename, compose, seed } of recipes) {
    it(`finds what was drawn in a field of ${filename}, and little else`, async function () {
      this.timeout(60_000);
      const rule = wanted[filename]!;
      const scene = compose(2000, 1500, seed);
      const { detections } = await drawAndDetect(scene, join(folder.path, 'field.jpg'));
      const things = scene.shapes.filter((shape) => rule.kinds.includes(shape.kind) && isInside(shape, scene));
      const cells = detections.filter(({ className }) => className !== 'debris');
      const holds = (shape: Shape) => (box: { left: number; top: number; right: number; bottom: number }) =>
        shape.x >= box.left && shape.x < box.right && shape.y >= box.top && shape.y < box.bottom;
      const found = things.filter((thing) => cells.some(holds(thing)));
      const good = scene.shapes.filter(({ kind }) => [...rule.kinds, ...(rule.also ?? [])].includes(kind));
      const empty = cells.filter((box) => !good.some((shape) => holds(shape)(box)));
      expect(things.length).to.be.greaterThan(80);
      expect(found.length / things.length, 'share found').to.be.at.least(rule.found);
      expect(empty.length / cells.length, 'share of false ones').to.be.at.most(rule.false);
    });
  }
});

function isInside(shape: Shape, scene: Scene): boolean {
  return shape.x >= 0 && shape.y >= 0 && shape.x < scene.width && shape.y < scene.height;
}
