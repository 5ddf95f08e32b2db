import { rows } from '#core';
import { inOrder } from './read.ts';

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

/** The last annotation that was read, by its place in the order. */
interface Place {
  readonly rank: number;
  readonly seq: string;
}

interface Page<T> {
  readonly content: T;
  readonly count: number;
  readonly last: Place;
}

const ROWS_A_PAGE = 2000;
// $1 the analysis, $2 and $3 the place before, $4 the last that was there at the start.
const PAGE = `from ml_annotations
  where analysis_id = $1 and (rank, seq) > ($2::int, $3::bigint) and seq <= $4::bigint
  order by rank, seq limit ${ROWS_A_PAGE}`;

/**
 * All annotations of an analysis as it is now, in their order, some thousand at a time; each page is a query of its
 * own, so that a slow reader holds no connection.
 * @throws Error when some were removed meanwhile, so that what was written so far is not taken for the whole
 */
async function* pages<T>(
  analysisId: string,
  readPage: (bind: readonly unknown[]) => Promise<Page<T> | null>,
): AsyncGenerator<T> {
  const [whole] = await rows<{ count: number; last: string }>(
    `select annotation_count as count, (select last_value from ml_annotations_seq_seq)::text as last
     from ml_analyses where id = $1`,
    [analysisId],
  );
  if (!whole) return;
  let read = 0;
  let place: Place = { rank: -2147483648, seq: '0' };
  for (;;) {
    const page = await readPage([analysisId, place.rank, place.seq, whole.last]);
    if (!page) break;
    yield page.content;
    read += page.count;
    place = page.last;
    if (page.count < ROWS_A_PAGE) break;
  }
  if (read < whole.count) {
    throw new Error(
      `Of ${whole.count} annotations of analysis ${analysisId}, ${whole.count - read} were removed while they were read.`,
    );
  }
}

/** All annotations of an analysis, in their order, a page of rows at a time; see `pages`. */
export const annotationRows = (analysisId: string): AsyncGenerator<AnnotationText[]> =>
  pages(analysisId, async (bind) => {
    const content = await inOrder<AnnotationText & Place>(
      `select id, annotation_type, class_name, confidence::text, data::text, storage_path, ordering,
              (created_at at time zone 'utc')::text as created_at, rank, seq ${PAGE}`,
      bind,
    );
    const last = content.at(-1);
    return last ? { content, count: content.length, last } : null;
  });

/** How the JSON of an annotation differs from place to place; both are SQL. */
export interface JsonForm {
  /** What stands between the id and the rest. */
  readonly afterId: string;
  readonly createdAt: string;
}

const TIME = `to_char(created_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.US')`;

/** As the API answers annotations. */
export const wireForm: JsonForm = { afterId: `',"analysis_id":"' || analysis_id || '"'`, createdAt: `${TIME} || 'Z'` };
/** As exports have them: without the analysis, times as Python's isoformat writes them. */
export const exportForm: JsonForm = { afterId: `''`, createdAt: `replace(${TIME}, '.000000', '') || '+00:00'` };

/** All annotations of an analysis as JSON texts with commas between, a page at a time; the database writes them. */
export async function* annotationJson(
  analysisId: string,
  { afterId, createdAt }: JsonForm,
  onCount: (count: number) => void = () => undefined,
): AsyncGenerator<string> {
  const text = (column: string) => `coalesce(to_json(${column})::text, 'null')`;
  const json = `'{"id":"' || id || '"' || ${afterId} || ',"annotation_type":' || ${text('annotation_type')}
    || ',"class_name":' || ${text('class_name')} || ',"confidence":' || coalesce(confidence::text, 'null')
    || ',"data":' || data::text || ',"storage_path":' || ${text('storage_path')}
    || ',"ordering":' || coalesce(ordering::text, 'null') || ',"created_at":"' || ${createdAt} || '"}'`;
  const found = pages(analysisId, async (bind) => {
    const [page] = await inOrder<{ content: string | null; count: number } & Place>(
      `with page as (select * ${PAGE})
       select string_agg(${json}, ',' order by rank, seq) as content, count(*)::int as count, max(rank) as rank,
              (max(array[rank::bigint, seq]))[2]::text as seq from page`,
      bind,
    );
    if (!page?.content) return null;
    onCount(page.count);
    return { content: page.content, count: page.count, last: page };
  });
  let comma = '';
  for await (const content of found) {
    yield comma + content;
    comma = ',';
  }
}
