import sharp from 'sharp';

/** A filled disc or ellipse on an even ground, and what is known about it. */
export interface Spot {
  x: number;
  y: number;
  radiusX: number;
  radiusY: number;
  grey: number;
}

/** Draws spots on a ground of one grey, without smooth edges, so that every count of pixels is known. */
export async function drawSpots(path: string, width: number, height: number, ground: number, spots: Spot[]) {
  const pixels = Buffer.alloc(width * height, ground);
  for (const { x, y, radiusX, radiusY, grey } of spots) {
    for (let row = Math.max(0, Math.floor(y - radiusY)); row < Math.min(height, y + radiusY + 1); row++) {
      for (let column = Math.max(0, Math.floor(x - radiusX)); column < Math.min(width, x + radiusX + 1); column++) {
        if (((column - x) / radiusX) ** 2 + ((row - y) / radiusY) ** 2 <= 1) pixels[row * width + column] = grey;
      }
    }
  }
  await sharp(pixels, { raw: { width, height, channels: 1 } })
    .toColourspace('b-w')
    .toFile(path);
}

/** A grid of discs of one size, `count` to a side, `pitch` pixels apart. */
export function spotGrid(count: number, pitch: number, radius: number, grey: number): Spot[] {
  return Array.from({ length: count * count }, (_, i) => ({
    x: (i % count) * pitch + pitch / 2,
    y: Math.floor(i / count) * pitch + pitch / 2,
    radiusX: radius,
    radiusY: radius,
    grey,
  }));
}
