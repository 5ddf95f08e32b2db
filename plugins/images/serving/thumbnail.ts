import { decoder } from '../decoder.ts';
import type { Image, StoredThumbnail } from '../models/image.ts';
import { thumbnails, thumbnailsKey } from '../storage.ts';

/** Longest sides of the thumbnails that are made of each image at upload, in pixels; none is larger than the image. */
export const ladder = [100, 200, 300, 400, 600, 800, 1200, 1600] as const;

/** A thumbnail to send: its size in pixels, its media type, and how to get its bytes. */
export interface FittingThumbnail {
  readonly width: number;
  readonly height: number;
  readonly type: StoredThumbnail['type'];
  read(): Promise<Buffer>;
}

/**
 * The largest stored thumbnail that fits into a box. For a box smaller than all of them the smallest one is scaled
 * down: the original is never decoded for a request.
 */
export async function fittingThumbnail(image: Image, width: number, height: number): Promise<FittingThumbnail> {
  const bytesOf = ({ offset, length }: StoredThumbnail) =>
    thumbnails.readRange(thumbnailsKey(image.id), offset, length);
  const fitting = image.thumbnails.findLast((one) => one.width <= width && one.height <= height);
  if (fitting) return { ...fitting, read: () => bytesOf(fitting) };
  const [smallest] = image.thumbnails;
  if (!smallest) throw new Error(`Image ${image.id} has no thumbnails.`);
  const scale = Math.min(width / smallest.width, height / smallest.height);
  const size = {
    width: Math.max(1, Math.round(smallest.width * scale)),
    height: Math.max(1, Math.round(smallest.height * scale)),
  };
  return { ...size, type: smallest.type, read: async () => scaleDown(await bytesOf(smallest), smallest, size) };
}

async function scaleDown(
  bytes: Buffer,
  { width, height, type }: StoredThumbnail,
  to: { width: number; height: number },
): Promise<Buffer> {
  const scaled = await decoder().region({
    source: { tiles: [bytes], across: 1 },
    region: { x: 0, y: 0, width, height },
    ...to,
    mirror: false,
    rotation: 0,
    quality: 'default',
    format: type === 'image/webp' ? 'webp' : 'jpg',
  });
  return scaled.bytes;
}
