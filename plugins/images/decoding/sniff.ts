import { fileTypeFromBuffer } from 'file-type';
import { DecodeFailure } from './failure.ts';

/** A kind of picture that is accepted: its media type and the file extension that goes with it. */
export interface PictureType {
  mime: 'image/jpeg' | 'image/png' | 'image/webp' | 'image/gif' | 'image/avif' | 'image/heic' | 'image/tiff';
  extension: 'jpg' | 'png' | 'webp' | 'gif' | 'avif' | 'heic' | 'tif';
}

/** How many of a file's first bytes `sniffPicture` wants to see; a shorter file is fine. */
export const SNIFF_BYTES = 8192;

const jpeg: PictureType = { mime: 'image/jpeg', extension: 'jpg' };
const png: PictureType = { mime: 'image/png', extension: 'png' };
const webp: PictureType = { mime: 'image/webp', extension: 'webp' };
const gif: PictureType = { mime: 'image/gif', extension: 'gif' };
const avif: PictureType = { mime: 'image/avif', extension: 'avif' };
const heic: PictureType = { mime: 'image/heic', extension: 'heic' };
const tiff: PictureType = { mime: 'image/tiff', extension: 'tif' };

/** Kinds named after TIFF or ISO media containers that look like an accepted kind from their first bytes alone. */
const rawPhotographs = /^image\/(x-(canon|nikon|sony|adobe|olympus|panasonic|fujifilm|sigma)|jls)/;

/**
 * The kind of picture that a file's first bytes are of, whatever its name says; null for everything that is not
 * accepted. HEIC is accepted only if the caller knows that the decoder reads it (`Decoder.readsHeic`).
 */
export async function sniffPicture(first: Uint8Array, options: { heic?: boolean } = {}): Promise<PictureType | null> {
  const kind = pictureByMagic(first);
  if (kind === null) return null;
  if (kind === heic) return options.heic ? heic : null;
  if (kind === tiff || kind === jpeg) {
    const detected = await fileTypeFromBuffer(first);
    if (detected && rawPhotographs.test(detected.mime)) return null;
  }
  return kind;
}

/** Like `sniffPicture`, but throws `unsupported_type` with a sentence that names what the file is and what would help. */
export async function requirePicture(first: Uint8Array, options: { heic?: boolean } = {}): Promise<PictureType> {
  const kind = await sniffPicture(first, options);
  if (kind) return kind;
  throw new DecodeFailure('unsupported_type', await refusalOf(first));
}

function pictureByMagic(first: Uint8Array): PictureType | null {
  const ascii = (from: number, to: number) => Buffer.from(first.subarray(from, to)).toString('latin1');
  if (ascii(0, 3) === '\xff\xd8\xff') return jpeg;
  if (ascii(0, 8) === '\x89PNG\r\n\x1a\n') return png;
  if (ascii(0, 4) === 'RIFF' && ascii(8, 12) === 'WEBP') return webp;
  if (ascii(0, 6) === 'GIF87a' || ascii(0, 6) === 'GIF89a') return gif;
  if (['II*\0', 'MM\0*', 'II+\0', 'MM\0+'].includes(ascii(0, 4))) return tiff;
  if (ascii(4, 8) === 'ftyp') return pictureByBrands(first);
  return null;
}

/** AVIF and HEIC share a container; the major brand may be the neutral `mif1`, then the compatible ones decide. */
function pictureByBrands(first: Uint8Array): PictureType | null {
  const bytes = Buffer.from(first.buffer, first.byteOffset, first.byteLength);
  if (bytes.length < 16) return null;
  const end = Math.min(bytes.readUInt32BE(0), bytes.length, 256);
  const brands = [bytes.toString('latin1', 8, 12)];
  for (let at = 16; at + 4 <= end; at += 4) brands.push(bytes.toString('latin1', at, at + 4));
  if (brands.some((brand) => brand === 'avif' || brand === 'avis')) return avif;
  if (brands.some((brand) => /^(heic|heix|heim|heis|hevc|hevx)$/.test(brand))) return heic;
  return null;
}

const accepted = 'JPEG, PNG, WebP, GIF, AVIF and TIFF are accepted';

/** A sentence that says what the file is instead of a picture and what would help. */
async function refusalOf(first: Uint8Array): Promise<string> {
  if (first.length === 0) return 'The file is empty.';
  const text = refusedText(first);
  if (text) return text;
  const detected =
    pictureByMagic(first) === heic ? { mime: 'image/heic', ext: 'heic' } : await fileTypeFromBuffer(first);
  if (!detected) return `This is not an image of a known kind; ${accepted}.`;
  const { mime, ext } = detected;
  const known = refusedKinds.find(([pattern]) => pattern.test(mime));
  if (known) return `${known[1]}; ${known[2] ?? accepted}.`;
  const name = ext.toUpperCase();
  const article = /^[AEFHILMNORSX]/.test(name) ? 'an' : 'a';
  if (mime.startsWith('image/')) {
    return `This is ${article} ${name} image, which can't be read here; save it as JPEG, PNG or TIFF and try again.`;
  }
  return `This is ${article} ${name} file, not an image that can be read; ${accepted}.`;
}

/** What text turns out to be, where it is text: these have no magic bytes. */
function refusedText(first: Uint8Array): string | null {
  const head = Buffer.from(first.subarray(0, 2048))
    .toString('utf8')
    .replace(/^\uFEFF/, '')
    .trimStart()
    .toLowerCase();
  if (/^(<\?xml[^>]*>\s*)?(<!--.*?-->\s*)*(<!doctype svg[^>]*>\s*)?<svg[\s/>]/s.test(head)) {
    return 'This is an SVG drawing, not an image that can be read; export it as PNG and try again.';
  }
  if (/^(<!--.*?-->\s*)*<(!doctype html|html|head|body|script)[\s>]/s.test(head)) {
    return `This is an HTML page, not an image that can be read; ${accepted}.`;
  }
  if (head.startsWith('<?xml')) return `This is an XML file, not an image that can be read; ${accepted}.`;
  return null;
}

const refusedKinds: [RegExp, string, string?][] = [
  [/^image\/hei[cf]/, "This is a HEIC photograph, which can't be read here", 'export it as JPEG and try again'],
  [rawPhotographs, "This is a camera's raw file, which can't be read here", 'export it as TIFF or JPEG and try again'],
  [
    /^application\/pdf/,
    'This is a PDF, not an image that can be read',
    'export its pages as PNG or TIFF and try again',
  ],
  [/^application\/dicom/, "This is a DICOM file, which can't be read here", 'export it as TIFF or PNG and try again'],
  [/^application\/(zip|x-7z|x-rar|gzip|x-tar)/, 'This is an archive, not an image', 'unpack it and upload the images'],
  [/^video\//, 'This is a video, not an image that can be read', 'export the frames as PNG or JPEG and try again'],
  [/^audio\//, 'This is a sound file, not an image that can be read'],
];
