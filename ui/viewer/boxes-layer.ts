import { boxesStyle, type BoxesStyle } from './boxes-filter.ts';
import { visibleRanges, type BoxesIndex } from './boxes-index.ts';
import { BOX_CASING, BOX_LINE, BOX_MINIMUM, NO_CLASS_COLOR } from './boxes-look.ts';
import { BOXES_FRAGMENT_SHADER, BOXES_VERTEX_SHADER } from './boxes-shaders.ts';
import { makeProgram, makeTable } from './gl.ts';
import { NO_CLASS, type BoxesLayer } from './layers.ts';
import { visibleBounds, type ViewTransform } from './view-transform.ts';

const UNIFORMS = [
  ...['uRectangles', 'uConfidence', 'uClasses', 'uStyles', 'uFirst', 'uClassCount', 'uRing', 'uCentre', 'uZoom'],
  ...[
    'uTurn',
    'uRange',
    'uMinHalf',
    'uHalfLine',
    'uCasing',
    'uCasingColor',
    'uFill',
    'uOpacity',
    'uSmall',
    'uFaint',
    'uLeast',
  ],
] as const;
const NO_CONFIDENCE = -4;
// With more boxes in view, or smaller ones (CSS pixels), corners cost more than fill: rectangles instead of rings.
const RING_LIMIT = 50_000;
const RING_SIZE = 32;

interface Tables {
  readonly index: BoxesIndex;
  readonly rectangles: WebGLTexture;
  readonly confidence: WebGLTexture;
  readonly classes: WebGLTexture;
}

/** Draws boxes layers with WebGL 2: the boxes lie in textures, style is uniforms, a view is at most 8 draw calls. */
export class BoxesPainter {
  readonly #gl: WebGL2RenderingContext;
  readonly #program: WebGLProgram;
  readonly #uniforms: Record<string, WebGLUniformLocation | null>;
  readonly #tables = new Map<string, Tables>();
  readonly #styles = new Map<string, { layer: BoxesLayer; key: string; texture: WebGLTexture }>();

  constructor(gl: WebGL2RenderingContext) {
    this.#gl = gl;
    const { program, uniforms } = makeProgram(gl, BOXES_VERTEX_SHADER, BOXES_FRAGMENT_SHADER, UNIFORMS);
    this.#program = program;
    this.#uniforms = uniforms;
  }

  /** Draws one layer, of its boxes those with a longer side of at least `least` image pixels; `ratio` is device pixels
      per CSS pixel, `hovered` the index of a box to stress, or null. */
  paint(
    id: string,
    layer: BoxesLayer,
    index: BoxesIndex,
    least: number,
    t: ViewTransform,
    ratio: number,
    hovered: number | null,
  ) {
    const style = boxesStyle(layer);
    if (!style.visible || style.opacity === 0 || index.count === 0) return;
    this.#use(id, layer, index, style, t, ratio);
    const ranges = visibleRanges(index, visibleBounds(t, BOX_MINIMUM + BOX_LINE), least);
    const inView = ranges.reduce((sum, [, count]) => sum + count, 0);
    this.#gl.uniform1f(this.#uniforms['uFaint']!, faintness(inView, t.size));
    this.#gl.uniform1f(this.#uniforms['uLeast']!, least);
    this.#look(BOX_LINE, BOX_CASING, [0, 0, 0, 0.55], 0, ratio);
    const isRing = inView <= RING_LIMIT && index.medianSize * t.viewport.zoom > RING_SIZE;
    for (const [first, count] of ranges) this.#draw(first, count, isRing);
    this.#gl.uniform1f(this.#uniforms['uFaint']!, 1);
    this.#gl.uniform1f(this.#uniforms['uLeast']!, 0);
    for (const stressed of [hovered, style.selected]) {
      if (stressed === null || !(stressed < index.count)) continue;
      const chosen = stressed === style.selected;
      this.#look(BOX_LINE + 1, chosen ? 2 : BOX_CASING, chosen ? [1, 1, 1, 0.9] : [0, 0, 0, 0.7], 0.18, ratio);
      this.#draw(index.order.indexOf(stressed), 1, false);
    }
  }

  /** Frees what a layer holds on the graphics card. */
  forget(id: string): void {
    const tables = this.#tables.get(id);
    for (const texture of [tables?.rectangles, tables?.confidence, tables?.classes, this.#styles.get(id)?.texture]) {
      if (texture) this.#gl.deleteTexture(texture);
    }
    this.#tables.delete(id);
    this.#styles.delete(id);
  }

  #use(id: string, layer: BoxesLayer, index: BoxesIndex, style: BoxesStyle, t: ViewTransform, ratio: number): void {
    const gl = this.#gl;
    const uniforms = this.#uniforms;
    gl.useProgram(this.#program);
    const tables = this.#tablesOf(id, layer, index);
    const textures = [tables.rectangles, tables.confidence, tables.classes, this.#stylesOf(id, layer, style)];
    textures.forEach((texture, unit) => {
      gl.activeTexture(gl.TEXTURE0 + unit);
      gl.bindTexture(gl.TEXTURE_2D, texture);
    });
    ['uRectangles', 'uConfidence', 'uClasses', 'uStyles'].forEach((name, unit) => gl.uniform1i(uniforms[name]!, unit));
    const { viewport, size } = t;
    gl.uniform1i(uniforms['uClassCount']!, layer.classes.length);
    gl.uniform2f(uniforms['uCentre']!, viewport.x, viewport.y);
    gl.uniform1f(uniforms['uZoom']!, viewport.zoom * ratio);
    // Column by column; the clip space's y points up.
    const [right, down] = [2 / (size.width * ratio * viewport.zoom), -2 / (size.height * ratio * viewport.zoom)];
    gl.uniformMatrix2fv(uniforms['uTurn']!, false, [t.a * right, t.b * down, t.c * right, t.d * down]);
    const bound = (value: number) => Math.min(Math.max(value, -3e38), 3e38);
    gl.uniform2f(uniforms['uRange']!, bound(style.minConfidence), bound(style.maxConfidence));
    gl.uniform1f(uniforms['uMinHalf']!, ((BOX_MINIMUM - BOX_LINE) / 2) * ratio);
    gl.uniform1f(uniforms['uOpacity']!, style.opacity);
    gl.uniform1f(uniforms['uSmall']!, 4 * ratio);
  }

  #look(line: number, casing: number, casingColor: [number, number, number, number], fill: number, ratio: number) {
    const uniforms = this.#uniforms;
    this.#gl.uniform1f(uniforms['uHalfLine']!, (line / 2) * ratio);
    this.#gl.uniform1f(uniforms['uCasing']!, casing * ratio);
    this.#gl.uniform4f(uniforms['uCasingColor']!, ...casingColor);
    this.#gl.uniform1f(uniforms['uFill']!, fill);
  }

  #draw(first: number, count: number, ring: boolean): void {
    this.#gl.uniform1i(this.#uniforms['uFirst']!, first);
    this.#gl.uniform1i(this.#uniforms['uRing']!, ring ? 1 : 0);
    this.#gl.drawArrays(this.#gl.TRIANGLES, 0, count * (ring ? 24 : 6));
  }

  #tablesOf(id: string, layer: BoxesLayer, index: BoxesIndex): Tables {
    const known = this.#tables.get(id);
    if (known?.index === index) return known;
    this.forget(id);
    const confidence = new Float32Array(index.count);
    const classes = new Uint16Array(index.count);
    for (let place = 0; place < index.count; place += 1) {
      const box = index.order[place]!;
      const value = layer.boxes.confidence[box]!;
      // Shaders need not know NaN, so "none" is a number that no confidence is.
      confidence[place] = Number.isNaN(value) ? NO_CONFIDENCE : value;
      classes[place] = layer.boxes.classes[box]!;
    }
    const tables = {
      index,
      rectangles: makeTable(this.#gl, 'rgba32f', index.rectangles),
      confidence: makeTable(this.#gl, 'r32f', confidence),
      classes: makeTable(this.#gl, 'r16ui', classes),
    };
    this.#tables.set(id, tables);
    return tables;
  }

  /** One entry a class, then one for boxes without; alpha 0 hides. */
  #stylesOf(id: string, layer: BoxesLayer, style: BoxesStyle): WebGLTexture {
    const known = this.#styles.get(id);
    if (known?.layer === layer) return known.texture;
    const colors = [...layer.classes.map((entry) => entry.color), NO_CLASS_COLOR];
    const hidden = colors.map((_, at) => style.hiddenClasses.has(at < layer.classes.length ? at : NO_CLASS));
    const key = colors.map((color, at) => color + (hidden[at] ? '-' : '+')).join();
    if (known?.key === key) return known.texture;
    if (known) this.#gl.deleteTexture(known.texture);
    const bytes = new Uint8Array(4 * colors.length);
    colors.forEach((color, at) => {
      const value = parseInt(color.slice(1), 16);
      bytes.set([value >> 16, (value >> 8) & 255, value & 255, hidden[at] ? 0 : 255], 4 * at);
    });
    const texture = makeTable(this.#gl, 'rgba8', bytes);
    this.#styles.set(id, { layer, key, texture });
    return texture;
  }
}

/** How much of a tiny box's colour is drawn: all while they are few, 0.35 once they would cover half of the picture. */
function faintness(count: number, { width, height }: { width: number; height: number }): number {
  const covered = (count * (BOX_MINIMUM + BOX_LINE) ** 2) / (width * height);
  return 1 - 0.65 * Math.min(Math.max((covered - 0.05) / 0.45, 0), 1);
}
