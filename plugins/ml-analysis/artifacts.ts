import { storageArea } from '#core';
import type { Artifact } from './models/artifact.ts';

/** Files that pipelines made, under `<image id>/<random id>`. */
export const artifactFiles = storageArea('artifacts');

/** What a file of each type is sent and served as. */
export const contentTypes = {
  heatmap: 'image/png',
  mask: 'image/png',
  segmentation: 'image/png',
  log: 'text/plain',
  metadata: 'application/json',
} as const;

/** The path that pipelines and annotations name an artifact by. */
export const wirePath = ({ analysisId, filename }: Pick<Artifact, 'analysisId' | 'filename'>): string =>
  `ml_outputs/${analysisId}/${filename}`;
