import { notFound, rows } from '#core';
import type { Image } from '#plugins/images';
import { tooMuch } from './errors.ts';
import { largestImageMetadata } from './schemas.ts';

/**
 * Sets one key of an image's metadata, in one statement, so that of many writers of different keys none undoes
 * another. 404 if the image is deleted by then, 422 if it would hold too much; `image` has the new metadata after.
 */
export async function setImageKey(image: Image, key: string, value: unknown): Promise<void> {
  const [changed] = await rows(
    `update images set metadata = metadata || jsonb_build_object($2::text, $3::jsonb), updated_at = $4
     where id = $1 and deleted_at is null
       and octet_length((metadata || jsonb_build_object($2::text, $3::jsonb))::text) <= $5
     returning id`,
    [image.id, key, JSON.stringify(value), new Date(), largestImageMetadata],
  );
  await image.reload();
  if (changed) return;
  throw image.deletedAt ? notFound('Image') : tooMuch(largestImageMetadata);
}

/** Removes one key of an image's metadata, in one statement; answers whether it was there. */
export async function removeImageKey(image: Image, key: string): Promise<boolean> {
  const [changed] = await rows(
    `update images set metadata = metadata - $2::text, updated_at = $3
     where id = $1 and deleted_at is null and jsonb_exists(metadata, $2::text)
     returning id`,
    [image.id, key, new Date()],
  );
  await image.reload();
  if (image.deletedAt) throw notFound('Image');
  return changed !== undefined;
}

/**
 * Sets keys of a project's metadata in one statement; keys not given are kept. In the order of the keys, so that two
 * writers of the same keys wait for each other and don't deadlock.
 */
export async function setProjectKeys(projectId: string, values: Readonly<Record<string, unknown>>): Promise<void> {
  const entries = Object.entries(values).map(([key, value]) => ({ key, value }));
  await rows(
    `insert into metadata_entries (id, project_id, key, value, created_at)
     select gen_random_uuid(), $1::uuid, entry->>'key', entry->'value', $3::timestamptz
     from jsonb_array_elements($2::jsonb) as entry order by entry->>'key' collate "C"
     on conflict (project_id, key) do update set value = excluded.value, updated_at = excluded.created_at`,
    [projectId, JSON.stringify(entries), new Date()],
  );
}
