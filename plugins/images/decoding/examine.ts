// Runs in the decoder process only.
import type { Sharp } from 'sharp';
import { openPicture } from './picture.ts';
import { survey } from './survey.ts';
import type { EncodedPicture, Examination, FitBox } from './tasks.ts';

/**
 * Decodes the whole picture once, so that a truncated or damaged one is found, and makes its thumbnails from that
 * one decode. Throws the failures of `openPicture`, and sharp's own error where the pixels are damaged.
 */
export async function examine(path: string, boxes: FitBox[], maxPixels: number): Promise<Examination> {
  const picture = await openPicture(path, maxPixels);
  const side = Math.max(1, ...boxes.map(({ width, height }) => Math.max(width, height)));
  const { pixels, isTransparent } = await survey(picture, side);
  const thumbnails: EncodedPicture[] = [];
  for (const box of boxes) thumbnails.push(await encodeFitted(pixels(), box, isTransparent));
  const { metadata, width, height } = picture;
  return {
    format: metadata.format,
    width,
    height,
    pages: metadata.pages ?? 1,
    bitDepth: metadata.bitsPerSample ?? bitsOf[metadata.depth] ?? 8,
    channels: metadata.channels,
    isTransparent,
    thumbnails,
  };
}

/** One fitted picture from a file: a thumbnail of a size that was not made beforehand. */
export async function thumbnail(path: string, box: FitBox, maxPixels: number): Promise<EncodedPicture> {
  const picture = await openPicture(path, maxPixels);
  const { pixels, isTransparent } = await survey(picture, Math.max(box.width, box.height));
  return encodeFitted(pixels(), box, isTransparent);
}

async function encodeFitted(pixels: Sharp, box: FitBox, isTransparent: boolean): Promise<EncodedPicture> {
  const { width, height } = box;
  const fitted = pixels.resize({ width, height, fit: 'inside', withoutEnlargement: true });
  const format = isTransparent ? 'webp' : box.format;
  const encoded = format === 'webp' ? fitted.webp({ quality: 80, effort: 2 }) : fitted.jpeg({ quality: 82 });
  const { data, info } = await encoded.toBuffer({ resolveWithObject: true });
  return {
    bytes: data,
    mime: format === 'webp' ? 'image/webp' : 'image/jpeg',
    width: info.width,
    height: info.height,
  };
}

/** Bits per sample by libvips's name for the sample type, for formats whose header does not say. */
const bitsOf: Record<string, number> = {
  uchar: 8,
  char: 8,
  ushort: 16,
  short: 16,
  uint: 32,
  int: 32,
  float: 32,
  complex: 64,
  double: 64,
};
