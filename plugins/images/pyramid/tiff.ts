import { levelAt, type PyramidLevel } from './levels.ts';
import { prefixOf, standalone } from './standalone-jpeg.ts';
import {
  PyramidFault,
  readBytes,
  readDirectory,
  readForm,
  readingAhead,
  readNumbers,
  requireInside,
  type ByteSource,
  type TiffDirectory,
  type TiffForm,
} from './tiff-directory.ts';
import { compression, photometric, tag } from './tiff-tags.ts';

/** An opened pyramid: its structure in memory (a few bytes for each tile), its pixels where they are stored. */
export interface Pyramid {
  width: number;
  height: number;
  tileWidth: number;
  tileHeight: number;
  /** From the full resolution down. */
  levels: PyramidLevel[];
  compression: 'jpeg' | 'webp';
  /** The TIFF tag's value: 1 black is zero, 2 RGB, 6 YCbCr. */
  photometric: number;
  /** 1 grey, 3 colour, 4 colour with alpha. */
  samples: number;
  /** Tables that all JPEG tiles share; null where each tile has its own. */
  jpegTables: Buffer | null;
  /**
   * A tile as a picture of its own, of the full tile size also at the edges (`levels` says how much of it counts): the
   * stored bytes, nothing is decoded. Throws `PyramidFault` if there is no such tile or its bytes are not there.
   */
  tile(level: number, x: number, y: number): Promise<Buffer>;
  close(): Promise<void>;
}

/** Directories that are looked at. */
const MOST_DIRECTORIES = 64;

/** Bytes that one tile may have. */
const LARGEST_TILE = 64 << 20;

/**
 * Reads the structure of a tiled TIFF whose tiles are JPEG or WebP, from a file or from ranged reads of an object
 * store. Directories that are no reduction of the first by a power of two (labels, macro pictures) are left aside.
 * Throws `PyramidFault` for anything that is not such a TIFF, also where it tries to mislead.
 */
export async function openPyramid(source: ByteSource): Promise<Pyramid> {
  const form = await readForm(source);
  const structure = readingAhead(source);
  const layers: Layer[] = [];
  for (const directory of await readChain(structure, form)) {
    const layer = await readLayer(structure, form, directory, layers[0]);
    if (layer) layers.push(layer);
    else if (layers.length === 0) throw new PyramidFault('The TIFF is not tiled, or not with JPEG or WebP tiles.');
  }
  layers.sort((a, b) => a.level.scaleFactor - b.level.scaleFactor);
  const [first] = layers;
  if (!first) throw new PyramidFault('The TIFF has no directories.');
  const { level, tileWidth, tileHeight, samples, jpegTables } = first;
  return {
    width: level.width,
    height: level.height,
    tileWidth,
    tileHeight,
    levels: layers.map((layer) => layer.level),
    compression: first.compression === compression.jpeg ? 'jpeg' : 'webp',
    photometric: first.photometric,
    samples,
    jpegTables,
    tile: (n, x, y) => readTile(source, form, layers[n], x, y),
    close: () => source.close(),
  };
}

/** All directories: the chain and, below each, its SubIFDs. A directory that was seen before is a cycle. */
async function readChain(source: ByteSource, form: TiffForm): Promise<TiffDirectory[]> {
  const directories: TiffDirectory[] = [];
  const seen = new Set<number>();
  const waiting = [form.firstDirectory];
  for (let at = waiting.shift(); at !== undefined; at = waiting.shift()) {
    if (seen.has(at)) throw new PyramidFault("The TIFF's directories form a circle.");
    if (seen.size === MOST_DIRECTORIES) throw new PyramidFault(`The TIFF has over ${MOST_DIRECTORIES} directories.`);
    seen.add(at);
    const directory = await readDirectory(source, form, at);
    directories.push(directory);
    const below = directory.entries.get(tag.subIfds);
    if (below && below.count <= MOST_DIRECTORIES) waiting.push(...(await readNumbers(source, form, below)));
    if (directory.next !== 0) waiting.push(directory.next);
  }
  return directories;
}

interface Layer {
  level: PyramidLevel;
  tileWidth: number;
  tileHeight: number;
  compression: number;
  photometric: number;
  samples: number;
  jpegTables: Buffer | null;
  prefix: Buffer;
  directory: TiffDirectory;
  /** Where the tiles are, read when the first one is asked for. */
  index: Promise<TileIndex> | null;
}

interface TileIndex {
  offsets: Float64Array;
  counts: Float64Array;
}

/** Null if the directory is no level of the pyramid that `full` begins. */
async function readLayer(
  source: ByteSource,
  form: TiffForm,
  directory: TiffDirectory,
  full: Layer | undefined,
): Promise<Layer | null> {
  const one = async (wanted: number, otherwise: number) => {
    const entry = directory.entries.get(wanted);
    return entry && entry.count > 0 ? (await readNumbers(source, form, { ...entry, count: 1 }))[0]! : otherwise;
  };
  const [width, height] = [await one(tag.imageWidth, 0), await one(tag.imageLength, 0)];
  const [tileWidth, tileHeight] = [await one(tag.tileWidth, 0), await one(tag.tileLength, 0)];
  const [packing, samples] = [await one(tag.compression, 1), await one(tag.samplesPerPixel, 1)];
  const colour = await one(tag.photometric, -1);
  if (packing !== compression.jpeg && packing !== compression.webp) return null;
  if (width < 1 || height < 1 || tileWidth < 1 || tileHeight < 1 || width > 0x7fff_ffff || height > 0x7fff_ffff)
    return null;
  if (tileWidth > 65_535 || tileHeight > 65_535 || (await one(tag.planarConfiguration, 1)) !== 1) return null;
  if (!isShown(packing, colour, samples)) return null;
  const scaleFactor = full ? scaleOf(full.level, width, height) : 1;
  if (scaleFactor === null || (full && (full.compression !== packing || full.tileWidth !== tileWidth))) return null;
  if (full && (full.tileHeight !== tileHeight || full.samples !== samples)) return null;
  const tables = directory.entries.get(tag.jpegTables);
  const jpegTables = tables && packing === compression.jpeg ? Buffer.from(await readBytes(source, tables)) : null;
  const level = levelAt(width, height, scaleFactor, tileWidth, tileHeight);
  const prefix = prefixOf(jpegTables, colour, samples);
  return {
    level,
    tileWidth,
    tileHeight,
    compression: packing,
    photometric: colour,
    samples,
    jpegTables,
    prefix,
    directory,
    index: null,
  };
}

/** Tiles that a browser shows as they are: grey, RGB or YCbCr, and with alpha in WebP only. */
function isShown(packing: number, colour: number, samples: number): boolean {
  if (packing === compression.webp) return colour === photometric.rgb && (samples === 3 || samples === 4);
  if (colour === photometric.black) return samples === 1;
  return samples === 3 && (colour === photometric.rgb || colour === photometric.ycbcr);
}

/** The power of two that takes the full size to this one, rounded up or down; null if there is none above 1. */
function scaleOf(full: PyramidLevel, width: number, height: number): number | null {
  const factor = 2 ** Math.round(Math.log2(Math.max(full.width / width, full.height / height)));
  const fits = (whole: number, part: number) =>
    part === Math.ceil(whole / factor) || part === Math.max(1, Math.floor(whole / factor));
  return factor > 1 && fits(full.width, width) && fits(full.height, height) ? factor : null;
}

async function readTile(
  source: ByteSource,
  form: TiffForm,
  layer: Layer | undefined,
  x: number,
  y: number,
): Promise<Buffer> {
  if (!layer) throw new PyramidFault('The pyramid has no such level.');
  const { tilesAcross, tilesDown } = layer.level;
  if (!(x >= 0 && y >= 0 && x < tilesAcross && y < tilesDown)) throw new PyramidFault(`There is no tile ${x}, ${y}.`);
  layer.index ??= readIndex(source, form, layer).catch((error: unknown) => {
    layer.index = null;
    throw error;
  });
  const { offsets, counts } = await layer.index;
  const [at, length] = [offsets[y * tilesAcross + x]!, counts[y * tilesAcross + x]!];
  if (length < 4 || length > LARGEST_TILE) throw new PyramidFault(`Tile ${x}, ${y} has ${length} bytes.`);
  requireInside(source, at, length, `Tile ${x}, ${y}`);
  const tile = await source.read(at, length);
  if (layer.compression === compression.webp) return tile;
  if (tile[0] !== 0xff || tile[1] !== 0xd8) throw new PyramidFault(`Tile ${x}, ${y} is not a JPEG.`);
  return standalone(tile, layer.prefix, layer.jpegTables !== null);
}

async function readIndex(source: ByteSource, form: TiffForm, { directory, level }: Layer): Promise<TileIndex> {
  const [offsets, counts] = [directory.entries.get(tag.tileOffsets), directory.entries.get(tag.tileByteCounts)];
  const tiles = level.tilesAcross * level.tilesDown;
  if (offsets?.count !== tiles || counts?.count !== tiles) {
    throw new PyramidFault(`The TIFF lists ${offsets?.count ?? 0} tiles where ${tiles} are needed.`);
  }
  const [at, sizes] = await Promise.all([readNumbers(source, form, offsets), readNumbers(source, form, counts)]);
  return { offsets: at, counts: sizes };
}
