import type { Readable } from 'node:stream';
import { AppError } from '#core';
import { rangeNotSatisfiable } from '../errors.ts';
import { isKnown } from './conditional.ts';

/** A file that never changes under its ETag. */
export interface SentFile {
  /** Bytes. */
  size: number;
  type: string;
  /** With its quotes. */
  etag: string;
  modifiedAt: Date;
  /** Opens it, whole or the bytes from `start` to `end`, both included. */
  read(range?: ByteRange): Promise<Readable>;
}

export interface ByteRange {
  start: number;
  end: number;
}

/** The parts of Koa's context that are used here. */
export interface FileContext {
  method: string;
  status: number;
  body: unknown;
  get(name: string): string;
  set(name: string, value: string): void;
}

/**
 * Answers GET and HEAD (RFC 9110): 304 to If-None-Match and If-Modified-Since, 206 to a single Range that If-Range
 * does not rule out, 416 to one outside of the file, else the whole.
 */
export async function sendFile(ctx: FileContext, file: SentFile): Promise<void> {
  const { size, type, etag, modifiedAt } = file;
  ctx.set('ETag', etag);
  ctx.set('Last-Modified', modifiedAt.toUTCString());
  ctx.set('Accept-Ranges', 'bytes');
  ctx.status = 200;
  const conditions = { noneMatch: ctx.get('if-none-match'), modifiedSince: ctx.get('if-modified-since') };
  if (isKnown(conditions, etag, modifiedAt)) {
    ctx.status = 304;
    return;
  }
  const range = isStillRanged(ctx.get('if-range'), file) ? rangeOf(ctx.get('range'), size) : null;
  const { start, end } = range ?? { start: 0, end: size - 1 };
  const body = ctx.method === 'HEAD' ? null : await file.read(range ?? undefined);
  if (range) {
    ctx.status = 206;
    ctx.set('Content-Range', `bytes ${start}-${end}/${size}`);
  }
  if (body) ctx.body = body;
  ctx.set('Content-Type', type);
  ctx.set('Content-Length', String(end - start + 1));
}

/** If-Range: an ETag counts if it is the same; a date if it is the very date we gave. */
function isStillRanged(condition: string, { etag, modifiedAt }: SentFile): boolean {
  if (condition === '') return true;
  return condition === etag || Date.parse(condition) === Math.floor(modifiedAt.getTime() / 1000) * 1000;
}

/**
 * The bytes that a Range header asks for; null for the whole: no header, another unit, ill-formed, or several ranges,
 * which a server may answer as it likes. Throws 416 where the range begins after the end.
 */
export function rangeOf(header: string, size: number): ByteRange | null {
  const [, first, last] = /^bytes=\s*(\d*)-(\d*)\s*$/.exec(header) ?? [];
  if (first === undefined || last === undefined || (first === '' && last === '')) return null;
  const start = first === '' ? Math.max(0, size - Number(last)) : Number(first);
  const end = first === '' || last === '' ? size - 1 : Math.min(Number(last), size - 1);
  if (first !== '' && last !== '' && Number(last) < start) return null;
  if (start >= size || (first === '' && Number(last) === 0)) {
    const { code, status, message } = rangeNotSatisfiable(header, size);
    throw new AppError(code, status, message, { headers: { 'Content-Range': `bytes */${size}` } });
  }
  return { start, end };
}
