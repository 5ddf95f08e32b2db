import { makeSignal, readPreference, writePreference, type ViewerMode } from '#ui';

/** How one layer is shown; opacity 0 to 1. */
export interface LayerStyle {
  readonly visible: boolean;
  readonly opacity: number;
}

/** How results lie over pictures; remembered by this browser and the same for every image. */
export interface OverlayOptions {
  /** Off: nothing lies over the picture, whatever the rest says. */
  readonly isOn: boolean;
  readonly boxes: LayerStyle;
  /** By the annotation's type: heatmap, mask, segmentation. */
  readonly rasters: Readonly<Record<string, LayerStyle>>;
  /** Names; '' stands for boxes without a class. */
  readonly hiddenClasses: readonly string[];
  readonly minConfidence: number;
  readonly maxConfidence: number;
  readonly mode: ViewerMode;
  readonly showLabels: boolean;
}

const preferenceKey = 'ml-analysis.overlays';
const rasterStyle: LayerStyle = { visible: true, opacity: 0.5 };

export const defaultOptions: OverlayOptions = {
  isOn: true,
  boxes: { visible: true, opacity: 1 },
  rasters: {},
  hiddenClasses: [],
  minConfidence: 0,
  maxConfidence: 1,
  mode: 'overlay',
  showLabels: true,
};

const isStyle = (value: unknown): value is LayerStyle =>
  typeof value === 'object' &&
  value !== null &&
  typeof (value as LayerStyle).visible === 'boolean' &&
  typeof (value as LayerStyle).opacity === 'number';

function isOptions(value: unknown): value is OverlayOptions {
  if (typeof value !== 'object' || value === null) return false;
  const given = value as OverlayOptions;
  return (
    typeof given.isOn === 'boolean' &&
    isStyle(given.boxes) &&
    typeof given.rasters === 'object' &&
    given.rasters !== null &&
    Object.values(given.rasters).every(isStyle) &&
    Array.isArray(given.hiddenClasses) &&
    typeof given.minConfidence === 'number' &&
    typeof given.maxConfidence === 'number' &&
    (given.mode === 'overlay' || given.mode === 'side-by-side') &&
    typeof given.showLabels === 'boolean'
  );
}

/** The options in force. Change them with `changeOptions`. */
export const overlayOptions = makeSignal<OverlayOptions>(readPreference(preferenceKey, isOptions, defaultOptions));

/** Changes some options, for every picture from now on. */
export function changeOptions(changes: Partial<OverlayOptions>): void {
  overlayOptions.set({ ...overlayOptions.value, ...changes });
  writePreference(preferenceKey, overlayOptions.value);
}

/** How pictures of a type are shown. */
export const styleOf = (options: OverlayOptions, type: string): LayerStyle => options.rasters[type] ?? rasterStyle;

/** Changes how boxes ('boxes') or pictures of a type are shown; showing one switches the whole on. */
export function changeStyle(layer: string, changes: Partial<LayerStyle>): void {
  const { value } = overlayOptions;
  const isOn = value.isOn || changes.visible === true;
  if (layer === 'boxes') changeOptions({ isOn, boxes: { ...value.boxes, ...changes } });
  else changeOptions({ isOn, rasters: { ...value.rasters, [layer]: { ...styleOf(value, layer), ...changes } } });
}

/** Shows a class, or hides it. */
export function toggleClass(name: string): void {
  const { hiddenClasses } = overlayOptions.value;
  const isHidden = hiddenClasses.includes(name);
  changeOptions({ hiddenClasses: isHidden ? hiddenClasses.filter((each) => each !== name) : [...hiddenClasses, name] });
}

/** Whether some boxes are left out by class or confidence. */
export const isFiltered = ({ hiddenClasses, minConfidence, maxConfidence }: OverlayOptions): boolean =>
  hiddenClasses.length > 0 || minConfidence > 0 || maxConfidence < 1;

/** Leaves nothing out. */
export function clearFilter(): void {
  changeOptions({ hiddenClasses: [], minConfidence: 0, maxConfidence: 1 });
}
