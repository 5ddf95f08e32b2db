import type { IncomingMessage } from 'node:http';
import { apiKeyRequired, authenticationRequired, signatureNotConfigured, signatureRequired } from '../errors.ts';
import { keyOfRequest, userOfKey } from './api-key.ts';
import { checkSignature } from './signature.ts';
import type { SignatureRules } from './signature.ts';
import type { Identity } from './identity.ts';

export type Prefix = '/api' | '/api-key' | '/api-ml';

/** What a way in sees of a request. */
export interface Approach {
  readonly message: IncomingMessage;
  header(name: string): string;
}

/** A way in for people. Answers who it is, or null when the request carries nothing of its kind. */
export interface AuthProvider {
  readonly name: string;
  authenticate(approach: Approach): Promise<Identity | null>;
}

/** How a route wants its caller known; see `signed` of a route. */
export interface Demand {
  readonly prefix: Prefix;
  readonly isPublic: boolean;
  readonly signed: 'always' | 'unless-api-key' | undefined;
  readonly method: string;
  /** Path and query as sent. */
  readonly target: string;
  /** Reads the whole body; called only when a signature has to be checked. */
  body(): Promise<Buffer>;
}

export interface KnownCaller {
  readonly user: Identity | null;
  /** Tells a signed request from any other; null when it was not signed. */
  readonly replayKey: string | null;
}

export interface CallerOptions {
  providers: readonly AuthProvider[];
  /** Null: no secret is configured. */
  signatures: SignatureRules | null;
  signatureRequired: boolean;
  /** Whom a pipeline acts as when nobody else is named. */
  pipelineUser(): Promise<Identity>;
}

/**
 * Finds out who calls, by the rules of the prefix: `/api` takes a valid API key, else a signature where the route asks
 * for one, else the ways in for people; `/api-key` takes a key alone; `/api-ml` a key and a signature on every call.
 */
export function createCallers(options: CallerOptions) {
  async function signature(approach: Approach, demand: Demand): Promise<string> {
    if (!options.signatures) throw signatureNotConfigured();
    if (!approach.header('x-ml-signature')) throw signatureRequired();
    const { method, target } = demand;
    const replayKey = checkSignature(
      { method, target, body: await demand.body(), header: approach.header },
      options.signatures,
    );
    if (!replayKey) throw signatureRequired();
    return replayKey;
  }

  return async function callerOf(approach: Approach, demand: Demand): Promise<KnownCaller> {
    const key = keyOfRequest(approach.header);
    const owner = key ? await userOfKey(key) : null;

    if (demand.prefix === '/api-ml') {
      if (!owner) throw apiKeyRequired();
      return { user: owner, replayKey: options.signatureRequired ? await signature(approach, demand) : null };
    }
    if (demand.prefix === '/api-key') {
      if (!owner) throw authenticationRequired();
      const needed = demand.signed === 'always' && options.signatureRequired;
      return { user: owner, replayKey: needed ? await signature(approach, demand) : null };
    }
    if (demand.signed && options.signatureRequired) {
      const replayKey = await signature(approach, demand);
      return { user: owner ?? (await options.pipelineUser()), replayKey };
    }
    if (owner) return { user: owner, replayKey: null };
    for (const provider of options.providers) {
      const user = await provider.authenticate(approach);
      if (user) return { user, replayKey: null };
    }
    if (demand.isPublic) return { user: null, replayKey: null };
    throw authenticationRequired();
  };
}
