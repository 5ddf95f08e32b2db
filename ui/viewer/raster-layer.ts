import { makeProgram } from './gl.ts';
import type { RasterLayer } from './layers.ts';
import type { ViewTransform } from './view-transform.ts';

/**
 * The picture of a raster layer, decoded and with its alpha multiplied in; no side longer than `longest` pixels: a
 * larger one is scaled down, since graphics cards refuse it.
 * @throws Error with a sentence when it doesn't arrive or isn't a picture.
 */
export async function loadRaster(url: string, longest: number): Promise<{ bitmap: ImageBitmap; isReduced: boolean }> {
  const image = new Image();
  image.crossOrigin = 'anonymous';
  image.src = url;
  try {
    await image.decode();
  } catch {
    throw new Error(`The overlay picture at ${url} did not arrive, or is not a picture that this browser draws.`);
  }
  const factor = Math.min(1, longest / Math.max(image.naturalWidth, image.naturalHeight));
  const bitmap = await createImageBitmap(image, {
    premultiplyAlpha: 'premultiply',
    resizeQuality: 'high',
    ...(factor < 1 && {
      resizeWidth: Math.max(1, Math.floor(image.naturalWidth * factor)),
      resizeHeight: Math.max(1, Math.floor(image.naturalHeight * factor)),
    }),
  });
  return { bitmap, isReduced: factor < 1 };
}

const VERTEX_SHADER = `#version 300 es
precision highp float;
uniform vec4 uRectangle; // left and top from the middle of the view, width and height; image px
uniform mat2 uTurn;
out vec2 vAt;
void main() {
  vAt = vec2(gl_VertexID & 1, gl_VertexID >> 1);
  gl_Position = vec4(uTurn * (uRectangle.xy + vAt * uRectangle.zw), 0.0, 1.0);
}`;

const FRAGMENT_SHADER = `#version 300 es
precision highp float;
uniform sampler2D uPicture;
uniform float uOpacity;
in vec2 vAt;
out vec4 color;
void main() {
  color = texture(uPicture, vAt) * uOpacity;
}`;

/** Draws raster layers with WebGL 2: one textured rectangle each. */
export class RasterPainter {
  readonly #gl: WebGL2RenderingContext;
  readonly #made: ReturnType<typeof makeProgram<'uRectangle' | 'uTurn' | 'uPicture' | 'uOpacity'>>;
  readonly #textures = new Map<string, { bitmap: ImageBitmap; texture: WebGLTexture }>();

  constructor(gl: WebGL2RenderingContext) {
    this.#gl = gl;
    this.#made = makeProgram(gl, VERTEX_SHADER, FRAGMENT_SHADER, ['uRectangle', 'uTurn', 'uPicture', 'uOpacity']);
  }

  /** Draws one layer whose picture has arrived. */
  paint(id: string, layer: RasterLayer, bitmap: ImageBitmap, t: ViewTransform): void {
    const gl = this.#gl;
    const { program, uniforms } = this.#made;
    gl.useProgram(program);
    gl.activeTexture(gl.TEXTURE0);
    gl.bindTexture(gl.TEXTURE_2D, this.#textureOf(id, bitmap));
    const smooth = layer.smooth ?? true;
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MAG_FILTER, smooth ? gl.LINEAR : gl.NEAREST);
    const { viewport, size } = t;
    gl.uniform4f(uniforms.uRectangle, layer.x - viewport.x, layer.y - viewport.y, layer.width, layer.height);
    const [right, down] = [2 / size.width, -2 / size.height];
    gl.uniformMatrix2fv(uniforms.uTurn, false, [t.a * right, t.b * down, t.c * right, t.d * down]);
    gl.uniform1i(uniforms.uPicture, 0);
    gl.uniform1f(uniforms.uOpacity, rasterOpacity(layer));
    gl.drawArrays(gl.TRIANGLE_STRIP, 0, 4);
  }

  /** Frees what a layer holds on the graphics card. */
  forget(id: string): void {
    const known = this.#textures.get(id);
    if (known) this.#gl.deleteTexture(known.texture);
    this.#textures.delete(id);
  }

  #textureOf(id: string, bitmap: ImageBitmap): WebGLTexture {
    const known = this.#textures.get(id);
    if (known?.bitmap === bitmap) return known.texture;
    this.forget(id);
    const gl = this.#gl;
    const texture = gl.createTexture();
    gl.bindTexture(gl.TEXTURE_2D, texture);
    gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA, gl.RGBA, gl.UNSIGNED_BYTE, bitmap);
    gl.generateMipmap(gl.TEXTURE_2D);
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MIN_FILTER, gl.LINEAR_MIPMAP_LINEAR);
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_WRAP_S, gl.CLAMP_TO_EDGE);
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_WRAP_T, gl.CLAMP_TO_EDGE);
    this.#textures.set(id, { bitmap, texture });
    return texture;
  }
}

/** Draws one raster layer on a 2D canvas whose unit is the CSS pixel times `ratio`. */
export function paintRasterOnCanvas(
  context: CanvasRenderingContext2D,
  layer: RasterLayer,
  bitmap: ImageBitmap,
  t: ViewTransform,
  ratio: number,
): void {
  context.save();
  context.setTransform(t.a * ratio, t.b * ratio, t.c * ratio, t.d * ratio, t.e * ratio, t.f * ratio);
  context.globalAlpha = rasterOpacity(layer);
  context.imageSmoothingEnabled = layer.smooth ?? true;
  context.drawImage(bitmap, layer.x, layer.y, layer.width, layer.height);
  context.restore();
}

function rasterOpacity(layer: RasterLayer): number {
  return (layer.visible ?? true) ? Math.min(Math.max(layer.opacity ?? 1, 0), 1) : 0;
}
