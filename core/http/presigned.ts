import { Readable } from 'node:stream';
import type { Middleware } from 'koa';
import { AppError, bodyTooLarge, methodNotAllowed } from '../errors.ts';
import type { FilesystemStorage } from '../storage/filesystem.ts';
import { missingObject } from '../storage/keys.ts';

/** Serves the presigned URLs of the filesystem storage: `GET` and `PUT /storage/<key>?…&signature=…`. */
export function presignedUrls(storage: FilesystemStorage): Middleware {
  return async (ctx, next) => {
    if (!ctx.path.startsWith('/storage/')) return next();
    if (!['GET', 'HEAD', 'PUT'].includes(ctx.method)) throw methodNotAllowed(ctx.method, 'GET or PUT');
    const key = decodeURIComponent(ctx.path.slice('/storage/'.length));
    const grant = storage.checkPresigned(ctx.method, key, new URLSearchParams(ctx.querystring));

    if (grant.method === 'GET') {
      const facts = await storage.facts(key);
      if (!facts) throw missingObject(key);
      // Whatever it is, it can't run here.
      ctx.set('Content-Security-Policy', "sandbox; default-src 'none'");
      ctx.set('Content-Type', grant.contentType ?? 'application/octet-stream');
      ctx.set('Content-Length', String(facts.size));
      ctx.body = ctx.method === 'HEAD' ? null : await storage.read(key);
      ctx.status = 200;
      return;
    }

    const type = ctx.get('content-type').split(';')[0]?.trim() ?? '';
    if (grant.contentType && type !== grant.contentType) {
      throw new AppError(
        'storage.wrong_content_type',
        403,
        `This URL takes Content-Type: ${grant.contentType}, not '${type || 'none'}'.`,
      );
    }
    const limit = grant.maxBytes ?? Number.MAX_SAFE_INTEGER;
    if (Number(ctx.get('content-length') || 0) > limit) throw bodyTooLarge(limit);
    await storage.write(key, Readable.from(atMost(limit, ctx.req)), { contentType: grant.contentType ?? type });
    ctx.status = 200;
    ctx.body = '';
  };
}

async function* atMost(limit: number, body: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > limit) throw bodyTooLarge(limit);
    yield chunk;
  }
}
