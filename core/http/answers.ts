import { createHash } from 'node:crypto';
import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { seal, unseal } from '../auth/sealing.ts';
import { answerLost, keyReused } from '../errors.ts';
import { inTransaction, rows } from '../database/connection.ts';

/** An answer as it went out. */
export interface Answer {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
}

const DAY_SECONDS = 24 * 3600;

// An answer of hundreds of kilobytes is a tenth of that when packed: cheaper to pack than to write and to log.
const PACKED_FROM_BYTES = 4096;
const ZSTD_MAGIC = 0x28b52ffd;

const packed = (text: string): Buffer => {
  const bytes = Buffer.from(text);
  return bytes.length < PACKED_FROM_BYTES ? bytes : zstdCompressSync(bytes, FASTEST);
};
const FASTEST = { params: { [constants.ZSTD_c_compressionLevel]: 1 } };

/** JSON never begins with the sign of a packed one. */
const unpacked = (bytes: Buffer): string =>
  String(bytes.length > 4 && bytes.readUInt32BE(0) === ZSTD_MAGIC ? zstdDecompressSync(bytes) : bytes);

const digest = (parts: readonly (string | Buffer)[]): string => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part).update('\0');
  return hash.digest('hex');
};

/** The key of a request that must act once: who, what and the text that the client or its signature gave. */
export const answerKey = (...parts: string[]): string => digest(parts);

/** A hash of a body, to tell a repetition from another request under the same key. */
export const fingerprintOf = (body: Buffer): string => digest([body]);

/**
 * Within the transaction of the request: null when the key is new (and is now taken until the end of the transaction),
 * else the first answer. A second request with the key waits here until the first has committed or failed.
 */
export async function firstAnswer(key: string, fingerprint: string, keepSeconds = DAY_SECONDS): Promise<Answer | null> {
  const taken = await rows(
    `insert into core_answers (key, fingerprint, expires_at) values ($1, $2, now() + make_interval(secs => $3))
     on conflict (key) do nothing returning key`,
    [key, fingerprint, keepSeconds],
  );
  if (taken.length > 0) return null;
  const [found] = await rows<{ fingerprint: string; status: number; content_type: string; body: Buffer }>(
    'select fingerprint, status, content_type, body from core_answers where key = $1',
    [key],
  );
  if (!found) throw new Error('An answer was forgotten while it was asked for.');
  if (found.fingerprint !== fingerprint) throw keyReused();
  return { status: found.status, contentType: found.content_type, body: unpacked(found.body) };
}

/** Within the same transaction: keeps the answer for the next time. */
export async function keepAnswer(key: string, { status, contentType, body }: Answer): Promise<void> {
  await rows('update core_answers set status = $2, content_type = $3, body = $4 where key = $1', [
    key,
    status,
    contentType,
    packed(body),
  ]);
}

/** An answer whose body can be read with the SECRET_KEY alone. */
export const sealedAnswer = (answer: Answer): Answer => ({ ...answer, body: seal(answer.body).toString('base64') });

/** The same as it went out; refusals are kept as they are. */
export function unsealedAnswer(answer: Answer): Answer {
  if (answer.status >= 400) return answer;
  const body = unseal(Buffer.from(answer.body, 'base64'));
  if (body === null) throw answerLost();
  return { ...answer, body };
}

/** Keeps a refusal, whose own transaction was rolled back; a first answer that is there already stays. */
export async function keepRefusal(
  key: string,
  fingerprint: string,
  { status, contentType, body }: Answer,
  keepSeconds = DAY_SECONDS,
): Promise<void> {
  await inTransaction(() =>
    rows(
      `insert into core_answers (key, fingerprint, status, content_type, body, expires_at)
       values ($1, $2, $3, $4, $5, now() + make_interval(secs => $6)) on conflict (key) do nothing`,
      [key, fingerprint, status, contentType, packed(body), keepSeconds],
    ),
  );
}

/** Forgets answers whose time is over. */
export const pruneAnswers = (): Promise<unknown> => rows('delete from core_answers where expires_at < now()');
