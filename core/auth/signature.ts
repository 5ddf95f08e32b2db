import { createHmac, timingSafeEqual } from 'node:crypto';
import { canonicalJson } from './canonical-json.ts';
import { KEY_ID } from './pipeline.ts';

/** How strictly signatures are taken. */
export interface SignatureRules {
  /** How far the timestamp may be from now, in seconds; exactly so far passes. */
  readonly skewSeconds: number;
  /** Whether version 1, which does not sign method and path, is accepted. */
  readonly allowV1: boolean;
  /** Whether version 1 may be made over the canonical JSON of the body instead of the bytes that were sent. */
  readonly allowCanonical: boolean;
}

/** What a signature is made over. `body` are the exact bytes sent; `target` is the path with its query. */
export interface SignedRequest {
  readonly method: string;
  readonly target: string;
  readonly body: Buffer;
  header(name: string): string;
}

/** Version 1 (`sha256=<hex>`): HMAC-SHA256 over `timestamp.body`. */
export const signV1 = (secret: string, timestamp: string, body: Buffer | string): string =>
  createHmac('sha256', secret).update(`${timestamp}.`).update(body).digest('hex');

/** Version 2 (`v2=<hex>`): HMAC-SHA256 over `timestamp.nonce.METHOD.path?query.body`. */
export const signV2 = (
  secret: string,
  timestamp: string,
  nonce: string,
  method: string,
  target: string,
  body: Buffer | string,
): string =>
  createHmac('sha256', secret).update(`${timestamp}.${nonce}.${method}.${target}.`).update(body).digest('hex');

/** The signature headers of a request, well-formed and in time; nothing is known yet of who made them. */
export interface SignatureClaim {
  readonly version: 1 | 2;
  readonly timestamp: string;
  /** Hexadecimal. */
  readonly digest: string;
  /** Empty: the built-in pipeline. Version 2 always names one. */
  readonly keyId: string;
  readonly nonce: string;
}

/**
 * What a request's headers claim, before a byte of its body is read; null when it is not signed, too old, too new, or
 * not signed in a way that the rules take. Headers: X-ML-Timestamp (Unix seconds or ISO 8601), X-ML-Signature
 * (`sha256=<hex>` or `v2=<hex>`), X-ML-Key-Id, and for version 2 X-ML-Nonce.
 */
export function claimOf(
  header: (name: string) => string,
  rules: SignatureRules,
  now = Date.now(),
): SignatureClaim | null {
  const timestamp = header('x-ml-timestamp');
  const seconds = parseTimestamp(timestamp);
  if (seconds === null || Math.abs(now / 1000 - seconds) > rules.skewSeconds) return null;
  const [, scheme, digest = ''] = /^(sha256|v2)=([0-9a-f]{64})$/.exec(header('x-ml-signature')) ?? [];
  const keyId = header('x-ml-key-id');
  if (keyId !== '' && !KEY_ID.test(keyId)) return null;
  if (scheme === 'sha256' && rules.allowV1) return { version: 1, timestamp, digest, keyId, nonce: '' };
  const nonce = header('x-ml-nonce');
  if (scheme !== 'v2' || !keyId || !/^[\x21-\x7e]{8,128}$/.test(nonce)) return null;
  return { version: 2, timestamp, digest, keyId, nonce };
}

/**
 * The text that tells a signed request from any other, as far as its claim goes. Version 1 does not sign the key id, so
 * another spelling of it makes no other request.
 */
const replayKeyOf = ({ version, timestamp, digest, keyId, nonce }: SignatureClaim): string =>
  version === 2 ? `v2:${keyId}:${nonce}` : `v1:${timestamp}:${digest}`;

/** A signature over a body that is still coming in. */
export interface StreamedSignature {
  readonly replayKey: string;
  /** Takes the next bytes of the body. */
  add(chunk: Buffer): void;
  /** Once the body is whole: whether one of the secrets made the claimed signature. */
  isTrue(): boolean;
}

/** Checks a claim while the body streams by, for what is too large to be held. */
export function streamedSignature(
  claim: SignatureClaim,
  { method, target }: Pick<SignedRequest, 'method' | 'target'>,
  secrets: readonly string[],
): StreamedSignature {
  const { version, timestamp, digest, nonce } = claim;
  const before = version === 2 ? `${timestamp}.${nonce}.${method}.${target}.` : `${timestamp}.`;
  const sums = secrets.map((secret) => createHmac('sha256', secret).update(before));
  return {
    replayKey: replayKeyOf(claim),
    add: (chunk) => sums.forEach((sum) => sum.update(chunk)),
    isTrue: () => sums.some((sum) => isSame(sum.digest('hex'), digest)),
  };
}

/**
 * The text that tells this signed request from any other (to answer a repetition with the first answer), or null when
 * none of the secrets made the claimed signature.
 */
export function checkSignature(
  claim: SignatureClaim,
  { method, target, body }: Pick<SignedRequest, 'method' | 'target' | 'body'>,
  secrets: readonly string[],
  rules: Pick<SignatureRules, 'allowCanonical'>,
): string | null {
  const { version, timestamp, digest, nonce } = claim;
  if (version === 2) {
    const isTrue = secrets.some((secret) => isSame(signV2(secret, timestamp, nonce, method, target, body), digest));
    return isTrue ? replayKeyOf(claim) : null;
  }
  const bodies: (Buffer | string)[] = [body];
  const canonical = rules.allowCanonical && body.length > 0 ? canonicalJson(body) : null;
  if (canonical !== null) bodies.push(canonical);
  const isTrue = secrets.some((secret) => bodies.some((text) => isSame(signV1(secret, timestamp, text), digest)));
  return isTrue ? replayKeyOf(claim) : null;
}

/** Unix seconds of a timestamp header: all digits, or ISO 8601 with `Z` or an offset; null for anything else. */
export function parseTimestamp(text: string): number | null {
  if (/^\d{1,12}$/.test(text)) return Number(text);
  if (!/^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})$/.test(text)) return null;
  const milliseconds = Date.parse(text);
  return Number.isNaN(milliseconds) ? null : milliseconds / 1000;
}

/** Compares in constant time. */
export function isSame(wanted: string, given: string): boolean {
  const [a, b] = [Buffer.from(wanted), Buffer.from(given)];
  return a.length === b.length && timingSafeEqual(a, b);
}
