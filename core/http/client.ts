import type { IncomingMessage } from 'node:http';
import ipaddr from 'ipaddr.js';
import { StartupError } from '../errors.ts';

/** What is known of where a request comes from. */
export interface Client {
  /** The address of whoever sent it; behind a trusted proxy, what the proxy says. */
  readonly address: string;
  /** Whether it came by TLS, to us or to a trusted proxy. */
  readonly isSecure: boolean;
}

/** Reads clients of requests; only what proxies at trusted addresses say about others is believed. */
export function createClients(trusted: readonly string[], publicUrl: string) {
  const isTrusted = addressList(trusted, 'PROXY_TRUSTED_ADDRESSES');
  const isPublicSecure = publicUrl.startsWith('https:');

  return {
    /** Whether the peer of a connection is a trusted proxy. */
    isTrusted: (message: IncomingMessage): boolean => isTrusted(message.socket.remoteAddress ?? ''),

    of(message: IncomingMessage): Client {
      const peer = message.socket.remoteAddress ?? '';
      if (trusted.length === 0 || !isTrusted(peer))
        return { address: plain(peer), isSecure: isPublicSecure || 'encrypted' in message.socket };
      // From the right: the first that is no proxy of ours is the client; what stands left of it anybody may have written.
      const hops = String(message.headers['x-forwarded-for'] ?? '')
        .split(',')
        .map((hop) => hop.trim())
        .filter((hop) => ipaddr.isValid(hop));
      const address = hops.findLast((hop) => !isTrusted(hop)) ?? hops[0] ?? peer;
      return {
        address: plain(address),
        isSecure: isPublicSecure || String(message.headers['x-forwarded-proto'] ?? '').split(',')[0] === 'https',
      };
    },
  };
}

export type Clients = ReturnType<typeof createClients>;

/** Whether addresses are in a list of addresses and CIDR ranges; a senseless entry is a StartupError. */
export function addressList(entries: readonly string[], setting: string): (address: string) => boolean {
  const ranges = entries.map((entry) => {
    try {
      return entry.includes('/') ? ipaddr.parseCIDR(entry) : ([ipaddr.process(entry), null] as const);
    } catch {
      throw new StartupError(
        `${setting} contains '${entry}', which is neither an IP address nor a range such as 10.0.0.0/8.`,
      );
    }
  });
  return (address) => {
    if (!ipaddr.isValid(address)) return false;
    const given = ipaddr.process(address);
    return ranges.some(([base, bits]) => {
      if (base.kind() !== given.kind()) return false;
      return given.match(base as never, (bits ?? (base.kind() === 'ipv4' ? 32 : 128)) as never);
    });
  };
}

// An IPv4 address in IPv6 clothes is shown as what it is.
const plain = (address: string): string => (ipaddr.isValid(address) ? ipaddr.process(address).toString() : address);
