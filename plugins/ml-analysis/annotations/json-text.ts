import type { AnnotationText } from './stream.ts';

/** What `jsonText` needs of a row of ml_annotations, as SQL. Half the time of JSON that the database would write. */
export const TEXT_COLUMNS = `id, annotation_type, class_name, confidence::text, data::text, storage_path, ordering,
  (created_at at time zone 'utc')::text as created_at`;

/** An annotation as the API answers it; numbers in `data` are written as the database keeps them. */
export const jsonText = (analysisId: string, row: AnnotationText): string =>
  `{"id":"${row.id}","analysis_id":"${analysisId}","annotation_type":${JSON.stringify(row.annotation_type)},` +
  `"class_name":${JSON.stringify(row.class_name)},"confidence":${row.confidence},"data":${row.data},` +
  `"storage_path":${JSON.stringify(row.storage_path)},"ordering":${row.ordering},"created_at":"${wireTime(row.created_at)}"}`;

/** With all six digits of the microseconds, from database text in UTC such as '2026-11-22 06:51:24.48846'. */
const wireTime = (text: string): string =>
  `${text.slice(0, 10)}T${text.slice(11, 19)}.${text.slice(20).padEnd(6, '0')}Z`;
