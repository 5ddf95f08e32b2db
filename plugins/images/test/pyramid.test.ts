import { readFile, stat, writeFile } from 'node:fs/promises';
import { expect } from 'chai';
import sharp, { type Sharp } from 'sharp';
import { createDecoder, type Decoder } from '../decoding/decoder.ts';
import { openFileSource } from '../pyramid/file-source.ts';
import { cropJpeg, padJpeg } from '../pyramid/jpeg-resize.ts';
import { levelsOf, TILE_SIZE } from '../pyramid/levels.ts';
import { PyramidFault, type ByteSource } from '../pyramid/tiff-directory.ts';
import { writePyramid } from '../pyramid/tiff-writer.ts';
import { openPyramid, type Pyramid } from '../pyramid/tiff.ts';
import { tiffOf, type Entry } from './hostile-files.ts';
import { asSharp, crop, decode, difference, halve, paint, seeded, temporaryDirectory, type Raw } from './pictures.ts';

/** Bytes in memory as a source. */
function sourceOf(bytes: Buffer): ByteSource {
  return {
    size: bytes.length,
    async read(offset, length) {
      if (offset < 0 || offset + length > bytes.length) throw new Error('The test source was read past its end.');
      return Buffer.from(bytes.subarray(offset, offset + length));
    },
    close: async () => undefined,
  };
}

async function openAt(path: string): Promise<Pyramid> {
  return openPyramid(await openFileSource(path));
}

/** The part of a level that a tile shows. */
function partOf({ levels, tileWidth, tileHeight }: Pyramid, n: number, x: number, y: number) {
  const { width, height } = levels[n]!;
  const [left, top] = [x * tileWidth, y * tileHeight];
  return { left, top, width: Math.min(tileWidth, width - left), height: Math.min(tileHeight, height - top) };
}

/** Compares tiles of every level with the picture: all edge tiles' corners, and `places` tiles at random. */
async function compare(pyramid: Pyramid, shown: Raw, places: number, tolerance: number): Promise<void> {
  const random = seeded(pyramid.width * 31 + pyramid.height);
  let expected = shown;
  for (const [n, level] of pyramid.levels.entries()) {
    if (n > 0) expected = halve(expected);
    expect([level.width, level.height]).to.deep.equal([expected.width, expected.height]);
    const [right, bottom] = [level.tilesAcross - 1, level.tilesDown - 1];
    const chosen = [
      [0, 0],
      [right, 0],
      [0, bottom],
      [right, bottom],
    ];
    for (let i = 0; i < places; i++) chosen.push([random(level.tilesAcross), random(level.tilesDown)]);
    for (const [x, y] of chosen as [number, number][]) {
      const part = partOf(pyramid, n, x, y);
      const tile = await decode(await pyramid.tile(n, x, y), shown.channels === 1);
      expect([tile.width, tile.height]).to.deep.equal([pyramid.tileWidth, pyramid.tileHeight]);
      const apart = difference(expected, crop(tile, part.width, part.height), part.left, part.top);
      expect(apart.mean, `level ${n}, tile ${x}, ${y}`).to.be.below(tolerance);
      expect(apart.most, `level ${n}, tile ${x}, ${y}`).to.be.below(tolerance * 18);
    }
  }
}

describe('Building a pyramid', function () {
  this.timeout(120_000);
  const at = temporaryDirectory();
  let decoder: Decoder;
  before(() => (decoder = createDecoder()));
  after(() => decoder.close());

  const painted = paint(2301, 1707);
  const formats: Record<string, [(pixels: Sharp) => Sharp, tolerance: number]> = {
    JPEG: [(pixels) => pixels.jpeg({ quality: 95 }), 2],
    'JPEG without subsampling': [(pixels) => pixels.jpeg({ quality: 95, chromaSubsampling: '4:4:4' }), 2],
    PNG: [(pixels) => pixels.png({ compressionLevel: 1 }), 2],
    WebP: [(pixels) => pixels.webp({ quality: 95, effort: 0 }), 2.5],
    AVIF: [(pixels) => pixels.avif({ quality: 90, effort: 0 }), 2.5],
    TIFF: [(pixels) => pixels.tiff({ compression: 'lzw' }), 2],
    'tiled BigTIFF': [(pixels) => pixels.tiff({ compression: 'deflate', tile: true, bigtiff: true }), 2],
    '16-bit PNG': [(pixels) => pixels.toColourspace('rgb16').png({ compressionLevel: 1 }), 2],
  };
  for (const [name, [encode, tolerance]] of Object.entries(formats)) {
    it(`keeps every pixel of a ${name} at every scale within what JPEG changes`, async () => {
      await encode(asSharp(painted)).toFile(at(`${name}.img`));
      const built = await decoder.pyramid(at(`${name}.img`), at(`${name}.tif`));
      expect(built).to.include({ width: 2301, height: 1707, tileSize: TILE_SIZE, levels: 4, tiles: 20 + 6 + 2 + 1 });
      expect(built.bytes).to.equal((await stat(at(`${name}.tif`))).size);
      const pyramid = await openAt(at(`${name}.tif`));
      expect(pyramid.levels.map(({ scaleFactor }) => scaleFactor)).to.deep.equal([1, 2, 4, 8]);
      await compare(pyramid, painted, 12, tolerance);
      await pyramid.close();
    });
  }

  const sizes: [number, number][] = [
    [1, 1],
    [1, 700],
    [513, 1],
    [511, 512],
    [512, 512],
    [513, 513],
    [1023, 1025],
    [1024, 2048],
    [2047, 3],
    [5000, 37],
    [1537, 1281],
  ];
  for (const [width, height] of sizes) {
    it(`cuts ${width} x ${height} pixels into levels that are rounded up`, async () => {
      const painted = paint(width, height);
      await asSharp(painted).png().toFile(at('odd.png'));
      const output = at(`odd-${width}-${height}.tif`);
      await decoder.pyramid(at('odd.png'), output);
      const pyramid = await openAt(output);
      expect(pyramid.levels).to.deep.equal(levelsOf(width, height, TILE_SIZE));
      await compare(pyramid, painted, 3, 4);
      await pyramid.close();
    });
  }

  for (let orientation = 1; orientation <= 8; orientation++) {
    it(`turns orientation ${orientation} the right way up, once`, async () => {
      const painted = paint(901, 603);
      const path = at(`turned-${orientation}.jpg`);
      await asSharp(painted).withMetadata({ orientation }).jpeg({ quality: 95 }).toFile(path);
      const built = await decoder.pyramid(path, at(`turned-${orientation}.tif`));
      expect([built.width, built.height]).to.deep.equal(orientation < 5 ? [901, 603] : [603, 901]);
      const oriented = await asSharp(painted).withMetadata({ orientation }).png().toBuffer();
      const pyramid = await openAt(at(`turned-${orientation}.tif`));
      await compare(pyramid, await decode(await sharp(oriented).autoOrient().png().toBuffer()), 4, 2.5);
      await pyramid.close();
    });
  }

  it('keeps a greyscale picture grey', async () => {
    const painted = paint(1300, 700, 1);
    await asSharp(painted).toColourspace('b-w').png().toFile(at('grey.png'));
    await decoder.pyramid(at('grey.png'), at('grey.tif'));
    const pyramid = await openAt(at('grey.tif'));
    expect(pyramid).to.include({ samples: 1, photometric: 1, compression: 'jpeg' });
    await compare(pyramid, painted, 6, 2);
    await pyramid.close();
  });

  it('keeps transparency, without loss, where there is some', async () => {
    const painted = paint(1300, 900, 4);
    await asSharp(painted).png({ compressionLevel: 1 }).toFile(at('hole.png'));
    await decoder.pyramid(at('hole.png'), at('hole.tif'));
    const pyramid = await openAt(at('hole.tif'));
    expect(pyramid).to.include({ samples: 4, compression: 'webp' });
    for (const [x, y] of [
      [0, 0],
      [1, 0],
      [1, 1],
      [2, 1],
    ] as const) {
      const { left, top, width, height } = partOf(pyramid, 0, x, y);
      const { data, info } = await sharp(await pyramid.tile(0, x, y))
        .ensureAlpha()
        .raw()
        .toBuffer({ resolveWithObject: true });
      for (const [column, row] of [
        [0, 0],
        [width - 1, height - 1],
        [width >> 1, height >> 1],
      ] as const) {
        const alpha = painted.data[((top + row) * 1300 + left + column) * 4 + 3]!;
        expect(Math.abs(data[(row * info.width + column) * 4 + 3]! - alpha)).to.be.at.most(x === 2 || y === 1 ? 2 : 0);
      }
    }
    await pyramid.close();
  });

  it('needs no transparency for an alpha channel that hides nothing', async () => {
    await asSharp(paint(700, 500)).ensureAlpha().png().toFile(at('opaque.png'));
    await decoder.pyramid(at('opaque.png'), at('opaque.tif'));
    const pyramid = await openAt(at('opaque.tif'));
    expect(pyramid).to.include({ samples: 3, compression: 'jpeg' });
    await pyramid.close();
  });

  it('converts CMYK and indexed colours to sRGB', async () => {
    const painted = paint(700, 600);
    await asSharp(painted).toColourspace('cmyk').jpeg({ quality: 95 }).toFile(at('cmyk.jpg'));
    await asSharp(painted).gif({ effort: 1, dither: 0 }).toFile(at('indexed.gif'));
    for (const name of ['cmyk.jpg', 'indexed.gif']) {
      await decoder.pyramid(at(name), at(`${name}.tif`));
      const pyramid = await openAt(at(`${name}.tif`));
      const shown = await decode(at(name));
      await compare(pyramid, { ...shown }, 2, 3);
      await pyramid.close();
    }
  });

  it('halves the colour resolution only where the picture had it halved', async () => {
    const painted = paint(600, 600);
    for (const [chromaSubsampling, step] of [
      ['4:2:0', '4:2:0'],
      ['4:4:4', '4:4:4'],
    ] as const) {
      await asSharp(painted).jpeg({ chromaSubsampling }).toFile(at('chroma.jpg'));
      await decoder.pyramid(at('chroma.jpg'), at(`${step}.tif`));
      const pyramid = await openAt(at(`${step}.tif`));
      expect((await sharp(await pyramid.tile(0, 0, 0)).metadata()).chromaSubsampling).to.equal(step);
      await pyramid.close();
    }
  });

  it('shows the first page of a file of several', async () => {
    const pages = await Promise.all(
      ['#ff0000', '#00ff00'].map((background) =>
        sharp({ create: { width: 40, height: 30, channels: 3, background } })
          .png()
          .toBuffer(),
      ),
    );
    await sharp(pages, { join: { animated: true } })
      .tiff({ compression: 'lzw' })
      .toFile(at('pages.tif'));
    const found = await decoder.examine(at('pages.tif'), []);
    expect(found).to.include({ pages: 2, width: 40, height: 30 });
    await decoder.pyramid(at('pages.tif'), at('first.tif'));
    const pyramid = await openAt(at('first.tif'));
    const { data } = await decode(await pyramid.tile(0, 0, 0));
    expect([...data.subarray(0, 3)].map((value) => (value > 128 ? 1 : 0))).to.deep.equal([1, 0, 0]);
    await pyramid.close();
  });

  it('is a TIFF that other programs read, page by page', async () => {
    await asSharp(paint(1301, 777)).png().toFile(at('read.png'));
    await decoder.pyramid(at('read.png'), at('read.tif'));
    const { pages } = await sharp(at('read.tif')).metadata();
    const sizes = levelsOf(1301, 777, TILE_SIZE).map(({ width, height }) => [width, height]);
    expect(pages).to.equal(sizes.length);
    let expected = paint(1301, 777);
    for (const [page, size] of sizes.entries()) {
      if (page > 0) expected = halve(expected);
      const { data, info } = await sharp(at('read.tif'), { page, failOn: 'warning' })
        .raw()
        .toBuffer({ resolveWithObject: true });
      expect([info.width, info.height]).to.deep.equal(size);
      expect(
        difference(expected, { data, width: info.width, height: info.height, channels: info.channels }).mean,
      ).to.be.below(2.5);
    }
  });

  it('leaves nothing behind where the picture is damaged', async () => {
    const whole = await asSharp(paint(3000, 2000)).jpeg().toBuffer();
    await writeFile(at('short.jpg'), whole.subarray(0, whole.length >> 1));
    const code = await decoder.pyramid(at('short.jpg'), at('short.tif')).catch((error) => error.code);
    expect(code).to.equal('damaged');
    expect(await stat(at('short.tif')).catch((error) => error.code)).to.equal('ENOENT');
  });
});

describe('Cutting JPEGs without decoding', () => {
  const random = seeded(7);
  for (const channels of [1, 3] as const) {
    for (const chromaSubsampling of ['4:2:0', '4:4:4']) {
      it(`cuts and pads ${channels === 1 ? 'grey' : chromaSubsampling} tiles to any size, with the same pixels`, async () => {
        for (let i = 0; i < 25; i++) {
          const [width, height] = [1 + random(512), 1 + random(512)];
          const pixels = asSharp(paint(width, height, channels)).toColourspace(channels === 1 ? 'b-w' : 'srgb');
          const jpeg = await pixels.jpeg({ quality: 88, chromaSubsampling, optimiseCoding: false }).toBuffer();
          const whole = await decode(jpeg);
          const padded = padJpeg(jpeg, 512, 512)!;
          expect(cropJpeg(padded, width, height)!.equals(jpeg)).to.equal(true);
          const [across, down] = [1 + random(width), 1 + random(height)];
          const cut = await decode(cropJpeg(jpeg, across, down)!);
          expect([cut.width, cut.height]).to.deep.equal([across, down]);
          // Colour at half the resolution is spread from its neighbours, which a cut edge has not.
          expect(difference(whole, cut).most).to.be.below(channels === 3 && chromaSubsampling === '4:2:0' ? 16 : 3);
        }
      });
    }
  }

  it('leaves what it does not understand to a decoder', async () => {
    const pixels = asSharp(paint(100, 100));
    expect(cropJpeg(await pixels.clone().jpeg({ progressive: true }).toBuffer(), 50, 50)).to.equal(null);
    expect(cropJpeg(await pixels.clone().png().toBuffer(), 50, 50)).to.equal(null);
    expect(cropJpeg(Buffer.alloc(0), 50, 50)).to.equal(null);
    const jpeg = await pixels.clone().jpeg().toBuffer();
    expect(cropJpeg(jpeg, 101, 50)).to.equal(null);
    expect(cropJpeg(jpeg, 0, 50)).to.equal(null);
    expect(padJpeg(jpeg, 50, 100)).to.equal(null);
  });

  it('never hangs or reads past the end, whatever the bytes are', async () => {
    const jpeg = await asSharp(paint(200, 150)).jpeg().toBuffer();
    for (let i = 0; i < 3000; i++) {
      const broken = Buffer.from(jpeg.subarray(0, random(8) === 0 ? random(jpeg.length) : jpeg.length));
      for (let n = 1 + random(4); n > 0 && broken.length > 0; n--) broken[random(broken.length)] = random(256);
      for (const made of [cropJpeg(broken, 90, 70), padJpeg(broken, 300, 300)])
        expect(made === null || made.length > 4).to.equal(true);
    }
  });
});

describe('Opening a pyramid', function () {
  this.timeout(60_000);
  const at = temporaryDirectory();
  let bytes: Buffer;
  before(async () => {
    const decoder = createDecoder();
    await asSharp(paint(1300, 900)).png().toFile(at('a.png'));
    await decoder.pyramid(at('a.png'), at('a.tif'));
    await decoder.close();
    bytes = await readFile(at('a.tif'));
  });

  async function faultOf(promise: Promise<unknown>): Promise<string> {
    const error = await promise.then(
      () => null,
      (reason: unknown) => reason,
    );
    expect(error).to.be.instanceOf(PyramidFault);
    return (error as PyramidFault).message;
  }

  it('reads the structure in a few small reads, and a tile in one more once its level is known', async () => {
    const reads: number[] = [];
    const source = sourceOf(bytes);
    const pyramid = await openPyramid({
      ...source,
      read: (offset, length) => (reads.push(length), source.read(offset, length)),
    });
    expect(reads.length).to.be.below(4);
    expect(Math.max(...reads)).to.be.at.most(16_384);
    await pyramid.tile(0, 0, 0);
    reads.length = 0;
    await pyramid.tile(0, 1, 1);
    expect(reads).to.have.length(1);
  });

  it('shares one reading of the index, and reads again after a failure', async () => {
    const source = sourceOf(bytes);
    let fails = true;
    let reads = 0;
    const pyramid = await openPyramid({
      ...source,
      async read(offset, length) {
        reads++;
        if (reads > 100 && fails) throw new Error('The store is away.');
        return source.read(offset, length);
      },
    });
    reads = 100;
    const refused = await Promise.allSettled([pyramid.tile(0, 0, 0), pyramid.tile(0, 1, 0)]);
    expect(refused.map(({ status }) => status)).to.deep.equal(['rejected', 'rejected']);
    fails = false;
    reads = 0;
    await Promise.all([pyramid.tile(0, 0, 0), pyramid.tile(0, 1, 0), pyramid.tile(0, 2, 1)]);
    expect(reads).to.equal(2 + 3);
  });

  it('has no tile outside a level', async () => {
    const pyramid = await openPyramid(sourceOf(bytes));
    for (const [n, x, y] of [
      [0, 3, 0],
      [0, 0, 2],
      [0, -1, 0],
      [0, NaN, 0],
      [9, 0, 0],
      [2, 1, 0],
    ] as const) {
      await faultOf(pyramid.tile(n, x, y));
    }
  });

  for (const quality of [80, 95]) {
    it(`reads the pyramids of other programs, tables and colours put right (quality ${quality})`, async () => {
      const painted = paint(1400, 1100);
      await asSharp(painted)
        .tiff({
          compression: 'jpeg',
          quality,
          tile: true,
          tileWidth: 256,
          tileHeight: 256,
          pyramid: true,
          bigtiff: quality > 90,
        })
        .toFile(at('other.tif'));
      const pyramid = await openAt(at('other.tif'));
      expect(pyramid).to.include({ tileWidth: 256, tileHeight: 256, photometric: quality > 90 ? 2 : 6 });
      expect(pyramid.jpegTables).not.to.equal(null);
      expect(pyramid.levels.map(({ width }) => width)).to.deep.equal([1400, 700, 350, 175]);
      for (const [x, y] of [
        [0, 0],
        [3, 2],
        [5, 4],
      ] as const) {
        const part = partOf(pyramid, 0, x, y);
        const tile = crop(await decode(await pyramid.tile(0, x, y)), part.width, part.height);
        expect(difference(painted, tile, part.left, part.top).mean).to.be.below(4);
      }
      await pyramid.close();
    });
  }

  it('reads what it writes as BigTIFF', async () => {
    const classic = await openPyramid(sourceOf(bytes));
    async function* tiles() {
      for (const [n, level] of classic.levels.entries())
        for (let y = 0; y < level.tilesDown; y++)
          for (let x = 0; x < level.tilesAcross; x++) yield classic.tile(n, x, y);
    }
    const kind = { compression: 'jpeg', colour: 'rgb', isSubsampled: false } as const;
    const size = { width: 1300, height: 900, tileSize: TILE_SIZE };
    await writePyramid(at('big.tif'), { ...size, kind, expectedBytes: 5e9, tiles: tiles() });
    expect((await readFile(at('big.tif'))).readUInt16LE(2)).to.equal(43);
    const big = await openAt(at('big.tif'));
    expect(big.levels).to.deep.equal(classic.levels);
    expect((await big.tile(0, 2, 1)).equals(await classic.tile(0, 2, 1))).to.equal(true);
    await big.close();
    expect((await sharp(at('big.tif'), { page: 1 }).raw().toBuffer({ resolveWithObject: true })).info.width).to.equal(
      650,
    );
  });

  it('reads big-endian TIFFs as well', async () => {
    const entries: [number, number, number, Buffer][] = [
      [256, 3, 1, Buffer.from([0, 16, 0, 0])],
      [257, 3, 1, Buffer.from([0, 16, 0, 0])],
      [259, 3, 1, Buffer.from([0, 7, 0, 0])],
      [262, 3, 1, Buffer.from([0, 1, 0, 0])],
      [277, 3, 1, Buffer.from([0, 1, 0, 0])],
      [322, 3, 1, Buffer.from([0, 16, 0, 0])],
      [323, 3, 1, Buffer.from([0, 16, 0, 0])],
      [324, 4, 1, Buffer.from([0, 0, 0, 200])],
      [325, 4, 1, Buffer.from([0, 0, 0, 9])],
    ];
    const file = Buffer.alloc(220);
    file.write('MM\0*\0\0\0\x08', 'latin1');
    file.writeUInt16BE(entries.length, 8);
    for (const [i, [tag, type, count, value]] of entries.entries()) {
      file.writeUInt16BE(tag, 10 + i * 12);
      file.writeUInt16BE(type, 12 + i * 12);
      file.writeUInt32BE(count, 14 + i * 12);
      value.copy(file, 18 + i * 12);
    }
    Buffer.from([0xff, 0xd8, 0xff, 0xe0, 1, 2, 3, 4, 5]).copy(file, 200);
    const pyramid = await openPyramid(sourceOf(file));
    expect([pyramid.width, pyramid.tileHeight]).to.deep.equal([16, 16]);
    expect((await pyramid.tile(0, 0, 0)).length).to.equal(9);
  });

  const level = (width: number, tiles: number, offsets = 8, counts = 8): Entry[] => [
    [256, 4, 1, width],
    [257, 4, 1, width],
    [259, 3, 1, 7],
    [262, 3, 1, 6],
    [277, 3, 1, 3],
    [322, 3, 1, 256],
    [323, 3, 1, 256],
    [324, 4, tiles, offsets],
    [325, 4, tiles, counts],
  ];
  const structures: Record<string, [Buffer, RegExp]> = {
    'is too short': [Buffer.from('II*\0'), /too short/],
    'is something else': [Buffer.alloc(100, 'PNG'), /not a TIFF/],
    'is of a version to come': [Buffer.from('II\x2c\0\x08\0\0\0\0\0\0\0\0\0\0\0\0\0', 'latin1'), /known version/],
    'begins past its end': [
      Buffer.concat([Buffer.from([0x49, 0x49, 42, 0, 0xff, 0xff, 0xff, 0xff]), Buffer.alloc(20)]),
      /past the end/,
    ],
    'points back to its first directory': [tiffOf([{ entries: level(256, 1), next: 8 }]), /circle/],
    'has directories in a circle of two': [
      tiffOf([{ entries: level(256, 1) }, { entries: level(128, 1), next: 8 }]),
      /circle/,
    ],
    'has an empty directory': [tiffOf([{ entries: [] }], Buffer.alloc(16)), /0 entries/],
    'has more entries than bytes': [
      Buffer.concat([Buffer.from([0x49, 0x49, 42, 0, 8, 0, 0, 0, 0xff, 0x0f]), Buffer.alloc(200, 1)]),
      /past the end/,
    ],
    'has no tiles': [tiffOf([{ entries: level(256, 1).slice(0, 5) }]), /not tiled/],
    'has tiles of no width': [
      tiffOf([
        {
          entries: [
            [256, 4, 1, 9],
            [257, 4, 1, 9],
            [259, 3, 1, 7],
            [262, 3, 1, 6],
            [277, 3, 1, 3],
            [322, 3, 1, 0],
            [323, 3, 1, 256],
          ],
        },
      ]),
      /not tiled/,
    ],
    'has uncompressed tiles': [
      tiffOf([
        {
          entries: [
            [256, 4, 1, 9],
            [257, 4, 1, 9],
            [259, 3, 1, 1],
            [262, 3, 1, 6],
            [277, 3, 1, 3],
            [322, 3, 1, 256],
            [323, 3, 1, 256],
          ],
        },
      ]),
      /not tiled/,
    ],
    'has 100 directories': [tiffOf(Array.from({ length: 100 }, () => ({ entries: level(256, 1) }))), /over 64/],
  };
  for (const [name, [file, sentence]] of Object.entries(structures)) {
    it(`refuses a file that ${name}`, async () => {
      expect(await faultOf(openPyramid(sourceOf(file)))).to.match(sentence);
    });
  }

  const tiles: Record<string, [Entry[], RegExp]> = {
    'lists more tiles than there are': [level(256, 1000), /lists 1000 tiles/],
    'lists 4 billion tiles': [level(256, 0xffff_ffff), /lists 4294967295 tiles/],
    'has a list of tiles past its end': [level(25_600, 10_000, 0x7fff_fff0, 0x7fff_fff0), /past the end/],
    'has a tile past its end': [level(256, 1, 0x7fff_fff0, 1000), /past the end/],
    'has a tile of 4 GB': [level(256, 1, 8, 0xffff_ffff), /has 4294967295 bytes/],
    'has a tile of no bytes': [level(256, 1, 8, 0), /has 0 bytes/],
    'has a tile that is no JPEG': [level(256, 1, 8, 40), /not a JPEG/],
  };
  for (const [name, [entries, sentence]] of Object.entries(tiles)) {
    it(`refuses a tile of a file that ${name}`, async () => {
      const pyramid = await openPyramid(sourceOf(tiffOf([{ entries }])));
      expect(await faultOf(pyramid.tile(0, 0, 0))).to.match(sentence);
    });
  }

  it('takes up no memory for a picture that claims two billion pixels to a side', async () => {
    const before = process.memoryUsage().rss;
    const pyramid = await openPyramid(sourceOf(tiffOf([{ entries: level(0x7fff_ffff, 0x0fff_ffff) }])));
    await faultOf(pyramid.tile(0, 0, 0));
    expect(process.memoryUsage().rss - before).to.be.below(50e6);
  });

  it('leaves labels and macro pictures aside', async () => {
    const file = tiffOf([
      { entries: level(1000, 16) },
      { entries: level(777, 16) },
      { entries: level(500, 4) },
      { entries: level(500, 4).slice(0, 5) },
    ]);
    const { levels } = await openPyramid(sourceOf(file));
    expect(levels.map(({ width, scaleFactor }) => [width, scaleFactor])).to.deep.equal([
      [1000, 1],
      [500, 2],
    ]);
  });

  it('either opens or says why not, whatever is changed in its structure', async () => {
    const random = seeded(11);
    const first = bytes.readUInt32LE(4);
    let opened = 0;
    for (let i = 0; i < 2000; i++) {
      const broken = Buffer.from(
        bytes.subarray(0, random(10) === 0 ? first + random(bytes.length - first) : bytes.length),
      );
      for (let n = 1 + random(5); n > 0; n--) {
        const place = random(6) === 0 ? random(8) : first + random(broken.length - first);
        if (place < broken.length) broken[place] = random(2) === 0 ? random(256) : 255;
      }
      try {
        const pyramid = await openPyramid(sourceOf(broken));
        opened++;
        for (const [n, { tilesAcross, tilesDown }] of pyramid.levels.entries())
          await pyramid.tile(n, tilesAcross - 1, tilesDown - 1);
      } catch (error) {
        expect(error).to.be.instanceOf(PyramidFault);
      }
    }
    expect(opened).to.be.above(100);
  });
});
