import { noiseTile, type NoiseTile } from './noise.ts';
import { eachPixel, glow, smoothStep, type Colour } from './paint.ts';
import { createRandom, type Random } from './random.ts';
import { shapesByStrip, stripHeight, type Scene, type Shape, type Strip } from './scene.ts';
import { createSpacing } from './spacing.ts';

interface Glowing extends Shape {
  kind: 'body' | 'nucleus' | 'mitosis' | 'mitochondrion' | 'speck';
  strength: number;
  noiseAt: number;
}

interface Textures {
  grain: NoiseTile;
  haze: NoiseTile;
  strands: NoiseTile;
  chromatin: NoiseTile;
  /** Coarse enough to bend the outline of a whole cell. */
  shape: NoiseTile;
}

const blue: Colour = [104, 158, 255];
const green: Colour = [8, 60, 30];
const red: Colour = [112, 24, 20];

/** Cultured cells in a fluorescence microscope: light adds up on a dark ground. */
export function composeFluorescence(width: number, height: number, seed: number): Scene {
  const shapes = layOutCells(width, height, seed);
  const textures: Textures = {
    grain: noiseTile(seed + 11, 512, 1, 1),
    haze: noiseTile(seed + 12, 1024, 256, 256, 3),
    strands: noiseTile(seed + 13, 512, 64, 4, 2, 0.7),
    chromatin: noiseTile(seed + 14, 256, 8, 8, 3, 0.7),
    shape: noiseTile(seed + 15, 512, 64, 64, 2),
  };
  const byStrip = shapesByStrip(shapes, height, 60);
  return {
    width,
    height,
    shapes,
    drawStrip(strip) {
      drawGround(strip, textures.haze);
      for (const shape of byStrip[Math.floor(strip.top / stripHeight)]!) drawers[shape.kind](strip, shape, textures);
      addGrain(strip, textures.grain);
    },
  };
}

function layOutCells(width: number, height: number, seed: number): Glowing[] {
  const random = createRandom(seed);
  const bodies: Glowing[] = [];
  const inside: Glowing[] = [];
  const spacing = createSpacing(60);
  for (let attempt = 0; attempt < (width * height) / 2400; attempt++) {
    const x = random.between(-20, width + 20);
    const y = random.between(-20, height + 20);
    const radius = random.bell(27, 3.2);
    const gap = random.chance(0.012) ? -12 : random.between(16, 62);
    if (!spacing.isFree(x, y, radius, gap)) continue;
    spacing.place(x, y, radius);
    addCell(random, x, y, radius, bodies, inside);
  }
  return [...bodies, ...inside];
}

function addCell(random: Random, x: number, y: number, radius: number, bodies: Glowing[], inside: Glowing[]): void {
  const angle = random.between(0, Math.PI);
  const isMitosis = random.chance(0.06);
  const longRadius = radius * random.between(1.8, 3.1);
  bodies.push({
    ...{ kind: 'body', x: x + random.bell(0, 6), y: y + random.bell(0, 6), longRadius, angle },
    ...{ shortRadius: isMitosis ? longRadius * 0.95 : radius * random.between(1.5, 2.2) },
    ...{ strength: random.between(0.45, 1), noiseAt: random.whole(0, 65535) },
  });
  inside.push({
    ...{ kind: isMitosis ? 'mitosis' : 'nucleus', x, y, angle: angle + random.bell(0, 0.3) },
    ...{ longRadius: isMitosis ? radius * 0.9 : radius * random.between(1, 1.3) },
    ...{ shortRadius: isMitosis ? radius * 0.42 : radius * random.between(0.8, 1) },
    ...{ strength: isMitosis ? 1.15 : random.between(0.7, 1.05), noiseAt: random.whole(0, 65535) },
  });
  for (let i = random.whole(14, 40); i > 0; i--) {
    const turn = random.between(0, 6.3);
    const distance = radius * random.between(1.05, 1.75);
    const size = random.between(1.6, 2.8);
    inside.push({
      ...{ kind: 'mitochondrion', x: x + distance * Math.cos(turn), y: y + distance * Math.sin(turn) },
      ...{ longRadius: size * random.between(1.2, 3.4), shortRadius: size, angle: turn + random.bell(1.57, 0.5) },
      ...{ strength: random.between(0.3, 1), noiseAt: random.whole(0, 65535) },
    });
  }
  if (random.chance(0.16)) {
    const size = random.between(4, 6.5);
    inside.push({
      ...{
        kind: 'speck',
        x: x + random.bell(0, 70),
        y: y + random.bell(0, 70),
        longRadius: size * 1.1,
        shortRadius: size,
      },
      ...{ angle: 0, strength: random.between(0.7, 1.1), noiseAt: random.whole(0, 65535) },
    });
  }
}

function drawGround(strip: Strip, haze: NoiseTile): void {
  for (let row = 0; row < strip.height; row++) {
    const line = ((strip.top + row) & 1023) << 10;
    for (let x = 0; x < strip.width; x++) {
      const level = haze.values[line | (x & 1023)]!;
      const at = (row * strip.width + x) * 3;
      strip.rgb[at] = 3 + level / 70;
      strip.rgb[at + 1] = 5 + level / 34;
      strip.rgb[at + 2] = 8 + level / 26;
    }
  }
}

const drawers: Record<Glowing['kind'], (strip: Strip, shape: Glowing, textures: Textures) => void> = {
  /** The cell's outline is ragged; actin strands run along its long axis and gather at the rim. */
  body(strip, cell, { shape, strands }) {
    const outline = { noise: shape, noiseAt: cell.noiseAt, wobble: 0.34 };
    eachPixel(strip, cell, outline, 6, (at, depth, way, along, across) => {
      const u = Math.floor(along * cell.longRadius * 1.1 + 6 * across) & 511;
      const v = Math.floor(across * cell.shortRadius * 1.6 + 9 * along * along + cell.noiseAt) & 511;
      const strand = Math.max(0, strands.values[v * 512 + u]! - 120) / 100;
      const rim = 0.4 * smoothStep(0.7, 0.95, way);
      glow(strip.rgb, at, green, cell.strength * smoothStep(-5, 9, depth) * (0.3 + 0.5 * strand + rim));
    });
  },
  nucleus(strip, nucleus, { chromatin }) {
    const outline = { noise: chromatin, noiseAt: nucleus.noiseAt, wobble: 0.05 };
    eachPixel(strip, nucleus, outline, 26, (at, depth, way, along, across) => {
      const halo = 0.12 * nucleus.strength * smoothStep(-26, 0, depth);
      if (depth < -2.5) return glow(strip.rgb, at, blue, halo);
      const u = along * nucleus.longRadius;
      const v = across * nucleus.shortRadius + nucleus.noiseAt;
      const clump = chromatin.values[(v & 255) * 256 + (u & 255)]! / 128 - 1;
      const coarse = chromatin.values[((v * 0.45) & 255) * 256 + ((u * 0.45) & 255)]! / 128 - 1;
      const nucleolus = 0.3 * smoothStep(0.4, 0.75, -coarse);
      const level = 0.88 + 0.13 * clump - nucleolus + 0.1 * (1 - way);
      const share = smoothStep(-2.5, 3, depth);
      glow(strip.rgb, at, blue, nucleus.strength * share * level + halo * (1 - share));
    });
  },
  /** Condensed chromosomes: small, dense and very bright. */
  mitosis(strip, plate, { chromatin }) {
    const outline = { noise: chromatin, noiseAt: plate.noiseAt, wobble: 0.16 };
    eachPixel(strip, plate, outline, 20, (at, depth) => {
      const share = smoothStep(-2, 3, depth);
      glow(strip.rgb, at, blue, 0.16 * smoothStep(-20, 0, depth) * (1 - share));
      glow(strip.rgb, at, [130, 170, 255], plate.strength * share);
    });
  },
  mitochondrion(strip, grain, { chromatin }) {
    const outline = { noise: chromatin, noiseAt: grain.noiseAt, wobble: 0.1 };
    eachPixel(strip, grain, outline, 2, (at, depth) =>
      glow(strip.rgb, at, red, grain.strength * smoothStep(-2, 1.5, depth)),
    );
  },
  /** A fragment of a nucleus between the cells. */
  speck(strip, speck, { chromatin }) {
    const outline = { noise: chromatin, noiseAt: speck.noiseAt, wobble: 0.1 };
    eachPixel(strip, speck, outline, 3, (at, depth) =>
      glow(strip.rgb, at, blue, speck.strength * smoothStep(-2.5, 2, depth)),
    );
  },
};

/** Shot noise: more of it where there is more light. */
function addGrain(strip: Strip, grain: NoiseTile): void {
  for (let row = 0; row < strip.height; row++) {
    const line = ((strip.top + row) * 7) & 511;
    for (let x = 0; x < strip.width; x++) {
      const at = (row * strip.width + x) * 3;
      for (let channel = 0; channel < 3; channel++) {
        const value = strip.rgb[at + channel]!;
        const noise =
          grain.values[((line + 97 * channel) & 511) * 512 + ((x * 3 + 131 * channel + (row << 5)) & 511)]! - 128;
        strip.rgb[at + channel] = value + noise * (0.02 + 0.0045 * Math.sqrt(value));
      }
    }
  }
}
