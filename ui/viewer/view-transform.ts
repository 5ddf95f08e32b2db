/**
 * What a viewer shows: `x`, `y` the image pixel at its centre, `zoom` in CSS pixels per image pixel (1 = 100 %),
 * `rotation` clockwise in degrees, 0 up to 360, `flipped` mirrored left to right after rotating.
 */
export interface ViewerViewport {
  readonly x: number;
  readonly y: number;
  readonly zoom: number;
  readonly rotation: number;
  readonly flipped: boolean;
}

/** A point, in image pixels or in CSS pixels of the viewer as the name of what holds it says. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Width and height in the unit that the name of what holds it says. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** A rectangle of image pixels. */
export interface ImageRectangle extends Point, Size {}

/** Corners of a rectangle. */
export interface Bounds {
  readonly x0: number;
  readonly y0: number;
  readonly x1: number;
  readonly y1: number;
}

/** Image to screen: screenX = a·x + c·y + e, screenY = b·x + d·y + f, in CSS pixels from the viewer's top left. */
export interface ViewTransform {
  readonly a: number;
  readonly b: number;
  readonly c: number;
  readonly d: number;
  readonly e: number;
  readonly f: number;
  readonly viewport: ViewerViewport;
  readonly size: Size;
}

/** The transform of a viewport in a viewer of `size` CSS pixels. */
export function viewTransform(viewport: ViewerViewport, size: Size): ViewTransform {
  const radians = (viewport.rotation * Math.PI) / 180;
  const cosine = viewport.zoom * Math.cos(radians);
  const sine = viewport.zoom * Math.sin(radians);
  const mirror = viewport.flipped ? -1 : 1;
  const [a, b, c, d] = [mirror * cosine, sine, -mirror * sine, cosine];
  const e = size.width / 2 - a * viewport.x - c * viewport.y;
  const f = size.height / 2 - b * viewport.x - d * viewport.y;
  return { a, b, c, d, e, f, viewport, size };
}

/** Where an image pixel is on the screen. */
export function toScreen(t: ViewTransform, point: Point): Point {
  return { x: t.a * point.x + t.c * point.y + t.e, y: t.b * point.x + t.d * point.y + t.f };
}

/** The image pixel at a place on the screen. */
export function toImage(t: ViewTransform, point: Point): Point {
  const determinant = t.a * t.d - t.b * t.c;
  const x = point.x - t.e;
  const y = point.y - t.f;
  return { x: (t.d * x - t.c * y) / determinant, y: (t.a * y - t.b * x) / determinant };
}

/** The upright rectangle of image pixels that holds all that is visible, `margin` CSS pixels wider on each side. */
export function visibleBounds(t: ViewTransform, margin = 0): Bounds {
  const { width, height } = t.size;
  const corners = [
    toImage(t, { x: -margin, y: -margin }),
    toImage(t, { x: width + margin, y: -margin }),
    toImage(t, { x: width + margin, y: height + margin }),
    toImage(t, { x: -margin, y: height + margin }),
  ];
  const xs = corners.map((corner) => corner.x);
  const ys = corners.map((corner) => corner.y);
  return { x0: Math.min(...xs), y0: Math.min(...ys), x1: Math.max(...xs), y1: Math.max(...ys) };
}

/** The viewport that shows a whole rectangle of the picture, with `padding` (a share of the viewer) free around it. */
export function viewportAround(
  rectangle: ImageRectangle,
  size: Size,
  orientation: Pick<ViewerViewport, 'rotation' | 'flipped'>,
  padding: number,
): ViewerViewport {
  const radians = (orientation.rotation * Math.PI) / 180;
  const cosine = Math.abs(Math.cos(radians));
  const sine = Math.abs(Math.sin(radians));
  const across = rectangle.width * cosine + rectangle.height * sine;
  const down = rectangle.width * sine + rectangle.height * cosine;
  const room = 1 - 2 * padding;
  return {
    x: rectangle.x + rectangle.width / 2,
    y: rectangle.y + rectangle.height / 2,
    zoom: Math.min((size.width * room) / Math.max(across, 1), (size.height * room) / Math.max(down, 1)),
    rotation: orientation.rotation,
    flipped: orientation.flipped,
  };
}

/** True when two views are the same in every number. */
export function sameViewport(one: ViewerViewport | null, other: ViewerViewport | null): boolean {
  if (one === null || other === null) return one === other;
  const isTurnedAlike = one.rotation === other.rotation && one.flipped === other.flipped;
  return isTurnedAlike && one.x === other.x && one.y === other.y && one.zoom === other.zoom;
}
