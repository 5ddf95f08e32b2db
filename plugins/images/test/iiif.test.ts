import { expect } from 'chai';
import sharp, { type Sharp } from 'sharp';
import { createDecoder, type Decoder } from '../decoding/decoder.ts';
import { IiifFault } from '../iiif/fault.ts';
import { iiifInfo } from '../iiif/info.ts';
import { iiifLimits } from '../iiif/limits.ts';
import { renderIiif, storedTileOf } from '../iiif/render.ts';
import { parseIiifRequest, type IiifPath, type IiifRequest } from '../iiif/request.ts';
import { openFileSource } from '../pyramid/file-source.ts';
import { levelsOf } from '../pyramid/levels.ts';
import { openPyramid, type Pyramid } from '../pyramid/tiff.ts';
import { tileSourceOf, tileUrlsOf } from './openseadragon.ts';
import { asSharp, decode, difference, halve, paint, seeded, temporaryDirectory, type Raw } from './pictures.ts';

/** The parts of a path `region/size/rotation/quality.format`. */
function split(path: string): IiifPath {
  const [region, size, rotation, file] = path.split('/') as [string, string, string, string];
  return { region, size, rotation, file };
}

const image = { width: 6000, height: 4000, isGrey: false };
const parse = (path: string, of = image): IiifRequest => parseIiifRequest(of, split(path));

describe('IIIF requests', () => {
  const regions: [string, [number, number, number, number], string][] = [
    ['full', [0, 0, 6000, 4000], 'full'],
    ['square', [1000, 0, 4000, 4000], '1000,0,4000,4000'],
    ['0,0,6000,4000', [0, 0, 6000, 4000], 'full'],
    ['10,20,300,400', [10, 20, 300, 400], '10,20,300,400'],
    ['5900,3900,300,400', [5900, 3900, 100, 100], '5900,3900,100,100'],
    ['0,0,999999999999,1', [0, 0, 6000, 1], '0,0,6000,1'],
    ['pct:10,10,80,70', [600, 400, 4800, 2800], '600,400,4800,2800'],
    ['pct:41.6,7.5,66.6,100', [2496, 300, 3504, 3700], '2496,300,3504,3700'],
    ['pct:.5,0.5,0.0001,0.0001', [30, 20, 1, 1], '30,20,1,1'],
  ];
  for (const [text, [x, y, width, height], canonical] of regions) {
    it(`understands the region ${text}`, () => {
      const request = parse(`${text}/max/0/default.jpg`);
      expect(request.region).to.deep.equal({ x, y, width, height });
      expect(request.canonical.split('/')[0]).to.equal(canonical);
    });
  }

  const sizes: [string, [number, number], string, string?][] = [
    ['max', [5016, 3344], 'max'],
    ['max', [300, 200], 'max', '0,0,300,200'],
    ['^max', [5016, 3344], '^max', '0,0,300,200'],
    ['600,', [600, 400], '600,400'],
    [',400', [600, 400], '600,400'],
    ['600,300', [600, 300], '600,300'],
    ['pct:10', [600, 400], '600,400'],
    ['pct:12.5', [750, 500], '750,500'],
    ['!500,500', [500, 333], '500,333'],
    ['!1000,500', [750, 500], '750,500'],
    ['!9000,9000', [300, 200], 'max', '0,0,300,200'],
    ['!9000,9000', [5016, 3344], 'max'],
    ['300,200', [300, 200], 'max', '0,0,300,200'],
    ['^300,200', [300, 200], 'max', '0,0,300,200'],
    ['^600,', [600, 400], '^600,400', '0,0,300,200'],
    ['^,100', [150, 100], '150,100', '0,0,300,200'],
    ['^pct:200', [600, 400], '^600,400', '0,0,300,200'],
    ['^500,100', [500, 100], '^500,100', '0,0,300,200'],
    ['^!900,900', [900, 600], '^900,600', '0,0,300,200'],
    ['^!99999,99999', [5016, 3344], '^max', '0,0,300,200'],
    ['1,', [1, 1], '1,1', '0,0,3,4'],
  ];
  for (const [text, [width, height], canonical, region = 'full'] of sizes) {
    it(`understands the size ${text} of ${region}`, () => {
      const request = parse(`${region}/${text}/0/default.jpg`);
      expect([request.width, request.height]).to.deep.equal([width, height]);
      expect(request.canonical.split('/')[1]).to.equal(canonical);
    });
  }

  const rest: [string, Partial<IiifRequest>, string][] = [
    ['0/default.jpg', { rotation: 0, mirror: false, quality: 'default', format: 'jpg' }, '0/default.jpg'],
    ['!0/color.png', { rotation: 0, mirror: true, quality: 'default', format: 'png' }, '!0/default.png'],
    ['90/gray.webp', { rotation: 90, quality: 'gray', format: 'webp' }, '90/gray.webp'],
    ['!270.0/bitonal.png', { rotation: 270, mirror: true, quality: 'bitonal' }, '!270/bitonal.png'],
    ['22.50/default.png', { rotation: 22.5 }, '22.5/default.png'],
    ['.5/default.png', { rotation: 0.5 }, '0.5/default.png'],
    ['360/default.png', { rotation: 0 }, '0/default.png'],
  ];
  for (const [text, expected, canonical] of rest) {
    it(`understands ${text}`, () => {
      const request = parse(`full/600,/${text}`);
      expect(request).to.include(expected);
      expect(request.canonical).to.equal(`full/600,400/${canonical}`);
    });
  }

  it('takes gray as the default of a grey picture', () => {
    expect(parse('full/max/0/gray.jpg', { ...image, isGrey: true }).quality).to.equal('default');
    expect(parse('full/max/0/color.jpg', { ...image, isGrey: true }).quality).to.equal('default');
  });

  it('is satisfied with its own canonical form', () => {
    for (const [text] of regions)
      for (const [size] of sizes) {
        let first: IiifRequest;
        try {
          first = parse(`${text}/${size}/!90/gray.png`);
        } catch (error) {
          expect(error).to.be.instanceOf(IiifFault);
          continue;
        }
        expect(parse(first.canonical)).to.deep.equal(first);
      }
  });

  const faults: [string, RegExp][] = [
    ['whole/max/0/default.jpg', /region "whole" is not/],
    ['1,2,3/max/0/default.jpg', /region/],
    ['1,2,3,4,5/max/0/default.jpg', /region/],
    ['-1,2,3,4/max/0/default.jpg', /region/],
    ['1.5,2,3,4/max/0/default.jpg', /region/],
    ['1e3,2,3,4/max/0/default.jpg', /region/],
    ['0,0,0,5/max/0/default.jpg', /width or height of zero/],
    ['pct:0,0,0,5/max/0/default.jpg', /width or height of zero/],
    ['pct:+1,0,1,5/max/0/default.jpg', /region/],
    ['pct:101,0,1,5/max/0/default.jpg', /outside the image of 6000 x 4000/],
    ['6000,0,10,10/max/0/default.jpg', /outside/],
    ['0,4000,10,10/max/0/default.jpg', /outside/],
    ['full/full/0/default.jpg', /size "full" is not "max"/],
    ['full/,/0/default.jpg', /size/],
    ['full/!5,/0/default.jpg', /size/],
    ['full/-5,/0/default.jpg', /size/],
    ['full/5x5/0/default.jpg', /size/],
    ['full/0,/0/default.jpg', /no pixels/],
    ['full/0,5/0/default.jpg', /no pixels/],
    ['full/!0,5/0/default.jpg', /no pixels/],
    ['full/pct:0/0/default.jpg', /no pixels/],
    ['0,0,100,6000/1,/0/default.jpg', /^$/],
    ['0,0,1000,1/1,/0/default.jpg', /no pixels/],
    ['full/6001,/0/default.jpg', /larger than the region \(the region has 6000 x 4000 pixels\); put "\^"/],
    ['full/pct:101/0/default.jpg', /larger/],
    ['0,0,300,200/300,201/0/default.jpg', /larger/],
    ['full/6000,4000/0/default.jpg', /6000 x 4000 pixels; at most 16383 to a side and 16777216 in all/],
    ['full/^17000,10/0/default.jpg', /at most/],
    ['full/^pct:100/0/default.jpg', /at most/],
    ['full/999999999999999,/0/default.jpg', /larger/],
    ['full/max/361/default.jpg', /rotation "361"/],
    ['full/max/-90/default.jpg', /rotation/],
    ['full/max/!/default.jpg', /rotation/],
    ['full/max/NaN/default.jpg', /rotation/],
    ['full/max/45/default.jpg', /Turned by 45 degrees the image would be 5912 x 5912/],
    ['full/600,/0/native.jpg', /quality "native" is not one of default, color, gray, bitonal/],
    ['full/600,/0/default.tif', /format "tif" is not one of jpg, png, webp/],
    ['full/600,/0/default', /not a quality and a format/],
    ['full/600,/0/.jpg', /quality ""/],
  ];
  for (const [path, sentence] of faults.filter(([, sentence]) => sentence.source !== '^$')) {
    it(`refuses ${path}`, () => {
      expect(() => parse(path))
        .to.throw(IiifFault, sentence)
        .with.property('status', 400);
    });
  }

  it('refuses whatever random text it is sent, or makes sense of it, but never throws anything else', () => {
    const random = seeded(3);
    const letters = '0123456789,.:!^pctfulmaxsqre-+eE %';
    const text = () => Array.from({ length: 1 + random(12) }, () => letters[random(letters.length)]).join('');
    for (let i = 0; i < 20_000; i++) {
      const path = {
        region: random(2) ? text() : 'full',
        size: random(2) ? text() : 'max',
        rotation: random(2) ? text() : '0',
        file: 'default.jpg',
      };
      try {
        const { region, width, height } = parseIiifRequest(image, path);
        expect(
          region.width > 0 && region.height > 0 && region.x + region.width <= 6000 && region.y + region.height <= 4000,
        ).to.equal(true);
        expect(Number.isInteger(width) && width > 0 && width * height <= iiifLimits.maxArea).to.equal(true);
      } catch (error) {
        expect(error).to.be.instanceOf(IiifFault);
      }
    }
  });
});

/** A pyramid of that size without pixels. */
function outline(width: number, height: number, tileSize = 512): Pyramid {
  return {
    width,
    height,
    tileWidth: tileSize,
    tileHeight: tileSize,
    levels: levelsOf(width, height, tileSize),
    compression: 'jpeg',
    photometric: 6,
    samples: 3,
    jpegTables: null,
    tile: async () => Buffer.alloc(0),
    close: async () => undefined,
  };
}

describe('info.json', () => {
  it('describes the pyramid', () => {
    const info = iiifInfo('https://example.org/iiif/3/abc', outline(5477, 3651));
    expect(info).to.deep.include({
      '@context': 'http://iiif.io/api/image/3/context.json',
      id: 'https://example.org/iiif/3/abc',
      type: 'ImageService3',
      protocol: 'http://iiif.io/api/image',
      profile: 'level2',
      width: 5477,
      height: 3651,
      maxWidth: 16_383,
      maxArea: 16_777_216,
      sizes: [
        { width: 343, height: 229 },
        { width: 685, height: 457 },
        { width: 1370, height: 913 },
        { width: 2739, height: 1826 },
      ],
      tiles: [{ width: 512, height: 512, scaleFactors: [1, 2, 4, 8, 16] }],
      preferredFormats: ['jpg'],
    });
    expect(Object.keys(info)[0]).to.equal('@context');
  });

  it('offers only sizes that it answers, and WebP first where there is transparency', () => {
    for (const pyramid of [outline(1, 1), outline(60_000, 33_000), outline(100_000, 20)]) {
      const { sizes } = iiifInfo('x', pyramid) as { sizes: { width: number; height: number }[] };
      for (const { width, height } of sizes)
        parse(`full/${width},${height}/0/default.jpg`, { ...pyramid, isGrey: false });
    }
    expect(iiifInfo('x', { ...outline(10, 10), compression: 'webp' })).to.have.deep.property('preferredFormats', [
      'webp',
      'png',
    ]);
    expect(iiifInfo('x', { ...outline(10, 10), samples: 1 })).to.have.deep.property('extraQualities', [
      'gray',
      'bitonal',
    ]);
  });

  it('leads OpenSeadragon to stored tiles only, for every tile of 400 sizes', function () {
    this.timeout(120_000);
    const random = seeded(5);
    const sizes = [
      [1, 1],
      [511, 512],
      [512, 512],
      [513, 513],
      [512, 1],
      [1, 513],
      [1024, 1024],
      [1025, 1023],
      [30_001, 7],
      [9, 20_011],
      [22_560, 28_548],
    ];
    while (sizes.length < 400) sizes.push([1 + random(2 ** (1 + random(14))), 1 + random(2 ** (1 + random(14)))]);
    for (const [n, [width, height]] of (sizes as [number, number][]).entries()) {
      const pyramid = outline(width, height, n % 3 === 0 ? 256 : 512);
      const source = tileSourceOf(iiifInfo('http://localhost/i', pyramid));
      const asked = new Set<string>();
      for (const { url, level, x, y } of tileUrlsOf(source)) {
        const request = parseIiifRequest({ ...pyramid, isGrey: false }, split(url.replace('http://localhost/i/', '')));
        const stored = storedTileOf(pyramid, request);
        // A last pixel that stands alone is the same on several levels, and so is its URL.
        const isLonePixel = request.region.width === 1 && request.region.height === 1;
        const expected = isLonePixel ? {} : { level: source.maxLevel - level, x, y };
        expect(stored, `${width} x ${height}: ${url}`).to.include({ ...expected, width: request.width });
        asked.add(`${level}/${x}/${y}`);
      }
      const tiles = pyramid.levels.reduce((sum, { tilesAcross, tilesDown }) => sum + tilesAcross * tilesDown, 0);
      expect(asked.size, `${width} x ${height}`).to.equal(tiles);
    }
  });
});

describe('Rendering', function () {
  this.timeout(120_000);
  const at = temporaryDirectory();
  const painted = paint(2301, 1707);
  let decoder: Decoder;
  let pyramid: Pyramid;
  let soft: Pyramid;
  before(async () => {
    decoder = createDecoder();
    await asSharp(painted).png({ compressionLevel: 1 }).toFile(at('a.png'));
    await decoder.pyramid(at('a.png'), at('a.tif'));
    pyramid = await openPyramid(await openFileSource(at('a.tif')));
    await asSharp(paint(1100, 800, 4))
      .png({ compressionLevel: 1 })
      .toFile(at('soft.png'));
    await decoder.pyramid(at('soft.png'), at('soft.tif'));
    soft = await openPyramid(await openFileSource(at('soft.tif')));
  });
  after(async () => {
    await Promise.all([pyramid.close(), soft.close(), decoder.close()]);
  });

  const isGrey = false;
  const render = (path: string, of = pyramid) =>
    renderIiif(of, parseIiifRequest({ ...of, isGrey }, split(path)), decoder);

  it('answers every tile that OpenSeadragon asks for without a decoder, with the right pixels', async () => {
    const source = tileSourceOf(iiifInfo('http://localhost/i', pyramid));
    const shown: Raw[] = [painted];
    while (shown.length < pyramid.levels.length) shown.push(halve(shown.at(-1)!));
    const nobody = { region: () => Promise.reject(new Error('A decoder was asked.')) };
    for (const { url, level, x, y } of tileUrlsOf(source)) {
      const request = parseIiifRequest({ ...pyramid, isGrey }, split(url.replace('http://localhost/i/', '')));
      const { bytes, mime, how } = await renderIiif(pyramid, request, nobody);
      const tile = await decode(bytes);
      expect([tile.width, tile.height, mime]).to.deep.equal([request.width, request.height, 'image/jpeg']);
      expect(how).to.equal(tile.width === 512 && tile.height === 512 ? 'copied' : 'cropped');
      expect(difference(shown[source.maxLevel - level]!, tile, x * 512, y * 512).mean, url).to.be.below(2.5);
    }
  });

  it('copies the bytes that are stored', async () => {
    const { bytes, how } = await render('1024,512,512,512/512,512/0/default.jpg');
    expect(how).to.equal('copied');
    expect(bytes.equals(await pyramid.tile(0, 2, 1))).to.equal(true);
    expect((await render('0,0,2048,1024/512,/0/color.jpg')).how).to.equal('drawn');
    expect((await render('0,0,1024,1024/512,/0/color.jpg')).how).to.equal('copied');
  });

  it('sends transparent tiles as WebP', async () => {
    expect((await render('0,0,512,512/max/0/default.webp', soft)).how).to.equal('copied');
    const edge = await render('1024,512,76,288/max/0/default.webp', soft);
    const decoded = await decode(edge.bytes);
    expect([decoded.width, decoded.height, edge.mime]).to.deep.equal([76, 288, 'image/webp']);
    const flat = await decode((await render('512,384,20,20/max/0/default.jpg', soft)).bytes);
    expect(flat.channels).to.equal(3);
    expect(flat.data[0]).to.be.above(235);
  });

  it('draws regions of any place and size, with the right pixels', async () => {
    const random = seeded(9);
    for (let i = 0; i < 40; i++) {
      const [x, y] = [random(2200), random(1600)];
      const [width, height] = [1 + random(2301 - x), 1 + random(1707 - y)];
      const [across, down] = [1 + random(width), 1 + random(height)];
      const format = ['jpg', 'png', 'webp'][i % 3]!;
      const drawn = await decode(
        (await render(`${x},${y},${width},${height}/${across},${down}/0/default.${format}`)).bytes,
      );
      expect([drawn.width, drawn.height]).to.deep.equal([across, down]);
      const region = { left: x, top: y, width, height };
      const expected = await decode(
        await asSharp(painted).extract(region).resize(across, down, { fit: 'fill' }).png().toBuffer(),
      );
      // Colour at half the resolution, as WebP has it, tells in pictures of a few pixels to a side.
      const tolerance = format === 'webp' && Math.min(across, down) < 64 ? 16 : 4;
      expect(difference(expected, drawn).mean, `${x},${y},${width},${height}/${across},${down}`).to.be.below(tolerance);
    }
  });

  it('gives the same picture for a tile in another format as the stored one', async () => {
    for (const path of [
      '1024,512,512,512/512,512',
      '2048,1536,253,171/253,171',
      'full/288,214',
      '0,0,2301,1707/1151,854',
    ]) {
      const stored = await decode((await render(`${path}/0/default.jpg`)).bytes);
      const drawn = await decode((await render(`${path}/0/default.png`)).bytes);
      expect(difference(stored, drawn).mean).to.be.below(1.5);
    }
  });

  it('enlarges where it is asked to', async () => {
    const drawn = await decode((await render('100,100,50,40/^500,/0/default.png')).bytes);
    expect([drawn.width, drawn.height]).to.deep.equal([500, 400]);
  });

  it('mirrors first, then turns', async () => {
    const base = await decode((await render('0,0,300,200/max/0/default.png')).bytes);
    const turns: [string, (pixels: Sharp) => Sharp][] = [
      ['90', (pixels) => pixels.rotate(90)],
      ['180', (pixels) => pixels.rotate(180)],
      ['270', (pixels) => pixels.rotate(270)],
      ['!0', (pixels) => pixels.flop()],
      ['!180', (pixels) => pixels.flip()],
    ];
    for (const [rotation, turn] of turns) {
      const drawn = await decode((await render(`0,0,300,200/max/${rotation}/default.png`)).bytes);
      const expected = await decode(await turn(asSharp(base)).png().toBuffer());
      expect([drawn.width, drawn.height]).to.deep.equal([expected.width, expected.height]);
      expect(difference(expected, drawn).most, rotation).to.equal(0);
    }
    const mirrored = await asSharp(base).flop().png().toBuffer();
    const expected = await decode(await sharp(mirrored).rotate(90).png().toBuffer());
    expect(difference(expected, await decode((await render('0,0,300,200/max/!90/default.png')).bytes)).most).to.equal(
      0,
    );
  });

  it('turns by any angle on a transparent ground, or a white one', async () => {
    const clear = await decode((await render('0,0,300,200/max/30/default.png')).bytes);
    expect([clear.width, clear.height, clear.channels]).to.deep.equal([360, 323, 4]);
    expect(clear.data[3]).to.equal(0);
    const white = await decode((await render('0,0,300,200/max/30/default.jpg')).bytes);
    expect([...white.data.subarray(0, 3)].every((value) => value > 250)).to.equal(true);
  });

  it('draws in grey, and in black and white', async () => {
    const grey = await sharp((await render('0,0,300,200/max/0/gray.jpg')).bytes).metadata();
    expect([grey.channels, grey.space]).to.deep.equal([1, 'b-w']);
    for (const format of ['png', 'jpg', 'webp']) {
      const { data } = await decode((await render(`0,0,300,200/max/0/bitonal.${format}`)).bytes, true);
      const extremes = data.filter((value) => value < 16 || value > 239).length;
      expect(extremes / data.length, format).to.be.above(0.97);
    }
  });

  it('never decodes much more than it draws, however distorted the request', async () => {
    const wide = outline(200_000, 16_000);
    let most = 0;
    const counting: Pyramid = { ...wide, tile: async () => (most++, Buffer.alloc(0)) };
    const noDrawing = {
      region: async (task: unknown) => (
        await (task as () => Promise<unknown>)(),
        { bytes: Buffer.alloc(0), mime: 'image/png' as const, width: 1, height: 1 }
      ),
    };
    for (const size of ['100,16000', '16000,100', '1,1', 'max', '4000,4000']) {
      most = 0;
      await renderIiif(counting, parseIiifRequest({ ...wide, isGrey }, split(`full/${size}/0/default.png`)), noDrawing);
      expect(most, size).to.be.below(400);
    }
  });
});
