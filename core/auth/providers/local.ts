import { userInfo } from 'node:os';
import { StartupError, foreignOrigin } from '../../errors.ts';
import type { AuthProvider } from '../provider.ts';
import { provideUser } from '../user.ts';

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
 * whose name was rebound to this address gets nothing.
 */
export function localProvider(email: string): AuthProvider {
  let owner: Promise<string> | undefined;
  return {
    name: 'local',
    title: 'This machine',
    authenticate({ message, header }) {
      // What a proxy passes on may come from anywhere.
      const wasForwarded = header('x-forwarded-for') || header('forwarded');
      if (wasForwarded || !isLoopback(message.socket.remoteAddress ?? '')) return Promise.resolve(null);
      const host = header('host').replace(/:\d+$/, '');
      if (host && !isLoopback(host)) throw foreignOrigin(host);
      owner ??= provideUser(email, { isAdministrator: true, username: userInfo().username }).then(({ id }) => id);
      owner.catch(() => (owner = undefined));
      return owner;
    },
  };
}
