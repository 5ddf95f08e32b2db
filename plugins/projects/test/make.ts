import type { TestApp } from '#core/testing';
import type { ProjectJson } from '../schemas.ts';

/** A project made through the API. */
export async function makeProject(
  { send }: TestApp,
  overrides: { name?: string; description?: string } = {},
): Promise<ProjectJson> {
  const { body } = await send<ProjectJson>('POST', '/projects/', {
    body: { name: 'A project', meta_group_id: 'a-group', ...overrides },
  });
  return body;
}
