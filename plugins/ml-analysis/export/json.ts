import { annotationJson, exportForm } from '../annotations/stream.ts';
import type { Analysis } from '../models/analysis.ts';
import { pythonTime } from './python-text.ts';

/** An analysis and all its annotations as JSON, in pieces; `annotation_count` is what was written. */
export async function* exportJson(analysis: Analysis): AsyncGenerator<string> {
  yield `${JSON.stringify(headOf(analysis)).slice(0, -1)},"annotations":[`;
  let written = 0;
  yield* annotationJson(analysis.id, exportForm, (count) => (written += count));
  yield `],"annotation_count":${written}}`;
}

const time = (value: Date | null) => (value ? pythonTime(value.toISOString()) : null);

const headOf = (analysis: Analysis) => ({
  id: analysis.id,
  image_id: analysis.imageId,
  model_name: analysis.modelName,
  model_version: analysis.modelVersion,
  status: analysis.status,
  error_message: analysis.errorMessage,
  parameters: analysis.parameters,
  provenance: analysis.provenance,
  requested_by_id: analysis.requestedById,
  external_job_id: analysis.externalJobId,
  priority: analysis.priority,
  created_at: time(analysis.createdAt),
  started_at: time(analysis.startedAt),
  completed_at: time(analysis.completedAt),
  updated_at: time(analysis.updatedAt),
});
