import type { DetectResult } from './detect.ts';
import type { Heatmap } from './heatmap.ts';
import { round4 } from './measure.ts';

/** One annotation as `annotations:bulk` takes it. */
export interface WireAnnotation {
  annotation_type: 'bounding_box' | 'heatmap' | 'classification';
  class_name: string | null;
  /** 0 to 1. */
  confidence: number | null;
  data: Record<string, unknown>;
  storage_path?: string;
  ordering: number;
}

/** One box per detection, in pixels of the full picture; `x_max` and `y_max` are one past the last pixel. */
export function boxAnnotations(result: DetectResult): WireAnnotation[] {
  return result.detections.map((found, ordering) => ({
    annotation_type: 'bounding_box',
    class_name: found.className,
    confidence: found.confidence,
    data: {
      x_min: found.left,
      y_min: found.top,
      x_max: found.right,
      y_max: found.bottom,
      image_width: result.width,
      image_height: result.height,
      area_px: found.area,
      mean_grey: found.meanGrey,
      contrast: found.contrast,
      fill: found.fill,
      smoothness: found.smoothness,
      roundness: found.roundness,
    },
    ordering,
  }));
}

/** The density map, which lies over the whole picture; `storagePath` is where presign said it is. */
export function heatmapAnnotation(result: DetectResult, heatmap: Heatmap, storagePath: string): WireAnnotation {
  return {
    annotation_type: 'heatmap',
    class_name: null,
    confidence: null,
    data: {
      width: result.width,
      height: result.height,
      map_width: heatmap.width,
      map_height: heatmap.height,
      color_map: 'viridis',
      quantity: 'share of the neighbourhood covered by cells and clusters',
      max: heatmap.maxDensity,
      smoothing_px: heatmap.smoothing,
    },
    storage_path: storagePath,
    ordering: result.detections.length,
  };
}

/**
 * What the picture mostly shows: each class's share of the blobs as `topk`, largest first, with the
 * counts that they come from. A picture without blobs is `empty`.
 */
export function classificationAnnotation(result: DetectResult): WireAnnotation {
  const total = result.detections.length;
  const shares = Object.entries(result.counts)
    .filter(([, count]) => count > 0)
    .map(([name, count]) => ({ class: name, confidence: round4(count / total), count }))
    .sort((a, b) => b.count - a.count || (a.class < b.class ? -1 : 1));
  const topk = shares.length > 0 ? shares : [{ class: 'empty', confidence: 1, count: 0 }];
  return {
    annotation_type: 'classification',
    class_name: topk[0]!.class,
    confidence: topk[0]!.confidence,
    data: {
      topk,
      blobs: total,
      left_out: result.leftOut,
      covered_share: round4(result.coveredShare),
      typical_area_px: result.typicalArea,
      threshold: result.threshold,
      polarity: result.polarity,
    },
    ordering: total + 1,
  };
}
