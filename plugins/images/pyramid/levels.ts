/** One resolution of a pyramid. Level 0 is the full picture; each next one has half the width and height, rounded up. */
export interface PyramidLevel {
  width: number;
  height: number;
  /** How many pixels of the full picture one pixel stands for, to each side: 1, 2, 4, … */
  scaleFactor: number;
  tilesAcross: number;
  tilesDown: number;
}

/** Edge length in pixels of the tiles that are built here. */
export const TILE_SIZE = 512;

/** The levels of a picture down to the first that fits into one tile, as the IIIF Image API and viewers count them. */
export function levelsOf(width: number, height: number, tileSize: number): PyramidLevel[] {
  const levels: PyramidLevel[] = [];
  for (let scaleFactor = 1; ; scaleFactor *= 2) {
    levels.push(
      levelAt(Math.ceil(width / scaleFactor), Math.ceil(height / scaleFactor), scaleFactor, tileSize, tileSize),
    );
    if (Math.max(width, height) / scaleFactor <= tileSize) return levels;
  }
}

/** A level of that size cut into tiles. */
export function levelAt(
  width: number,
  height: number,
  scaleFactor: number,
  tileWidth: number,
  tileHeight: number,
): PyramidLevel {
  const tilesAcross = Math.ceil(width / tileWidth);
  const tilesDown = Math.ceil(height / tileHeight);
  return { width, height, scaleFactor, tilesAcross, tilesDown };
}
