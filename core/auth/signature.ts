import { createHmac, timingSafeEqual } from 'node:crypto';

/** The shared secret of a pipeline and how strictly its signatures are taken. */
export interface SignatureRules {
  readonly secret: string;
  readonly keyId: string;
  /** How far the timestamp may be from now, in seconds; exactly so far passes. */
  readonly skewSeconds: number;
  readonly allowV1: boolean;
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

/**
 * The text that tells this signed request from any other (to answer a repetition with the first answer), or null when
 * it is not signed, too old, too new, or wrongly signed. Headers: X-ML-Timestamp (Unix seconds or ISO 8601),
 * X-ML-Signature, and for version 2 X-ML-Nonce and X-ML-Key-Id.
 */
export function checkSignature(request: SignedRequest, rules: SignatureRules, now = Date.now()): string | null {
  const timestamp = request.header('x-ml-timestamp');
  const seconds = parseTimestamp(timestamp);
  if (seconds === null || Math.abs(now / 1000 - seconds) > rules.skewSeconds) return null;

  const signature = request.header('x-ml-signature');
  const keyId = request.header('x-ml-key-id');
  if (keyId && keyId !== rules.keyId) return null;
  if (signature.startsWith('v2=')) {
    const nonce = request.header('x-ml-nonce');
    if (!/^[\x21-\x7e]{8,128}$/.test(nonce) || !keyId) return null;
    const wanted = signV2(rules.secret, timestamp, nonce, request.method, request.target, request.body);
    return isSame(wanted, signature.slice('v2='.length)) ? `v2:${keyId}:${nonce}` : null;
  }
  if (signature.startsWith('sha256=') && rules.allowV1) {
    const wanted = signV1(rules.secret, timestamp, request.body);
    return isSame(wanted, signature.slice('sha256='.length)) ? `v1:${timestamp}:${wanted}` : null;
  }
  return null;
}

/** Unix seconds of a timestamp header: all digits, or ISO 8601 with `Z` or an offset; null for anything else. */
export function parseTimestamp(text: string): number | null {
  if (/^\d{1,12}$/.test(text)) return Number(text);
  if (!/^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})$/.test(text)) return null;
  const milliseconds = Date.parse(text);
  return Number.isNaN(milliseconds) ? null : milliseconds / 1000;
}

function isSame(wanted: string, given: string): boolean {
  const [a, b] = [Buffer.from(wanted), Buffer.from(given)];
  return a.length === b.length && timingSafeEqual(a, b);
}
