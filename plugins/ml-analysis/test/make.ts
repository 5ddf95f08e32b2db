import { randomUUID } from 'node:crypto';
import type { Reply, TestApp } from '#core/testing';
import { Image } from '#plugins/images';
import type { ProjectJson } from '../../projects/schemas.ts';
import type { AnalysisJson, NewAnnotation } from '../schemas.ts';
import { sendSigned } from './sign.ts';

/** A project made through the API. */
export async function makeProject({ send }: TestApp): Promise<ProjectJson> {
  const { body } = await send<ProjectJson>('POST', '/projects/', { body: { name: 'Slides', meta_group_id: 'lab' } });
  return body;
}

/** An image of a project of its own; a row without a file, for tests that need no pixels. */
export async function makeImageRow(
  app: TestApp,
  { width = 4000, height = 3000, projectId }: { width?: number; height?: number; projectId?: string } = {},
): Promise<Image> {
  const project = projectId ?? (await makeProject(app)).id;
  const { body: me } = await app.send<{ id: string }>('GET', '/users/me');
  return Image.create({
    id: randomUUID(),
    projectId: project,
    filename: 'cells.png',
    contentType: 'image/png',
    sizeBytes: 1,
    sha256: 'f'.repeat(64),
    width,
    height,
    state: 'ready',
    uploadedById: me.id,
  });
}

/** An analysis of an image, made through the API; by default of a new image. */
export async function makeAnalysis(
  app: TestApp,
  {
    imageId,
    ...overrides
  }: { imageId?: string; model_name?: string; model_version?: string; parameters?: object } = {},
): Promise<AnalysisJson> {
  const image_id = imageId ?? (await makeImageRow(app)).id;
  const { body, status, text } = await app.send<AnalysisJson>('POST', `/images/${image_id}/analyses`, {
    body: { image_id, model_name: 'yolo_v8', model_version: '1.0.0', ...overrides },
  });
  if (status !== 201) throw new Error(`The analysis was answered ${status}: ${text}`);
  return body;
}

/** One annotation as pipelines send it; `n` makes it differ from others. */
export const boxNumber = (n: number, overrides: Partial<NewAnnotation> = {}): NewAnnotation => ({
  annotation_type: 'bounding_box',
  class_name: 'cell',
  confidence: 0.5 + (n % 50) / 100,
  data: {
    x_min: n % 3900,
    y_min: (n * 7) % 2900,
    x_max: (n % 3900) + 20,
    y_max: ((n * 7) % 2900) + 22,
    image_width: 4000,
    image_height: 3000,
  },
  ordering: n,
  ...overrides,
});

/** Sends annotations to an analysis, signed. */
export const sendAnnotations = (
  app: TestApp,
  analysisId: string,
  annotations: readonly unknown[],
  more: Record<string, unknown> = {},
): Promise<Reply> => sendSigned(app, 'POST', `/analyses/${analysisId}/annotations:bulk`, { annotations, ...more });
