import { readFile, writeFile } from 'node:fs/promises';
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import sharp, { type Sharp } from 'sharp';
import { createDecoder, type Decoder, type DecoderOptions } from '../decoding/decoder.ts';
import { isDecodeFailure, type DecodeCode, type DecodeFailure } from '../decoding/failure.ts';
import { describePixels } from '../decoding/limits.ts';
import { requirePicture, sniffPicture } from '../decoding/sniff.ts';
import type { FitBox } from '../decoding/tasks.ts';
import { claimedJpeg, claimedPng, swellingChunk, tiffOf, type Entry } from './hostile-files.ts';
import { asSharp, decode, difference, paint, temporaryDirectory } from './pictures.ts';

const small: FitBox = { width: 400, height: 400, format: 'webp' };
const large: FitBox = { width: 1600, height: 1600, format: 'jpg' };

/** The failure that a promise rejects with; fails the test if it does not, or with another code. */
async function failureOf(promise: Promise<unknown>, code: DecodeCode): Promise<DecodeFailure> {
  try {
    await promise;
  } catch (error) {
    if (!isDecodeFailure(error)) throw error;
    expect(`${error.code}: ${error.message}`).to.match(new RegExp(`^${code}: .+[.]$`));
    return error;
  }
  throw new Error(`Nothing was refused, but ${code} was expected.`);
}

const encoders: Record<string, (pixels: Sharp) => Sharp> = {
  JPEG: (pixels) => pixels.jpeg({ quality: 92 }),
  'progressive JPEG': (pixels) => pixels.jpeg({ quality: 92, progressive: true }),
  PNG: (pixels) => pixels.png(),
  'interlaced PNG': (pixels) => pixels.png({ progressive: true }),
  'indexed PNG': (pixels) => pixels.png({ palette: true, effort: 1, dither: 0 }),
  WebP: (pixels) => pixels.webp({ quality: 92 }),
  'lossless WebP': (pixels) => pixels.webp({ lossless: true, effort: 0 }),
  GIF: (pixels) => pixels.gif({ effort: 1, dither: 0 }),
  AVIF: (pixels) => pixels.avif({ quality: 80, effort: 0 }),
  TIFF: (pixels) => pixels.tiff({ compression: 'lzw' }),
  'uncompressed TIFF': (pixels) => pixels.tiff({ compression: 'none' }),
  BigTIFF: (pixels) => pixels.tiff({ compression: 'deflate', bigtiff: true }),
  'tiled TIFF': (pixels) => pixels.tiff({ compression: 'deflate', tile: true }),
  'pyramidal TIFF': (pixels) => pixels.tiff({ compression: 'jpeg', quality: 92, tile: true, pyramid: true }),
  'CMYK JPEG': (pixels) => pixels.toColourspace('cmyk').jpeg({ quality: 95 }),
  '16-bit PNG': (pixels) => pixels.toColourspace('rgb16').png(),
};

const kinds: Record<string, string> = { JPEG: 'jpg', PNG: 'png', WebP: 'webp', GIF: 'gif', AVIF: 'avif', TIFF: 'tif' };

describe('Sniffing', () => {
  for (const [name, encode] of Object.entries(encoders)) {
    it(`knows a ${name} by its first bytes`, async () => {
      const bytes = await encode(asSharp(paint(64, 48))).toBuffer();
      const extension = Object.entries(kinds).find(([kind]) => name.includes(kind))?.[1];
      expect((await requirePicture(bytes.subarray(0, 8192))).extension).to.equal(extension);
      expect((await sniffPicture(bytes.subarray(0, 32)))?.extension).to.equal(extension);
    });
  }

  const refused: [string, string | Buffer, RegExp][] = [
    ['nothing', '', /is empty/],
    ['a PDF', '%PDF-1.7\n%âãÏÓ\n', /is a PDF, not an image that can be read; export/],
    ['an SVG', '<svg xmlns="http://www.w3.org/2000/svg"></svg>', /SVG drawing/],
    ['an SVG with all its preamble', '\uFEFF<?xml version="1.0"?><!-- x --><svg/>', /SVG drawing/],
    ['an HTML page', '\n <!DOCTYPE html><html></html>', /HTML page/],
    ['a script', '<script>alert(1)</script>', /HTML page/],
    ['an XML file', '<?xml version="1.0"?><note/>', /XML file/],
    ['a text', 'hello', /not an image of a known kind/],
    [
      'an archive',
      Buffer.from('PK\x03\x04\x14\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0', 'latin1'),
      /is an archive/,
    ],
    ['a video', Buffer.from('\0\0\0\x18ftypisom\0\0\0\0isomavc1', 'latin1'), /is a video/],
    ['a bitmap', Buffer.from('BM\x36\0\0\0', 'latin1'), /a BMP image/],
    ['a Photoshop file', Buffer.from('8BPS\0\x01', 'latin1'), /a PSD image/],
    [
      'a HEIC photograph',
      Buffer.from('\0\0\0\x18ftypheic\0\0\0\0mif1heic', 'latin1'),
      /HEIC photograph.*export it as JPEG/,
    ],
    ["a camera's raw file", Buffer.from('II*\0\x10\0\0\0CR\x02\0', 'latin1'), /raw file/],
  ];
  for (const [name, content, sentence] of refused) {
    it(`refuses ${name} by name`, async () => {
      const bytes = Buffer.from(content as string);
      expect(await sniffPicture(bytes)).to.equal(null);
      const failure = await failureOf(requirePicture(bytes), 'unsupported_type');
      expect(failure.message).to.match(sentence);
      expect(failure.status).to.equal(415);
    });
  }

  it('takes HEIC where the decoder reads it, and an AVIF with the neutral brand as AVIF', async () => {
    const heic = Buffer.from('\0\0\0\x18ftypmif1\0\0\0\0mif1heic', 'latin1');
    expect((await sniffPicture(heic, { heic: true }))?.mime).to.equal('image/heic');
    const avif = Buffer.from('\0\0\0\x18ftypmif1\0\0\0\0mif1avif', 'latin1');
    expect((await sniffPicture(avif))?.mime).to.equal('image/avif');
  });

  it('goes by the content and not by what follows it: a GIF that is also a script is a GIF', async () => {
    expect((await sniffPicture(Buffer.from('GIF89a/*<svg><script>*/=1', 'latin1')))?.mime).to.equal('image/gif');
  });
});

describe('Examining', function () {
  this.timeout(60_000);
  const at = temporaryDirectory();
  let decoder: Decoder;
  const painted = paint(1801, 1201);
  before(() => (decoder = createDecoder()));
  after(() => decoder.close());

  for (const [name, encode] of Object.entries(encoders)) {
    it(`tells the size of a ${name} and makes its thumbnails`, async () => {
      await encode(asSharp(painted)).toFile(at(`${name}.img`));
      const found = await decoder.examine(at(`${name}.img`), [small, large]);
      expect(found).to.include({ width: 1801, height: 1201, isTransparent: false });
      const [first, second] = found.thumbnails;
      expect([first!.width, first!.height, first!.mime]).to.deep.equal([400, 267, 'image/webp']);
      expect([second!.width, second!.height, second!.mime]).to.deep.equal([1600, 1067, 'image/jpeg']);
      const expected = await decode(await asSharp(painted).resize(1600, 1067, { fit: 'fill' }).png().toBuffer());
      expect(difference(expected, await decode(second!.bytes)).mean).to.be.below(
        /CMYK|GIF|indexed/.test(name) ? 12 : 4,
      );
    });
  }

  for (let orientation = 1; orientation <= 8; orientation++) {
    it(`turns a photograph of orientation ${orientation} the right way up`, async () => {
      const painted = paint(300, 200);
      const path = at(`turned-${orientation}.jpg`);
      await asSharp(painted).withMetadata({ orientation }).jpeg({ quality: 95 }).toFile(path);
      const found = await decoder.examine(path, [large]);
      const expected = await decode(
        await sharp(await asSharp(painted).withMetadata({ orientation }).png().toBuffer())
          .autoOrient()
          .png()
          .toBuffer(),
      );
      expect([found.width, found.height]).to.deep.equal(orientation < 5 ? [300, 200] : [200, 300]);
      expect([expected.width, expected.height]).to.deep.equal([found.width, found.height]);
      expect(difference(expected, await decode(found.thumbnails[0]!.bytes)).mean).to.be.below(3);
    });
  }

  it('never enlarges a thumbnail', async () => {
    await asSharp(paint(31, 7)).png().toFile(at('tiny.png'));
    const { thumbnails } = await decoder.examine(at('tiny.png'), [small]);
    expect([thumbnails[0]!.width, thumbnails[0]!.height]).to.deep.equal([31, 7]);
  });

  it('keeps transparency in thumbnails, and tells real transparency from a mere alpha channel', async () => {
    await asSharp(paint(500, 300, 4))
      .png()
      .toFile(at('hole.png'));
    const hole = await decoder.examine(at('hole.png'), [large]);
    expect(hole.isTransparent).to.equal(true);
    expect(hole.thumbnails[0]!.mime).to.equal('image/webp');
    expect((await sharp(hole.thumbnails[0]!.bytes).stats()).isOpaque).to.equal(false);
    await asSharp(paint(500, 300)).ensureAlpha().png().toFile(at('opaque.png'));
    const opaque = await decoder.examine(at('opaque.png'), [large]);
    expect(opaque.isTransparent).to.equal(false);
    expect(opaque.thumbnails[0]!.mime).to.equal('image/jpeg');
  });

  it('shows 12 bits in a 16-bit greyscale picture as the full range', async () => {
    const samples = Uint16Array.from({ length: 300 * 200 }, (_, i) => (i % 300) * 13);
    await sharp(samples, { raw: { width: 300, height: 200, channels: 1 } })
      .toColourspace('grey16')
      .tiff({ compression: 'deflate' })
      .toFile(at('12bit.tif'));
    const { thumbnails, bitDepth } = await decoder.examine(at('12bit.tif'), [large]);
    expect(bitDepth).to.equal(16);
    const shown = await decode(thumbnails[0]!.bytes, true);
    expect(shown.data[150]).to.be.closeTo((150 * 13 * 255) / 4095, 3);
  });

  it('shows floating point samples from their lowest to their highest', async () => {
    const values = Float32Array.from({ length: 64 * 64 }, (_, i) => (i % 64) * 100 - 500);
    const entries: Entry[] = [
      [256, 3, 1, 64],
      [257, 3, 1, 64],
      [258, 3, 1, 32],
      [259, 3, 1, 1],
      [262, 3, 1, 1],
      [273, 4, 1, 8 + 2 + 10 * 12 + 4],
      [277, 3, 1, 1],
      [278, 3, 1, 64],
      [279, 4, 1, 64 * 64 * 4],
      [339, 3, 1, 3],
    ];
    await writeFile(at('float.tif'), tiffOf([{ entries }], Buffer.from(values.buffer)));
    const { thumbnails, bitDepth } = await decoder.examine(at('float.tif'), [large]);
    expect(bitDepth).to.equal(32);
    const shown = await decode(thumbnails[0]!.bytes, true);
    expect([shown.data[0], shown.data[32], shown.data[63]].map(Number)).to.satisfy(
      ([black, grey, white]: number[]) => black! < 4 && Math.abs(grey! - 130) < 5 && white! > 251,
    );
  });

  for (const depth of ['srgb', 'rgb16'] as const) {
    it(`converts an ICC profile to sRGB (${depth})`, async () => {
      const path = at(`p3-${depth}.png`);
      const red = sharp({ create: { width: 64, height: 64, channels: 3, background: { r: 200, g: 60, b: 30 } } });
      await red.toColourspace(depth).withIccProfile('p3').png().toFile(path);
      const { thumbnails } = await decoder.examine(path, [large]);
      const { data } = await decode(thumbnails[0]!.bytes);
      expect(
        difference(
          { data: Buffer.from([200, 60, 30]), width: 1, height: 1, channels: 3 },
          { data, width: 1, height: 1, channels: 3 },
        ).most,
      ).to.be.below(6);
    });
  }

  it('draws a thumbnail of any size from a file', async () => {
    await asSharp(paint(900, 600)).jpeg().toFile(at('any.jpg'));
    const drawn = await decoder.thumbnail(at('any.jpg'), { width: 333, height: 100, format: 'jpg' });
    expect([drawn.width, drawn.height, drawn.mime]).to.deep.equal([150, 100, 'image/jpeg']);
  });

  it('says whether it reads HEIC', async () => {
    expect(await decoder.readsHeic()).to.equal(sharp.format.heif.input.fileSuffix?.includes('.heic') ?? false);
  });

  const truncatable = [
    'JPEG',
    'progressive JPEG',
    'PNG',
    'interlaced PNG',
    'WebP',
    'lossless WebP',
    'GIF',
    'AVIF',
    'TIFF',
    'uncompressed TIFF',
    'tiled TIFF',
  ];
  for (const name of truncatable) {
    for (const share of [0.5, 0.97]) {
      it(`finds a ${name} that ends at ${share * 100} % of its bytes`, async () => {
        const whole = await encoders[name]!(asSharp(paint(1205, 903))).toBuffer();
        await writeFile(at('short.img'), whole.subarray(0, Math.floor(whole.length * share)));
        expect((await failureOf(decoder.examine(at('short.img'), [small]), 'damaged')).status).to.equal(422);
      });
    }
  }

  it('finds a PNG whose bytes were changed on the way', async () => {
    const bytes = await asSharp(paint(600, 400)).png().toBuffer();
    for (let i = 0; i < 40; i++) bytes[(bytes.length >> 1) + i] = bytes[(bytes.length >> 1) + i]! ^ 0x55;
    await writeFile(at('changed.png'), bytes);
    await failureOf(decoder.examine(at('changed.png'), [small]), 'damaged');
  });

  it('refuses what is no picture, an empty file, and one that is not there', async () => {
    await writeFile(at('text.jpg'), 'this is no picture');
    await failureOf(decoder.examine(at('text.jpg'), [small]), 'unsupported_type');
    await writeFile(at('empty.png'), '');
    await failureOf(decoder.examine(at('empty.png'), [small]), 'unsupported_type');
    await failureOf(decoder.examine(at('nowhere.png'), [small]), 'storage');
  });

  it('does not read an SVG, whatever it calls itself', async () => {
    await writeFile(
      at('drawing.png'),
      '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>',
    );
    await failureOf(decoder.examine(at('drawing.png'), [small]), 'unsupported_type');
  });

  it('never tells where files are kept', async () => {
    const whole = await asSharp(paint(300, 200)).tiff().toBuffer();
    await writeFile(at('secret.tif'), whole.subarray(0, 300));
    const { message } = await failureOf(decoder.examine(at('secret.tif'), [small]), 'damaged');
    expect(message).not.to.include('images-test-');
  });
});

describe('Hostile files', function () {
  this.timeout(120_000);
  const at = temporaryDirectory();
  let decoder: Decoder;
  let peak = 0;
  let watch: NodeJS.Timeout;
  before(() => {
    decoder = createDecoder();
    watch = setInterval(() => (peak = Math.max(peak, ...decoder.processIds().map(residentBytes))), 10);
  });
  after(() => {
    clearInterval(watch);
    return decoder.close();
  });
  afterEach(() => {
    expect(peak).to.be.below(1e9);
    peak = 0;
  });

  it('refuses a PNG of 60,000 x 60,000 pixels of one colour by its header, with the limit named', async () => {
    await writeFile(at('bomb.png'), claimedPng(60_000, 60_000, 200));
    const failure = await failureOf(decoder.examine(at('bomb.png'), [small]), 'too_many_pixels');
    expect(failure.message).to.equal('The picture has 60000 x 60000 = 3.6 gigapixels; the limit is 2 gigapixels.');
    await failureOf(decoder.pyramid(at('bomb.png'), at('bomb.tif')), 'too_many_pixels');
    await failureOf(decoder.thumbnail(at('bomb.png'), small), 'too_many_pixels');
  });

  it('names the sizes as people do', () => {
    expect(describePixels(50_000 * 50_000)).to.equal('2.5 gigapixels');
    expect(describePixels(2_000_000_001)).to.equal('2.01 gigapixels');
    expect(describePixels(12e6)).to.equal('12 megapixels');
  });

  it('refuses a JPEG that claims 65,500 pixels to each side', async () => {
    const jpeg = await asSharp(paint(64, 64)).jpeg().toBuffer();
    await writeFile(at('wide.jpg'), claimedJpeg(jpeg, 65_500, 65_500));
    await failureOf(decoder.examine(at('wide.jpg'), [small]), 'too_many_pixels');
  });

  it('refuses a JPEG that claims more pixels than its bytes can hold', async () => {
    const jpeg = await asSharp(paint(64, 64)).jpeg().toBuffer();
    await writeFile(at('claims.jpg'), claimedJpeg(jpeg, 30_000, 30_000));
    await failureOf(decoder.examine(at('claims.jpg'), [small]), 'damaged');
  });

  it('refuses a PNG under the limit that holds a few rows of what it claims', async () => {
    await writeFile(at('hollow.png'), claimedPng(40_000, 40_000, 100));
    await failureOf(decoder.examine(at('hollow.png'), [small]), 'damaged');
  });

  for (const type of ['zTXt', 'iTXt', 'iCCP'] as const) {
    it(`refuses a PNG with a ${type} chunk that swells to 200 MB`, async () => {
      await writeFile(at(`${type}.png`), claimedPng(64, 64, 64, [swellingChunk(type, 200e6)]));
      const { message } = await failureOf(decoder.examine(at(`${type}.png`), [small]), 'damaged');
      expect(message).to.include(`(${type}) that swells to over 32 MiB`);
    });
  }

  it('takes a PNG with honest text', async () => {
    const chunks = (['zTXt', 'iTXt'] as const).map((type) => swellingChunk(type, 5000));
    await writeFile(at('honest.png'), claimedPng(64, 64, 64, chunks));
    expect((await decoder.examine(at('honest.png'), [small])).width).to.equal(64);
  });

  const frame: Entry[] = [
    [256, 4, 1, 64],
    [257, 4, 1, 64],
    [258, 3, 1, 8],
    [259, 3, 1, 1],
    [262, 3, 1, 1],
  ];
  const strips = (offset: number, bytes: number): Entry[] => [
    [273, 4, 1, offset],
    [277, 3, 1, 1],
    [278, 4, 1, 64],
    [279, 4, 1, bytes],
  ];
  const tiffs: Record<string, Buffer> = {
    'directories in a circle': tiffOf([{ entries: [...frame, ...strips(200, 4096)], next: 8 }], Buffer.alloc(200)),
    'pixels past the end': tiffOf([{ entries: [...frame, ...strips(0x7fff_0000, 4096)] }]),
    'a strip of 4 GB': tiffOf([{ entries: [...frame, ...strips(8, 0xffff_ffff)] }]),
    'no directory': Buffer.from([0x49, 0x49, 42, 0, 0xff, 0xff, 0xff, 0x7f]),
    'a directory of 65,535 entries': Buffer.concat([
      Buffer.from([0x49, 0x49, 42, 0, 8, 0, 0, 0, 0xff, 0xff]),
      Buffer.alloc(500, 7),
    ]),
  };
  for (const [name, bytes] of Object.entries(tiffs)) {
    it(`refuses a TIFF with ${name}`, async () => {
      await writeFile(at('hostile.tif'), bytes);
      const failed = decoder.examine(at('hostile.tif'), [small]).then(
        () => 'read',
        (error) => (isDecodeFailure(error) ? error.code : 'other'),
      );
      expect(await failed).to.be.oneOf(name.includes('circle') ? ['read', 'damaged'] : ['damaged', 'unsupported_type']);
    });
  }

  it('refuses a TIFF of 100,000 x 100,000 pixels, and one of 7 channels', async () => {
    const claims = (width: number, channels: number): Entry[] => [
      [256, 4, 1, width],
      [257, 4, 1, width],
      [258, 3, 1, 8],
      [259, 3, 1, 1],
      [262, 3, 1, 1],
      [273, 4, 1, 8],
      [277, 3, 1, channels],
      [278, 4, 1, width],
      [279, 4, 1, 100],
    ];
    await writeFile(at('huge.tif'), tiffOf([{ entries: claims(100_000, 1) }]));
    await failureOf(decoder.examine(at('huge.tif'), [small]), 'too_many_pixels');
    await writeFile(at('seven.tif'), tiffOf([{ entries: claims(64, 7) }], Buffer.alloc(64 * 64 * 7)));
    const { message } = await failureOf(decoder.examine(at('seven.tif'), [small]), 'unsupported_type');
    expect(message).to.include('7 channels');
  });
});

describe('The decoder', function () {
  this.timeout(120_000);
  const at = temporaryDirectory();
  const open: Decoder[] = [];
  afterEach(() => Promise.all(open.splice(0).map((decoder) => decoder.close())));
  before(async () => {
    await asSharp(paint(400, 300)).jpeg().toFile(at('small.jpg'));
    await asSharp(paint(7000, 5000)).jpeg({ quality: 60 }).toFile(at('large.jpg'));
    await sharp(at('large.jpg'), { limitInputPixels: false })
      .jpeg({ quality: 60, progressive: true })
      .toFile(at('progressive.jpg'));
  });

  function make(options: DecoderOptions = {}): Decoder {
    const decoder = createDecoder(options);
    open.push(decoder);
    return decoder;
  }

  it('starts no process before the first task, and ends them when there is nothing to do', async () => {
    const decoder = make({ idleMs: 300 });
    expect(decoder.processIds()).to.deep.equal([]);
    await decoder.examine(at('small.jpg'), [small]);
    expect(decoder.processIds()).to.have.length(1);
    await sleep(700);
    expect(decoder.processIds()).to.deep.equal([]);
    expect((await decoder.examine(at('small.jpg'), [small])).width).to.equal(400);
  });

  it('uses one process again and again', async () => {
    const decoder = make();
    await decoder.examine(at('small.jpg'), [small]);
    const ids = decoder.processIds();
    for (let i = 0; i < 5; i++) await decoder.examine(at('small.jpg'), [small]);
    expect(decoder.processIds()).to.deep.equal(ids);
  });

  it('stops a task at its time cap, leaves nothing behind, and goes on with a fresh process', async () => {
    const decoder = make({
      limits: { timeMs: { examine: 60_000, pyramid: 250, region: 1000, thumbnail: 1000 } },
      temporary: at('.'),
    });
    await decoder.examine(at('small.jpg'), [small]);
    const failure = await failureOf(decoder.pyramid(at('large.jpg'), at('late.tif')), 'timed_out');
    expect(failure.message).to.include('longer than 0.3 s');
    expect(
      readdirSync(at('.')).filter((name) => name.startsWith('late') || name.startsWith('decoder-')),
    ).to.have.length.below(2);
    expect((await decoder.examine(at('small.jpg'), [small])).width).to.equal(400);
  });

  it('stops a task at its memory cap', async () => {
    const decoder = make({ limits: { memoryBytes: 100e6 } });
    const failure = await failureOf(decoder.examine(at('progressive.jpg'), [small]), 'out_of_memory');
    expect(failure.message).to.include('100 MB');
    expect((await decoder.examine(at('small.jpg'), [small])).width).to.equal(400);
  });

  it('says so when a process is killed, and goes on with a fresh one', async () => {
    const decoder = make();
    await decoder.examine(at('small.jpg'), [small]);
    const [victim] = decoder.processIds();
    const task = failureOf(decoder.pyramid(at('large.jpg'), at('killed.tif')), 'crashed');
    await sleep(150);
    process.kill(victim!, 'SIGKILL');
    expect((await task).message).to.include('SIGKILL');
    await failureOf(decoder.examine(at('killed.tif'), [small]), 'storage');
    expect((await decoder.examine(at('small.jpg'), [small])).width).to.equal(400);
    expect(decoder.processIds()).not.to.include(victim);
  });

  it('lets short tasks pass long ones', async () => {
    const decoder = make();
    const done: string[] = [];
    const pyramids = [1, 2, 3].map((n) =>
      decoder.pyramid(at('large.jpg'), at(`fair-${n}.tif`)).then(() => done.push('pyramid')),
    );
    await sleep(100);
    await decoder.examine(at('small.jpg'), [small]).then(() => done.push('examine'));
    expect(done).to.deep.equal(['examine']);
    expect(decoder.processIds()).to.have.length(2);
    await Promise.all(pyramids);
  });

  it('lets a pyramid pass a crowd of short tasks', async () => {
    const decoder = make();
    let left = 200;
    const short = Array.from({ length: 200 }, () => decoder.examine(at('small.jpg'), [small]).then(() => left--));
    await decoder.pyramid(at('small.jpg'), at('crowded.tif'));
    expect(left).to.be.above(20);
    await Promise.all(short);
  });

  it('refuses a task that would wait behind too many', async () => {
    const decoder = make({ maxWaiting: 3 });
    const tasks = Array.from({ length: 6 }, () =>
      decoder.examine(at('small.jpg'), [small]).then(
        () => 'done',
        (error: DecodeFailure) => error.code,
      ),
    );
    expect(await Promise.all(tasks)).to.deep.equal(['done', 'done', 'done', 'done', 'done', 'busy']);
  });

  it('gives up a task that waits or runs when its signal says so', async () => {
    const decoder = make();
    const stop = new AbortController();
    const running = failureOf(
      decoder.pyramid(at('large.jpg'), at('given-up.tif'), { signal: stop.signal }),
      'cancelled',
    );
    const waiting = failureOf(decoder.pyramid(at('large.jpg'), at('never.tif'), { signal: stop.signal }), 'cancelled');
    await sleep(300);
    stop.abort();
    await Promise.all([running, waiting]);
    await failureOf(decoder.examine(at('small.jpg'), [small], { signal: stop.signal }), 'cancelled');
    expect((await decoder.examine(at('small.jpg'), [small])).width).to.equal(400);
  });

  it('ends its processes when it is closed', async () => {
    const decoder = make();
    const running = failureOf(decoder.pyramid(at('large.jpg'), at('closed.tif')), 'cancelled');
    await sleep(200);
    const ids = decoder.processIds();
    await decoder.close();
    await running;
    await failureOf(decoder.examine(at('small.jpg'), [small]), 'cancelled');
    expect(ids.filter((id) => residentBytes(id) > 0)).to.deep.equal([]);
  });

  it('says why where no process can be started', async () => {
    const decoder = make({ temporary: at('not/there') });
    await failureOf(decoder.examine(at('small.jpg'), [small]), 'storage');
  });

  it('gives its processes nothing of the environment of the server', async () => {
    process.env['A_SECRET_OF_THE_SERVER'] = 'hush';
    const decoder = make();
    await decoder.examine(at('small.jpg'), [small]);
    const environment = await readFile(`/proc/${decoder.processIds()[0]}/environ`, 'latin1');
    delete process.env['A_SECRET_OF_THE_SERVER'];
    expect(environment).to.include('TMPDIR=').and.not.include('hush');
  });

  it('turns a large photograph without holding it in memory', async () => {
    await sharp(at('large.jpg'), { limitInputPixels: false })
      .withMetadata({ orientation: 6 })
      .jpeg({ quality: 60 })
      .toFile(at('portrait.jpg'));
    const decoder = make({ limits: { memoryBytes: 160e6 } });
    const built = await decoder.pyramid(at('portrait.jpg'), at('portrait.tif'));
    expect([built.width, built.height]).to.deep.equal([5000, 7000]);
  });
});

/** Resident memory of a process, mapped files included; 0 if it is not there. */
function residentBytes(pid: number): number {
  try {
    return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1] ?? 0) * 1024;
  } catch {
    return 0;
  }
}
