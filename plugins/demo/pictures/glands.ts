import type { Field } from './noise.ts';
import type { Random } from './random.ts';
import { createSpacing } from './spacing.ts';

interface Wave {
  count: number;
  strength: number;
  phase: number;
}

/** A tube of cells cut across: a wavy outline around a folded hollow. */
export interface Gland {
  x: number;
  y: number;
  radius: number;
  /** The gland is stretched by `stretch` along `angle` and squeezed across. */
  stretch: number;
  angle: number;
  waves: Wave[];
  /** The hollow reaches this share of the way to the outline, and is folded. */
  hollow: number;
  folds: Wave;
}

/** Glands all over the section, thinner where `slower` is low; none touch. */
export function placeGlands(random: Random, width: number, height: number, slower: (x: number, y: number) => number) {
  const glands: Gland[] = [];
  const spacing = createSpacing(620);
  for (let attempt = 0; attempt < 6000; attempt++) {
    const gland: Gland = {
      x: random.between(-200, width + 200),
      y: random.between(-200, height + 200),
      radius: random.bell(300, 55),
      stretch: random.between(1, 1.45),
      angle: random.between(0, Math.PI),
      waves: [2, 3, 5].map((count) => ({
        count,
        strength: random.between(0.02, 0.15) / Math.sqrt(count),
        phase: random.between(0, 6.3),
      })),
      hollow: random.between(0.24, 0.55),
      folds: { count: random.whole(3, 8), strength: random.between(0.04, 0.17), phase: random.between(0, 6.3) },
    };
    const reach = gland.radius * gland.stretch * 1.06;
    if (slower(gland.x + 500, gland.y) < -0.28 || !spacing.isFree(gland.x, gland.y, reach, 50)) continue;
    spacing.place(gland.x, gland.y, reach);
    glands.push(gland);
  }
  return glands;
}

/** The outline's distance from the centre in direction `theta`, in pixels of the unstretched gland. */
function outline(gland: Gland, theta: number): number {
  let share = 1;
  for (const { count, strength, phase } of gland.waves) share += strength * Math.cos(count * theta + phase);
  return gland.radius * share;
}

/** Raises both depth fields to this gland's where it is deeper. */
export function raiseFields(
  gland: Gland,
  glandDepth: Field,
  hollowDepth: Field,
  slow: (x: number, y: number) => number,
): void {
  const reach = gland.radius * gland.stretch * 1.5;
  const { step, columns, rows } = glandDepth;
  const cos = Math.cos(gland.angle);
  const sin = Math.sin(gland.angle);
  for (let row = Math.max(0, Math.floor((gland.y - reach) / step)); row * step < gland.y + reach && row < rows; row++) {
    const first = Math.max(0, Math.floor((gland.x - reach) / step));
    for (let column = first; column * step < gland.x + reach && column < columns; column++) {
      const dx = column * step - gland.x;
      const dy = row * step - gland.y;
      const u = (dx * cos + dy * sin) / gland.stretch;
      const v = (dy * cos - dx * sin) * Math.sqrt(gland.stretch);
      const theta = Math.atan2(v, u);
      const way = Math.sqrt(u * u + v * v) / outline(gland, theta);
      const at = row * columns + column;
      glandDepth.values[at] = Math.max(glandDepth.values[at]!, (1 - way) * gland.radius);
      const { count, strength, phase } = gland.folds;
      const fold = strength * Math.cos(count * theta + phase) + 0.22 * slow(4 * dx + gland.x, 4 * dy);
      const hollow = gland.hollow * (1 + fold);
      hollowDepth.values[at] = Math.max(hollowDepth.values[at]!, (hollow - way) * gland.radius);
    }
  }
}

/** A point at `share` of the way from the gland's centre to its outline. */
export function glandPoint(gland: Gland, theta: number, share: number): { x: number; y: number } {
  const distance = outline(gland, theta) * share;
  const u = Math.cos(theta) * distance * gland.stretch;
  const v = (Math.sin(theta) * distance) / Math.sqrt(gland.stretch);
  const cos = Math.cos(gland.angle);
  const sin = Math.sin(gland.angle);
  return { x: gland.x + u * cos - v * sin, y: gland.y + u * sin + v * cos };
}
