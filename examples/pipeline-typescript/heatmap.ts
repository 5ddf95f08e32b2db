import sharp from 'sharp';
import type { DetectResult } from './detect.ts';
import { round4 } from './measure.ts';

/** A density map of the detections as a PNG with transparency, made to lie over the whole picture. */
export interface Heatmap {
  png: Uint8Array;
  /** Pixels of the map; each stands for `scale` × `scale` pixels of the picture. */
  width: number;
  height: number;
  scale: number;
  /** Covered share of the neighbourhood at the densest spot, 0 to 1: the top of the colour scale. */
  maxDensity: number;
  /** Standard deviation of the smoothing, in pixels of the picture. */
  smoothing: number;
}

const longestSide = 1024;

/**
 * Draws where cells and clusters are dense: their areas, put down at their centres and smoothed by three
 * box blurs (nearly a Gaussian), as a share of the covered area. Debris doesn't count. Viridis; what is
 * empty is transparent.
 */
export async function drawHeatmap(result: DetectResult): Promise<Heatmap> {
  const scale = Math.ceil(Math.max(result.width, result.height) / longestSide);
  const width = Math.ceil(result.width / scale);
  const height = Math.ceil(result.height / scale);
  const radius = Math.max(1, Math.floor(Math.max(width, height) / 40));
  let density: Float64Array = new Float64Array(width * height);
  for (const { className, centreX, centreY, area } of result.detections) {
    if (className === 'debris') continue;
    density[Math.floor(centreY / scale) * width + Math.floor(centreX / scale)]! += area / (scale * scale);
  }
  for (let pass = 0; pass < 3; pass++) {
    density = blurRows(density, width, height, radius);
    density = blurColumns(density, width, height, radius);
  }
  const maxDensity = density.reduce((most, value) => Math.max(most, value), 0);
  const pixels = colour(density, maxDensity);
  const png = await sharp(pixels, { raw: { width, height, channels: 4 } })
    .png()
    .toBuffer();
  const smoothing = scale * Math.sqrt(((2 * radius + 1) ** 2 - 1) / 4);
  return { png, width, height, scale, maxDensity: round4(maxDensity), smoothing: round4(smoothing) };
}

/** Mean over 2 × radius + 1 neighbours in the row; at the border over those that exist. */
function blurRows(map: Float64Array, width: number, height: number, radius: number): Float64Array {
  const blurred = new Float64Array(map.length);
  for (let y = 0; y < height; y++) blurLine(map, blurred, y * width, 1, width, radius);
  return blurred;
}

function blurColumns(map: Float64Array, width: number, height: number, radius: number): Float64Array {
  const blurred = new Float64Array(map.length);
  for (let x = 0; x < width; x++) blurLine(map, blurred, x, width, height, radius);
  return blurred;
}

function blurLine(from: Float64Array, to: Float64Array, at: number, step: number, length: number, radius: number) {
  let sum = 0;
  let count = 0;
  for (let i = -radius; i < length; i++) {
    if (i + radius < length) {
      sum += from[at + (i + radius) * step]!;
      count++;
    }
    if (i - radius - 1 >= 0) {
      sum -= from[at + (i - radius - 1) * step]!;
      count--;
    }
    // Sums of differences may end a hair below zero.
    if (i >= 0) to[at + i * step] = Math.max(0, sum / count);
  }
}

function colour(density: Float64Array, maxDensity: number): Uint8Array {
  const pixels = new Uint8Array(density.length * 4);
  if (maxDensity === 0) return pixels;
  const colours = Array.from({ length: 256 }, (_, level) => colourOf(level / 255));
  density.forEach((value, i) => pixels.set(colours[Math.floor((value / maxDensity) * 255 + 0.5)]!, i * 4));
  return pixels;
}

/** Viridis, the more opaque the higher: nothing at all is transparent. */
function colourOf(level: number): number[] {
  return [...viridis(level), Math.floor(230 * Math.sqrt(level) + 0.5)];
}

// Matplotlib's viridis as polynomials of degree 6, one per channel: within 3 of 255 of the table.
const viridisCoefficients = [
  [
    0.2777273272234177, 0.1050930431085774, -0.3308618287255563, -4.634230498983486, 6.228269936347081,
    4.776384997670288, -5.435455855934631,
  ],
  [
    0.005407344544966578, 1.404613529898575, 0.214847559468213, -5.799100973351585, 14.17993336680509,
    -13.74514537774601, 4.645852612178535,
  ],
  [
    0.3340998053353061, 1.384590162594685, 0.09509516302823659, -19.33244095627987, 56.69055260068105,
    -65.35303263337234, 26.3124352495832,
  ],
] as const;

/** Red, green, blue, 0 to 255, for a level from 0 to 1. */
export function viridis(level: number): number[] {
  return viridisCoefficients.map((coefficients) => {
    const value = coefficients.reduceRight((sum, coefficient) => sum * level + coefficient, 0);
    return Math.floor(Math.min(1, Math.max(0, value)) * 255 + 0.5);
  });
}
