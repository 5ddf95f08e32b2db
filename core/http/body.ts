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

/** A body of JSON: what it says, and how it was written. */
export interface JsonBody {
  readonly value: unknown;
  readonly text: string;
}

/** An empty body. */
export const NO_JSON: JsonBody = { value: undefined, text: '' };

/** The JSON of a body; an empty one has the value undefined. Only a JSON media type will do. */
export function parseJson(body: Buffer, contentType: string): JsonBody {
  if (body.length === 0) return NO_JSON;
  if (!/^application\/([\w.+-]+\+)?json\s*(;|$)/i.test(contentType)) {
    throw invalidInput([
      { pointer: '/body', message: `must be JSON with Content-Type: application/json, not '${contentType || 'none'}'` },
    ]);
  }
  try {
    const text = body.toString('utf8');
    const value: unknown = JSON.parse(text);
    const pointer = SUSPECT.test(text) ? unfitAt(value, '/body') : null;
    if (pointer === null) return { value, text };
    const message = 'contains a NUL character or half a surrogate pair, which can not be kept';
    throw invalidInput([{ pointer, message }]);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw invalidInput([{ pointer: '/body', message: `is not JSON: ${error.message}` }]);
  }
}

// What JSON can say and PostgreSQL can't keep: NUL, and half of a surrogate pair. Both can only come as escapes.
const SUSPECT = /\\u(0000|[dD][89a-fA-F])/;

/** The place of a text that can't be kept, as a JSON pointer; null when all can. */
function unfitAt(value: unknown, pointer: string): string | null {
  const isUnfit = (text: string): boolean => text.includes('\0') || !text.isWellFormed();
  if (typeof value === 'string') return isUnfit(value) ? pointer : null;
  if (typeof value !== 'object' || value === null) return null;
  for (const [key, inner] of Object.entries(value)) {
    const at = isUnfit(key) ? pointer : unfitAt(inner, `${pointer}/${key.replace(/~/g, '~0').replace(/\//g, '~1')}`);
    if (at !== null) return at;
  }
  return null;
}
