import type { Decoder, TaskOptions } from '../decoding/decoder.ts';
import type { EncodedPicture, Rectangle, RegionTask } from '../decoding/tasks.ts';
import { cropJpeg } from '../pyramid/jpeg-resize.ts';
import type { PyramidLevel } from '../pyramid/levels.ts';
import type { Pyramid } from '../pyramid/tiff.ts';
import type { IiifRequest } from './request.ts';

/** A picture as it is sent, and what it took: the stored bytes, a cut without decoding, or a decoder. */
export interface RenderedPicture {
  bytes: Buffer;
  mime: EncodedPicture['mime'];
  how: 'copied' | 'cropped' | 'drawn';
}

/** A stored tile that is just what is asked for, whole or its top left part. */
export interface StoredTile {
  level: number;
  x: number;
  y: number;
  width: number;
  height: number;
  isWhole: boolean;
}

/** Pixels of a level that are decoded at most for one picture; a coarser level is taken beyond it. */
const MOST_DECODED = 64 << 20;

/**
 * Answers a request from a pyramid. A request for a stored tile is answered with its bytes, at the right and lower edge
 * with those bytes cut without decoding; anything else is drawn by the decoder from the level that has just enough
 * pixels. Rejects with `DecodeFailure` or `PyramidFault`.
 */
export async function renderIiif(
  pyramid: Pyramid,
  request: IiifRequest,
  decoder: Pick<Decoder, 'region'>,
  options?: TaskOptions,
): Promise<RenderedPicture> {
  const stored = storedTileOf(pyramid, request);
  if (stored) {
    const tile = await pyramid.tile(stored.level, stored.x, stored.y);
    const mime = pyramid.compression === 'webp' ? 'image/webp' : 'image/jpeg';
    if (stored.isWhole) return { bytes: tile, mime, how: 'copied' };
    const cut = pyramid.compression === 'jpeg' ? cropJpeg(tile, stored.width, stored.height) : null;
    if (cut) return { bytes: cut, mime, how: 'cropped' };
  }
  const { bytes, mime } = await decoder.region(() => regionTask(pyramid, request), options);
  return { bytes, mime, how: 'drawn' };
}

/** The stored tile that answers a request without decoding; null if there is none. */
export function storedTileOf(pyramid: Pyramid, request: IiifRequest): StoredTile | null {
  if (request.rotation !== 0 || request.mirror || request.quality !== 'default') return null;
  if (request.format !== (pyramid.compression === 'webp' ? 'webp' : 'jpg')) return null;
  for (const [n, level] of pyramid.levels.entries()) {
    const tile = tileOnLevel(pyramid, level, request);
    if (tile) return { level: n, ...tile };
  }
  return null;
}

/** A tile covers `tileWidth` pixels of its level and that many times the scale factor of the full resolution. */
function tileOnLevel(pyramid: Pyramid, level: PyramidLevel, request: IiifRequest): Omit<StoredTile, 'level'> | null {
  const { tileWidth, tileHeight } = pyramid;
  const { region, width, height } = request;
  const [spanX, spanY] = [tileWidth * level.scaleFactor, tileHeight * level.scaleFactor];
  if (region.x % spanX !== 0 || region.y % spanY !== 0) return null;
  if (region.width !== Math.min(spanX, pyramid.width - region.x)) return null;
  if (region.height !== Math.min(spanY, pyramid.height - region.y)) return null;
  const [x, y] = [region.x / spanX, region.y / spanY];
  if (width !== Math.min(tileWidth, level.width - x * tileWidth)) return null;
  if (height !== Math.min(tileHeight, level.height - y * tileHeight)) return null;
  return { x, y, width, height, isWhole: width === tileWidth && height === tileHeight };
}

/** The tiles that a region needs, from the level that suits the size, for the decoder to draw. */
async function regionTask(pyramid: Pyramid, request: IiifRequest): Promise<RegionTask> {
  const n = levelFor(pyramid, request);
  const level = pyramid.levels[n]!;
  const region = onLevel(pyramid, level, request.region);
  const { tileWidth, tileHeight } = pyramid;
  const [left, top] = [Math.floor(region.x / tileWidth), Math.floor(region.y / tileHeight)];
  const right = Math.floor((region.x + region.width - 1) / tileWidth);
  const bottom = Math.floor((region.y + region.height - 1) / tileHeight);
  const reads: Promise<Buffer>[] = [];
  for (let y = top; y <= bottom; y++) for (let x = left; x <= right; x++) reads.push(pyramid.tile(n, x, y));
  const { width, height, mirror, rotation, quality, format } = request;
  return {
    source: { tiles: await Promise.all(reads), across: right - left + 1 },
    region: { ...region, x: region.x - left * tileWidth, y: region.y - top * tileHeight },
    width,
    height,
    mirror,
    rotation,
    quality,
    format,
  };
}

/** The smallest level that has at least as many pixels as the result, or the first that is not too much to decode. */
function levelFor(pyramid: Pyramid, { region, width, height }: IiifRequest): number {
  let best = 0;
  for (const [n, level] of pyramid.levels.entries()) {
    const part = onLevel(pyramid, level, region);
    const current = onLevel(pyramid, pyramid.levels[best]!, region);
    const isEnough = part.width >= width && part.height >= height;
    if (isEnough || current.width * current.height > MOST_DECODED) best = n;
  }
  return best;
}

/**
 * A region of the full resolution in pixels of a level, to the nearest pixel and at least one. What ends at the
 * picture's edge ends at the level's, whose last column and row may stand for less than a whole pixel: just as tiles do.
 */
function onLevel(pyramid: Pyramid, level: PyramidLevel, { x, y, width, height }: Rectangle): Rectangle {
  const [left, right] = span(x, x + width, pyramid.width, level.width, level.scaleFactor);
  const [top, bottom] = span(y, y + height, pyramid.height, level.height, level.scaleFactor);
  return { x: left, y: top, width: right - left, height: bottom - top };
}

function span(from: number, to: number, full: number, reduced: number, scaleFactor: number): [number, number] {
  const start = Math.min(Math.round(from / scaleFactor), reduced - 1);
  const end = to === full ? reduced : Math.min(Math.round(to / scaleFactor), reduced);
  return [start, Math.max(start + 1, end)];
}
