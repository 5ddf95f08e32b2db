// Runs in the decoder process only: looks at a whole picture once, small, to decide how it is shown.
import sharp, { type Sharp } from 'sharp';
import { pixelsOf, reading, type Picture, type Rendition } from './picture.ts';

/** A picture fitted into a square, as raw samples, with the rendition that suits the whole of it. */
export interface Survey {
  rendition: Rendition;
  isTransparent: boolean;
  /** The small picture, still to be rendered. */
  pixels(): Sharp;
}

/** Longest side of the survey where only the rendition is wanted, in pixels. */
const ENOUGH = 1024;

/** Decides how a picture is shown; decodes it only where its header leaves that open (alpha, more than 8 bits). */
export async function chooseRendition(picture: Picture): Promise<Rendition> {
  const { hasAlpha, depth } = picture.metadata;
  if (!hasAlpha && depth === 'uchar') return { colour: isGrey(picture) ? 'grey' : 'rgb', stretch: null };
  return (await survey(picture, ENOUGH)).rendition;
}

/** Decodes the whole picture once, fitted into a square of `side` pixels. Throws what sharp throws if it is damaged. */
export async function survey(picture: Picture, side: number): Promise<Survey> {
  const stretch = await stretchOfUncommonSamples(picture);
  const deep = stretch === null && picture.metadata.depth === 'ushort';
  const grey = isGrey(picture);
  const pixels = pixelsOf(picture).resize({ width: side, height: side, fit: 'inside', withoutEnlargement: true });
  if (stretch) pixels.linear(stretch.factor, stretch.offset);
  const space = deep ? (grey ? 'grey16' : 'rgb16') : grey ? 'b-w' : 'srgb';
  const { data, info } = await pixels
    .toColourspace(space)
    .raw({ depth: deep ? 'ushort' : 'uchar' })
    .toBuffer({ resolveWithObject: true });
  const samples = deep ? new Uint16Array(data.buffer, data.byteOffset, data.byteLength / 2) : data;
  const { channels } = info;
  const isTransparent = picture.metadata.hasAlpha && lowestOf(samples, channels - 1, channels) < (deep ? 65_280 : 255);
  const colour = isTransparent ? 'rgba' : grey ? 'grey' : 'rgb';
  const shown = deep ? stretchOfDeepSamples(picture, samples, channels) : null;
  return {
    rendition: { colour, stretch: stretch ?? shown },
    isTransparent,
    pixels: () => {
      const small = sharp(samples, { raw: { width: info.width, height: info.height, channels } });
      if (shown) small.linear(shown.factor, shown.offset);
      if (colour === 'rgba') small.ensureAlpha();
      else small.removeAlpha();
      return small.toColourspace(colour === 'grey' ? 'b-w' : 'srgb');
    },
  };
}

function isGrey({ metadata }: Picture): boolean {
  return metadata.channels - (metadata.hasAlpha ? 1 : 0) === 1;
}

/** Smallest sample of one channel. */
function lowestOf(samples: Uint8Array | Uint16Array, channel: number, channels: number): number {
  let low = Infinity;
  for (let at = channel; at < samples.length; at += channels) low = Math.min(low, samples[at]!);
  return low;
}

/**
 * 16-bit samples often hold 10, 12 or 14 bits, as a camera or microscope gave them, and would be shown black. The
 * smallest such depth that holds the picture is shown as the full range: black stays black and proportions are kept.
 * Photographs in PNG and AVIF use the full range by definition and are left alone.
 */
function stretchOfDeepSamples(picture: Picture, samples: Uint8Array | Uint16Array, channels: number) {
  if (!isGrey(picture) && picture.metadata.format !== 'tiff') return null;
  const shown = channels - (picture.metadata.hasAlpha ? 1 : 0);
  let high = 0;
  for (let at = 0; at < samples.length; at++) if (at % channels < shown) high = Math.max(high, samples[at]!);
  const bits = [8, 10, 12, 14].find((bits) => high < 2 ** bits);
  return bits === undefined ? null : { factor: 65_535 / (2 ** bits - 1), offset: 0 };
}

/** Signed, 32-bit and floating point samples have no black and white of their own: the picture's extremes are used. */
async function stretchOfUncommonSamples({ path, metadata }: Picture): Promise<Rendition['stretch']> {
  if (metadata.depth === 'uchar' || metadata.depth === 'ushort' || metadata.space === 'lab') return null;
  const { channels } = await sharp(path, reading).stats();
  const shown = channels.slice(0, metadata.channels - (metadata.hasAlpha ? 1 : 0));
  const low = Math.min(...shown.map(({ min }) => min));
  const high = Math.max(...shown.map(({ max }) => max));
  const white = metadata.space === 'grey16' || metadata.space === 'rgb16' ? 65_535 : 255;
  if (!Number.isFinite(low) || !Number.isFinite(high) || high === low) return { factor: 0, offset: white / 2 };
  const factor = white / (high - low);
  return { factor, offset: -low * factor };
}
