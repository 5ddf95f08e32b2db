import { createHash } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import { stripTypeScriptTypes } from 'node:module';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import type { Context, Middleware } from 'koa';
import { AppError, defineError } from '../errors.ts';
import type { UiContribution } from '../plugins/host.ts';

/** There is no page to send before the browser side was built. */
export const notBuilt = defineError(
  'core.not_built',
  503,
  'The browser side is not built. Run: node ui/build/build.ts',
);

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.map': 'application/json',
  '.webmanifest': 'application/manifest+json',
};

/** A built file, kept in memory: there are few, and a build made meanwhile does not pull them from under a page. */
interface BuiltFile {
  readonly path: string;
  readonly content: Buffer;
  readonly etag: string;
  compressed?: Buffer;
}

/** The browser side as it was built: its files, its pages, and where each plugin's module is. */
export interface Site {
  readonly middleware: Middleware;
  /** The page at /api/docs, or null when the browser side is not built. */
  readonly docsPage: string | null;
  /** What CSP must allow: the hashes of index.html's inline import map. */
  readonly scriptHashes: readonly string[];
  /** The plugins' modules and slots, as the shell asks for them. */
  readonly plugins: readonly { name: string; title: string; module: string; slots: UiContribution['slots'] }[];
}

/** Serves the built browser side, index.html for every page, and the modules of plugins from outside the build. */
export async function createSite(root: string, contributions: readonly UiContribution[]): Promise<Site> {
  const dist = join(root, 'ui', 'dist');
  const files = await filesIn(dist);
  const manifest = JSON.parse(
    await readFile(join(dist, '.vite', 'manifest.json'), 'utf8').catch(ifMissing('{}')),
  ) as Record<string, { file?: string }>;
  const index = await readFile(join(dist, 'index.html'), 'utf8').catch(ifMissing(null));
  const docsPage = await readFile(join(dist, 'api-docs', 'index.html'), 'utf8').catch(ifMissing(null));
  const outside = new Map(contributions.filter(({ isFirstParty }) => !isFirstParty).map((one) => [one.plugin, one]));

  const moduleOf = ({ plugin, isFirstParty, module }: UiContribution): string => {
    const source = module.replace(/^\.\//, '');
    if (!isFirstParty) return `/plugins/${plugin}/${source}`;
    const built = manifest[`plugins/${plugin}/${source}`]?.file;
    return built ? `/${built}` : `/not-built/${plugin}.js`;
  };

  return {
    docsPage,
    scriptHashes: index ? hashesOf(index) : [],
    plugins: contributions.map((one) => ({
      name: one.plugin,
      title: one.title,
      module: moduleOf(one),
      slots: one.slots,
    })),
    async middleware(ctx, next) {
      if (ctx.method !== 'GET' && ctx.method !== 'HEAD') return next();
      const file = files.get(ctx.path);
      if (file) return sendFile(ctx, file);
      const [, name = '', rest = ''] = /^\/plugins\/([a-z0-9-]+)\/(.+)$/.exec(ctx.path) ?? [];
      const contribution = outside.get(name);
      if (contribution) return sendModule(ctx, contribution, rest);
      if (/^\/(assets|not-built|plugins|iiif|storage)\//.test(ctx.path) || extname(ctx.path)) return next();
      if (index === null) throw notBuilt();
      ctx.set({ 'Content-Type': TYPES['.html'] ?? '', 'Cache-Control': 'no-cache' });
      ctx.body = index;
    },
  };
}

/** What stands for a file that is not there; any other error counts. */
const ifMissing =
  <T>(instead: T) =>
  (error: NodeJS.ErrnoException): T => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return instead;
    throw error;
  };

async function filesIn(dist: string): Promise<Map<string, BuiltFile>> {
  const entries = await readdir(dist, { recursive: true, withFileTypes: true }).catch(ifMissing([]));
  const found = new Map<string, BuiltFile>();
  for (const entry of entries) {
    if (!entry.isFile() || entry.name === 'index.html' || entry.name.startsWith('.')) continue;
    const path = join(entry.parentPath, entry.name);
    const content = await readFile(path);
    const etag = `"${createHash('sha256').update(content).digest('base64url').slice(0, 22)}"`;
    found.set(path.slice(dist.length).split('\\').join('/'), { path, content, etag });
  }
  return found;
}

function sendFile(ctx: Context, file: BuiltFile): void {
  const type = TYPES[extname(file.path)] ?? 'application/octet-stream';
  const isHashed = /-[\w-]{8}\.\w+$/.test(file.path);
  ctx.set({ 'Content-Type': type, ETag: file.etag, Vary: 'Accept-Encoding' });
  ctx.set('Cache-Control', isHashed ? 'public, max-age=31536000, immutable' : 'no-cache');
  ctx.status = 200;
  if (ctx.fresh) {
    ctx.status = 304;
    return;
  }
  const isText = /^(text|application\/json|image\/svg)/.test(type);
  if (isText && ctx.acceptsEncodings('gzip', 'identity') === 'gzip') {
    ctx.set('Content-Encoding', 'gzip');
    ctx.body = file.compressed ??= gzipSync(file.content, { level: 9 });
  } else {
    ctx.body = file.content;
  }
}

// Only the folder of the plugin's own browser module is served; types are stripped on the way.
async function sendModule(ctx: Context, { folder, module }: UiContribution, rest: string): Promise<void> {
  const base = new URL('./', new URL(module, folder));
  const url = new URL(rest, folder);
  const missing = () => new AppError('core.no_such_module', 404, `There is no browser module ${ctx.path}.`);
  if (!url.href.startsWith(base.href) || !['.ts', '.js', '.css', '.svg'].includes(extname(url.pathname)))
    throw missing();
  const path = fileURLToPath(url);
  const found = await stat(path).catch(ifMissing(null));
  if (!found?.isFile()) throw missing();
  const source = await readFile(path, 'utf8');
  const isTypeScript = path.endsWith('.ts');
  ctx.set({ 'Content-Type': TYPES[isTypeScript ? '.js' : extname(path)] ?? 'text/plain', 'Cache-Control': 'no-cache' });
  ctx.body = isTypeScript ? stripTypeScriptTypes(source) : source;
}

function hashesOf(html: string): string[] {
  const inline = [...html.matchAll(/<script(?![^>]*\bsrc=)[^>]*>([\s\S]*?)<\/script>/g)];
  return inline.map(([, text = '']) => `sha256-${createHash('sha256').update(text).digest('base64')}`);
}
