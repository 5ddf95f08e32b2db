import { noiseTile, type NoiseTile } from './noise.ts';
import { between, eachPixel, lay, smoothStep, type Colour } from './paint.ts';
import { createRandom, type Random } from './random.ts';
import { shapesByStrip, stripHeight, type Scene, type Shape, type Strip } from './scene.ts';
import { createSpacing, type Spacing } from './spacing.ts';

interface Colony extends Shape {
  kind: 'colony' | 'satellite' | 'bubble';
  /** 0 cream to 1 yellow. */
  tint: number;
  noiseAt: number;
}

interface Textures {
  grain: NoiseTile;
  mottle: NoiseTile;
}

const agar: Colour = [122, 20, 20];
const cleared: Colour = [176, 62, 44];
const cream: Colour = [236, 228, 204];
const yellow: Colour = [233, 205, 128];
const bench: Colour = [26, 25, 28];

/** Bacterial colonies on blood agar, streaked in three sectors, lit from the upper left. */
export function composeColonies(width: number, height: number, seed: number): Scene {
  const plate = { x: width / 2, y: height / 2, radius: Math.hypot(width, height) * 0.475 };
  const shapes = layOutColonies(width, height, plate, seed);
  const textures = { grain: noiseTile(seed + 11, 512, 1, 1, 1), mottle: noiseTile(seed + 12, 1024, 128, 128, 5, 0.6) };
  const byStrip = shapesByStrip(shapes, height, 50);
  return {
    width,
    height,
    shapes,
    drawStrip(strip) {
      const colonies = byStrip[Math.floor(strip.top / stripHeight)]!;
      drawPlate(strip, plate, height, textures);
      for (const colony of colonies) drawClearing(strip, colony, textures);
      for (const colony of colonies) drawShadow(strip, colony, textures);
      for (const colony of colonies) drawColony(strip, colony, textures);
      addGrain(strip, textures.grain);
    },
  };
}

interface Plate {
  x: number;
  y: number;
  radius: number;
}

function layOutColonies(width: number, height: number, plate: Plate, seed: number): Colony[] {
  const random = createRandom(seed);
  const colonies: Colony[] = [];
  const spacing = createSpacing(45);
  const isOnPlate = (x: number, y: number): boolean =>
    Math.hypot(x - plate.x, y - plate.y) < plate.radius - 70 && x > -20 && y > -20 && x < width + 20 && y < height + 20;
  // Three sectors of parallel strokes: crowded, then thinner, then single colonies.
  const strokes = [
    { x: 0.2, y: 0.1, turn: 1.15, length: 0.62, count: 11, apart: 46, step: 19, size: 10 },
    { x: 0.33, y: 0.93, turn: -0.4, length: 0.5, count: 8, apart: 74, step: 37, size: 14 },
    { x: 0.93, y: 0.62, turn: -1.8, length: 0.52, count: 6, apart: 112, step: 74, size: 20 },
  ];
  for (const stroke of strokes) {
    for (let line = 0; line < stroke.count; line++) {
      const startX = stroke.x * width - Math.sin(stroke.turn) * stroke.apart * line;
      const startY = stroke.y * height + Math.cos(stroke.turn) * stroke.apart * line;
      for (let way = 0; way < stroke.length * width; way += stroke.step * random.between(0.6, 1.6)) {
        const x = startX + way * Math.cos(stroke.turn) + random.bell(0, 0.13 * stroke.apart);
        const y =
          startY +
          way * Math.sin(stroke.turn) +
          random.bell(0, 0.13 * stroke.apart) +
          22 * Math.sin(way / 310 + 0.35 * line);
        if (isOnPlate(x, y)) addColony(random, x, y, stroke.size, spacing, colonies);
      }
    }
  }
  for (let attempt = 0; attempt < 900; attempt++) {
    const x = random.between(0, width);
    const y = random.between(0, height);
    if (isOnPlate(x, y) && spacing.isFree(x, y, 40, 34)) addColony(random, x, y, 22, spacing, colonies);
  }
  return colonies;
}

function addColony(random: Random, x: number, y: number, size: number, spacing: Spacing, colonies: Colony[]): void {
  const isSatellite = random.chance(0.1);
  const radius = isSatellite ? random.between(4, 6) : random.bell(size, size * 0.22);
  const gap = random.chance(0.08) ? -0.4 * radius : 4;
  if (!spacing.isFree(x, y, radius, gap)) return;
  spacing.place(x, y, radius);
  colonies.push({
    ...{ kind: isSatellite ? 'satellite' : 'colony', x, y, longRadius: radius * random.between(1, 1.1) },
    ...{ shortRadius: radius, angle: random.between(0, 3.1), tint: random.chance(0.25) ? 1 : random.between(0, 0.35) },
    noiseAt: random.whole(0, 65535),
  });
}

/** Bench, rim of the dish, and agar that is brighter towards the lamp. */
function drawPlate(strip: Strip, plate: Plate, height: number, { mottle }: Textures): void {
  for (let row = 0; row < strip.height; row++) {
    const y = strip.top + row;
    const line = (y & 1023) << 10;
    for (let x = 0; x < strip.width; x++) {
      const soft = (mottle.values[line | (x & 1023)]! - 128) / 128;
      const inside = plate.radius - Math.hypot(x - plate.x, y - plate.y);
      const lamp = 1.18 - 0.3 * ((x - plate.x) / strip.width + (y - plate.y) / height + 0.3);
      const light = lamp + 0.07 * soft;
      const at = (row * strip.width + x) * 3;
      strip.rgb.set([agar[0] * light, agar[1] * light, agar[2] * light], at);
      if (inside > 60) continue;
      // The wall of the dish: agar climbs a little, then two bright edges of plastic, then the bench.
      lay(strip.rgb, at, [70, 10, 12], 0.7 * smoothStep(60, 20, inside) * smoothStep(0, 8, inside));
      lay(strip.rgb, at, bench, smoothStep(1.5, -1.5, inside - 6));
      const edge = Math.max(smoothStep(5, 0, Math.abs(inside - 4)), 0.6 * smoothStep(4, 0, Math.abs(inside + 26)));
      const shine = 0.5 + 0.5 * Math.max(0, (plate.x - x + plate.y - y) / plate.radius);
      lay(strip.rgb, at, [150, 140, 146], 0.6 * edge * shine);
    }
  }
}

/** Around a colony the blood cells are destroyed, and the agar clears. */
function drawClearing(strip: Strip, colony: Colony, { mottle }: Textures): void {
  if (colony.kind !== 'colony') return;
  const halo = colony.shortRadius * 0.75 + 6;
  const outline = { noise: mottle, noiseAt: colony.noiseAt, wobble: 0.05 };
  eachPixel(strip, colony, outline, halo, (at, depth) =>
    lay(strip.rgb, at, cleared, 0.62 * smoothStep(-halo, -halo * 0.35, depth)),
  );
}

function drawShadow(strip: Strip, colony: Colony, { mottle }: Textures): void {
  const shift = 1 + colony.shortRadius * 0.09;
  const outline = { noise: mottle, noiseAt: colony.noiseAt, wobble: 0.04 };
  const below = { ...colony, x: colony.x + shift, y: colony.y + shift };
  eachPixel(strip, below, outline, 5, (at, depth) => lay(strip.rgb, at, [60, 6, 10], 0.42 * smoothStep(-5, 2, depth)));
}

/** A glistening dome: light from the upper left, a highlight, a darker far edge. */
function drawColony(strip: Strip, colony: Colony, { mottle }: Textures): void {
  const outline = { noise: mottle, noiseAt: colony.noiseAt, wobble: 0.06 };
  const base = between(cream, yellow, colony.tint);
  const { shortRadius: radius, angle } = colony;
  const lampAlong = -Math.cos(angle) - Math.sin(angle);
  const lampAcross = Math.sin(angle) - Math.cos(angle);
  eachPixel(strip, colony, outline, 2, (at, depth, way, along, across) => {
    const slope = Math.max(0, Math.min(1, way)) ** 2.2;
    const facing = ((along * lampAlong + across * lampAcross) / Math.max(0.05, way * 1.414)) * slope;
    const ring = colony.tint < 0.5 && radius > 16 ? 0.02 * Math.cos(way * 12) : 0;
    const light = 0.9 + 0.13 * facing + ring - 0.1 * smoothStep(0.85, 1, way);
    lay(strip.rgb, at, [base[0] * light, base[1] * light, base[2] * light], smoothStep(-1.2, 1.2, depth));
    const toHighlight = Math.hypot(along - 0.32 * lampAlong, across - 0.32 * lampAcross);
    if (toHighlight < 0.22) lay(strip.rgb, at, [255, 254, 250], 0.85 * smoothStep(0.22, 0.08, toHighlight));
  });
}

function addGrain(strip: Strip, grain: NoiseTile): void {
  for (let i = 0; i < strip.rgb.length; i++) {
    const at = (i + strip.top * strip.width * 3) * 5;
    strip.rgb[i] = strip.rgb[i]! + (grain.values[(at ^ (at >> 9)) & 262143]! - 128) * 0.045;
  }
}
