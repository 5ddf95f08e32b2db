import { createHmac, timingSafeEqual } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, open, readdir, rename, rm, rmdir, stat } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { StartupError } from '../errors.ts';
import { draftPath, removeDeadDrafts } from './drafts.ts';
import { checkedKey, isKey, missingObject, presignedRefused } from './keys.ts';
import type { ObjectFacts, StorageDriver } from './contract.ts';

/** What a presigned URL of this server allows, after its signature was checked. */
export interface PresignedGrant {
  readonly method: 'GET' | 'PUT';
  readonly key: string;
  readonly contentType: string | undefined;
  readonly maxBytes: number | undefined;
}

export interface FilesystemStorage extends StorageDriver {
  /** Checks a presigned URL's path and query; throws `storage.presigned_refused` with the reason. */
  checkPresigned(method: string, key: string, query: URLSearchParams): PresignedGrant;
}

const DRAFTS = '.drafts';

/** Objects as files under `root`; presigned URLs point at this server's `/storage/…` and are signed with `secret`. */
export function filesystemStorage(root: string, secret: string): FilesystemStorage {
  const pathOf = (key: string) => join(root, ...checkedKey(key).split('/'));
  const drafts = join(root, DRAFTS);

  const fileOf = (key: string) =>
    open(pathOf(key)).catch((error: NodeJS.ErrnoException) => {
      throw error.code === 'ENOENT' ? missingObject(key) : error;
    });

  const sign = (method: string, key: string, query: URLSearchParams): string => {
    const text = ['method', 'expires', 'type', 'max'].map((name) => `${name}=${query.get(name) ?? ''}`).join('&');
    return createHmac('sha256', secret).update(`${method}\n${key}\n${text}`).digest('base64url');
  };

  return {
    name: 'filesystem',

    async start() {
      try {
        await removeDeadDrafts(drafts);
      } catch (error) {
        const { message } = error as Error;
        throw new StartupError(
          `The storage folder ${root} can't be used: ${message}. Make it writable, or set DATA_DIR.`,
        );
      }
    },

    async stop() {},

    async write(key, body) {
      const path = pathOf(key);
      const draft = draftPath(drafts);
      try {
        const file = createWriteStream(draft, { flush: true });
        await pipeline(body, file);
        await moveInto(draft, path);
        await syncFolder(dirname(path));
        return { size: file.bytesWritten };
      } catch (error) {
        await rm(draft, { force: true });
        throw error;
      }
    },

    async read(key, { range } = {}) {
      const file = await fileOf(key);
      return file.createReadStream(range ? { start: range.start, end: range.end } : {});
    },

    async readRange(key, offset, length) {
      const file = await fileOf(key);
      try {
        return await readFrom(file, offset, length);
      } finally {
        await file.close();
      }
    },

    // A file that is removed or replaced stays readable to those who hold it open.
    async open(key) {
      const file = await fileOf(key);
      const { size } = await file.stat();
      return {
        size,
        read: (offset, length) => readFrom(file, offset, length),
        close: () => file.close(),
      };
    },

    facts: (key) => factsOf(pathOf(key), key),

    async remove(key) {
      const path = pathOf(key);
      await rm(path, { force: true });
      await removeEmptyFolders(dirname(path), root);
    },

    list: (prefix) => walk(root, prefix),

    async presign(method, key, { expiresIn, contentType, maxBytes, serverUrl }) {
      const expiresAt = new Date(Date.now() + expiresIn * 1000);
      const query = new URLSearchParams({ method, expires: String(Math.floor(expiresAt.getTime() / 1000)) });
      if (contentType) query.set('type', contentType);
      if (maxBytes !== undefined) query.set('max', String(maxBytes));
      query.set('signature', sign(method, checkedKey(key), query));
      return { url: `${serverUrl}/storage/${key}?${query.toString()}`, method, expiresAt };
    },

    localPath: (key) => pathOf(key),

    checkPresigned(method, key, query) {
      // What is no key was never signed, and is no fault of ours.
      if (!isKey(key)) throw presignedRefused('The signature of this URL is wrong.');
      const wanted = Buffer.from(sign(query.get('method') ?? '', key, query));
      const given = Buffer.from(query.get('signature') ?? '');
      if (wanted.length !== given.length || !timingSafeEqual(wanted, given)) {
        throw presignedRefused('The signature of this URL is wrong.');
      }
      if (Number(query.get('expires')) * 1000 < Date.now()) throw presignedRefused('This URL has expired.');
      const allowed = query.get('method') as 'GET' | 'PUT';
      if (method !== allowed && !(method === 'HEAD' && allowed === 'GET')) {
        throw presignedRefused(`This URL is for ${allowed}, not for ${method}.`);
      }
      const max = query.get('max');
      return {
        method: allowed,
        key,
        contentType: query.get('type') ?? undefined,
        maxBytes: max ? Number(max) : undefined,
      };
    },
  };
}

async function readFrom(file: FileHandle, offset: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read(Buffer.allocUnsafe(length), 0, length, offset);
  return buffer.subarray(0, bytesRead);
}

async function factsOf(path: string, key: string): Promise<ObjectFacts | null> {
  const found = await stat(path).catch(ifMissing(null));
  return found?.isFile() ? { key, size: found.size, modifiedAt: found.mtime } : null;
}

async function* walk(root: string, prefix: string, folder = ''): AsyncGenerator<ObjectFacts> {
  // A folder may vanish meanwhile, with the last object in it.
  const entries = await readdir(join(root, folder), { withFileTypes: true }).catch(ifMissing([]));
  for (const entry of entries) {
    const key = folder ? `${folder}/${entry.name}` : entry.name;
    if (entry.isDirectory()) {
      const mayHold = key !== DRAFTS && (prefix.startsWith(`${key}/`) || `${key}/`.startsWith(prefix));
      if (mayHold) yield* walk(root, prefix, key);
    } else if (key.startsWith(prefix)) {
      const facts = await factsOf(join(root, key), key);
      if (facts) yield facts;
    }
  }
}

// rmdir and not rm: it refuses a folder into which somebody has written meanwhile.
async function removeEmptyFolders(folder: string, root: string): Promise<void> {
  for (let at = folder; at.length > root.length; at = dirname(at)) {
    const isRemoved = await rmdir(at).then(
      () => true,
      () => false,
    );
    if (!isRemoved) return;
  }
}

// Again if the folder was removed between the two steps, because its last object was.
async function moveInto(draft: string, path: string): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    await mkdir(dirname(path), { recursive: true });
    try {
      await rename(draft, path);
      return;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || tries === 5) throw error;
    }
  }
}

const ifMissing =
  <T>(instead: T) =>
  (error: NodeJS.ErrnoException): T => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return instead;
    throw error;
  };

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
