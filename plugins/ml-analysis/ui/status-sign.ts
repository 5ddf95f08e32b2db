import type { AnalysisJson } from '../schemas.ts';

/** How a state of an analysis is told: an icon, a word, and how grave it is. */
export interface StatusSign {
  readonly icon: string;
  readonly text: string;
  readonly tone: 'quiet' | 'accent' | 'success' | 'danger';
}

const signs: Readonly<Record<AnalysisJson['status'], StatusSign>> = {
  queued: { icon: 'clock', text: 'Queued', tone: 'quiet' },
  processing: { icon: 'loader-circle', text: 'Processing', tone: 'accent' },
  completed: { icon: 'check-circle', text: 'Completed', tone: 'success' },
  failed: { icon: 'alert-triangle', text: 'Failed', tone: 'danger' },
  canceled: { icon: 'ban', text: 'Canceled', tone: 'quiet' },
};

export const signOf = (status: AnalysisJson['status']): StatusSign => signs[status];
