import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32, deflateSync } from 'node:zlib';
import { expect } from 'chai';
import sharp from 'sharp';
import { readOptions } from '../pipeline-typescript/options.ts';
import { analyseLocalFile } from '../pipeline-typescript/pipeline.ts';
import { runPipeline, scratchFolder, skipWithoutPython, type Language } from './run-example.ts';

interface Box {
  class_name: string;
  confidence: number;
  data: Record<string, number>;
}

/** A noisy picture of coloured discs of many sizes, as raw RGBA; the same at every run. */
function confetti(width: number, height: number): Buffer {
  const pixels = Buffer.alloc(width * height * 4, 255);
  let state = 12345;
  const random = (): number => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;
  for (let i = 0; i < pixels.length; i += 4) {
    const noise = random() * 24;
    pixels.set([224 - noise, 196 - noise, 210 - noise], i);
  }
  for (let spot = 0; spot < 110; spot++) {
    const [x, y, radius] = [random() * width, random() * height, 3 + random() * 16];
    const colour = [40 + random() * 90, 20 + random() * 90, 70 + random() * 100];
    for (let row = Math.max(0, Math.floor(y - radius)); row < Math.min(height, y + radius); row++) {
      for (let column = Math.max(0, Math.floor(x - radius)); column < Math.min(width, x + radius); column++) {
        if ((column - x) ** 2 + (row - y) ** 2 > radius * radius) continue;
        for (let c = 0; c < 3; c++) pixels[(row * width + column) * 4 + c] = colour[c]! + random() * 20;
      }
    }
  }
  return pixels;
}

/** A PNG of grey bytes with one row filter throughout, so that each of the five is met for certain. */
function greyPng(width: number, grey: Buffer, filter: 0 | 1 | 2 | 3 | 4): Buffer {
  const height = grey.length / width;
  const rows = Buffer.alloc(height * (width + 1));
  for (let y = 0; y < height; y++) {
    rows[y * (width + 1)] = filter;
    for (let x = 0; x < width; x++) {
      const left = x > 0 ? grey[y * width + x - 1]! : 0;
      const up = y > 0 ? grey[(y - 1) * width + x]! : 0;
      const corner = x > 0 && y > 0 ? grey[(y - 1) * width + x - 1]! : 0;
      const nearest = [left, up, corner].sort(
        (a, b) => Math.abs(left + up - corner - a) - Math.abs(left + up - corner - b),
      )[0]!;
      const guess = [0, left, up, (left + up) >> 1, nearest][filter]!;
      rows[y * (width + 1) + 1 + x] = grey[y * width + x]! - guess;
    }
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header[8] = 8;
  const chunk = (kind: string, data: Buffer): Buffer => {
    const body = Buffer.concat([Buffer.from(kind, 'latin1'), data]);
    const frame = Buffer.alloc(8);
    frame.writeUInt32BE(data.length, 0);
    frame.writeUInt32BE(crc32(body), 4);
    return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
  };
  const parts = [chunk('IHDR', header), chunk('IDAT', deflateSync(rows)), chunk('IEND', Buffer.alloc(0))];
  return Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), ...parts]);
}

describe('The two example pipelines', function () {
  this.timeout(60_000);
  const [width, height] = [320, 240];
  const rgba = confetti(width, height);
  const colours = sharp(rgba, { raw: { width, height, channels: 4 } });
  let folder: Awaited<ReturnType<typeof scratchFolder>>;

  before(async function () {
    skipWithoutPython.call(this);
    folder = await scratchFolder();
  });
  after(() => folder?.remove());

  /** The annotations that a pipeline makes of a local file, and its heatmap in the folder `<language>-out`. */
  async function boxesOf(language: Language, picture: string): Promise<Box[]> {
    const out = join(folder.path, `${language}-out`);
    const args = ['--file', picture, '--out', out];
    if (language === 'typescript') {
      await analyseLocalFile(readOptions(args, {}), { step: () => {}, share: () => {} });
    } else {
      const { code, stderr } = await runPipeline(language, args);
      expect(code, stderr).to.equal(0);
    }
    const { annotations } = JSON.parse(await readFile(join(out, 'annotations.json'), 'utf8')) as { annotations: Box[] };
    return annotations;
  }

  async function expectAgreement(picture: string): Promise<void> {
    const [ours, theirs] = [await boxesOf('typescript', picture), await boxesOf('python', picture)];
    expect(ours.length).to.be.greaterThan(20);
    expect(theirs).to.have.length(ours.length);
    ours.forEach((box, i) => {
      const other = theirs[i]!;
      expect(other.class_name).to.equal(box.class_name);
      expect(Object.keys(other.data)).to.deep.equal(Object.keys(box.data));
      // Grey may differ by one step on a pixel in a hundred thousand, where rounding is on the edge.
      expect(other.data['mean_grey'] ?? 0).to.be.closeTo(box.data['mean_grey'] ?? 0, 0.02);
      expect(other.data['x_min']).to.equal(box.data['x_min']);
      expect(other.data['y_max']).to.equal(box.data['y_max']);
      expect(other.confidence).to.satisfy(
        (value: number | null) => value === null || Math.abs(value - box.confidence) < 0.001,
      );
    });
  }

  it('post the very same annotations and heatmap for a grey picture', async () => {
    const path = join(folder.path, 'grey.png');
    await colours.clone().removeAlpha().greyscale().toColourspace('b-w').png().toFile(path);
    expect(await boxesOf('python', path)).to.deep.equal(await boxesOf('typescript', path));
    const maps = await Promise.all(
      (['typescript', 'python'] as const).map(async (language) => {
        const file = join(folder.path, `${language}-out`, 'heatmap.png');
        return await sharp(file).raw().toBuffer({ resolveWithObject: true });
      }),
    );
    expect(maps[1]!.info).to.include({ width: maps[0]!.info.width, height: maps[0]!.info.height, channels: 4 });
    expect(maps[1]!.data.equals(maps[0]!.data)).to.equal(true);
  });

  it('agree on a coloured picture, and on one with see-through parts', async () => {
    const opaque = join(folder.path, 'rgb.png');
    await colours.clone().removeAlpha().png().toFile(opaque);
    await expectAgreement(opaque);
    const seeThrough = Buffer.from(rgba);
    for (let i = 3; i < seeThrough.length; i += 4) seeThrough[i] = i % 800 < 400 ? 255 : 150;
    const veiled = join(folder.path, 'rgba.png');
    await sharp(seeThrough, { raw: { width, height, channels: 4 } })
      .png()
      .toFile(veiled);
    await expectAgreement(veiled);
  });

  it('agree on a palette and on 16 bits', async () => {
    const palette = join(folder.path, 'palette.png');
    await colours.clone().removeAlpha().png({ palette: true, colours: 64, dither: 0 }).toFile(palette);
    await expectAgreement(palette);
    const deep = join(folder.path, 'deep.png');
    await colours.clone().removeAlpha().toColourspace('rgb16').png().toFile(deep);
    // Python drops the low byte before it mixes the colours, libvips after: greys differ by one step here and there.
    const [ours, theirs] = [await boxesOf('typescript', deep), await boxesOf('python', deep)];
    expect(theirs.length).to.be.closeTo(ours.length, 1);
    expect(theirs[0]!.data['x_min']).to.be.closeTo(ours[0]!.data['x_min']!, 1);
  });

  for (const filter of [0, 1, 2, 3, 4] as const) {
    it(`agree on a PNG whose rows all use filter ${filter}`, async () => {
      const grey = await colours.clone().removeAlpha().greyscale().toColourspace('b-w').raw().toBuffer();
      const path = join(folder.path, `filter-${filter}.png`);
      await writeFile(path, greyPng(width, grey, filter));
      expect(await boxesOf('python', path)).to.deep.equal(await boxesOf('typescript', path));
    });
  }

  it('say what is wrong with a damaged file, and with one that Python cannot read by itself', async () => {
    const whole = greyPng(40, Buffer.alloc(40 * 40, 9), 0);
    const broken = join(folder.path, 'broken.png');
    await writeFile(broken, whole.subarray(0, whole.length - 30));
    const python = await runPipeline('python', ['--file', broken]);
    expect(python.code).to.equal(1);
    expect(python.stderr).to.match(/The PNG can't be decoded: it ends early\.|its IDAT part is damaged\./);
    const typescript = await runPipeline('typescript', ['--file', broken]);
    expect(typescript.code).to.equal(1);
    expect(typescript.stderr).to.contain("The image file can't be decoded");
    const none = await runPipeline('python', ['--file', join(folder.path, 'none.png')]);
    expect(none.stderr).to.contain("none.png can't be read");
  });
});
