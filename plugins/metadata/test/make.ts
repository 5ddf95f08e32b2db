import type { TestApp } from '#core/testing';
import type { EntryJson } from '../schemas.ts';

/** A key of a project's metadata, set through the API. */
export async function makeEntry(
  { send }: TestApp,
  projectId: string,
  key: string,
  value: unknown = null,
): Promise<EntryJson> {
  const { body } = await send<EntryJson>('POST', `/projects/${projectId}/metadata`, { body: { key, value } });
  return body;
}
