import { randomUUID } from 'node:crypto';
import type { SendOptions, TestApp } from '#core/testing';
import type { ClassificationJson, ClassJson } from '../schemas.ts';

/** A class made through the API. */
export async function makeClass(
  { send }: TestApp,
  projectId: string,
  overrides: { name?: string; hotkey?: string | null; color?: string } = {},
): Promise<ClassJson> {
  const { body } = await send<ClassJson>('POST', `/projects/${projectId}/classes`, {
    body: { name: `Class ${randomUUID()}`, project_id: projectId, ...overrides },
  });
  return body;
}

/** A label put on through the API. */
export async function makeLabel(
  { send }: TestApp,
  imageId: string,
  classId: string,
  options: Pick<SendOptions, 'as'> = {},
): Promise<ClassificationJson> {
  const { body } = await send<ClassificationJson>('POST', `/images/${imageId}/classifications`, {
    body: { image_id: imageId, class_id: classId },
    ...options,
  });
  return body;
}
