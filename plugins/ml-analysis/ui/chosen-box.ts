import { announce, type ViewerEventMap, type ViewerHandle } from '#ui';
import { boxesLayer, clearOverlays, rasterLayer } from './draw-overlays.ts';
import type { LayerData } from './layer-data.ts';

// A box alone says little: this many times its size is around it, and at least so many pixels.
const surroundings = 3;
const leastAround = 160;

/** What the viewer tells of the overlays, and who wants to know. */
export interface OverlayWatcher {
  readonly data: LayerData | null;
  /** The chosen box, null for none. */
  selected: number | null;
  /** Why a raster could not be shown, by its annotation. */
  problems: ReadonlyMap<string, string>;
}

/** Listens to a viewer for the panel: clicks on boxes choose them, rasters that fail are told. Answers how to stop. */
export function watchViewer(viewer: ViewerHandle, panel: OverlayWatcher): () => void {
  const onBoxClick = ({ detail }: ViewerEventMap['box-click']): void => {
    if (detail.layerId === boxesLayer) chooseBox(panel, detail.index);
  };
  const onImageClick = (): void => {
    panel.selected = null;
  };
  const onLayerFailed = ({ detail }: ViewerEventMap['layer-failed']): void => {
    const raster = panel.data?.rasters.find(({ annotation_id }) => rasterLayer(annotation_id) === detail.layerId);
    if (raster) panel.problems = new Map(panel.problems).set(raster.annotation_id, detail.message);
  };
  viewer.addEventListener('box-click', onBoxClick);
  viewer.addEventListener('image-click', onImageClick);
  viewer.addEventListener('layer-failed', onLayerFailed);
  return () => {
    viewer.removeEventListener('box-click', onBoxClick);
    viewer.removeEventListener('image-click', onImageClick);
    viewer.removeEventListener('layer-failed', onLayerFailed);
    clearOverlays(viewer);
  };
}

/** Chooses a box and says what it is. */
export function chooseBox(panel: OverlayWatcher, box: number): void {
  const { data } = panel;
  if (!data) return;
  panel.selected = box;
  const name = data.classes[data.boxes.classes[box]!]?.name ?? 'Box without class';
  const confidence = data.boxes.confidence[box]!;
  announce(Number.isNaN(confidence) ? name : `${name}, ${Math.round(confidence * 100)} percent`);
}

/** Moves the picture to a box and what is around it. */
export function goToBox(viewer: ViewerHandle, { boxes }: LayerData, box: number): void {
  const [x0, y0, x1, y1] = [boxes.x0[box]!, boxes.y0[box]!, boxes.x1[box]!, boxes.y1[box]!];
  const width = Math.max((x1 - x0) * surroundings, leastAround);
  const height = Math.max((y1 - y0) * surroundings, leastAround);
  viewer.zoomTo({ x: (x0 + x1 - width) / 2, y: (y0 + y1 - height) / 2, width, height }, { padding: 0 });
}
