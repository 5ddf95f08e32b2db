import { ApiProblem, api, apiUrl, sentenceOf, toast } from '#ui';
import type { CommentJson } from '../schemas.ts';

const undoMs = 10_000;

interface Waiting {
  readonly comment: CommentJson;
  readonly timer: ReturnType<typeof setTimeout>;
}

const waiting = new Map<string, Waiting>();
const watchers = new Set<() => void>();

/** Whether a comment is on its way out: hidden, and deleted once it can no longer be taken back. */
export const isBeingDeleted = (id: string): boolean => waiting.has(id);

/** Calls `watcher` whenever a comment goes on its way out or comes back, until the answer is called. */
export function watchDeletions(watcher: () => void): () => void {
  watchers.add(watcher);
  return () => watchers.delete(watcher);
}

/** Hides a comment now and deletes it after ten seconds, on whatever page the person is then, unless they undo it. */
export function deleteLater(comment: CommentJson): void {
  if (waiting.has(comment.id)) return;
  const notice = toast({
    text: 'The comment is deleted.',
    duration: undoMs,
    action: { title: 'Undo', run: () => takeBack(comment.id) },
  });
  const timer = setTimeout(() => {
    notice.dismiss();
    void send(comment);
  }, undoMs);
  waiting.set(comment.id, { comment, timer });
  tell();
}

function takeBack(id: string): void {
  clearTimeout(waiting.get(id)?.timer);
  waiting.delete(id);
  tell();
}

async function send(comment: CommentJson): Promise<void> {
  try {
    await api.del(`/comments/${comment.id}`);
  } catch (error) {
    const isGone = error instanceof ApiProblem && error.status === 404;
    if (!isGone) toast({ text: `The comment was not deleted. ${sentenceOf(error)}`, tone: 'danger' });
  }
  takeBack(comment.id);
}

function tell(): void {
  for (const watcher of [...watchers]) watcher();
}

// A page that is left or closed can wait no longer; the browser sends these after it is gone.
addEventListener('pagehide', () => {
  for (const { comment, timer } of waiting.values()) {
    clearTimeout(timer);
    void fetch(apiUrl(`/comments/${comment.id}`), { method: 'DELETE', keepalive: true });
  }
});
