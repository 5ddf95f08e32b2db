import { fieldLine, noiseTile, type Field, type NoiseTile } from './noise.ts';
import { between, eachPixel, lay, smoothStep, type Colour } from './paint.ts';
import { shapesByStrip, stripHeight, type Scene, type Strip } from './scene.ts';
import { layOutTissue, type Nucleus, type TissueLayout } from './tissue-layout.ts';

interface Textures {
  grain: NoiseTile;
  cloud: NoiseTile;
  fibre: NoiseTile;
  chromatin: NoiseTile;
}

const paleNucleus: Colour = [136, 104, 168];
const darkNucleus: Colour = [62, 40, 104];
const pigment: Colour = [62, 40, 26];
const dust: Colour = [44, 46, 58];
const mucus: Colour = [226, 216, 234];
const glass: Colour = [247, 242, 247];

/** A section of glandular tissue stained with haematoxylin and eosin, as a slide scanner sees it. */
export function composeTissue(width: number, height: number, seed: number): Scene {
  const layout = layOutTissue(width, height, seed);
  const textures: Textures = {
    grain: noiseTile(seed + 11, 1024, 2, 2, 2, 0.7),
    cloud: noiseTile(seed + 12, 1024, 64, 64, 4, 0.6),
    fibre: noiseTile(seed + 13, 1024, 256, 16, 4, 0.75),
    chromatin: noiseTile(seed + 14, 256, 8, 8, 3, 0.7),
  };
  const byStrip = shapesByStrip(layout.shapes, height, 24);
  return {
    width,
    height,
    shapes: layout.shapes,
    drawStrip(strip) {
      drawBackground(strip, layout, textures);
      const shapes = byStrip[Math.floor(strip.top / stripHeight)]!;
      for (const shape of shapes) if (shape.kind === 'vacuole') drawVacuole(strip, shape, textures);
      for (const shape of shapes) if (isNucleus(shape)) drawHalo(strip, shape, textures);
      for (const shape of shapes) if (isNucleus(shape)) drawNucleus(strip, shape, textures);
      for (const shape of shapes) if (shape.kind === 'debris') drawSpeck(strip, shape, textures);
      for (const shape of shapes) if (shape.kind === 'fibre') drawThread(strip, shape, textures);
    },
  };
}

/** Whether a shape of this picture is a nucleus, which a detector should find. */
export function isNucleus(shape: { kind: string }): boolean {
  return shape.kind === 'gland' || shape.kind === 'spindle' || shape.kind === 'lymphocyte';
}

/**
 * Connective tissue, gland walls and hollows, pixel by pixel: five fields are straight lines between the corners
 * of their squares, so that a pixel costs a few additions and three texture look-ups.
 */
function drawBackground(strip: Strip, layout: TissueLayout, textures: Textures): void {
  const fields = [layout.glandDepth, layout.hollowDepth, layout.fibreAlong, layout.fibreAcross, layout.tone];
  const lines = fields.map((field: Field) => new Float32Array(field.columns));
  const [gland, hollow, along, across, tone] = lines as [
    Float32Array,
    Float32Array,
    Float32Array,
    Float32Array,
    Float32Array,
  ];
  const step = layout.tone.step;
  const { width, rgb } = strip;
  const grain = textures.grain.values;
  const cloud = textures.cloud.values;
  const fibre = textures.fibre.values;
  for (let row = 0; row < strip.height; row++) {
    const y = strip.top + row;
    fields.forEach((field, i) => fieldLine(field, y, lines[i]!));
    const textureRow = (y & 1023) << 10;
    let at = row * width * 3;
    for (let square = 0; square * step < width; square++) {
      const next = square + 1;
      let depth = gland[square]!;
      let inHollow = hollow[square]!;
      let u = along[square]!;
      let v = across[square]!;
      let stain = tone[square]!;
      const depthStep = (gland[next]! - depth) / step;
      const hollowStep = (hollow[next]! - inHollow) / step;
      const uStep = (along[next]! - u) / step;
      const vStep = (across[next]! - v) / step;
      const stainStep = (tone[next]! - stain) / step;
      const end = Math.min(width, next * step);
      for (let x = square * step; x < end; x++, at += 3) {
        const soft = cloud[textureRow | (x & 1023)]! - 128;
        const fine = grain[textureRow | (x & 1023)]! - 128;
        const edge = depth + soft * 0.05;
        // Connective tissue: fibres darken it, gaps between them are nearly glass.
        const strand = fibre[((v & 1023) << 10) | (u & 1023)]! - 128;
        const gap = strand > 58 ? (strand - 58) * 0.035 : 0;
        const open = gap > 0.92 ? 0.92 : gap;
        const thick = strand * 0.17 + soft * 0.06 - stain * 15;
        let red = 233 + thick * 0.45 + open * 12;
        let green = 172 + thick * 1.15 + open * 58;
        let blue = 197 + thick * 0.75 + open * 42;
        if (edge > -7) {
          // A thin pale cleft around each gland, then its wall: greyer and more violet towards the edge.
          const cleft = edge < 0 ? 1 - Math.abs(edge + 3) * 0.28 : 0;
          if (cleft > 0) {
            red += (246 - red) * cleft * 0.7;
            green += (228 - green) * cleft * 0.7;
            blue += (238 - blue) * cleft * 0.7;
          }
          if (edge > -2) {
            const wall = edge > 0 ? 1 : 1 + edge / 2;
            const base = edge < 70 ? 1 - edge / 70 : 0;
            const shade = soft * 0.19 - stain * 12;
            red += (216 - 12 * base + shade * 0.8 - red) * wall;
            green += (168 - 16 * base + shade - green) * wall;
            blue += (206 - 4 * base + shade * 0.5 - blue) * wall;
          }
          const inside = inHollow + soft * 0.09;
          if (inside > -9) {
            // The border towards the hollow is a little denser; strands of mucus float inside.
            const border = inside < 0 ? 1 - Math.abs(inside + 4) * 0.2 : 0;
            if (border > 0) {
              red -= 16 * border;
              green -= 20 * border;
              blue -= 10 * border;
            }
            if (inside > -1.5) {
              const hole = inside > 1.5 ? 1 : (inside + 1.5) / 3;
              const slime = soft > 18 ? (soft - 18) * 0.5 : 0;
              red += (247 - slime * 0.5 - red) * hole;
              green += (242 - slime - green) * hole;
              blue += (247 - slime * 0.35 - blue) * hole;
            }
          }
        }
        const noise = fine * 0.055;
        rgb[at] = red + noise;
        rgb[at + 1] = green + noise * 1.25;
        rgb[at + 2] = blue + noise;
        depth += depthStep;
        inHollow += hollowStep;
        u += uStep;
        v += vStep;
        stain += stainStep;
      }
    }
  }
}

function drawVacuole(strip: Strip, shape: Nucleus, textures: Textures): void {
  const outline = { noise: textures.cloud, noiseAt: shape.noiseAt, wobble: 0.1 };
  eachPixel(strip, shape, outline, 2, (at, depth, way) => {
    const rim = smoothStep(0.75, 1, way);
    lay(strip.rgb, at, between(mucus, [198, 168, 208], rim * 0.8), 0.8 * smoothStep(-1.2, 1.6, depth));
  });
}

/** Tissue shrinks away from some nuclei and leaves a pale rim. */
function drawHalo(strip: Strip, nucleus: Nucleus, textures: Textures): void {
  const strength = 0.5 * nucleus.vesicle;
  if (strength < 0.12) return;
  const outline = { noise: textures.chromatin, noiseAt: nucleus.noiseAt, wobble: 0.08 };
  eachPixel(strip, nucleus, outline, 5, (at, depth) => {
    lay(strip.rgb, at, glass, strength * smoothStep(-5, -1, depth));
  });
}

/** A nucleus: dense rim, clumped chromatin, often a paler middle with one or two nucleoli. */
function drawNucleus(strip: Strip, nucleus: Nucleus, textures: Textures): void {
  const { stain, vesicle, noiseAt } = nucleus;
  const chromatin = textures.chromatin;
  const outline = { noise: chromatin, noiseAt, wobble: nucleus.kind === 'lymphocyte' ? 0.05 : 0.09 };
  const base = between(paleNucleus, darkNucleus, stain);
  const spots = nucleoli(nucleus);
  eachPixel(strip, nucleus, outline, 2, (at, depth, way, along, across) => {
    const x = (at / 3) % strip.width;
    const y = strip.top + Math.floor(at / 3 / strip.width);
    const clump =
      chromatin.values[((((y * 3) >> 1) + noiseAt) & 255) * 256 + ((((x * 3) >> 1) + (noiseAt >> 3)) & 255)]!;
    let dark =
      (clump - 128) / 128 - vesicle * 0.9 * (1 - smoothStep(0.25, 0.9, way)) + 0.35 * smoothStep(0.72, 0.95, way);
    for (const spot of spots) {
      const distance = (along - spot.along) ** 2 + (across - spot.across) ** 2 * 0.5;
      if (distance < spot.size) dark += 1.1 * (1 - distance / spot.size);
    }
    const shade = dark * 22;
    const colour: Colour = [Math.max(20, base[0] - shade), base[1] - shade * 0.9, base[2] - shade * 0.7];
    lay(strip.rgb, at, colour, 0.96 * smoothStep(-1.3, 1.3, depth));
  });
}

function nucleoli({ kind, vesicle, noiseAt }: Nucleus): { along: number; across: number; size: number }[] {
  if (kind !== 'gland' || vesicle < 0.3) return [];
  const spots = [{ along: ((noiseAt & 31) - 16) / 40, across: (((noiseAt >> 5) & 31) - 16) / 40, size: 0.05 }];
  if (noiseAt & 1024) spots.push({ along: -spots[0]!.along, across: 0.2 - spots[0]!.across, size: 0.035 });
  return spots;
}

function drawSpeck(strip: Strip, speck: Nucleus, textures: Textures): void {
  const outline = { noise: textures.chromatin, noiseAt: speck.noiseAt, wobble: 0.25 };
  const colour = between(pigment, dust, speck.stain);
  eachPixel(strip, speck, outline, 1.5, (at, depth) => lay(strip.rgb, at, colour, 0.92 * smoothStep(-1.2, 1, depth)));
}

/** A textile fibre that lies on the glass, a little out of focus: a thin band bent by `vesicle` pixels. */
function drawThread(strip: Strip, thread: Nucleus, textures: Textures): void {
  const wide = { ...thread, shortRadius: thread.shortRadius + Math.abs(thread.vesicle) + 8 };
  const outline = { noise: textures.cloud, noiseAt: thread.noiseAt, wobble: 0 };
  eachPixel(strip, wide, outline, 0, (at, _depth, _way, along, across) => {
    if (Math.abs(along) > 0.97) return;
    const bend = thread.vesicle * (along * along - 0.4) + 6 * Math.sin(along * 9);
    const distance = Math.abs(across * wide.shortRadius - bend);
    lay(
      strip.rgb,
      at,
      [70, 84, 128],
      0.85 * (1 - smoothStep(thread.shortRadius - 2, thread.shortRadius + 2.5, distance)),
    );
  });
}
