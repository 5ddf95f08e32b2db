import type { IncomingMessage } from 'node:http';
import { bodyTooLarge, invalidInput } from '../errors.ts';

/** Reads a whole body of at most `limit` bytes; a larger one is refused before the rest is read. */
export async function readBody(message: IncomingMessage, limit: number): Promise<Buffer> {
  const declared = Number(message.headers['content-length'] ?? 0);
  if (declared > limit) throw bodyTooLarge(limit);
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of message as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > limit) throw bodyTooLarge(limit);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, size);
}

/** The JSON value of a body; undefined for an empty one. Only a JSON media type will do. */
export function parseJson(body: Buffer, contentType: string): unknown {
  if (body.length === 0) return undefined;
  if (!/^application\/([\w.+-]+\+)?json\s*(;|$)/i.test(contentType)) {
    throw invalidInput([
      { pointer: '/body', message: `must be JSON with Content-Type: application/json, not '${contentType || 'none'}'` },
    ]);
  }
  try {
    return withoutNul(JSON.parse(body.toString('utf8')));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw invalidInput([{ pointer: '/body', message: `is not JSON: ${error.message}` }]);
  }
}

// PostgreSQL keeps no NUL in text; better refused here by name than there as a server error.
function withoutNul(value: unknown): unknown {
  const hasNul = (item: unknown): boolean =>
    typeof item === 'string'
      ? item.includes('\0')
      : typeof item === 'object' &&
        item !== null &&
        Object.entries(item).some(([key, inner]) => key.includes('\0') || hasNul(inner));
  if (hasNul(value))
    throw invalidInput([{ pointer: '/body', message: 'contains a NUL character, which can not be kept' }]);
  return value;
}
