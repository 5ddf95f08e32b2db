import { inTransaction, rows } from '#core';
import type { AnnotationJson } from '../schemas.ts';

// Microseconds, as the column has them; a Date would drop three digits.
const ISO = `to_char(created_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as created_at`;
const COLUMNS = `id, analysis_id, annotation_type, class_name, confidence, data, storage_path, ordering, ${ISO}`;

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

/** Annotations of an analysis in their order: by `ordering` (those without last), then as they came. */
export const listAnnotations = (analysisId: string, skip: number, limit: number | null): Promise<AnnotationJson[]> =>
  inOrder<AnnotationJson>(
    `select ${COLUMNS} from ml_annotations where analysis_id = $1 order by rank, seq offset $2 limit $3`,
    [analysisId, skip, limit],
  );

/** One annotation of an analysis by its id, or null. */
export async function findAnnotation(analysisId: string, id: string): Promise<AnnotationJson | null> {
  const found = await rows<AnnotationJson>(`select ${COLUMNS} from ml_annotations where analysis_id = $1 and id = $2`, [
    analysisId,
    id,
  ]);
  return found[0] ?? null;
}

/** The annotation behind a box, counted from 0 in the order of the boxes, or null. */
export async function findBox(analysisId: string, index: number): Promise<AnnotationJson | null> {
  const found = await inOrder<AnnotationJson>(
    `select ${COLUMNS} from ml_annotations where analysis_id = $1 and x0 is not null order by rank, seq offset $2 limit 1`,
    [analysisId, index],
  );
  return found[0] ?? null;
}
