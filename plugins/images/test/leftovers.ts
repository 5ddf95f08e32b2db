import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { rows } from '#core';
import { eventually } from '#core/testing';

/** Every file below the storage folder of an application, drafts included, as keys in order. */
export async function storedFiles(dataDir: string): Promise<string[]> {
  const root = join(dataDir, 'storage');
  const entries = await readdir(root, { recursive: true, withFileTypes: true }).catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') throw error;
      return null; // a folder was removed while it was being read
    },
  );
  if (!entries) return storedFiles(dataDir);
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
    .sort();
}

/** The keys that images refer to. */
export async function referredFiles(): Promise<string[]> {
  const images = await rows<{ id: string; pyramid_key: string | null }>(
    'select id, pyramid_key from images where not storage_deleted',
  );
  return images
    .flatMap(({ id, pyramid_key: pyramid }) => [
      `images/originals/${id}/original`,
      `images/thumbnails/${id}/thumbnails`,
      ...(pyramid ? [`images/pyramids/${pyramid}`] : []),
    ])
    .sort();
}

/** Waits until work under way is done, then expects that the files stored are those that images refer to. */
export async function expectNoOrphans(dataDir: string): Promise<void> {
  await eventually('nothing is a draft', async () => (await rows('select key from core_drafts')).length === 0, 60);
  expect(await storedFiles(dataDir)).to.deep.equal(await referredFiles());
}

/** Expects that a project has no images, and that nothing was left in the storage. */
export async function expectNothingLeft(dataDir: string, projectId: string): Promise<void> {
  expect(await rows('select id from images where project_id = $1', [projectId])).to.deep.equal([]);
  await expectNoOrphans(dataDir);
}
