import { photometric } from './tiff-tags.ts';

/**
 * What to put in front of a TIFF's stored JPEG tiles, instead of their first two bytes, so that each is a JPEG of its
 * own: the shared tables, and the Adobe marker that tells YCbCr from RGB where the tiles have neither that nor a JFIF
 * header. Source: TIFF Technical Note 2; ITU-T T.872, 6.5.3.
 */
export function prefixOf(tables: Buffer | null, colour: number, samples: number): Buffer {
  const parts: Buffer[] = [startOfImage];
  if (samples === 3 && !(tables && declaresColour(tables))) parts.push(adobeMarker(colour === photometric.rgb ? 0 : 1));
  if (tables && tables.length > 4) parts.push(tables.subarray(2, tables.length - 2));
  return Buffer.concat(parts);
}

/** A tile as a JPEG of its own. A tile that has its own tables and declares its colours is returned as it is. */
export function standalone(tile: Buffer, prefix: Buffer, hasTables: boolean): Buffer {
  if (!hasTables && declaresColour(tile)) return tile;
  return Buffer.concat([prefix, tile.subarray(2)]);
}

/** True if a JFIF or Adobe segment comes right after the start of the image. */
function declaresColour(jpeg: Buffer): boolean {
  return jpeg[2] === 0xff && (jpeg[3] === 0xe0 || jpeg[3] === 0xee);
}

function adobeMarker(transform: 0 | 1): Buffer {
  const marker = Buffer.from([0xff, 0xee, 0, 14, 0x41, 0x64, 0x6f, 0x62, 0x65, 0, 100, 0, 0, 0, 0, transform]);
  return marker;
}

const startOfImage = Buffer.from([0xff, 0xd8]);
