import { createWriteStream } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { afterCommit, outsideTransaction, rows } from '../database/connection.ts';
import { draftPath } from './drafts.ts';
import type { ObjectFacts, OpenObject, Presigned, PresignOptions, ReadOptions, StorageDriver } from './contract.ts';

/** What an area needs of the application: the driver, the journal of drafts, and a folder for temporary copies. */
export interface StorageBinding {
  readonly driver: StorageDriver;
  /** `<plugin>/<area>/` */
  readonly prefix: string;
  readonly instanceId: number;
  readonly temporaryFolder: string;
  /** Removes what is listed as garbage, soon. */
  sweepSoon(): void;
}

/**
 * A plugin's own corner of the storage: `export const originals = storageArea('originals')`, handed to
 * `host.storage(originals)`. A write is journaled before its first byte: unless `keep` runs in a transaction that
 * commits, the object is removed, by `discard` at once and by the next process if this one dies.
 */
export interface StorageArea {
  readonly name: string;
  /** Writes an object that is a draft until kept; answers its size in bytes. */
  write(key: string, body: Readable | Buffer, options: { contentType: string }): Promise<{ size: number }>;
  /** Within a transaction: the object stays if the transaction commits. */
  keep(key: string): Promise<void>;
  /** Removes a draft that is not wanted after all; what was kept stays. */
  discard(key: string): Promise<void>;
  /** Within a transaction: the object is removed once the transaction has committed. */
  removeOnCommit(key: string): Promise<void>;
  read(key: string, options?: ReadOptions): Promise<Readable>;
  readRange(key: string, offset: number, length: number): Promise<Buffer>;
  /** Opens an object for many small reads; whoever does closes it. */
  open(key: string): Promise<OpenObject>;
  facts(key: string): Promise<ObjectFacts | null>;
  /** Every object of the area; keys without the area's prefix. */
  list(prefix?: string): AsyncIterable<ObjectFacts>;
  presign(method: 'GET' | 'PUT', key: string, options: PresignOptions): Promise<Presigned>;
  /** Runs work on a file that holds the object: the stored one itself, or a temporary copy that is removed after. */
  withFile<T>(key: string, work: (path: string) => Promise<T>): Promise<T>;
  /** Core only: connects the area to the application. */
  bind(binding: StorageBinding): void;
}

/** Declares an area; it can be used once the plugin that handed it to the host has started. */
export function storageArea(name: string): StorageArea {
  let bound: StorageBinding | undefined;
  const binding = () => {
    if (!bound) throw new Error(`The storage area '${name}' was used before its plugin handed it to host.storage().`);
    return bound;
  };
  const full = (key: string) => `${binding().prefix}${key}`;
  const local = ({ key, ...facts }: ObjectFacts): ObjectFacts => ({
    ...facts,
    key: key.slice(binding().prefix.length),
  });

  const area: StorageArea = {
    name,
    bind: (to) => {
      bound = to;
    },

    async write(key, body, options) {
      const { driver, instanceId } = binding();
      await outsideTransaction(() =>
        rows(
          'insert into core_drafts (key, instance) values ($1, $2) on conflict (key) do update set instance = excluded.instance',
          [full(key), instanceId],
        ),
      );
      return driver.write(full(key), Buffer.isBuffer(body) ? Readable.from([body]) : body, options);
    },

    async keep(key) {
      await rows('delete from core_drafts where key = $1', [full(key)]);
    },

    async discard(key) {
      await outsideTransaction(async () => {
        // A transaction that seemed to fail may have committed before its connection broke: then it is no draft.
        const drafts = await rows('select key from core_drafts where key = $1', [full(key)]);
        if (drafts.length === 0) return;
        await binding().driver.remove(full(key));
        await rows('delete from core_drafts where key = $1', [full(key)]);
      });
    },

    async removeOnCommit(key) {
      await rows(
        'insert into core_drafts (key, instance) values ($1, null) on conflict (key) do update set instance = null',
        [full(key)],
      );
      afterCommit(() => binding().sweepSoon());
    },

    read: (key, options) => binding().driver.read(full(key), options),
    readRange: (key, offset, length) => binding().driver.readRange(full(key), offset, length),
    open: (key) => binding().driver.open(full(key)),

    async facts(key) {
      const found = await binding().driver.facts(full(key));
      return found && local(found);
    },

    async *list(prefix = '') {
      for await (const found of binding().driver.list(full(prefix))) yield local(found);
    },

    presign: (method, key, options) => binding().driver.presign(method, full(key), options),

    async withFile(key, work) {
      const { driver, temporaryFolder } = binding();
      const path = driver.localPath(full(key));
      if (path) return work(path);
      const copy = draftPath(temporaryFolder);
      await mkdir(temporaryFolder, { recursive: true });
      try {
        await pipeline(await driver.read(full(key)), createWriteStream(copy));
        return await work(copy);
      } finally {
        await rm(copy, { force: true });
      }
    },
  };
  return area;
}
