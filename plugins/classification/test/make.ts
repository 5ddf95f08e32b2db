import { randomUUID } from 'node:crypto';
import type { SendOptions, TestApp } from '#core/testing';
import { Image } from '#plugins/images';
import type { ClassificationJson, ClassJson } from '../schemas.ts';

/** An image as it stands in the database; nothing is stored of its pixels. */
export async function makeImage({ send }: TestApp, projectId: string): Promise<Image> {
  const { body: me } = await send('GET', '/users/me');
  return Image.create({
    id: randomUUID(),
    projectId,
    filename: 'cells.png',
    contentType: 'image/png',
    sizeBytes: 1234,
    sha256: '0'.repeat(64),
    width: 800,
    height: 600,
    uploadedById: me.id,
    state: 'ready',
  });
}

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
