import { AppError, authenticationRequired, notFound } from '#core';
import type { Identity, MountedRequest } from '#core';
import { iiifInfo, infoMediaType, profileLink } from '../iiif/info.ts';
import { isKnown } from '../serving/conditional.ts';
import { settings } from '../settings.ts';
import { accessTo } from './access.ts';
import type { TileAccess } from './access.ts';
import { withPyramid } from './open-pyramids.ts';
import { etagOf, makePicture } from './picture.ts';
import type { SentPicture } from './picture.ts';
import { createCache } from './tile-cache.ts';
import type { WeighedCache } from './tile-cache.ts';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
// The URL carries the image's id, and the picture of an id never changes.
const FOR_EVER = 'private, max-age=31536000, immutable';
/** Characters; what is valid is far shorter. Paths are keys of what is held in memory. */
const LONGEST_PATH = 500;
// Whoever uses the same browser next may not see what is kept in it.
const BY_CALLER = 'Authorization, Cookie, Origin';
const AN_HOUR = 'private, max-age=3600';

const invalidPath = (why: string) => new AppError('images.iiif_invalid', 400, why);

let cache: WeighedCache<SentPicture> | undefined;
const pictures = () => (cache ??= createCache(settings().tileCacheBytes, ({ bytes }) => bytes.length + 500));

/** Lets go of every picture that is held in memory. */
export const clearPictures = (): void => cache?.clear();

/** Serves the IIIF Image API 3.0 below `/iiif`: `/3/<image id>/info.json` and `/3/<image id>/<image request>`. */
export async function serveIiif(request: MountedRequest): Promise<void> {
  const { method } = request.message;
  if (method !== 'GET' && method !== 'HEAD') {
    const headers = { Allow: 'GET, HEAD, OPTIONS' };
    throw new AppError('images.method_not_allowed', 405, `${method} is not possible here; use GET or HEAD.`, {
      headers,
    });
  }
  if (request.path.length > LONGEST_PATH) throw invalidPath('The path is too long for an image request.');
  const [, version, id = '', ...rest] = request.path.split('/');
  if (version !== '3' || !UUID.test(id)) throw notFound('Image');
  const user = await request.caller();
  if (!user) throw authenticationRequired();
  const access = await accessTo(id.toLowerCase(), user, request.may);
  if (rest.length === 4) return sendPicture(request, user, access, rest);
  if (rest.length === 1 && rest[0] === 'info.json') return sendInfo(request, user, access);
  if (rest.join('') === '') return redirectToInfo(request, access);
  throw invalidPath('After the image id comes info.json, or region/size/rotation/quality.format.');
}

async function sendPicture(
  request: MountedRequest,
  user: Identity,
  { imageId, pyramidKey }: TileAccess,
  parts: readonly string[],
): Promise<void> {
  const key = `${pyramidKey}/${parts.join('/')}`;
  const picture = pictures().get(key) ?? (await pictures().obtain(key, () => makePicture(pyramidKey, parts)));
  const canonical = `<${baseUri(request, imageId)}/${picture.canonical}>;rel="canonical"`;
  send(request, user, {
    body: picture.bytes,
    type: picture.mime,
    etag: picture.etag,
    cacheControl: FOR_EVER,
    link: `${canonical}, ${profileLink}`,
    vary: BY_CALLER,
  });
}

async function sendInfo(request: MountedRequest, user: Identity, { imageId, pyramidKey }: TileAccess): Promise<void> {
  const info = await withPyramid(pyramidKey, async (pyramid) => iiifInfo(baseUri(request, imageId), pyramid));
  const body = Buffer.from(JSON.stringify(info));
  const takesLinkedData = request.message.headers.accept?.includes('application/ld+json') ?? false;
  const type = takesLinkedData ? infoMediaType : 'application/json';
  send(request, user, {
    body,
    type,
    etag: etagOf(body),
    cacheControl: AN_HOUR,
    link: profileLink,
    vary: `Accept, ${BY_CALLER}`,
  });
}

function redirectToInfo(request: MountedRequest, { imageId }: TileAccess): void {
  request.response.writeHead(303, { Location: `${baseUri(request, imageId)}/info.json`, 'Content-Length': 0 });
  request.response.end();
}

const baseUri = ({ siteUrl }: MountedRequest, imageId: string): string => `${siteUrl}/iiif/3/${imageId}`;

interface Sent {
  body: Buffer;
  type: string;
  etag: string;
  cacheControl: string;
  link: string;
  vary: string;
}

function send({ message, response, allowedOrigin }: MountedRequest, user: Identity, sent: Sent): void {
  const { body, type, etag, cacheControl, link, vary } = sent;
  const headers = ['Content-Type', type, 'ETag', etag, 'Cache-Control', cacheControl, 'Link', link];
  headers.push('X-Content-Type-Options', 'nosniff', 'Vary', vary);
  if (allowedOrigin) {
    headers.push('Access-Control-Allow-Origin', allowedOrigin, 'Access-Control-Allow-Credentials', 'true');
  } else if (user.via === 'api-key') {
    // Whoever shows a key may read from anywhere. What a browser sends by itself, any page could make it send.
    headers.push('Access-Control-Allow-Origin', '*');
  }
  const noneMatch = message.headers['if-none-match'];
  if (noneMatch !== undefined && isKnown({ noneMatch, modifiedSince: undefined }, etag)) {
    response.writeHead(304, headers).end();
    return;
  }
  headers.push('Content-Length', String(body.length));
  response.writeHead(200, headers).end(message.method === 'HEAD' ? undefined : body);
}
