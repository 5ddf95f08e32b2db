import type { Rectangle } from '../decoding/tasks.ts';
import { IiifFault } from './fault.ts';

/** The region part of a request in pixels, cut at the picture's edges. Throws `IiifFault` if it has no pixels. */
export function parseRegion(image: { width: number; height: number }, text: string): Rectangle {
  if (text === 'full') return { x: 0, y: 0, width: image.width, height: image.height };
  if (text === 'square') return square(image);
  const isPercent = text.startsWith('pct:');
  const numbers = (isPercent ? text.slice(4) : text).split(',');
  const form = isPercent ? /^(\d{1,9}(\.\d{0,15})?|\.\d{1,15})$/ : /^\d{1,15}$/;
  if (numbers.length !== 4 || !numbers.every((number) => form.test(number))) {
    throw new IiifFault(`The region "${text}" is not "full", "square", "x,y,w,h" or "pct:x,y,w,h".`);
  }
  const [x, y, width, height] = numbers.map(Number) as [number, number, number, number];
  if (width === 0 || height === 0) throw new IiifFault(`The region "${text}" has a width or height of zero.`);
  if (isPercent) return clip(image, text, fromPercent(image, x, y, width, height));
  return clip(image, text, { x, y, width, height });
}

/** As large as the shorter side allows, in the middle. */
function square({ width, height }: { width: number; height: number }): Rectangle {
  const side = Math.min(width, height);
  return { x: Math.floor((width - side) / 2), y: Math.floor((height - side) / 2), width: side, height: side };
}

/** Rounded to the nearest pixel, and never to nothing. */
function fromPercent(
  image: { width: number; height: number },
  x: number,
  y: number,
  width: number,
  height: number,
): Rectangle {
  const across = (percent: number) => Math.round((image.width * percent) / 100);
  const down = (percent: number) => Math.round((image.height * percent) / 100);
  return { x: across(x), y: down(y), width: Math.max(1, across(width)), height: Math.max(1, down(height)) };
}

function clip(image: { width: number; height: number }, text: string, { x, y, width, height }: Rectangle): Rectangle {
  if (x >= image.width || y >= image.height) {
    throw new IiifFault(`The region "${text}" is outside the image of ${image.width} x ${image.height} pixels.`);
  }
  return { x, y, width: Math.min(width, image.width - x), height: Math.min(height, image.height - y) };
}
