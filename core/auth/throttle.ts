import { createHash } from 'node:crypto';
import ipaddr from 'ipaddr.js';
import { outsideTransaction, rows } from '../database/connection.ts';
import { AppError, defineError } from '../errors.ts';

/** How many tries are let through in how many seconds. */
export interface Allowance {
  readonly most: number;
  readonly seconds: number;
}

export const tooManyTries = defineError('core.too_many_tries', 429, 'Too many tries. Wait %s seconds, then try again.');

/**
 * Counts a try in the database, before it is known how it ends, so that many at once, in any process, are counted too.
 * Throws 429 with Retry-After when there were more than allowed. Stays counted whatever becomes of the request.
 */
export async function countTry(key: string, { most, seconds }: Allowance): Promise<void> {
  const [counted] = await outsideTransaction(() =>
    rows<{ count: number; wait: number }>(
      `insert into core_throttles as known (key, count, resets_at) values ($1, 1, now() + make_interval(secs => $2))
       on conflict (key) do update set
         count = case when known.resets_at <= now() then 1 else known.count + 1 end,
         resets_at = case when known.resets_at <= now() then excluded.resets_at else known.resets_at end
       returning count, ceil(extract(epoch from resets_at - now()))::int as wait`,
      [key, seconds],
    ),
  );
  if (!counted || counted.count <= most) return;
  const wait = Math.max(1, counted.wait);
  const { code, status, message } = tooManyTries(wait);
  throw new AppError(code, status, message, { headers: { 'Retry-After': String(wait) } });
}

/** Takes one counted try back: it was a good one. */
export const forgetTry = async (key: string): Promise<void> => {
  await rows('update core_throttles set count = greatest(count - 1, 0) where key = $1', [key]);
};

/** Forgets all tries under a key. */
export const forgetTries = async (key: string): Promise<void> => {
  await rows('delete from core_throttles where key = $1', [key]);
};

/** Removes counts whose time is over. */
export const pruneThrottles = async (): Promise<void> => {
  await rows('delete from core_throttles where resets_at < now()');
};

/** The key of what is tried on an account, by the e-mail as typed: whether anybody has it makes no difference. */
export const accountKey = (what: string, email: string): string =>
  `${what}:account:${createHash('sha256').update(email.trim().toLowerCase()).digest('base64url')}`;

/** The key of what is tried from an address; of IPv6, the network of 64 bits that one household or server has. */
export function addressKey(what: string, address: string): string {
  if (!ipaddr.isValid(address)) return `${what}:address:${address.slice(0, 64)}`;
  const parsed = ipaddr.process(address);
  const whose = parsed.kind() === 'ipv4' ? parsed.toString() : (parsed as ipaddr.IPv6).parts.slice(0, 4).join(':');
  return `${what}:address:${whose}`;
}

const QUARTER_HOUR = 900;
const SIGN_IN = {
  account: { most: 10, seconds: QUARTER_HOUR },
  address: { most: 100, seconds: QUARTER_HOUR },
};

/** Lets a password be tried for an account from an address, or throws 429; answers what to call when it was right. */
export async function throttlePassword(email: string, address: string): Promise<() => Promise<void>> {
  const keys = { account: accountKey('password', email), address: addressKey('password', address) };
  await countTry(keys.address, SIGN_IN.address);
  await countTry(keys.account, SIGN_IN.account);
  return async () => {
    await forgetTries(keys.account);
    await forgetTry(keys.address);
  };
}
