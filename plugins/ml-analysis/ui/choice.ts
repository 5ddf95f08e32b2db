import type { AnalysisJson } from '../schemas.ts';

/** What a person wants to see: the newest that is completed, none, or a certain one. */
export type Wish = 'newest' | 'none' | { readonly id: string };

/** The analysis to show, of a list with the newest first; a wished one that is not there is as none wished. */
export function choose(analyses: readonly AnalysisJson[], wish: Wish, takesNewest: boolean): AnalysisJson | null {
  if (wish === 'none') return null;
  const wished = typeof wish === 'object' ? analyses.find(({ id }) => id === wish.id) : undefined;
  if (wished) return wished;
  return (takesNewest && newestCompleted(analyses)) || null;
}

/** The completed analysis that ended last, or null. */
export function newestCompleted(analyses: readonly AnalysisJson[]): AnalysisJson | null {
  const completed = analyses.filter(({ status }) => status === 'completed');
  const endOf = ({ completed_at, created_at }: AnalysisJson): number => Date.parse(completed_at ?? created_at);
  return completed.reduce<AnalysisJson | null>(
    (best, each) => (!best || endOf(each) > endOf(best) ? each : best),
    null,
  );
}
