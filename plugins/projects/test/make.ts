import type { TestApp, TestUser } from '#core/testing';
import type { ProjectJson } from '../schemas.ts';

/** A project made through the API, by the local user or somebody else. */
export async function makeProject(
  { send }: TestApp,
  overrides: { name?: string; description?: string; meta_group_id?: string | null } = {},
  as?: TestUser,
): Promise<ProjectJson> {
  const { body } = await send<ProjectJson>('POST', '/projects/', {
    ...(as ? { as } : {}),
    body: { name: 'A project', meta_group_id: 'a-group', ...overrides },
  });
  return body;
}
