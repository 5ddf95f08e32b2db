/** The states of an analysis; the last three are final. */
export const statuses = ['queued', 'processing', 'completed', 'failed', 'canceled'] as const;
export type Status = (typeof statuses)[number];

const next: Readonly<Record<Status, readonly Status[]>> = {
  queued: ['processing', 'canceled'],
  processing: ['completed', 'failed', 'canceled'],
  completed: [],
  failed: [],
  canceled: [],
};

/** Whether a pipeline or person may move an analysis from one status to another. */
export const mayMove = (from: Status, to: string): to is Status => (next[from] as readonly string[]).includes(to);

/** What finalize allows beyond: straight from the queue to an end. */
export const mayFinalize = (from: Status, to: string): to is Status =>
  mayMove(from, to) || (from === 'queued' && (to === 'completed' || to === 'failed'));

/** Whether an analysis in this status can still change. */
export const isOpen = (status: Status): boolean => next[status].length > 0;
