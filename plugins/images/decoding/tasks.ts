import type { DecodeCode } from './failure.ts';

/** Formats that pictures are given out in. */
export type OutputFormat = 'jpg' | 'png' | 'webp';

/** An encoded picture with its size in pixels. */
export interface EncodedPicture {
  bytes: Buffer;
  mime: 'image/jpeg' | 'image/png' | 'image/webp';
  width: number;
  height: number;
}

/** A picture fitted into a box: aspect ratio kept, never enlarged. */
export interface FitBox {
  width: number;
  height: number;
  /** `webp` where the picture has transparency, whatever is asked. */
  format: 'jpg' | 'webp';
}

/** What `examine` finds out in one full decode. */
export interface Examination {
  /** sharp's name: jpeg, png, webp, gif, heif or tiff. */
  format: string;
  /** Pixels after the EXIF orientation was applied. */
  width: number;
  height: number;
  /** Frames or pages in the file; only the first one is shown. */
  pages: number;
  /** Bits per channel as stored: 1 to 32. */
  bitDepth: number;
  channels: number;
  /** True if some pixel is really transparent, not merely that there is an alpha channel. */
  isTransparent: boolean;
  /** In the order of the boxes asked for. */
  thumbnails: EncodedPicture[];
}

/** What `pyramid` wrote. */
export interface PyramidSummary {
  width: number;
  height: number;
  tileSize: number;
  levels: number;
  tiles: number;
  bytes: number;
}

/** Rectangle in pixels. */
export interface Rectangle {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** Pixels to draw from: a file, or stored tiles of one size in reading order, `across` to a row. */
export type RegionSource = { path: string } | { tiles: Buffer[]; across: number };

/** One picture to draw: the region is cut out, scaled to the size, mirrored, turned, coloured and encoded, in that order. */
export interface RegionTask {
  source: RegionSource;
  /** In pixels of the source. */
  region: Rectangle;
  width: number;
  height: number;
  mirror: boolean;
  /** Clockwise degrees; corners that an odd angle leaves empty are transparent, or white where there is no alpha. */
  rotation: number;
  quality: 'default' | 'color' | 'gray' | 'bitonal';
  format: OutputFormat;
}

/** Each task with what it takes and what it gives. */
export interface Tasks {
  examine: { input: { path: string; thumbnails: FitBox[] }; output: Examination };
  thumbnail: { input: { path: string; box: FitBox }; output: EncodedPicture };
  pyramid: { input: { path: string; output: string; tileSize: number; quality: number }; output: PyramidSummary };
  region: { input: RegionTask; output: EncodedPicture };
  capabilities: { input: Record<never, never>; output: { heic: boolean } };
}

/** Name of a task. */
export type TaskName = keyof Tasks;

/** What the decoder sends to its process. */
export interface TaskMessage<T extends TaskName = TaskName> {
  task: T;
  input: Tasks[T]['input'];
  maxPixels: number;
}

/** What the process sends back; tasks run one at a time, so that no number is needed to match them. */
export type TaskAnswer = { value: unknown } | { failure: { code: DecodeCode; message: string } };
