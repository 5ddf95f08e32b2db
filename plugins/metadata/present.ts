import type { MetadataEntry } from './models/metadata-entry.ts';
import type { EntryJson } from './schemas.ts';

/** One key of a project's metadata as the API shows it. */
export const presentEntry = (entry: MetadataEntry): EntryJson => ({
  id: entry.id,
  project_id: entry.projectId,
  key: entry.key,
  value: entry.value,
  created_at: entry.createdAt.toISOString(),
  updated_at: entry.updatedAt?.toISOString() ?? null,
});
