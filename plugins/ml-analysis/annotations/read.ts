import { inTransaction, rows } from '#core';
import { jsonText, TEXT_COLUMNS } from './json-text.ts';
import type { AnnotationText } from './stream.ts';

/**
 * A query in the order of the index (analysis_id, rank, seq), by that index: without statistics of a new table, or for
 * the one large analysis among many small ones, the planner would rather sort all of it for every page.
 */
export function inOrder<T extends object>(sql: string, bind: readonly unknown[]): Promise<T[]> {
  return inTransaction(async () => {
    await rows('set local enable_sort = off');
    return rows<T>(sql, bind);
  });
}

/**
 * The JSON text of an array: annotations of an analysis in their order, by `ordering` (those without last), then as
 * they came.
 */
export async function listAnnotations(analysisId: string, skip: number, limit: number | null): Promise<string> {
  const found = await inOrder<AnnotationText>(
    `select ${TEXT_COLUMNS} from ml_annotations where analysis_id = $1 order by rank, seq offset $2 limit $3`,
    [analysisId, skip, limit],
  );
  return `[${found.map((row) => jsonText(analysisId, row)).join(',')}]`;
}

/** The JSON text of one annotation of an analysis by its id, or null. */
export async function findAnnotation(analysisId: string, id: string): Promise<string | null> {
  const [found] = await rows<AnnotationText>(
    `select ${TEXT_COLUMNS} from ml_annotations where analysis_id = $1 and id = $2`,
    [analysisId, id],
  );
  return found ? jsonText(analysisId, found) : null;
}

/** The JSON text of the annotation behind a box, counted from 0 in the order of the boxes, or null. */
export async function findBox(analysisId: string, index: number): Promise<string | null> {
  const [found] = await inOrder<AnnotationText>(
    `select ${TEXT_COLUMNS} from ml_annotations where analysis_id = $1 and x0 is not null
     order by rank, seq offset $2 limit 1`,
    [analysisId, index],
  );
  return found ? jsonText(analysisId, found) : null;
}
