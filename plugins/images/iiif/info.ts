import type { Pyramid } from '../pyramid/tiff.ts';
import { iiifLimits, isWithinLimits, type IiifLimits } from './limits.ts';

/** The media type of info.json where the client takes JSON-LD; plain `application/json` otherwise. */
export const infoMediaType = 'application/ld+json;profile="http://iiif.io/api/image/3/context.json"';

/** The value of the `Link` header that names the compliance level. */
export const profileLink = '<http://iiif.io/api/image/3/level2.json>;rel="profile"';

/** What info.json is made of. */
export type DescribedPyramid = Pick<
  Pyramid,
  'width' | 'height' | 'tileWidth' | 'tileHeight' | 'levels' | 'compression' | 'samples'
>;

/**
 * The image information document of the IIIF Image API 3.0. `id` is the image's base URI without a trailing slash. Its
 * tiles are those of the pyramid, so that a viewer that goes by it asks for stored ones.
 */
export function iiifInfo(id: string, pyramid: DescribedPyramid, limits: IiifLimits = iiifLimits): object {
  const { width, height, tileWidth, tileHeight, levels, compression, samples } = pyramid;
  return {
    '@context': 'http://iiif.io/api/image/3/context.json',
    id,
    type: 'ImageService3',
    protocol: 'http://iiif.io/api/image',
    profile: 'level2',
    width,
    height,
    maxWidth: limits.maxWidth,
    maxArea: limits.maxArea,
    sizes: levels
      .filter((level) => isWithinLimits(level.width, level.height, limits))
      .map((level) => ({ width: level.width, height: level.height }))
      .reverse(),
    tiles: [{ width: tileWidth, height: tileHeight, scaleFactors: levels.map(({ scaleFactor }) => scaleFactor) }],
    preferredFormats: compression === 'webp' ? ['webp', 'png'] : ['jpg'],
    extraFormats: ['webp'],
    extraQualities: samples === 1 ? ['gray', 'bitonal'] : ['color', 'gray', 'bitonal'],
    extraFeatures: ['canonicalLinkHeader', 'mirroring', 'profileLinkHeader', 'rotationArbitrary', 'sizeUpscaling'],
  };
}
