import { join } from 'node:path';
import { expect } from 'chai';
import { detect, type DetectOptions } from '../pipeline-typescript/detect.ts';
import { openGreyPicture } from '../pipeline-typescript/picture.ts';
import { otsuThreshold, splitAt } from '../pipeline-typescript/threshold.ts';
import { scratchFolder } from './run-example.ts';
import { drawSpots, spotGrid, type Spot } from './synthetic.ts';

const standard: DetectOptions = { polarity: 'auto', minArea: 40, maxBoxes: 50_000 };

describe('The detector of the TypeScript pipeline', () => {
  let folder: Awaited<ReturnType<typeof scratchFolder>>;

  before(async () => {
    folder = await scratchFolder();
  });
  after(() => folder.remove());

  async function detectSpots(spots: Spot[], ground: number, options: Partial<DetectOptions> = {}, size = 500) {
    const path = join(folder.path, 'spots.png');
    await drawSpots(path, size, size, ground, spots);
    const picture = await openGreyPicture(path, join(folder.path, 'spots.v'));
    try {
      return await detect(picture, { ...standard, ...options });
    } finally {
      await picture.close();
    }
  }

  it('cuts between two peaks, in the middle of the empty values', () => {
    const histogram = new Float64Array(256);
    histogram[40] = 200;
    histogram[200] = 800;
    expect(otsuThreshold(histogram)).to.equal((40 + 199) >> 1);
    expect(splitAt(histogram, 119)).to.deep.equal({
      threshold: 119,
      darkMean: 40,
      brightMean: 200,
      darkShare: 0.2,
    });
  });

  it('finds every dark disc with its box, area and grey', async () => {
    const result = await detectSpots(spotGrid(10, 50, 12, 60), 200);
    expect(result.polarity).to.equal('dark');
    expect(result.counts).to.deep.equal({ cell: 100, cell_cluster: 0, debris: 0 });
    const first = result.detections[0]!;
    // A disc of radius 12 around a whole pixel: 25 pixels wide, 441 in all.
    expect(first).to.include({ left: 13, top: 13, right: 38, bottom: 38, area: 441, meanGrey: 60 });
    expect(first).to.include({ centreX: 25.5, centreY: 25.5, roundness: 1, smoothness: 1 });
    expect(first.fill).to.be.greaterThan(0.99);
    expect(result.coveredShare).to.be.closeTo((100 * 441) / 250_000, 1e-9);
  });

  it('takes the rarer side by itself, and the other one when told', async () => {
    const bright = await detectSpots(spotGrid(5, 100, 15, 220), 30);
    expect(bright.polarity).to.equal('bright');
    expect(bright.detections).to.have.length(25);
    const ground = await detectSpots(spotGrid(5, 100, 15, 220), 30, { polarity: 'dark' });
    expect(ground.detections).to.have.length(1);
    expect(ground.detections[0]).to.include({ left: 0, top: 0, right: 500, bottom: 500 });
  });

  it('joins what touches at a corner, and a U whose arms meet only at the bottom', async () => {
    const block = (x: number, y: number): Spot => ({ x, y, radiusX: 4.3, radiusY: 4.3, grey: 0 });
    const column = (x: number, from: number, to: number): Spot[] =>
      Array.from({ length: Math.ceil((to - from) / 6) }, (_, i) => block(x, from + 6 * i));
    const u = [
      ...column(100, 100, 300),
      ...column(160, 100, 300),
      ...[106, 112, 118, 124, 130, 136, 142, 148, 154].map((x) => block(x, 296)),
    ];
    const result = await detectSpots(u, 255);
    expect(result.detections).to.have.length(1);
    expect(result.detections[0]!.fill).to.be.lessThan(0.6);
  });

  it('tells cells, clusters and debris apart by size against the usual one, and by shape', async () => {
    const pair: Spot[] = [235, 257].map((x) => ({ x, y: 475, radiusX: 12, radiusY: 12, grey: 60 }));
    const speck: Spot = { x: 475, y: 475, radiusX: 4, radiusY: 4, grey: 60 };
    const thread: Spot = { x: 120, y: 478, radiusX: 70, radiusY: 3, grey: 60 };
    const cells = spotGrid(9, 50, 12, 60);
    const result = await detectSpots([...cells, ...pair, speck, thread], 200);
    expect(result.counts).to.deep.equal({ cell: 81, cell_cluster: 1, debris: 2 });
    expect(result.typicalArea).to.equal(441);
  });

  it('is surer of what stands out more', async () => {
    const clear: Spot = { x: 100, y: 100, radiusX: 14, radiusY: 14, grey: 20 };
    const faint: Spot = { x: 300, y: 300, radiusX: 14, radiusY: 14, grey: 95 };
    const { detections } = await detectSpots([...spotGrid(3, 40, 10, 50), clear, faint], 200);
    const of = (spot: Spot) =>
      detections.find(({ left, right }) => left < spot.x && spot.x < right && right - left > 25);
    expect(of(clear)!.confidence).to.be.greaterThan(of(faint)!.confidence + 0.05);
    for (const { confidence } of detections) expect(confidence).to.be.within(0, 1);
  });

  it('leaves out what is too small, and says how many it cut off', async () => {
    const spots = [...spotGrid(5, 100, 12, 0), { x: 100, y: 100, radiusX: 2, radiusY: 2, grey: 0 }];
    expect((await detectSpots(spots, 255)).detections).to.have.length(25);
    const few = await detectSpots(spots, 255, { maxBoxes: 10 });
    expect(few.detections).to.have.length(10);
    expect(few.leftOut).to.equal(15);
  });

  it('finds nothing in an even picture', async () => {
    const result = await detectSpots([], 128, {}, 64);
    expect(result.detections).to.deep.equal([]);
    expect(result.typicalArea).to.equal(0);
  });

  it('says that a file is no picture', async () => {
    const failure = await openGreyPicture(import.meta.filename, join(folder.path, 'none.v')).then(
      () => 'opened',
      (error: Error) => error.message,
    );
    expect(failure).to.match(/^The image file can't be decoded: .*unsupported image format/);
  });
});
