/** Something that was drawn and that a detector may be asked for. */
export interface Shape {
  kind: string;
  /** Centre, in pixels of the picture. */
  x: number;
  y: number;
  /** Half axes in pixels; `angle` in radians turns the long one from the x axis towards y. */
  longRadius: number;
  shortRadius: number;
  angle: number;
}

/** A composed picture: everything is decided, and any strip of rows can be drawn by itself. */
export interface Scene {
  width: number;
  height: number;
  /** Everything drawn on the background, in the order of drawing. */
  shapes: Shape[];
  /** Draws every pixel of the strip, whatever was in it before. */
  drawStrip(strip: Strip): void;
}

/** Some whole rows of a picture: `height` of them from row `top`, as red, green, blue bytes. */
export interface Strip {
  width: number;
  top: number;
  height: number;
  rgb: Uint8ClampedArray<ArrayBuffer>;
}

/** Rows per strip, for every picture. */
export const stripHeight = 128;

/** A strip to draw into, number `index` from the top; it takes over the memory of `used`, a strip that is done with. */
export function stripAt(scene: { width: number; height: number }, index: number, used?: Strip): Strip {
  const top = index * stripHeight;
  const height = Math.min(stripHeight, scene.height - top);
  const bytes = scene.width * height * 3;
  const memory = used?.rgb.buffer ?? new ArrayBuffer(scene.width * stripHeight * 3);
  return { width: scene.width, top, height, rgb: new Uint8ClampedArray(memory, 0, bytes) };
}

/** How many strips a picture has. */
export function stripCount(scene: { height: number }): number {
  return Math.ceil(scene.height / stripHeight);
}

/** Shapes by the strips that they reach into, `margin` pixels around them included. */
export function shapesByStrip<S extends Shape>(shapes: S[], height: number, margin: number): S[][] {
  const strips: S[][] = Array.from({ length: stripCount({ height }) }, () => []);
  for (const shape of shapes) {
    const reach = shape.longRadius + margin;
    const first = Math.max(0, Math.floor((shape.y - reach) / stripHeight));
    const last = Math.min(strips.length - 1, Math.floor((shape.y + reach) / stripHeight));
    for (let strip = first; strip <= last; strip++) strips[strip]!.push(shape);
  }
  return strips;
}
