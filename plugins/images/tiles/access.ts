import { AppError, notFound } from '#core';
import type { Identity, Subject } from '#core';
import { noTiles, stillProcessing } from '../errors.ts';
import type { Image } from '../models/image.ts';
import { findImage } from '../public.ts';

/** What the tiles of an image are served from; whoever holds it may see them. */
export interface TileAccess {
  readonly imageId: string;
  readonly pyramidKey: string;
}

type May = (user: Identity, permission: string, subject: Subject) => boolean;

interface Decision {
  readonly until: number;
  readonly access: Promise<TileAccess>;
}

/** How long a decision holds: revoked rights end after this, and what an event tells ends at once. */
const ONE_SECOND = 1000;
const MOST_IMAGES = 5000;

const decisions = new Map<string, Map<string, Decision>>();

/**
 * Decides whether a user may have the tiles of an image by the credential that they show, once a second. Rejects with 404 for what is not there
 * for this user, and 503 while the tiles are being made.
 */
export function accessTo(imageId: string, user: Identity, may: May): Promise<TileAccess> {
  const now = performance.now();
  let ofImage = decisions.get(imageId);
  const who = `${user.id} ${user.via} ${user.credentialId ?? ''}`; // a key may reach less than its owner
  const known = ofImage?.get(who);
  if (known && known.until > now) return known.access;
  if (!ofImage) {
    if (decisions.size >= MOST_IMAGES) decisions.clear();
    decisions.set(imageId, (ofImage = new Map<string, Decision>()));
  }
  const access = decide(imageId, user, may);
  const decision = { until: now + ONE_SECOND, access };
  ofImage.set(who, decision);
  access.catch((error: unknown) => {
    // Refusals hold as decisions do; a fault is tried again.
    if (!(error instanceof AppError) && ofImage.get(who) === decision) ofImage.delete(who);
  });
  return access;
}

/** Forgets what was decided about an image, or about all. */
export function forgetAccess(imageId?: string): void {
  if (imageId === undefined) decisions.clear();
  else decisions.delete(imageId);
}

async function decide(imageId: string, user: Identity, may: May): Promise<TileAccess> {
  const image = await findImage(imageId);
  if (!image || !may(user, 'images.read', image)) throw notFound('Image');
  return { imageId, pyramidKey: pyramidOf(image) };
}

function pyramidOf({ state, failure, pyramidKey }: Image): string {
  if (state === 'ready' && pyramidKey) return pyramidKey;
  if (state === 'failed') throw noTiles(failure ?? '');
  const { code, status, message } = stillProcessing();
  throw new AppError(code, status, message, { headers: { 'Retry-After': '1' } });
}
