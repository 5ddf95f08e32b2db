import type { NoiseTile } from './noise.ts';
import type { Shape, Strip } from './scene.ts';

export type Colour = readonly [number, number, number];

/** Lays a colour over the pixel at byte `at`, `alpha` from 0 to 1. */
export function lay(rgb: Uint8ClampedArray, at: number, colour: Colour, alpha: number): void {
  rgb[at] = rgb[at]! + (colour[0] - rgb[at]!) * alpha;
  rgb[at + 1] = rgb[at + 1]! + (colour[1] - rgb[at + 1]!) * alpha;
  rgb[at + 2] = rgb[at + 2]! + (colour[2] - rgb[at + 2]!) * alpha;
}

/** Brightens the pixel at byte `at`, as light adds up. */
export function glow(rgb: Uint8ClampedArray, at: number, colour: Colour, strength: number): void {
  for (let i = 0; i < 3; i++) rgb[at + i] = rgb[at + i]! + colour[i]! * strength;
}

/** A colour between two, at `share` 0 to 1. */
export function between(from: Colour, to: Colour, share: number): Colour {
  return [
    from[0] + (to[0] - from[0]) * share,
    from[1] + (to[1] - from[1]) * share,
    from[2] + (to[2] - from[2]) * share,
  ];
}

/** An outline that isn't quite an ellipse: `noise` moves it by up to `wobble` (share of the radius). */
export interface Outline {
  noise: NoiseTile;
  /** Where in the tile this shape's piece of noise lies. */
  noiseAt: number;
  wobble: number;
}

/**
 * Calls `shade` for each pixel of the strip that is inside the shape or within `margin` pixels of it, with the
 * byte where the pixel is, its depth below the outline in pixels (negative outside), the share of the way from
 * the centre (1 on the outline), and its place along both axes (−1 to 1 inside).
 */
export function eachPixel(
  strip: Strip,
  shape: Shape,
  outline: Outline,
  margin: number,
  shade: (at: number, depth: number, way: number, along: number, across: number) => void,
): void {
  const { noise, noiseAt, wobble } = outline;
  const mask = noise.size - 1;
  const cos = Math.cos(shape.angle);
  const sin = Math.sin(shape.angle);
  const long = shape.longRadius * (1 + wobble);
  const short = shape.shortRadius * (1 + wobble);
  const reachX = Math.sqrt((long * cos) ** 2 + (short * sin) ** 2) + margin;
  const reachY = Math.sqrt((long * sin) ** 2 + (short * cos) ** 2) + margin;
  const left = Math.max(0, Math.floor(shape.x - reachX));
  const right = Math.min(strip.width, Math.ceil(shape.x + reachX) + 1);
  const top = Math.max(strip.top, Math.floor(shape.y - reachY));
  const bottom = Math.min(strip.top + strip.height, Math.ceil(shape.y + reachY) + 1);
  const limit = 1 + wobble + margin / shape.shortRadius;
  const limitSquared = limit * limit;
  const offsetX = noiseAt - Math.floor(shape.x);
  const offsetY = (noiseAt >> 4) - Math.floor(shape.y);
  for (let y = top; y < bottom; y++) {
    const dy = y - shape.y;
    const noiseRow = ((y + offsetY) & mask) * noise.size;
    for (let x = left; x < right; x++) {
      const dx = x - shape.x;
      const along = (dx * cos + dy * sin) / shape.longRadius;
      const across = (dy * cos - dx * sin) / shape.shortRadius;
      const squared = along * along + across * across;
      if (squared > limitSquared) continue;
      const bump = noise.values[noiseRow + ((x + offsetX) & mask)]! / 127.5 - 1;
      const way = Math.sqrt(squared) + bump * wobble;
      const depth = (1 - way) * shape.shortRadius;
      if (depth > -margin) shade(((y - strip.top) * strip.width + x) * 3, depth, way, along, across);
    }
  }
}

/** 0 below `from`, 1 above `to`, smooth in between. */
export function smoothStep(from: number, to: number, value: number): number {
  const share = Math.max(0, Math.min(1, (value - from) / (to - from)));
  return share * share * (3 - 2 * share);
}
