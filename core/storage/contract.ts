import type { Readable } from 'node:stream';

/** What is known of a stored object. */
export interface ObjectFacts {
  readonly key: string;
  readonly size: number;
  readonly modifiedAt: Date;
}

/** A stored object being read; `range` is inclusive in bytes. */
export interface ReadOptions {
  range?: { start: number; end: number };
}

/** A stored object held open, for many small reads. What is read stays the same until it is closed. */
export interface OpenObject {
  readonly size: number;
  /** Reads `length` bytes from `offset`; fewer at the end of the object. */
  read(offset: number, length: number): Promise<Buffer>;
  close(): Promise<void>;
}

/** A request that a client may make straight to the storage, without other credentials, until it expires. */
export interface Presigned {
  readonly url: string;
  readonly method: 'GET' | 'PUT';
  readonly expiresAt: Date;
}

export interface PresignOptions {
  /** Seconds until it expires. */
  expiresIn: number;
  /** PUT: the only Content-Type that is accepted. GET: the one that is answered. */
  contentType?: string;
  /** Largest accepted body of a PUT in bytes (filesystem driver only; S3 has no such limit in a presigned PUT). */
  maxBytes?: number;
  /** The address that the client reaches this server at. */
  serverUrl: string;
}

/**
 * A place for objects. Keys are `/`-separated segments of [A-Za-z0-9._-], none of which is `.` or `..`.
 * A written object is whole or absent; a missing one rejects with `storage.missing`.
 */
export interface StorageDriver {
  readonly name: 'filesystem' | 's3';
  /** Checks that it can be used; throws a StartupError with the remedy. */
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Writes the whole stream; answers the size in bytes. */
  write(key: string, body: Readable, options: { contentType: string }): Promise<{ size: number }>;
  read(key: string, options?: ReadOptions): Promise<Readable>;
  /** Reads `length` bytes from `offset`; fewer at the end of the object. */
  readRange(key: string, offset: number, length: number): Promise<Buffer>;
  /** Opens an object; whoever does closes it. */
  open(key: string): Promise<OpenObject>;
  facts(key: string): Promise<ObjectFacts | null>;
  /** Removing what is not there succeeds. */
  remove(key: string): Promise<void>;
  list(prefix: string): AsyncIterable<ObjectFacts>;
  presign(method: 'GET' | 'PUT', key: string, options: PresignOptions): Promise<Presigned>;
  /** A path of the object in this machine's file system, if it has one: for libraries that read files. */
  localPath(key: string): string | null;
}
