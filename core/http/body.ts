import type { IncomingMessage } from 'node:http';
import { AppError, bodyTooLarge, bodyTooSlow, invalidInput, tooManyUnproven } from '../errors.ts';

export interface BodyRules {
  /** Bytes. */
  readonly limit: number;
  /** Nobody knows yet who sends it, as with a signature that is made over the body: it shares the room of all such. */
  readonly isUnproven?: boolean;
  /** Milliseconds that any body may take; a large one has longer. */
  readonly graceMs?: number;
}

/** Bytes a millisecond that a body must come with on the whole, once its time of grace is over. */
const SLOWEST = 16;
/** Bytes of bodies from unknown senders that this process holds at once, so that nobody fills its memory with them. */
const ROOM_FOR_UNPROVEN = 128 * 1024 ** 2;
let unproven = 0;

/** Reads a whole body; one that is too large or too slow is refused before the rest is read. */
export async function readBody(
  message: IncomingMessage,
  { limit, isUnproven = false, graceMs = 30_000 }: BodyRules,
): Promise<Buffer> {
  const declared = Number(message.headers['content-length'] ?? 0);
  if (declared > limit) throw bodyTooLarge(limit);
  const started = performance.now();
  const chunks: Buffer[] = [];
  let size = 0;
  const { promise: tooSlow, reject: giveUp } = Promise.withResolvers<never>();
  tooSlow.catch(() => undefined); // nobody waits for it when all went well
  const watch = setInterval(
    () => {
      if (performance.now() - started > graceMs + size / SLOWEST) giveUp(bodyTooSlow(Math.ceil(graceMs / 1000)));
    },
    Math.min(1000, graceMs),
  );
  try {
    const coming = (message as AsyncIterable<Buffer>)[Symbol.asyncIterator]();
    for (;;) {
      const { value: chunk, done } = await Promise.race([coming.next(), tooSlow]);
      if (done) return Buffer.concat(chunks, size);
      size += chunk.length;
      if (isUnproven) unproven += chunk.length;
      if (size > limit) throw bodyTooLarge(limit);
      if (isUnproven && unproven > ROOM_FOR_UNPROVEN) throw busy();
      chunks.push(chunk);
    }
  } finally {
    clearInterval(watch);
    if (isUnproven) unproven -= size;
  }
}

function busy(): AppError {
  const { code, status, message } = tooManyUnproven();
  return new AppError(code, status, message, { headers: { 'Retry-After': '5' } });
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
    if (isDeeper(value, DEEPEST)) {
      throw invalidInput([{ pointer: '/body', message: `is nested more than ${DEEPEST} levels deep` }]);
    }
    const pointer = SUSPECT.test(text) ? unfitAt(value, '/body') : null;
    if (pointer === null) return { value, text };
    const message = 'contains a NUL character or half a surrogate pair, which can not be kept';
    throw invalidInput([{ pointer, message }]);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw invalidInput([{ pointer: '/body', message: `is not JSON: ${error.message}` }]);
  }
}

// Far more than anybody means; what walks through a body may call itself for each level.
const DEEPEST = 128;

const isDeeper = (value: unknown, levels: number): boolean => {
  if (typeof value !== 'object' || value === null) return false;
  const inner: unknown[] = Array.isArray(value) ? value : Object.values(value);
  return levels === 0 || inner.some((one) => isDeeper(one, levels - 1));
};

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
