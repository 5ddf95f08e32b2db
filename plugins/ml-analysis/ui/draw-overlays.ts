import { NO_CLASS, type ViewerHandle } from '#ui';
import type { BoxFilter } from './box-filter.ts';
import type { LayerData } from './layer-data.ts';
import { styleOf, type OverlayOptions } from './overlay-options.ts';

export const boxesLayer = 'ml-analysis.boxes';
const rasterPrefix = 'ml-analysis.raster.';

/** The layer of a raster annotation. */
export const rasterLayer = (annotationId: string): string => `${rasterPrefix}${annotationId}`;

/** What the options leave of an analysis's boxes. */
export function filterOf({ classes }: LayerData, options: OverlayOptions): BoxFilter {
  const hidden = new Set(options.hiddenClasses);
  const indices = classes.flatMap(({ name }, index) => (hidden.has(name) ? [index] : []));
  return {
    minConfidence: options.minConfidence,
    maxConfidence: options.maxConfidence,
    hiddenClasses: new Set(hidden.has('') ? [...indices, NO_CLASS] : indices),
  };
}

/** Takes everything of ours off a picture. */
export function clearOverlays(viewer: ViewerHandle): void {
  for (const id of [...viewer.layers.keys()]) if (id.startsWith('ml-analysis.')) viewer.removeLayer(id);
  viewer.mode = 'overlay';
}

/**
 * Draws an analysis as the options say, over whatever of ours is there. Style alone costs next to nothing; a raster is
 * fetched when it is first shown.
 */
export function drawOverlays(
  viewer: ViewerHandle,
  data: LayerData,
  options: OverlayOptions,
  selected: number | null,
): void {
  const wanted = new Set([boxesLayer, ...data.rasters.map(({ annotation_id }) => rasterLayer(annotation_id))]);
  for (const id of [...viewer.layers.keys()]) {
    if (id.startsWith('ml-analysis.') && !wanted.has(id)) viewer.removeLayer(id);
  }
  for (const { annotation_id, annotation_type, url, x, y, width, height } of data.rasters) {
    const id = rasterLayer(annotation_id);
    const style = styleOf(options, annotation_type);
    const visible = options.isOn && style.visible;
    if (!visible && !viewer.layers.has(id)) continue;
    const smooth = annotation_type === 'heatmap';
    viewer.setLayer(id, { kind: 'raster', url, x, y, width, height, visible, opacity: style.opacity, smooth });
  }
  viewer.setLayer(boxesLayer, {
    kind: 'boxes',
    boxes: data.boxes,
    classes: data.classes,
    visible: options.isOn && options.boxes.visible,
    opacity: options.boxes.opacity,
    ...filterOf(data, options),
    showLabels: options.showLabels,
    selected,
  });
  viewer.mode = options.mode;
}
