/** What a client says it has: the headers If-None-Match and If-Modified-Since. */
export interface Conditions {
  readonly noneMatch: string | undefined;
  readonly modifiedSince: string | undefined;
}

/**
 * Whether a client has what there is (RFC 9110, 13.1): by ETag, compared weakly, and only without one by date. Unlike
 * Koa's own answer this does not look at Cache-Control, which `fetch` adds to conditional requests by itself.
 */
export function isKnown({ noneMatch, modifiedSince }: Conditions, etag: string, modifiedAt?: Date): boolean {
  if (noneMatch)
    return noneMatch.trim() === '*' || noneMatch.split(',').some((one) => one.trim().replace(/^W\//, '') === etag);
  if (!modifiedSince || !modifiedAt) return false;
  return Math.floor(modifiedAt.getTime() / 1000) * 1000 <= Date.parse(modifiedSince);
}
