import { createHash } from 'node:crypto';
import { AppError } from '#core';
import { decoder } from '../decoder.ts';
import { isDecodeFailure } from '../decoding/failure.ts';
import { refusalOf } from '../errors.ts';
import { IiifFault } from '../iiif/fault.ts';
import { renderIiif } from '../iiif/render.ts';
import { parseIiifRequest } from '../iiif/request.ts';
import type { Pyramid } from '../pyramid/tiff.ts';
import { withPyramid } from './open-pyramids.ts';

/** A picture ready to be sent. */
export interface SentPicture {
  readonly bytes: Buffer;
  readonly mime: string;
  /** With its quotes. */
  readonly etag: string;
  /** The one path by which IIIF wants it called, behind the image's base URI. */
  readonly canonical: string;
}

/** The picture that the four parts of an IIIF path ask for; 400 with a sentence where they are not valid. */
export async function makePicture(pyramidKey: string, parts: readonly string[]): Promise<SentPicture> {
  const [region = '', size = '', rotation = '', file = ''] = parts.map(decoded);
  try {
    return await withPyramid(pyramidKey, async (pyramid) => {
      const request = parseIiifRequest(imageOf(pyramid), { region, size, rotation, file });
      const { bytes, mime } = await renderIiif(pyramid, request, decoder());
      return { bytes, mime, etag: etagOf(`${pyramidKey}/${request.canonical}`), canonical: request.canonical };
    });
  } catch (error) {
    if (error instanceof IiifFault) throw new AppError('images.iiif_invalid', error.status, error.message);
    throw isDecodeFailure(error) ? refusalOf(error) : error;
  }
}

const imageOf = ({ width, height, samples }: Pyramid) => ({ width, height, isGrey: samples === 1 });

/** An ETag, with its quotes, of a text or bytes that tell one answer from any other. */
export const etagOf = (what: string | Buffer): string =>
  `"${createHash('sha256').update(what).digest('base64url').slice(0, 22)}"`;

function decoded(part: string): string {
  if (!part.includes('%')) return part;
  try {
    return decodeURIComponent(part);
  } catch {
    throw new AppError('images.iiif_invalid', 400, `"${part}" is not valid percent-encoded UTF-8.`);
  }
}
