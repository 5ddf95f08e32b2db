import { ApiProblem, api, apiUrl, classPalette, columnsFromRectangles, type BoxClass, type BoxColumns } from '#ui';
import type { LayersJson } from '../schemas.ts';
import { NO_CLASS_COLOR, colorsOf } from './class-colors.ts';
import { drawMatrix } from './matrix-picture.ts';

/** A picture over the image; `url` is where the browser gets it. */
export type Raster = LayersJson['rasters'][number] & { readonly url: string };

/** All that an analysis can draw. */
export interface LayerData {
  readonly analysisId: string;
  readonly boxes: BoxColumns;
  readonly classes: readonly BoxClass[];
  /** How many boxes each class has, in the order of `classes`. */
  readonly counts: readonly number[];
  readonly rasters: readonly Raster[];
  readonly classifications: LayersJson['classifications'];
  readonly other: LayersJson['other'];
}

const headerBytes = 8;
const bytesABox = 22;
const mostTurns = 3;

/** Loads what an analysis can draw. Throws an ApiProblem, or the AbortError of its signal. */
export async function loadLayers(analysisId: string, signal: AbortSignal): Promise<LayerData> {
  const { layers, columns } = await loadTogether(analysisId, signal);
  const rasters = await Promise.all(layers.rasters.map((raster) => withUrl(raster, signal)));
  const colors = colorsOf(
    layers.boxes.classes.map(({ name }) => name),
    classPalette,
  );
  return {
    analysisId,
    boxes: columns,
    classes: layers.boxes.classes.map(({ name }) => ({ name, color: colors.get(name) ?? NO_CLASS_COLOR })),
    counts: layers.boxes.classes.map(({ count }) => count),
    rasters,
    classifications: layers.classifications,
    other: layers.other,
  };
}

/** Asks for both at once, so that they are there sooner; if results came in between, so that they differ, again. */
async function loadTogether(analysisId: string, signal: AbortSignal) {
  for (let turn = 1; ; turn += 1) {
    const [layers, columns] = await Promise.all([
      api.get<LayersJson>(`/analyses/${analysisId}/layers`, { signal }),
      loadColumns(analysisId, signal),
    ]);
    // The next event of a busy pipeline loads them anew.
    if (columns.classes.length === layers.boxes.count || turn === mostTurns) return { layers, columns };
  }
}

/** Frees the pictures that were drawn here. */
export function releaseLayers(data: LayerData): void {
  for (const { kind, url } of data.rasters) if (kind === 'matrix') URL.revokeObjectURL(url);
}

async function loadColumns(analysisId: string, signal: AbortSignal): Promise<BoxColumns> {
  let response: Response;
  try {
    response = await fetch(apiUrl(`/analyses/${analysisId}/boxes`), { signal });
  } catch (error) {
    if (signal.aborted) throw error;
    throw new ApiProblem({
      status: 0,
      code: 'network',
      detail: 'The boxes did not arrive: the server can’t be reached.',
    });
  }
  if (!response.ok) {
    const detail = `The server answered the boxes with an error (${response.status}).`;
    throw new ApiProblem({ status: response.status, code: `http_${response.status}`, detail });
  }
  return readColumns(await response.arrayBuffer());
}

/**
 * Reads the columns of the boxes route (little endian, as every browser's machine is).
 * @throws ApiProblem when the length is not what the count says
 */
export function readColumns(bytes: ArrayBuffer): BoxColumns {
  const count = bytes.byteLength >= headerBytes ? new DataView(bytes).getUint32(0, true) : -1;
  if (bytes.byteLength !== headerBytes + bytesABox * count) {
    throw new ApiProblem({
      status: 200,
      code: 'bad_answer',
      detail: 'The boxes did not arrive whole. Load them again.',
    });
  }
  const confidenceAt = headerBytes + 16 * count;
  return columnsFromRectangles(
    new Float32Array(bytes, headerBytes, 4 * count),
    new Uint16Array(bytes, confidenceAt + 4 * count, count),
    new Float32Array(bytes, confidenceAt, count),
  );
}

async function withUrl(raster: LayersJson['rasters'][number], signal: AbortSignal): Promise<Raster> {
  if (raster.kind === 'artifact') return { ...raster, url: raster.href };
  const path = raster.href.replace(/^\/api/, '');
  const { data } = await api.get<{ data: Record<string, unknown> }>(path, { signal });
  return { ...raster, url: await drawMatrix(data) };
}
