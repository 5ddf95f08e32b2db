import { glandPoint, placeGlands, raiseFields, type Gland } from './glands.ts';
import { fieldAt, makeField, noiseTile, smoothNoise, type Field } from './noise.ts';
import { createRandom, type Random } from './random.ts';
import type { Shape } from './scene.ts';
import { createSpacing, type Spacing } from './spacing.ts';

/** A nucleus with what decides its looks. */
export interface Nucleus extends Shape {
  kind: 'gland' | 'spindle' | 'lymphocyte' | 'debris' | 'vacuole' | 'fibre';
  /** 0 pale to 1 dark. */
  stain: number;
  /** How much paler the middle is, 0 to 1. */
  vesicle: number;
  noiseAt: number;
}

/** Where everything is: glands as two fields, the direction of fibres as two more, and all shapes. */
export interface TissueLayout {
  /** Pixels inside the outer edge of the nearest gland; negative outside. */
  glandDepth: Field;
  /** Pixels inside the hollow of the nearest gland; negative outside. */
  hollowDepth: Field;
  /** Coordinates along and across the fibres of the connective tissue, in pixels. */
  fibreAlong: Field;
  fibreAcross: Field;
  /** How strongly the tissue has taken the stain, −1 to 1. */
  tone: Field;
  shapes: Nucleus[];
}

const fieldStep = 16;

/** Lays out a section of glandular tissue; the same seed gives the same section. */
export function layOutTissue(width: number, height: number, seed: number): TissueLayout {
  const random = createRandom(seed);
  const slow = smoothNoise(noiseTile(seed + 1, 64, 1), 1100);
  const slower = smoothNoise(noiseTile(seed + 2, 64, 1), 2600);
  const glands = placeGlands(random, width, height, slower);
  const glandDepth = makeField(width, height, fieldStep, () => -400);
  const hollowDepth = makeField(width, height, fieldStep, () => -400);
  for (const gland of glands) raiseFields(gland, glandDepth, hollowDepth, slow);
  const turn = 0.45;
  const warp = smoothNoise(noiseTile(seed + 3, 64, 1), 620);
  const along = (x: number, y: number): number => x * Math.cos(turn) + y * Math.sin(turn) + 160 * warp(x + 9000, y);
  const bend = (x: number, y: number): number => 230 * warp(x, y) + 850 * slower(x + 700, y + 100);
  const across = (x: number, y: number): number => y * Math.cos(turn) - x * Math.sin(turn) + bend(x, y);
  const layout: TissueLayout = {
    glandDepth,
    hollowDepth,
    fibreAlong: makeField(width, height, fieldStep, along),
    fibreAcross: makeField(width, height, fieldStep, across),
    tone: makeField(width, height, fieldStep, (x, y) => 0.6 * slow(x, y) + 0.4 * slower(y, x)),
    shapes: [],
  };
  const spacing = createSpacing(30);
  for (const gland of glands) lineGland(random, gland, width, height, spacing, layout.shapes);
  placeLymphocytes(random, width, height, layout, spacing);
  placeSpindles(random, width, height, layout, spacing, slow);
  placeDebris(random, width, height, layout);
  return layout;
}

/** Nuclei stand side by side along the outer edge, some in a second row; mucus vacuoles towards the hollow. */
function lineGland(random: Random, gland: Gland, width: number, height: number, spacing: Spacing, shapes: Nucleus[]) {
  const isCrowded = random.chance(0.3);
  for (const [depth, presence] of [
    [24, 0.97],
    [61, isCrowded ? 0.75 : 0.3],
    [96, isCrowded ? 0.25 : 0],
  ] as const) {
    for (let theta = 0; theta < 6.28; theta += 7 / gland.radius) {
      const share = 1 - random.bell(depth, 4) / gland.radius;
      if (!random.chance(presence * 0.8)) continue;
      const { x, y } = glandPoint(gland, theta, share);
      const ahead = glandPoint(gland, theta + 0.02, share);
      const angle = Math.atan2(ahead.y - y, ahead.x - x) + Math.PI / 2 + random.bell(0, 0.13);
      const nucleus: Nucleus = {
        kind: 'gland',
        x,
        y,
        longRadius: random.bell(16.5, 1.7),
        shortRadius: random.bell(10.4, 1),
        angle,
        stain: random.between(0.25, 0.85),
        vesicle: random.between(0.1, 0.75),
        noiseAt: random.whole(0, 65535),
      };
      tryPlace(random, nucleus, width, height, spacing, shapes);
    }
  }
  for (let theta = 0; theta < 6.28; theta += 34 / gland.radius) {
    if (random.chance(0.45)) continue;
    const { x, y } = glandPoint(gland, theta + random.bell(0, 0.02), random.bell(gland.hollow + 0.2, 0.055));
    const radius = random.bell(15, 2.2);
    shapes.push({
      ...{ kind: 'vacuole', x, y, longRadius: radius * 1.15, shortRadius: radius, angle: random.between(0, 3) },
      ...{ stain: random.next(), vesicle: 0, noiseAt: random.whole(0, 65535) },
    });
  }
}

/** Places the nucleus where it keeps its distance; one in fourteen may touch or overlap a neighbour. */
function tryPlace(
  random: Random,
  nucleus: Nucleus,
  width: number,
  height: number,
  spacing: Spacing,
  shapes: Nucleus[],
) {
  const { x, y, longRadius, shortRadius, angle } = nucleus;
  if (x < -30 || y < -30 || x > width + 30 || y > height + 30) return;
  const gap = random.chance(0.07) ? -random.between(3, 8) : random.between(3.5, 7);
  const offset = longRadius - shortRadius;
  const discs = [-1, 0, 1].map((side) => ({
    x: x + side * offset * Math.cos(angle),
    y: y + side * offset * Math.sin(angle),
  }));
  if (!discs.every((disc) => spacing.isFree(disc.x, disc.y, shortRadius, gap))) return;
  for (const disc of discs) spacing.place(disc.x, disc.y, shortRadius);
  shapes.push(nucleus);
}

/** Small round dark nuclei: in aggregates, and scattered through the connective tissue. */
function placeLymphocytes(random: Random, width: number, height: number, layout: TissueLayout, spacing: Spacing) {
  const aggregates = Array.from({ length: Math.ceil((width * height) / 9e6) }, () => ({
    x: random.between(0, width),
    y: random.between(0, height),
    radius: random.between(240, 520),
  }));
  const tries = Math.round((width * height) / 5200);
  for (let attempt = 0; attempt < tries * 2; attempt++) {
    const aggregate = aggregates[attempt % aggregates.length]!;
    const isScattered = attempt < tries * 0.3;
    const distance = aggregate.radius * Math.sqrt(random.next()) * random.between(0.6, 1.15);
    const theta = random.between(0, 6.3);
    const x = isScattered ? random.between(0, width) : aggregate.x + distance * Math.cos(theta);
    const y = isScattered ? random.between(0, height) : aggregate.y + distance * Math.sin(theta);
    if (fieldAt(layout.glandDepth, x, y) > -14) continue;
    const radius = random.bell(10.2, 0.8);
    tryPlace(
      random,
      {
        ...{ kind: 'lymphocyte', x, y, longRadius: radius * random.between(1, 1.15), shortRadius: radius },
        ...{ angle: random.between(0, 3), stain: random.between(0.7, 1), vesicle: random.between(0, 0.2) },
        noiseAt: random.whole(0, 65535),
      },
      width,
      height,
      spacing,
      layout.shapes,
    );
  }
}

/** Long thin nuclei that follow the fibres. */
function placeSpindles(
  random: Random,
  width: number,
  height: number,
  layout: TissueLayout,
  spacing: Spacing,
  slow: (x: number, y: number) => number,
) {
  const tries = Math.round((width * height) / 7000);
  for (let attempt = 0; attempt < tries; attempt++) {
    const x = random.between(0, width);
    const y = random.between(0, height);
    if (fieldAt(layout.glandDepth, x, y) > -16 || slow(x, y + 3000) < random.between(-1, 0.2)) continue;
    const across = layout.fibreAcross;
    const slopeX = fieldAt(across, x + 20, y) - fieldAt(across, x - 20, y);
    const slopeY = fieldAt(across, x, y + 20) - fieldAt(across, x, y - 20);
    const shortRadius = random.bell(6.9, 0.7);
    tryPlace(
      random,
      {
        ...{ kind: 'spindle', x, y, longRadius: shortRadius * random.between(2.2, 3.5), shortRadius },
        ...{ angle: Math.atan2(-slopeX, slopeY) + random.bell(0, 0.16), stain: random.between(0.3, 0.95) },
        ...{ vesicle: random.between(0, 0.4), noiseAt: random.whole(0, 65535) },
      },
      width,
      height,
      spacing,
      layout.shapes,
    );
  }
}

/** Specks of pigment and dust, and a few textile fibres on the glass. */
function placeDebris(random: Random, width: number, height: number, layout: TissueLayout) {
  for (let i = 0; i < Math.round((width * height) / 270_000); i++) {
    const shortRadius = random.between(2.2, 5);
    layout.shapes.push({
      ...{ kind: 'debris', x: random.between(0, width), y: random.between(0, height), shortRadius },
      ...{ longRadius: shortRadius * random.between(1, 1.7), angle: random.between(0, 3.1) },
      ...{ stain: random.next(), vesicle: 0, noiseAt: random.whole(0, 65535) },
    });
  }
  for (let i = 0; i < Math.round((width * height) / 2.2e7); i++) {
    layout.shapes.push({
      ...{ kind: 'fibre', x: random.between(0, width), y: random.between(0, height), shortRadius: 3.2 },
      ...{ longRadius: random.between(140, 330), angle: random.between(0, 3.1) },
      ...{ stain: random.between(0.5, 1), vesicle: random.between(-90, 90), noiseAt: random.whole(0, 65535) },
    });
  }
}
