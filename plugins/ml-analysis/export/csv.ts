import { annotationRows } from '../annotations/stream.ts';
import type { AnnotationText } from '../annotations/stream.ts';
import type { Analysis } from '../models/analysis.ts';
import { csvField, pythonFloat, pythonJson, pythonTime } from './python-text.ts';

const HEADER = 'annotation_id,annotation_type,class_name,confidence,storage_path,ordering,data_json,created_at';

/** The annotations of an analysis as CSV (CRLF lines), in pieces. */
export async function* exportCsv(analysisId: string): AsyncGenerator<string> {
  yield `${HEADER}\r\n`;
  for await (const page of annotationRows(analysisId)) yield page.map(lineOf).join('');
}

function lineOf(row: AnnotationText): string {
  const fields = [
    row.id,
    withoutFormula(row.annotation_type),
    withoutFormula(row.class_name ?? ''),
    row.confidence === null ? '' : pythonFloat(row.confidence),
    withoutFormula(row.storage_path ?? ''),
    row.ordering === null ? '' : String(row.ordering),
    pythonJson(row.data),
    pythonTime(row.created_at),
  ];
  return `${fields.map(csvField).join(',')}\r\n`;
}

/** Spreadsheets run what starts like a formula; an apostrophe before it makes them show it. */
const withoutFormula = (text: string): string => (/^[=+\-@\t\r]/.test(text) ? `'${text}` : text);

/** The name that the file is saved under: model and time of creation in UTC. */
export function csvFileName({ modelName, createdAt }: Analysis): string {
  const stamp = createdAt.toISOString().slice(0, 19).replace(/[-:]/g, '').replace('T', '_');
  return `analysis_${modelName}_${stamp}.csv`;
}
