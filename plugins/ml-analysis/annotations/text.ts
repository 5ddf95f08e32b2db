import type { AnalysisJson } from '../schemas.ts';
import { annotationPages } from './read.ts';
import type { AnnotationText } from './read.ts';

/** The JSON text of an analysis with all its annotations, in pieces; what it lists already is left out. */
export async function* analysisText({ annotations: _, ...rest }: AnalysisJson): AsyncGenerator<string> {
  yield `${JSON.stringify(rest).slice(0, -1)},"annotations":[`;
  yield* joined(rest.id, (row) => annotationText(rest.id, row));
  yield ']}';
}

/** All annotations of an analysis as texts with commas between, a page a piece. */
export async function* joined(analysisId: string, textOf: (row: AnnotationText) => string): AsyncGenerator<string> {
  let comma = '';
  for await (const page of annotationPages(analysisId)) {
    yield comma + page.map(textOf).join(',');
    comma = ',';
  }
}

function annotationText(analysisId: string, row: AnnotationText): string {
  return `{"id":"${row.id}","analysis_id":"${analysisId}","annotation_type":${JSON.stringify(
    row.annotation_type,
  )},"class_name":${JSON.stringify(row.class_name)},"confidence":${row.confidence ?? 'null'},"data":${
    row.data
  },"storage_path":${JSON.stringify(row.storage_path)},"ordering":${row.ordering ?? 'null'},"created_at":"${wireTime(
    row.created_at,
  )}"}`;
}

/** A time as the database writes it (UTC), in ISO 8601 with microseconds and Z. */
export function wireTime(text: string): string {
  const [whole = '', fraction = ''] = text.split('.');
  return `${whole.replace(' ', 'T')}.${fraction.padEnd(6, '0')}Z`;
}
