import { onEvent } from './events.ts';
import { toast } from './notices.ts';
import { navigate } from './router.ts';

/** For how long what is no longer there is taken for something that one may no longer see, in milliseconds. */
const newsMs = 10_000;
let changedAt = -Infinity;

onEvent('core.access_changed', () => (changedAt = performance.now()));

/** Whether what this person may do changed moments ago, so that a 404 means: no longer for them. */
export function haveRightsChanged(): boolean {
  return performance.now() - changedAt < newsMs;
}

/** Leads home from something that the person may no longer see, and says so by its name. */
export function leaveClosed(name: string): void {
  navigate('/', { replace: true });
  toast({ text: `“${name}” is no longer open to you. One of its owners can add you again.`, tone: 'warning' });
}
