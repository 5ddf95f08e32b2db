/** The part of the page's view that the address keeps: the image pixel at the centre, CSS pixels per image pixel, degrees. */
export interface KeptView {
  readonly x: number;
  readonly y: number;
  readonly zoom: number;
  readonly rotation: number;
  readonly flipped: boolean;
}

/** The view that a fragment holds ('#view=6000,4500,0.5,90' and ',1' when mirrored), or null when it holds none. */
export function readView(hash: string): KeptView | null {
  const text = /^#view=([-\d.,]+)$/.exec(hash)?.[1];
  const [x, y, zoom, rotation = 0, flipped = 0] = (text ?? '').split(',').map(Number);
  const isWhole = [x, y, zoom, rotation].every((value) => Number.isFinite(value));
  if (!isWhole || x === undefined || y === undefined || zoom === undefined || zoom <= 0) return null;
  return { x, y, zoom, rotation, flipped: flipped === 1 };
}

/** The fragment that holds a view: the centre to a tenth of an image pixel, the zoom to five digits. */
export function writeView({ x, y, zoom, rotation, flipped }: KeptView): string {
  const parts = [x.toFixed(1), y.toFixed(1), String(Number(zoom.toPrecision(5))), String(Math.round(rotation))];
  if (flipped) parts.push('1');
  return `#view=${parts.join(',')}`;
}
