import { userInfo } from 'node:os';
import { StartupError, foreignOrigin } from '../errors.ts';
import type { AuthProvider } from './callers.ts';
import type { Identity } from './identity.ts';
import { identityOf, provideUser } from './user.ts';

const LOOPBACK = /^(127(\.\d{1,3}){3}|::1|::ffff:127(\.\d{1,3}){3}|localhost)$/;

/** Whether an address or host name can only be this machine itself. */
export const isLoopback = (host: string): boolean => LOOPBACK.test(host.replace(/^\[|\]$/g, ''));

/** Refuses to open the local way in to other machines. */
export function checkLocalHost(host: string): void {
  if (isLoopback(host)) return;
  throw new StartupError(
    `The local way in lets everybody who reaches the server do everything, so it listens on loopback only, not on HOST=${host}. ` +
      'Set HOST=127.0.0.1, or choose another AUTH_MODE.',
  );
}

/**
 * One user who owns everything, for whoever is on this machine. Requests must name a loopback host, so that a web page
 * whose name was rebound to this address gets nothing, and pages of other origins may not change anything.
 */
export function localProvider(email: string, trustedOrigins: readonly string[] = []): AuthProvider {
  let owner: Promise<Identity> | undefined;
  return {
    name: 'local',
    authenticate({ message, header }) {
      if (!isLoopback(message.socket.remoteAddress ?? '')) return Promise.resolve(null);
      const host = header('host').replace(/:\d+$/, '');
      if (host && !isLoopback(host)) throw foreignOrigin(host);
      // Nothing but the browser's word tells a page of this site from one of another that posts here.
      const origin = header('origin');
      const isSafe = ['GET', 'HEAD', 'OPTIONS'].includes(message.method ?? '');
      if (!isSafe && origin && !trustedOrigins.includes(origin) && hostOf(origin) !== header('host'))
        throw foreignOrigin(origin);
      owner ??= provideUser(email, { isAdministrator: true, username: userInfo().username }).then((user) =>
        identityOf(user, 'local'),
      );
      owner.catch(() => (owner = undefined));
      return owner;
    },
  };
}

function hostOf(origin: string): string | null {
  try {
    return new URL(origin).host;
  } catch {
    return null; // `null`, as sandboxed pages send: nobody's host
  }
}
