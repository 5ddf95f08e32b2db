import { Client } from 'minio';
import { buffer } from 'node:stream/consumers';
import { AppError, StartupError } from '../errors.ts';
import { checkedKey, missingObject, storageUnavailable } from './keys.ts';
import { bindContentType } from './s3-presign.ts';
import { uploadStream } from './s3-upload.ts';
import type { ObjectFacts, StorageDriver } from './contract.ts';

export interface S3Options {
  /** Host and port that this server reaches the storage at, such as `minio:9000`, with or without a scheme. */
  endpoint: string;
  /** The one that clients reach it at, for presigned URLs; default: the same. */
  publicEndpoint?: string | undefined;
  accessKey: string;
  secretKey: string;
  bucket: string;
  region: string;
  useSsl: boolean;
}

/** Objects in one bucket of an S3 server, which is made if it is missing. */
export function s3Storage(options: S3Options): StorageDriver {
  const { bucket } = options;
  const client = clientFor(options.endpoint, options);
  const publicClient = options.publicEndpoint ? clientFor(options.publicEndpoint, options) : client;

  return {
    name: 's3',

    async start() {
      try {
        if (!(await client.bucketExists(bucket))) await client.makeBucket(bucket, options.region);
      } catch (error) {
        throw new StartupError(
          `The S3 storage at ${options.endpoint} (bucket ${bucket}) can't be used: ${(error as Error).message || String(error)}. ` +
            'Check S3_ENDPOINT, S3_ACCESS_KEY, S3_SECRET_KEY and S3_BUCKET, or leave S3_ENDPOINT unset to keep files under DATA_DIR.',
          { cause: error },
        );
      }
    },

    async stop() {},

    // An interrupted upload never becomes an object: S3 completes a multipart upload as a whole or not at all.
    async write(key, body, { contentType }) {
      return { size: await asked(key, () => uploadStream(client, bucket, checkedKey(key), body, contentType)) };
    },

    read: (key, { range } = {}) =>
      asked(key, () =>
        range
          ? client.getPartialObject(bucket, checkedKey(key), range.start, range.end - range.start + 1)
          : client.getObject(bucket, checkedKey(key)),
      ),

    readRange: (key, offset, length) =>
      asked(key, async () => buffer(await client.getPartialObject(bucket, checkedKey(key), offset, length))),

    async open(key) {
      const facts = await this.facts(key);
      if (!facts) throw missingObject(key);
      return {
        size: facts.size,
        read: (offset, length) => this.readRange(key, offset, length),
        close: async () => undefined,
      };
    },

    async facts(key) {
      try {
        const { size, lastModified } = await client.statObject(bucket, checkedKey(key));
        return { key, size, modifiedAt: lastModified };
      } catch (error) {
        if (isMissing(error)) return null;
        throw translated(key, error);
      }
    },

    remove: (key) => asked(key, () => client.removeObject(bucket, checkedKey(key))),

    async *list(prefix) {
      const found = client.listObjectsV2(bucket, prefix, true) as AsyncIterable<{
        name: string;
        size: number;
        lastModified: Date;
      }>;
      for await (const { name, size, lastModified } of found)
        yield { key: name, size, modifiedAt: lastModified } satisfies ObjectFacts;
    },

    async presign(method, key, { expiresIn, contentType }) {
      const query = method === 'GET' && contentType ? { 'response-content-type': contentType } : {};
      const url = await publicClient.presignedUrl(method, bucket, checkedKey(key), expiresIn, query);
      return {
        url: method === 'PUT' && contentType ? bindContentType(url, contentType, options) : url,
        method,
        expiresAt: new Date(Date.now() + expiresIn * 1000),
      };
    },

    localPath: () => null,
  };
}

function clientFor(endpoint: string, { accessKey, secretKey, region, useSsl }: S3Options): Client {
  const url = new URL(/^https?:\/\//.test(endpoint) ? endpoint : `${useSsl ? 'https' : 'http'}://${endpoint}`);
  return new Client({
    endPoint: url.hostname,
    port: Number(url.port || (url.protocol === 'https:' ? 443 : 80)),
    useSSL: url.protocol === 'https:',
    accessKey,
    secretKey,
    region,
  });
}

const isMissing = (error: unknown): boolean =>
  ['NoSuchKey', 'NotFound'].includes((error as { code?: string }).code ?? '');

function translated(key: string, error: unknown): unknown {
  if (error instanceof AppError) return error;
  if (isMissing(error)) return missingObject(key);
  const { code = '', message = '' } = error as { code?: string; message?: string };
  return /^E[A-Z]+$/.test(code) || code === 'SlowDown' ? storageUnavailable(code || message) : error;
}

async function asked<T>(key: string, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    throw translated(key, error);
  }
}
