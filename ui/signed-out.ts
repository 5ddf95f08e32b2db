import { makeSignal } from './signal.ts';

/** Whether the server no longer knows who sits here, although it did. Calls wait meanwhile, and go on afterwards. */
export const isSignedOut = makeSignal(false);

/** Code of the refusal of whoever is not signed in; a wrong password has another. */
export const signInNeeded = 'core.authentication_required';

/** Waits until somebody is signed in again. Throws the AbortError of `signal` when that is aborted first. */
export function signedInAgain(signal?: AbortSignal): Promise<void> {
  isSignedOut.set(true);
  return new Promise((resolve, reject) => {
    const settle = (act: () => void): void => {
      stop();
      signal?.removeEventListener('abort', abort);
      act();
    };
    const abort = (): void => settle(() => reject(signal?.reason as Error));
    const stop = isSignedOut.subscribe(() => settle(resolve));
    if (signal?.aborted) return abort();
    signal?.addEventListener('abort', abort);
  });
}
