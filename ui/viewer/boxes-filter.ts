import { NO_CLASS, type BoxesLayer } from './layers.ts';

/** The style of a boxes layer with its defaults filled in; confidences rounded to the precision that boxes have. */
export interface BoxesStyle {
  readonly visible: boolean;
  readonly opacity: number;
  readonly minConfidence: number;
  readonly maxConfidence: number;
  readonly hiddenClasses: ReadonlySet<number>;
  readonly showLabels: boolean;
  readonly selected: number | null;
}

const NOTHING_HIDDEN: ReadonlySet<number> = new Set();

/** Fills in what a layer leaves out. */
export function boxesStyle(layer: BoxesLayer): BoxesStyle {
  return {
    visible: layer.visible ?? true,
    opacity: Math.min(Math.max(layer.opacity ?? 1, 0), 1),
    // As 32-bit floats, so that a threshold of 0.87 keeps a box of 0.87 here and on the graphics card alike.
    minConfidence: Math.fround(layer.minConfidence ?? -Infinity),
    maxConfidence: Math.fround(layer.maxConfidence ?? Infinity),
    hiddenClasses: layer.hiddenClasses ?? NOTHING_HIDDEN,
    showLabels: layer.showLabels ?? true,
    selected: layer.selected ?? null,
  };
}

/** True when box `index` is drawn, as far as class and confidence go: the one rule for drawing, picking and counting. */
export function isShown(layer: BoxesLayer, style: BoxesStyle, index: number): boolean {
  const confidence = layer.boxes.confidence[index]!;
  if (confidence < style.minConfidence || confidence > style.maxConfidence) return false;
  return style.hiddenClasses.size === 0 || !style.hiddenClasses.has(classOf(layer, index));
}

/** The class index of a box; NO_CLASS also for an index that the layer has no class for. */
export function classOf(layer: BoxesLayer, index: number): number {
  const value = layer.boxes.classes[index]!;
  return value < layer.classes.length ? value : NO_CLASS;
}

/** How many boxes of a layer its range of confidence and hidden classes leave, exactly. */
export function countShown(layer: BoxesLayer): number {
  const style = boxesStyle(layer);
  let count = 0;
  for (let index = 0; index < layer.boxes.classes.length; index += 1) if (isShown(layer, style, index)) count += 1;
  return count;
}

/** The words beside a box: "nucleus 87%", "nucleus", "87%", or "" when it has neither class nor confidence. */
export function boxLabel(layer: BoxesLayer, index: number): string {
  const name = layer.classes[layer.boxes.classes[index]!]?.name ?? '';
  const confidence = layer.boxes.confidence[index]!;
  if (Number.isNaN(confidence)) return name;
  const percent = `${Math.round(confidence * 100)}%`;
  return name ? `${name} ${percent}` : percent;
}
