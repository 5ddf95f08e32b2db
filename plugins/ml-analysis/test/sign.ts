import { createHmac, randomUUID } from 'node:crypto';
import { hmacSecret } from '#core/testing';
import type { Reply, TestApp, TestUser } from '#core/testing';

// The signatures as the contract describes them, written anew, so that they check the server's and not themselves.

const now = () => String(Math.floor(Date.now() / 1000));
const hex = (secret: string, text: string) => createHmac('sha256', secret).update(text, 'utf8').digest('hex');

/** Version 1: over timestamp and body alone. */
export const v1 = (body: string, { secret = hmacSecret, timestamp = now() } = {}): Record<string, string> => ({
  'X-ML-Timestamp': timestamp,
  'X-ML-Signature': `sha256=${hex(secret, `${timestamp}.${body}`)}`,
});

/** Version 2: over a nonce, method and path as well. `target` is the whole path with its query. */
export const v2 = (
  method: string,
  target: string,
  body: string,
  { secret = hmacSecret, timestamp = now(), nonce = randomUUID() as string } = {},
): Record<string, string> => ({
  'X-ML-Timestamp': timestamp,
  'X-ML-Nonce': nonce,
  'X-ML-Key-Id': 'default',
  'X-ML-Signature': `v2=${hex(secret, `${timestamp}.${nonce}.${method}.${target}.${body}`)}`,
});

/** Sends a call signed by version 2, which is never taken for a repetition of another. */
export function sendSigned(
  app: TestApp,
  method: string,
  path: string,
  body: unknown,
  { as }: { as?: TestUser } = {},
): Promise<Reply> {
  const text = JSON.stringify(body);
  return app.send(method, path, {
    raw: text,
    headers: { 'content-type': 'application/json', ...v2(method, `/api${path}`, text) },
    ...(as ? { as } : {}),
  });
}
