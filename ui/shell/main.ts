import '../elements/icons.ts';
import '../elements/empty.ts';
import '../elements/skeleton.ts';
import '../elements/slot.ts';
import { startEvents } from '../events.ts';
import { sentenceOf, toast } from '../notices.ts';
import { currentLocation, navigate, startRouter } from '../router.ts';
import { session, startSession } from '../session.ts';
import { loadPlugins, plugins } from '../slots.ts';
import { startTheme } from '../theme.ts';
import './app.ts';
import { isEntrance, signInPath } from './return-to.ts';

let isStarted = false;

startTheme();
startRouter();
showStrayFailures();
session.subscribe(followSession);
currentLocation.subscribe(followSession);
void startSession();

/** Loads the plugins and listens as soon as somebody is signed in; whoever isn't is led to where they can. */
function followSession(): void {
  const { state } = session.value;
  if (state === 'signed-in' && !isStarted) {
    isStarted = true;
    startEvents();
    loadPlugins().catch((error: unknown) => plugins.set({ state: 'failed', faults: [], detail: sentenceOf(error) }));
  }
  if (state === 'signed-out' && !isEntrance(location.pathname)) navigate(signInPath(location), { replace: true });
}

/** A failure that nobody caught is said, never swallowed; leaving a page cancels its requests, which is none. */
function showStrayFailures(): void {
  addEventListener('unhandledrejection', ({ reason }) => {
    if (reason instanceof DOMException && reason.name === 'AbortError') return;
    toast({ text: sentenceOf(reason), tone: 'danger' });
  });
}
