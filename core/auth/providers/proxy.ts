import { isSame } from '../signature.ts';
import { defineError, StartupError } from '../../errors.ts';
import type { Clients } from '../../http/client.ts';
import { syncGroups } from '../group.ts';
import type { AuthProvider } from '../provider.ts';
import { remembered } from '../remembered.ts';
import { provideUser } from '../user.ts';

export interface ProxySettings {
  proxySharedSecret: string;
  proxyTrustedAddresses: readonly string[];
  proxyUserHeader: string;
  proxySecretHeader: string;
  proxyGroupsHeader: string;
}

export const invalidProxy = defineError('core.invalid_proxy', 401, 'Invalid proxy authentication');
export const invalidProxyUser = defineError('core.invalid_proxy_user', 401, 'Missing or invalid %s header');

// Names of company-internal domains (a@corp.local, a@intranet) are as good as any.
const EMAIL = /^[a-z0-9._%+'-]{1,64}@[a-z0-9-]+(\.[a-z0-9-]+)*$/;

/**
 * Believes a proxy in front, which has signed people in itself: a shared secret in one header, the user's e-mail in
 * another, their groups in a third. All of it only from trusted addresses, or anybody could claim to be anybody.
 */
export function proxyProvider(settings: ProxySettings, clients: Clients): AuthProvider {
  const userHeader = settings.proxyUserHeader.toLowerCase();
  const secretHeader = settings.proxySecretHeader.toLowerCase();
  const groupsHeader = settings.proxyGroupsHeader.toLowerCase();

  const userOf = remembered(async (key: string) => {
    const [email = '', ...groups] = key.split('\n');
    const { id, kind } = await provideUser(email);
    if (kind !== 'person') throw invalidProxyUser(settings.proxyUserHeader);
    await syncGroups(id, 'proxy', groups);
    return id;
  });

  return {
    name: 'proxy',
    title: 'Company sign-in',
    async start() {
      const missing = [
        ...(settings.proxySharedSecret ? [] : ['PROXY_SHARED_SECRET']),
        ...(settings.proxyTrustedAddresses.length > 0 ? [] : ['PROXY_TRUSTED_ADDRESSES']),
      ];
      if (missing.length === 0) return;
      throw new StartupError(
        `AUTH_MODE=proxy needs ${missing.join(' and ')}: without them anybody could claim to be anybody. ` +
          'Set a long random secret that the proxy sends, and the addresses that it connects from.',
      );
    },
    async authenticate({ message, header }) {
      const secret = header(secretHeader);
      if (!secret && !header(userHeader)) return null;
      if (!clients.isTrusted(message) || !isSame(settings.proxySharedSecret, secret)) throw invalidProxy();
      const email = header(userHeader).trim().toLowerCase();
      if (!EMAIL.test(email)) throw invalidProxyUser(settings.proxyUserHeader);
      const groups = header(groupsHeader)
        .split(',')
        .map((group) => group.trim())
        .filter(Boolean);
      return userOf([email, ...groups].join('\n'));
    },
  };
}
