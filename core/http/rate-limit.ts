import { RateLimiterMemory } from 'rate-limiter-flexible';
import type { RateLimiterRes } from 'rate-limiter-flexible';
import type { Identity } from '../auth/identity.ts';
import { AppError, defineError } from '../errors.ts';

export interface RateLimitSettings {
  rateLimit: number;
  rateLimitTiles: number;
  rateLimitFailures: number;
}

export const tooManyRequests = defineError(
  'core.too_many_requests',
  429,
  'That are more than %s requests a minute. Wait %s seconds.',
);
export const tooManyFailures = defineError(
  'core.too_many_failures',
  429,
  'Too many refused credentials came from this address. Wait %s seconds.',
);

type SetHeader = (name: string, value: string) => void;

/** Limits a minute of each process: requests by caller, tiles by caller apart, refused credentials by address. */
export interface RateLimits {
  /** Counts a request; refuses it when there were too many. Sets RateLimit and RateLimit-Policy (IETF draft). */
  admit(kind: 'requests' | 'tiles', caller: Identity | null, address: string, set: SetHeader): Promise<void>;
  /** Counts refused credentials; throws 429 in place of `refusal` when there were too many, else the refusal. */
  refuse(refusal: unknown, address: string): Promise<never>;
}

const MINUTE = 60;

export function createRateLimits({ rateLimit, rateLimitTiles, rateLimitFailures }: RateLimitSettings): RateLimits {
  const make = (points: number) => (points > 0 ? new RateLimiterMemory({ points, duration: MINUTE }) : null);
  const limiters = { requests: make(rateLimit), tiles: make(rateLimitTiles) };
  const failures = make(rateLimitFailures);

  return {
    async admit(kind, caller, address, set) {
      const limiter = limiters[kind];
      if (!limiter || caller?.via === 'local') return;
      const { state, isOver } = await consume(limiter, caller?.credentialId ?? caller?.id ?? address);
      const seconds = Math.ceil(state.msBeforeNext / 1000);
      set('RateLimit-Policy', `"${kind}";q=${limiter.points};w=${MINUTE}`);
      set('RateLimit', `"${kind}";r=${Math.max(0, state.remainingPoints)};t=${seconds}`);
      if (isOver) throw wait(tooManyRequests(limiter.points, seconds), seconds);
    },

    async refuse(refusal, address) {
      if (failures && refusal instanceof AppError && refusal.status === 401) {
        const { state, isOver } = await consume(failures, address);
        const seconds = Math.ceil(state.msBeforeNext / 1000);
        if (isOver) throw wait(tooManyFailures(seconds), seconds);
      }
      throw refusal;
    },
  };
}

// The library rejects with the state when there were too many.
const consume = (limiter: RateLimiterMemory, key: string): Promise<{ state: RateLimiterRes; isOver: boolean }> =>
  limiter.consume(key).then(
    (state) => ({ state, isOver: false }),
    (state: RateLimiterRes) => ({ state, isOver: true }),
  );

const wait = ({ code, status, message }: AppError, seconds: number): AppError =>
  new AppError(code, status, message, { headers: { 'Retry-After': String(seconds) } });
