import type { Layer } from './layers.ts';

/**
 * Says in a sentence what is wrong with a layer, so that a bad one fails where it is set and not as a blank picture.
 * @throws RangeError
 */
export function checkLayer(id: string, layer: Layer): void {
  if (layer.kind === 'raster') {
    if (layer.width > 0 && layer.height > 0) return;
    throw new RangeError(`Layer "${id}" is ${layer.width} by ${layer.height} pixels; a raster needs both above zero.`);
  }
  const { boxes } = layer;
  const count = boxes.classes.length;
  for (const [name, column] of Object.entries(boxes) as [string, Float32Array | Uint16Array][]) {
    if (column.length === count) continue;
    throw new RangeError(`Layer "${id}" has ${count} classes but ${column.length} entries in ${name}; give one a box.`);
  }
  const strange = layer.classes.find((entry) => !/^#[0-9a-f]{6}$/i.test(entry.color));
  if (strange) {
    throw new RangeError(
      `Class "${strange.name}" of layer "${id}" has the colour "${strange.color}"; write it as #rrggbb.`,
    );
  }
}
