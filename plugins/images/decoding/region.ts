// Runs in the decoder process only.
import sharp, { type Sharp } from 'sharp';
import type { EncodedPicture, RegionSource, RegionTask } from './tasks.ts';

/** Draws one picture out of stored pixels: cut, scaled, mirrored, turned, coloured, encoded. Throws what sharp throws. */
export async function drawRegion(task: RegionTask): Promise<EncodedPicture> {
  const { region, width, height } = task;
  const scaled = openSource(task.source)
    .extract({ left: region.x, top: region.y, width: region.width, height: region.height })
    .resize({ width, height, fit: 'fill', kernel: 'lanczos3' });
  return encode(colour(await turn(scaled, task), task), task);
}

function openSource(source: RegionSource): Sharp {
  const options = { failOn: 'error', limitInputPixels: false } as const;
  if ('path' in source) return sharp(source.path, options);
  const { tiles, across } = source;
  return tiles.length === 1 ? sharp(tiles[0]!, options) : sharp(tiles, { ...options, join: { across } });
}

/**
 * Mirrors and turns what was scaled. That takes a pipeline of its own: within one, sharp turns before it scales.
 */
async function turn(scaled: Sharp, task: RegionTask): Promise<Sharp> {
  const { mirror, rotation } = task;
  if (!mirror && rotation === 0) return scaled;
  const mirrored = mirror ? scaled.flop() : scaled;
  if (rotation === 0) return mirrored;
  const { data, info } = await mirrored.raw().toBuffer({ resolveWithObject: true });
  const { width, height, channels } = info;
  return sharp(data, { raw: { width, height, channels } }).rotate(rotation, {
    background: hasAlpha(task) ? '#ffffff00' : '#ffffff',
  });
}

/** JPEG and two colours have no alpha; what is transparent lies on white, as on paper. */
function hasAlpha({ quality, format }: RegionTask): boolean {
  return format !== 'jpg' && quality !== 'bitonal';
}

function colour(pixels: Sharp, task: RegionTask): Sharp {
  const { quality } = task;
  if (!hasAlpha(task)) pixels.flatten({ background: '#ffffff' });
  if (quality === 'gray') pixels.grayscale();
  if (quality === 'bitonal') pixels.grayscale().threshold(128);
  return pixels;
}

async function encode(pixels: Sharp, { format, quality }: RegionTask): Promise<EncodedPicture> {
  if (quality === 'gray' || quality === 'bitonal') pixels.toColourspace('b-w');
  const encoded =
    format === 'jpg'
      ? pixels.jpeg({ quality: 88, chromaSubsampling: '4:4:4', optimiseCoding: false })
      : format === 'png'
        ? pixels.png({ compressionLevel: 3, ...(quality === 'bitonal' ? { palette: true, colours: 2 } : {}) })
        : pixels.webp({ quality: 85, effort: 1 });
  const { data, info } = await encoded.toBuffer({ resolveWithObject: true });
  const mime = format === 'jpg' ? 'image/jpeg' : format === 'png' ? 'image/png' : 'image/webp';
  return { bytes: data, mime, width: info.width, height: info.height };
}
