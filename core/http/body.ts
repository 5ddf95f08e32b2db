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
    return storable(JSON.parse(body.toString('utf8')));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw invalidInput([{ pointer: '/body', message: `is not JSON: ${error.message}` }]);
  }
}

// PostgreSQL keeps no NUL and no half of a surrogate pair; better refused here by name than there as a server error.
function storable(value: unknown): unknown {
  const isUnfit = (text: string): boolean => text.includes('\0') || !text.isWellFormed();
  const isBad = (item: unknown): boolean =>
    typeof item === 'string'
      ? isUnfit(item)
      : typeof item === 'object' &&
        item !== null &&
        Object.entries(item).some(([key, inner]) => isUnfit(key) || isBad(inner));
  if (isBad(value)) {
    throw invalidInput([
      { pointer: '/body', message: 'contains a NUL character or half a surrogate pair, which can not be kept' },
    ]);
  }
  return value;
}
