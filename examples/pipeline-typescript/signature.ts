import { createHmac } from 'node:crypto';

/**
 * The two headers that prove a pipeline call (signature scheme v1).
 *
 * `X-ML-Signature` is `sha256=` and the lower-case hex HMAC-SHA256, keyed with the UTF-8 secret, of
 * the timestamp text, a full stop, and the exact bytes of the body; method and path are not signed.
 * `timestamp` is Unix time in whole seconds; the server accepts five minutes to either side.
 */
export function signatureHeaders(
  secret: string,
  body: Uint8Array | string,
  timestamp = String(Math.floor(Date.now() / 1000)),
): { 'X-ML-Timestamp': string; 'X-ML-Signature': string } {
  const hex = createHmac('sha256', secret).update(`${timestamp}.`).update(body).digest('hex');
  return { 'X-ML-Timestamp': timestamp, 'X-ML-Signature': `sha256=${hex}` };
}
