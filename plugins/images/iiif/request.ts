import type { OutputFormat, Rectangle } from '../decoding/tasks.ts';
import { IiifFault } from './fault.ts';
import { iiifLimits, isWithinLimits, type IiifLimits } from './limits.ts';
import { parseRegion } from './region.ts';
import { maxSizeOf, parseSize } from './size.ts';

/** What is known of the picture that is asked for. */
export interface IiifImage {
  /** Pixels of the full resolution. */
  width: number;
  height: number;
  isGrey: boolean;
}

/** The four parts of an image request's path, percent-decoded: region/size/rotation/quality.format. */
export interface IiifPath {
  region: string;
  size: string;
  rotation: string;
  /** `default.jpg` and the like. */
  file: string;
}

/** One of the four qualities. */
export type IiifQuality = 'default' | 'color' | 'gray' | 'bitonal';

/** A valid request: everything in pixels, nothing left to interpret. */
export interface IiifRequest {
  /** In pixels of the full resolution, inside the picture. */
  region: Rectangle;
  /** Pixels of the result before it is turned. */
  width: number;
  height: number;
  mirror: boolean;
  /** Clockwise degrees, from 0 to below 360. */
  rotation: number;
  /** `default` wherever that gives the same picture. */
  quality: IiifQuality;
  format: OutputFormat;
  /** The canonical path: region/size/rotation/quality.format. */
  canonical: string;
}

/**
 * Understands an image request of the IIIF Image API 3.0 (level 2, with upscaling, mirroring and any rotation). Throws
 * `IiifFault` with a sentence. Source: https://iiif.io/api/image/3.0/, section 4.
 */
export function parseIiifRequest(image: IiifImage, path: IiifPath, limits: IiifLimits = iiifLimits): IiifRequest {
  const region = parseRegion(image, path.region);
  const { width, height } = parseSize(region, path.size, limits);
  const { mirror, rotation } = parseRotation(path.rotation);
  requireRotatedWithin(width, height, rotation, limits);
  const { quality, format } = parseFile(image, path.file);
  const turned = `${mirror ? '!' : ''}${rotation}`;
  const canonical = `${canonicalRegion(image, region)}/${canonicalSize(region, width, height, limits)}/${turned}/${quality}.${format}`;
  return { region, width, height, mirror, rotation, quality, format, canonical };
}

function parseRotation(text: string): { mirror: boolean; rotation: number } {
  const match = /^(!?)(\d{1,3}(?:\.\d{0,10})?|\.\d{1,10})$/.exec(text);
  const degrees = match ? Number(match[2]) : NaN;
  if (!(degrees <= 360)) {
    throw new IiifFault(
      `The rotation "${text}" is not a number of degrees from 0 to 360, with or without "!" before it.`,
    );
  }
  return { mirror: match![1] === '!', rotation: degrees % 360 };
}

/** A picture turned by an odd angle needs a larger canvas. */
function requireRotatedWithin(width: number, height: number, rotation: number, limits: IiifLimits): void {
  if (rotation % 90 === 0) return;
  const [cos, sin] = [Math.abs(Math.cos((rotation * Math.PI) / 180)), Math.abs(Math.sin((rotation * Math.PI) / 180))];
  const [across, down] = [Math.ceil(width * cos + height * sin), Math.ceil(width * sin + height * cos)];
  if (isWithinLimits(across, down, limits)) return;
  throw new IiifFault(
    `Turned by ${rotation} degrees the image would be ${across} x ${down} pixels, over the limits in info.json.`,
  );
}

const qualities: readonly string[] = ['default', 'color', 'gray', 'bitonal'] satisfies IiifQuality[];
const formats: readonly string[] = ['jpg', 'png', 'webp'] satisfies OutputFormat[];

function parseFile(image: IiifImage, file: string): { quality: IiifQuality; format: OutputFormat } {
  const dot = file.lastIndexOf('.');
  if (dot < 0) throw new IiifFault(`"${file}" is not a quality and a format, as in "default.jpg".`);
  const [quality, format] = [file.slice(0, dot), file.slice(dot + 1)];
  if (!qualities.includes(quality)) {
    throw new IiifFault(`The quality "${quality}" is not one of ${qualities.join(', ')}.`);
  }
  if (!formats.includes(format)) throw new IiifFault(`The format "${format}" is not one of ${formats.join(', ')}.`);
  const isDefault = quality === 'color' || (quality === 'gray' && image.isGrey);
  return { quality: isDefault ? 'default' : (quality as IiifQuality), format: format as OutputFormat };
}

function canonicalRegion(image: IiifImage, { x, y, width, height }: Rectangle): string {
  const isFull = x === 0 && y === 0 && width === image.width && height === image.height;
  return isFull ? 'full' : `${x},${y},${width},${height}`;
}

function canonicalSize(region: Rectangle, width: number, height: number, limits: IiifLimits): string {
  const isThat = (size: { width: number; height: number }) => size.width === width && size.height === height;
  if (isThat(maxSizeOf(region, limits, false))) return 'max';
  if (isThat(maxSizeOf(region, limits, true))) return '^max';
  const isUpscaled = width > region.width || height > region.height;
  return `${isUpscaled ? '^' : ''}${width},${height}`;
}
