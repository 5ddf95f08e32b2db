import { createHash } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import sharp from 'sharp';
import { drawPictures } from '../pictures/pictures.ts';
import { stripAt, stripCount, type Scene } from '../pictures/scene.ts';
import { recipes } from '../pictures/scenes.ts';

/** Pixels of the first `count` strips, hashed. */
function hashOf(scene: Scene, count: number): string {
  const hash = createHash('sha256');
  for (let index = 0; index < Math.min(count, stripCount(scene)); index++) {
    const strip = stripAt(scene, index);
    scene.drawStrip(strip);
    hash.update(strip.rgb);
  }
  return hash.digest('hex');
}

describe('The pictures of the demo', () => {
  for (const { filename, compose, seed } of recipes) {
    it(`${filename}: the same seed gives the same pixels, another seed others`, () => {
      const once = hashOf(compose(600, 500, seed), 4);
      expect(hashOf(compose(600, 500, seed), 4)).to.equal(once);
      expect(hashOf(compose(600, 500, seed + 1), 4)).not.to.equal(once);
    });

    it(`${filename}: a strip is the same whichever was drawn before it`, () => {
      const scene = compose(600, 500, seed);
      const fresh = stripAt(scene, 2);
      scene.drawStrip(fresh);
      const used = stripAt(scene, 0);
      scene.drawStrip(used);
      const again = stripAt(scene, 2, used);
      scene.drawStrip(again);
      expect(Buffer.from(again.rgb).equals(Buffer.from(fresh.rgb))).to.equal(true);
    });
  }

  it('are written by a child process, with progress, in the size and format they promise', async function () {
    this.timeout(120_000);
    const folder = await mkdtemp(join(tmpdir(), 'ipm-pictures-'));
    try {
      // The large one is the same program; it is drawn whenever the demo is set up.
      for (const picture of drawPictures.filter(({ width }) => width < 5000)) {
        const path = join(folder, picture.filename);
        const shares: number[] = [];
        await picture.write(path, (share) => shares.push(share));
        const { width, height, format } = await sharp(path).metadata();
        expect({ width, height }).to.deep.equal({ width: picture.width, height: picture.height });
        expect(picture.filename).to.match(new RegExp(`\\.${format === 'tiff' ? 'tif' : format}$`));
        expect(shares.at(-1)).to.equal(1);
        expect(shares).to.deep.equal([...shares].sort((a, b) => a - b));
      }
      const left = await readdir(folder);
      expect(left.sort()).to.deep.equal(['cells-in-fluorescence.png', 'colonies-on-blood-agar.tif']);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it('say why they could not be written, and leave nothing behind', async () => {
    const failure = await drawPictures[1]!.write('/nowhere/picture.png').then(
      () => 'written',
      (error: Error) => error.message,
    );
    expect(failure).to.match(/^Drawing cells-in-fluorescence.png failed \(exit code 1\): .*\/nowhere/s);
  });
});
