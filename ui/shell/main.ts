import '../elements/icons.ts';
import '../elements/empty.ts';
import '../elements/skeleton.ts';
import '../elements/slot.ts';
import { startEvents } from '../events.ts';
import { sentenceOf, toast } from '../notices.ts';
import { startRouter } from '../router.ts';
import { loadPlugins, plugins } from '../slots.ts';
import { startTheme } from '../theme.ts';
import './app.ts';

startTheme();
startRouter();
startEvents();
showStrayFailures();
loadPlugins().catch((error: unknown) => plugins.set({ state: 'failed', faults: [], detail: sentenceOf(error) }));

/** A failure that nobody caught is said, never swallowed; leaving a page cancels its requests, which is none. */
function showStrayFailures(): void {
  addEventListener('unhandledrejection', ({ reason }) => {
    if (reason instanceof DOMException && reason.name === 'AbortError') return;
    toast({ text: sentenceOf(reason), tone: 'danger' });
  });
}
