// Runs in the decoder process only: opens a picture and says how its pixels become 8-bit sRGB or grey.
import { open, stat } from 'node:fs/promises';
import sharp, { type Metadata, type Sharp, type SharpOptions } from 'sharp';
import { DecodeFailure } from './failure.ts';
import { describePixels, requirePixelsWithin } from './limits.ts';
import { requireHonestChunks } from './png-chunks.ts';
import { SNIFF_BYTES, sniffPicture, type PictureType } from './sniff.ts';

/** How the stored samples are shown. */
export interface Rendition {
  colour: 'grey' | 'rgb' | 'rgba';
  /** Applied to samples before the conversion to 8 bits: sample * factor + offset; null leaves them alone. */
  stretch: { factor: number; offset: number } | null;
}

/** A picture whose header was read and found to be within the limits. */
export interface Picture {
  path: string;
  metadata: Metadata;
  /** Pixels after the EXIF orientation was applied. */
  width: number;
  height: number;
}

const readable = new Set(['jpeg', 'png', 'webp', 'gif', 'heif', 'tiff']);

/** sharp's options for reading a file that somebody sent: what libvips calls an error or truncation is not let pass. */
export const reading: SharpOptions = {
  failOn: 'error',
  limitInputPixels: false,
  limitInputChannels: 32,
  unlimited: false,
};

/**
 * Reads a picture's header. Throws `storage` if the file is not there, `unsupported_type` if no decoder knows it,
 * `damaged` if its header is broken, `too_many_pixels` if it is too large.
 */
export async function openPicture(path: string, maxPixels: number): Promise<Picture> {
  const bytes = await sizeOfFile(path);
  const metadata = await readHeader(path);
  if (!readable.has(metadata.format)) {
    throw new DecodeFailure('unsupported_type', `Pictures in the format ${metadata.format} can't be read here.`);
  }
  requirePixelsWithin(metadata.width, metadata.height, maxPixels);
  requireChannels(metadata);
  if (metadata.format === 'png') requireHonestChunks(path);
  if (metadata.format === 'jpeg') requireEnoughBytes(metadata, bytes);
  return { path, metadata, width: metadata.autoOrient.width, height: metadata.autoOrient.height };
}

/** libvips says of a broken header only that it knows no such format: if the first bytes do, the file is damaged. */
async function readHeader(path: string): Promise<Metadata> {
  try {
    return await sharp(path, reading).metadata();
  } catch (error) {
    const kind = /unsupported image format/i.test(String(error)) ? await sniffFile(path) : null;
    if (kind === null) throw error;
    const name = kind.extension.toUpperCase();
    throw new DecodeFailure('damaged', `The picture is damaged or incomplete: its ${name} header can't be read.`);
  }
}

async function sniffFile(path: string): Promise<PictureType | null> {
  const file = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(SNIFF_BYTES), 0, SNIFF_BYTES, 0);
    return await sniffPicture(buffer.subarray(0, bytesRead));
  } finally {
    await file.close();
  }
}

async function sizeOfFile(path: string): Promise<number> {
  const { size } = await stat(path).catch((error: Error & { code?: string }) => {
    throw new DecodeFailure('storage', `The picture's file could not be opened (${error.code}).`);
  });
  if (size === 0) throw new DecodeFailure('unsupported_type', 'The file is empty.');
  return size;
}

/**
 * A JPEG takes at least one bit for each block of 8 x 8 pixels. One that claims more is a short file made to look like
 * a huge picture; libjpeg would fill it up with grey.
 */
function requireEnoughBytes({ width, height }: Metadata, bytes: number): void {
  if ((width * height) / 64 <= bytes * 8) return;
  const claims = describePixels(width * height);
  throw new DecodeFailure('damaged', `The picture is damaged: it claims ${claims}, but the file has ${bytes} bytes.`);
}

function requireChannels({ channels: found, space }: Metadata): void {
  const channels: number = found;
  if (channels <= 4 || (channels === 5 && space === 'cmyk')) return;
  throw new DecodeFailure(
    'unsupported_type',
    `The picture has ${channels} channels; pictures of up to 4 channels can be read. Save each channel as a picture.`,
  );
}

/** The picture's pixels, turned the right way up, for one pass from top to bottom. */
export function pixelsOf(picture: Picture): Sharp {
  return inSrgb(sharp(picture.path, { ...reading, autoOrient: true }), picture);
}

/** The picture's pixels for a pass that jumps, as turning does; large ones go through a temporary file, not memory. */
export function pixelsAtRandomOf(picture: Picture): Sharp {
  const pixels = sharp(picture.path, { ...reading, autoOrient: true, sequentialRead: false });
  // sharp 0.35.5 looks for the option under another name than the one it stores, so that it reads in sequence and
  // then holds the whole picture in memory to turn it. Naming the key that it looks for makes the option work.
  const { input } = (pixels as unknown as { options: { input: Record<string, unknown> } }).options;
  input['access'] = true;
  return inSrgb(pixels, picture);
}

/** sharp takes 16-bit RGB with a profile to Display P3 and would leave it there, unlabelled: on to sRGB then. */
function inSrgb(pixels: Sharp, { metadata }: Picture): Sharp {
  return metadata.space === 'rgb16' && metadata.hasProfile ? pixels.withIccProfile('srgb', { attach: false }) : pixels;
}

/** Puts the rendition's stretch and colours into the pipeline; the output has 8 bits a channel. */
export function render(pixels: Sharp, { colour, stretch }: Rendition): Sharp {
  if (stretch) pixels.linear(stretch.factor, stretch.offset);
  if (colour === 'rgba') pixels.ensureAlpha();
  else pixels.removeAlpha();
  return pixels.toColourspace(colour === 'grey' ? 'b-w' : 'srgb');
}
