/**
 * A linked program and the places of its uniforms.
 * @throws Error with the compiler's own words when a shader doesn't compile.
 */
export function makeProgram<Name extends string>(
  gl: WebGL2RenderingContext,
  vertexSource: string,
  fragmentSource: string,
  uniformNames: readonly Name[],
): { program: WebGLProgram; uniforms: Record<Name, WebGLUniformLocation | null> } {
  const program = gl.createProgram();
  for (const [type, source] of [
    [gl.VERTEX_SHADER, vertexSource],
    [gl.FRAGMENT_SHADER, fragmentSource],
  ] as const) {
    const shader = gl.createShader(type);
    // Null only on a lost context, which the caller notices by its event.
    if (shader === null) continue;
    gl.shaderSource(shader, source);
    gl.compileShader(shader);
    gl.attachShader(program, shader);
    gl.deleteShader(shader);
  }
  gl.linkProgram(program);
  if (!gl.getProgramParameter(program, gl.LINK_STATUS) && !gl.isContextLost()) {
    const log = (gl.getAttachedShaders(program) ?? []).map((shader) => gl.getShaderInfoLog(shader)).join('\n');
    throw new Error(`The overlay's shader does not link: ${gl.getProgramInfoLog(program) ?? ''}\n${log}`);
  }
  const uniforms = Object.fromEntries(
    uniformNames.map((name) => [name, gl.getUniformLocation(program, name)]),
  ) as Record<Name, WebGLUniformLocation | null>;
  return { program, uniforms };
}

/** How wide a table texture is: entry i lies at column i mod 4096 of row i div 4096. */
export const TABLE_WIDTH = 4096;

/** What a table's entries are: 4 floats, 1 float, one 16-bit integer, or 4 bytes. */
export type TableFormat = 'rgba32f' | 'r32f' | 'r16ui' | 'rgba8';

/**
 * A texture that a shader reads by number instead of sampling, filled from an array whose entries have the size that
 * the format says. Uploaded in whole rows; the last, partial one is padded.
 * @throws RangeError when the graphics card doesn't hold that many rows.
 */
export function makeTable(
  gl: WebGL2RenderingContext,
  format: TableFormat,
  data: Float32Array | Uint16Array | Uint8Array,
): WebGLTexture {
  const [internal, external, type, perEntry] = {
    rgba32f: [gl.RGBA32F, gl.RGBA, gl.FLOAT, 4],
    r32f: [gl.R32F, gl.RED, gl.FLOAT, 1],
    r16ui: [gl.R16UI, gl.RED_INTEGER, gl.UNSIGNED_SHORT, 1],
    rgba8: [gl.RGBA8, gl.RGBA, gl.UNSIGNED_BYTE, 4],
  }[format] as [number, number, number, number];
  const entries = data.length / perEntry;
  const rows = Math.max(Math.ceil(entries / TABLE_WIDTH), 1);
  const most = gl.getParameter(gl.MAX_TEXTURE_SIZE) as number | null;
  if (most !== null && rows > most) {
    throw new RangeError(`${entries} boxes are more than this graphics card holds (${most * TABLE_WIDTH}).`);
  }
  const texture = gl.createTexture();
  gl.bindTexture(gl.TEXTURE_2D, texture);
  gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MIN_FILTER, gl.NEAREST);
  gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MAG_FILTER, gl.NEAREST);
  gl.pixelStorei(gl.UNPACK_ALIGNMENT, 1);
  gl.texStorage2D(gl.TEXTURE_2D, 1, internal, TABLE_WIDTH, rows);
  const whole = Math.floor(entries / TABLE_WIDTH);
  if (whole > 0) gl.texSubImage2D(gl.TEXTURE_2D, 0, 0, 0, TABLE_WIDTH, whole, external, type, data, 0);
  const rest = entries - whole * TABLE_WIDTH;
  if (rest > 0) {
    const from = whole * TABLE_WIDTH * perEntry;
    gl.texSubImage2D(gl.TEXTURE_2D, 0, 0, whole, rest, 1, external, type, data, from);
  }
  return texture;
}
