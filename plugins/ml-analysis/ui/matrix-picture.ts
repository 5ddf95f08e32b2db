import { magma, viridis } from '#ui';

const faintest = 40;

/** A heatmap that came as numbers (`matrix`: rows of equal length), drawn as a picture; answers a blob URL to revoke. */
export async function drawMatrix(data: Readonly<Record<string, unknown>>): Promise<string> {
  const pixels = matrixPixels(data['matrix'], data['color_map'] === 'magma' ? magma : viridis);
  const canvas = new OffscreenCanvas(pixels.width, pixels.height);
  canvas.getContext('2d')?.putImageData(pixels, 0, 0);
  return URL.createObjectURL(await canvas.convertToBlob({ type: 'image/png' }));
}

/** The pixels of a matrix; low values are fainter, so that the picture below shows through. */
function matrixPixels(matrix: unknown, colors: Uint8ClampedArray): ImageData {
  const lines = (Array.isArray(matrix) ? matrix : []).filter((line): line is unknown[] => Array.isArray(line));
  const width = Math.max(1, ...lines.map(({ length }) => length));
  const picture = new ImageData(width, Math.max(1, lines.length));
  const [low, high] = rangeOf(lines);
  for (const [y, line] of lines.entries()) {
    for (const [x, value] of line.entries()) {
      if (typeof value !== 'number') continue;
      const share = high > low ? (value - low) / (high - low) : 0;
      const from = Math.round(share * 255) * 4;
      const to = (y * width + x) * 4;
      picture.data.set(colors.subarray(from, from + 3), to);
      picture.data[to + 3] = faintest + (255 - faintest) * share;
    }
  }
  return picture;
}

/** Zero to one where that holds all, else the least and the greatest value. */
function rangeOf(lines: readonly unknown[][]): [low: number, high: number] {
  let [low, high] = [0, 1];
  for (const value of lines.flat()) {
    if (typeof value !== 'number') continue;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return [low, high];
}
