// Runs in the decoder process only.
import { mkdtemp, open, rm, type FileHandle } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp, { type Metadata, type Sharp } from 'sharp';
import { openPicture, pixelsAtRandomOf, pixelsOf, render, type Picture } from '../decoding/picture.ts';
import { chooseRendition } from '../decoding/survey.ts';
import type { PyramidSummary } from '../decoding/tasks.ts';
import { padJpeg } from './jpeg-resize.ts';
import { levelsOf, type PyramidLevel } from './levels.ts';
import { writePyramid, type TileKind } from './tiff-writer.ts';
import { indexZip, readEntry, type ZipEntry } from './zip-index.ts';

/** What to build. */
export interface BuildOptions {
  path: string;
  /** File to write; it must not be there yet. */
  output: string;
  /** Pixels, a multiple of 16. */
  tileSize: number;
  /** JPEG quality, 1 to 100. */
  quality: number;
}

/** WebP tiles keep alpha without loss; more effort costs twice the time for a few percent of the bytes. */
const webp = { quality: 90, alphaQuality: 100, effort: 0 } as const;

/**
 * Builds the pyramid of a picture: a tiled TIFF with JPEG tiles, or WebP tiles where some pixel is transparent. The
 * tiles are made in one pass by libvips's tiler, which counts levels as viewers do (sizes rounded up) and encodes on
 * several threads; then they are moved into the TIFF. Throws the failures of `openPicture` and sharp's own errors.
 */
export async function buildPyramid(options: BuildOptions, maxPixels: number): Promise<PyramidSummary> {
  const { path, output, tileSize, quality } = options;
  const picture = await openPicture(path, maxPixels);
  const { colour, stretch } = await chooseRendition(picture);
  const kind: TileKind = {
    compression: colour === 'rgba' ? 'webp' : 'jpeg',
    colour,
    isSubsampled: colour === 'rgb' && isSubsampled(picture.metadata),
  };
  const scratch = await mkdtemp(join(tmpdir(), 'tiles-'));
  try {
    const archive = join(scratch, 'tiles.zip');
    await encodeTiles(render(straightened(picture), { colour, stretch }), kind, quality)
      .tile({ size: tileSize, overlap: 0, layout: 'dz', container: 'zip', depth: 'onetile', basename: 'tiles' })
      .toFile(archive);
    return await moveTiles(archive, output, picture, tileSize, kind);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

/** Mirroring a row needs no more than that row; every other turn needs rows from all over the picture. */
function straightened(picture: Picture): Sharp {
  const orientation = picture.metadata.orientation ?? 1;
  return orientation <= 2 ? pixelsOf(picture) : pixelsAtRandomOf(picture);
}

function encodeTiles(pixels: Sharp, { compression, isSubsampled }: TileKind, quality: number): Sharp {
  if (compression === 'webp') return pixels.webp(webp);
  const chromaSubsampling = isSubsampled ? '4:2:0' : '4:4:4';
  // Tables fitted to each tile save 5 % of the bytes, take 60 % more time, and would keep edge tiles from being padded.
  return pixels.jpeg({ quality, chromaSubsampling, optimiseCoding: false });
}

/** Colour is kept at full resolution unless the picture itself stores it at half: nothing is lost twice. */
function isSubsampled({ chromaSubsampling }: Metadata): boolean {
  return chromaSubsampling?.startsWith('4:2:0') ?? false;
}

async function moveTiles(
  archive: string,
  output: string,
  { width, height }: Picture,
  tileSize: number,
  kind: TileKind,
): Promise<PyramidSummary> {
  const levels = levelsOf(width, height, tileSize);
  const file = await open(archive, 'r');
  try {
    const entries = await indexZip(file);
    const tiles = readTiles(file, entries, levels, tileSize, kind);
    const { size: expectedBytes } = await file.stat();
    const bytes = await writePyramid(output, { width, height, tileSize, kind, expectedBytes, tiles });
    const count = levels.reduce((sum, { tilesAcross, tilesDown }) => sum + tilesAcross * tilesDown, 0);
    return { width, height, tileSize, levels: levels.length, tiles: count, bytes };
  } finally {
    await file.close();
  }
}

/** The tiles in the TIFF's order, each padded to the full size. The tiler names them <level>/<x>_<y>, 0 the smallest. */
async function* readTiles(
  file: FileHandle,
  entries: Map<string, ZipEntry>,
  levels: PyramidLevel[],
  tileSize: number,
  kind: TileKind,
): AsyncGenerator<Buffer> {
  const extension = kind.compression === 'webp' ? 'webp' : 'jpeg';
  for (const [n, level] of levels.entries()) {
    for (let y = 0; y < level.tilesDown; y++) {
      for (let x = 0; x < level.tilesAcross; x++) {
        const name = `tiles_files/${levels.length - 1 - n}/${x}_${y}.${extension}`;
        const entry = entries.get(name);
        if (!entry) throw new Error(`The tiler left out the tile ${name}.`);
        const isWhole = (x + 1) * tileSize <= level.width && (y + 1) * tileSize <= level.height;
        const tile = await readEntry(file, entry);
        yield isWhole ? tile : await padTile(tile, tileSize, kind);
      }
    }
  }
}

async function padTile(tile: Buffer, tileSize: number, kind: TileKind): Promise<Buffer> {
  if (kind.compression === 'jpeg') {
    const padded = padJpeg(tile, tileSize, tileSize);
    if (!padded) throw new Error('A tile is not a JPEG that can be padded.');
    return padded;
  }
  const { width, height } = await sharp(tile).metadata();
  const [right, bottom] = [tileSize - width, tileSize - height];
  return sharp(tile).ensureAlpha().extend({ right, bottom, extendWith: 'copy' }).webp(webp).toBuffer();
}
