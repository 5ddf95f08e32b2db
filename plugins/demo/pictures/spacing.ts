/** Remembers where discs are, so that new ones can keep their distance. */
export interface Spacing {
  /** Whether a disc of `radius` pixels at (x, y) keeps `gap` pixels from every disc placed. */
  isFree(x: number, y: number, radius: number, gap: number): boolean;
  place(x: number, y: number, radius: number): void;
}

/** `largest` is the largest radius that will be placed, in pixels. */
export function createSpacing(largest: number): Spacing {
  const cell = 2 * largest;
  const discs = new Map<number, { x: number; y: number; radius: number }[]>();
  const key = (column: number, row: number): number => row * 100_003 + column;
  return {
    isFree(x, y, radius, gap) {
      const reach = radius + largest + gap;
      const [left, right] = [Math.floor((x - reach) / cell), Math.floor((x + reach) / cell)];
      const [top, bottom] = [Math.floor((y - reach) / cell), Math.floor((y + reach) / cell)];
      for (let row = top; row <= bottom; row++) {
        for (let column = left; column <= right; column++) {
          for (const disc of discs.get(key(column, row)) ?? []) {
            const distance = radius + disc.radius + gap;
            if ((x - disc.x) ** 2 + (y - disc.y) ** 2 < distance * distance) return false;
          }
        }
      }
      return true;
    },
    place(x, y, radius) {
      const at = key(Math.floor(x / cell), Math.floor(y / cell));
      const here = discs.get(at);
      if (here) here.push({ x, y, radius });
      else discs.set(at, [{ x, y, radius }]);
    },
  };
}
