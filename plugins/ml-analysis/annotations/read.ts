import { inTransaction, rows } from '#core';
import type { AnnotationJson } from '../schemas.ts';

// Microseconds, as the column has them; a Date would drop three digits.
const ISO = `to_char(created_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as created_at`;
const COLUMNS = `id, analysis_id, annotation_type, class_name, confidence, data, storage_path, ordering, ${ISO}`;

/**
 * A query in the order of the index (analysis_id, rank, seq), by that index: without statistics of a new table, or for
 * the one large analysis among many small ones, the planner would rather sort all of it for every page.
 */
function inOrder<T extends object>(sql: string, bind: readonly unknown[]): Promise<T[]> {
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

/** An annotation as text, ready to be written out: numbers and JSON as the database writes them. */
export interface AnnotationText {
  readonly id: string;
  readonly annotation_type: string;
  readonly class_name: string | null;
  readonly confidence: string | null;
  readonly data: string;
  readonly storage_path: string | null;
  readonly ordering: number | null;
  /** UTC, such as '2026-11-22 06:51:24.48846': a fraction of 0 to 6 digits. */
  readonly created_at: string;
}

const ROWS_A_PAGE = 2000;

/**
 * All annotations of an analysis as it is now, in their order, some thousand at a time; each page is a query of its
 * own, so that a slow reader holds no connection.
 * @throws Error when some were removed meanwhile, so that what was written so far is not taken for the whole
 */
export async function* annotationPages(analysisId: string): AsyncGenerator<AnnotationText[]> {
  const [whole] = await rows<{ count: number; last: string }>(
    `select annotation_count as count, (select last_value from ml_annotations_seq_seq)::text as last
     from ml_analyses where id = $1`,
    [analysisId],
  );
  if (!whole) return;
  let read = 0;
  let [rank, seq] = [-2147483648, '0'];
  for (;;) {
    const page = await inOrder<AnnotationText & { rank: number; seq: string }>(
      `select id, annotation_type, class_name, confidence::text, data::text, storage_path, ordering,
              (created_at at time zone 'utc')::text as created_at, rank, seq
       from ml_annotations
       where analysis_id = $1 and (rank, seq) > ($2::int, $3::bigint) and seq <= $4::bigint
       order by rank, seq limit ${ROWS_A_PAGE}`,
      [analysisId, rank, seq, whole.last],
    );
    const last = page.at(-1);
    if (!last) break;
    yield page;
    read += page.length;
    [rank, seq] = [last.rank, last.seq];
    if (page.length < ROWS_A_PAGE) break;
  }
  if (read < whole.count) {
    throw new Error(
      `Of ${whole.count} annotations of analysis ${analysisId}, ${whole.count - read} were removed while they were read.`,
    );
  }
}
