import type { IncomingMessage } from 'node:http';
import { foreignOrigin } from '../errors.ts';

/**
 * Refuses what a page of another site makes a browser send along with the browser's own credentials: unsafe methods
 * whose `Sec-Fetch-Site` or `Origin` names somebody else. Programs that are no browsers send neither and pass.
 */
export function checkSameSite(
  message: Pick<IncomingMessage, 'method'>,
  header: (name: string) => string,
  { trustedOrigins, publicUrl }: { trustedOrigins: readonly string[]; publicUrl: string },
): void {
  if (['GET', 'HEAD', 'OPTIONS'].includes(message.method ?? '')) return;
  const origin = header('origin');
  if (origin) {
    const isOwn = hostOf(origin) === header('host') || (publicUrl !== '' && origin === new URL(publicUrl).origin);
    if (!isOwn && !trustedOrigins.includes(origin)) throw foreignOrigin(origin);
    return;
  }
  const site = header('sec-fetch-site');
  if (site && site !== 'same-origin' && site !== 'none') throw foreignOrigin('it names no origin');
}

function hostOf(origin: string): string | null {
  try {
    return new URL(origin).host;
  } catch {
    return null; // `null`, as sandboxed pages send: nobody's host
  }
}
