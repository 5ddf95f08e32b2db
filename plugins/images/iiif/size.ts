import { IiifFault } from './fault.ts';
import { factorToLimits, isWithinLimits, type IiifLimits } from './limits.ts';

interface Size {
  width: number;
  height: number;
}

/**
 * The size part of a request in pixels. Throws `IiifFault` if it is not well-formed, larger than the region without
 * "^", larger than the limits, or nothing.
 */
export function parseSize(region: Size, text: string, limits: IiifLimits): Size {
  const mayUpscale = text.startsWith('^');
  const size = sizeOf(region, mayUpscale ? text.slice(1) : text, mayUpscale, limits);
  if (!size) {
    throw new IiifFault(`The size "${text}" is not "max", "w,", ",h", "pct:n", "w,h" or "!w,h", with or without "^".`);
  }
  const { width, height } = size;
  if (width < 1 || height < 1) throw new IiifFault(`The size "${text}" would leave no pixels.`);
  if (!mayUpscale && (width > region.width || height > region.height)) {
    const has = `the region has ${region.width} x ${region.height} pixels`;
    throw new IiifFault(`The size "${text}" is larger than the region (${has}); put "^" before it to enlarge.`);
  }
  if (!isWithinLimits(width, height, limits)) {
    const { maxWidth, maxArea } = limits;
    throw new IiifFault(
      `The size "${text}" would be ${width} x ${height} pixels; at most ${maxWidth} to a side and ${maxArea} in all are drawn.`,
    );
  }
  return size;
}

/** The largest size of a region that the limits allow, enlarged if that is asked. */
export function maxSizeOf(region: Size, limits: IiifLimits, mayUpscale: boolean): Size {
  const factor = factorToLimits(region.width, region.height, limits);
  if (factor >= 1 && !mayUpscale) return { width: region.width, height: region.height };
  const width = Math.max(1, Math.floor(region.width * factor));
  const height = Math.max(1, Math.floor(region.height * factor));
  return { width, height };
}

/** Null if the text is not well-formed. */
function sizeOf(region: Size, text: string, mayUpscale: boolean, limits: IiifLimits): Size | null {
  if (text === 'max') return maxSizeOf(region, limits, mayUpscale);
  const percent = /^pct:(\d{1,9}(?:\.\d{0,15})?|\.\d{1,15})$/.exec(text);
  if (percent) return scaled(region, Number(percent[1]) / 100);
  const match = /^(!?)(\d{0,15}),(\d{0,15})$/.exec(text);
  if (!match) return null;
  const [isBox, width, height] = [match[1] === '!', match[2]!, match[3]!];
  if (width !== '' && height !== '') {
    const box = { width: Number(width), height: Number(height) };
    return isBox ? fitted(region, box, mayUpscale, limits) : box;
  }
  if (isBox || (width === '' && height === '')) return null;
  return width !== ''
    ? { width: Number(width), height: Math.round((region.height * Number(width)) / region.width) }
    : { width: Math.round((region.width * Number(height)) / region.height), height: Number(height) };
}

function scaled(region: Size, factor: number): Size {
  return { width: Math.round(region.width * factor), height: Math.round(region.height * factor) };
}

/** As large as fits into the box and the limits, and never larger than the region unless that is allowed. */
function fitted(region: Size, box: Size, mayUpscale: boolean, limits: IiifLimits): Size {
  if (box.width === 0 || box.height === 0) return box;
  const toBox = Math.min(box.width / region.width, box.height / region.height);
  const toLimits = factorToLimits(region.width, region.height, limits);
  const factor = Math.min(toBox, toLimits, mayUpscale ? Infinity : 1);
  // Rounding may go up, but not past the limits.
  const round = factor === toLimits ? Math.floor : Math.round;
  return { width: Math.max(1, round(region.width * factor)), height: Math.max(1, round(region.height * factor)) };
}
