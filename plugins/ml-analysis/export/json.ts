import { joined } from '../annotations/text.ts';
import type { AnnotationText } from '../annotations/read.ts';
import type { Analysis } from '../models/analysis.ts';
import { pythonTime } from './python-text.ts';

/** An analysis and all its annotations as JSON, in pieces; `annotation_count` is what was written. */
export async function* exportJson(analysis: Analysis): AsyncGenerator<string> {
  const { id } = analysis;
  yield `${JSON.stringify(headOf(analysis)).slice(0, -1)},"annotations":[`;
  let count = 0;
  const textOf = (row: AnnotationText) => {
    count += 1;
    return annotationText(row);
  };
  yield* joined(id, textOf);
  yield `],"annotation_count":${count}}`;
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

function annotationText(row: AnnotationText): string {
  return `{"id":"${row.id}","annotation_type":${JSON.stringify(row.annotation_type)},"class_name":${JSON.stringify(
    row.class_name,
  )},"confidence":${row.confidence ?? 'null'},"data":${row.data},"storage_path":${JSON.stringify(
    row.storage_path,
  )},"ordering":${row.ordering ?? 'null'},"created_at":"${pythonTime(row.created_at)}"}`;
}
