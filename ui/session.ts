import { onEvent } from './events.ts';
import { sentenceOf } from './notices.ts';
import { calls } from './request.ts';
import { makeSignal } from './signal.ts';
import { isSignedOut } from './signed-out.ts';

/** Whoever sits at the browser. */
export interface Me {
  id: string;
  email: string;
  username: string | null;
  is_administrator: boolean;
  groups: readonly string[];
}

/** A way to sign in: by a password typed here, by going elsewhere (`path`), or by what the browser's requests carry. */
export interface WayIn {
  name: string;
  title: string;
  kind: 'password' | 'redirect' | 'automatic';
  path: string | null;
}

/** Who is signed in, and how one may be. `sessionId` is null where nothing was signed in to, as on one's own machine. */
export interface Session {
  state: 'asking' | 'failed' | 'signed-out' | 'signed-in';
  user: Me | null;
  ways: readonly WayIn[];
  sessionId: string | null;
  canMail: boolean;
  /** Why it could not be asked for. */
  detail: string;
}

interface SessionAnswer {
  user: Me | null;
  ways: WayIn[];
  session_id: string | null;
  can_mail: boolean;
}

/** Who sits at this browser, as the server last said. */
export const session = makeSignal<Session>({
  state: 'asking',
  user: null,
  ways: [],
  sessionId: null,
  canMail: false,
  detail: '',
});

/** What to call somebody: their name, else their e-mail. */
export const nameOf = ({ username, email }: { username: string | null; email: string }): string => username || email;

/** Asks who is signed in. Somebody who was, and no longer is, is asked to sign in again over the page; somebody else
    than before gets a page of their own. */
export async function askSession(): Promise<void> {
  const before = session.value;
  let answer: SessionAnswer;
  try {
    answer = await calls.get<SessionAnswer>('/auth/session');
  } catch (error) {
    if (before.state === 'asking') session.set({ ...before, state: 'failed', detail: sentenceOf(error) });
    return;
  }
  const { user, ways, session_id: sessionId, can_mail: canMail } = answer;
  if (before.user && !user) {
    session.set({ ...before, ways, canMail, sessionId });
    isSignedOut.set(true);
    return;
  }
  if (before.user && user && before.user.id !== user.id) return location.reload();
  session.set({ state: user ? 'signed-in' : 'signed-out', user, ways, sessionId, canMail, detail: '' });
  if (user) isSignedOut.set(false);
}

/** Begins to know who sits here, and keeps knowing when rights change, or when another tab signs in. */
export function startSession(): Promise<void> {
  const tabs = new BroadcastChannel('ipm-session');
  tabs.onmessage = () => void askSession();
  isSignedOut.subscribe((isOut) => !isOut && tabs.postMessage('signed-in'));
  onEvent('core.access_changed', () => void askSession());
  return askSession();
}

/** Signs in by e-mail and password. Throws an ApiProblem: wrong, or tried too often (then with `retryAfter`). */
export async function signIn(email: string, password: string): Promise<void> {
  await calls.post('/auth/sign-in', { email, password });
  await askSession();
}

/** Signs out and leaves: nothing of what was shown stays in this tab. */
export async function signOut(): Promise<void> {
  await calls.post('/auth/sign-out');
  session.set({ ...session.value, state: 'asking', user: null });
  location.assign('/sign-in');
}
