import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import {
  AppError,
  apiKeyRequired,
  authenticationRequired,
  signatureNotConfigured,
  signatureRequired,
} from '../errors.ts';
import type { Clients } from '../http/client.ts';
import type { Route } from '../http/route.ts';
import { keyOfRequest, userOfKey } from './api-key.ts';
import { checkSameSite } from './cross-site.ts';
import { identityOf } from './identity.ts';
import type { Identity } from './identity.ts';
import type { LivePipeline } from './pipeline.ts';
import type { Approach, AuthProvider } from './provider.ts';
import { sessionTokenOf, userOfSession } from './session.ts';
import { checkSignature, claimOf, streamedSignature } from './signature.ts';
import type { SignatureRules, StreamedSignature } from './signature.ts';
import { standingOf } from './standing.ts';

export type Prefix = '/api' | '/api-key' | '/api-ml';

/** How a route wants its caller known; see `signed` of a route. */
export interface Demand {
  readonly prefix: Prefix;
  readonly isPublic: boolean;
  readonly signed: Route['spec']['signed'];
  readonly method: string;
  /** Path and query as sent. */
  readonly target: string;
  /** Whether the route reads its body itself, as it comes in. */
  readonly isStreamed: boolean;
  /** Reads the whole body; called only for a signature that claims to be of a known pipeline and in time. */
  body(): Promise<Buffer>;
}

export interface KnownCaller {
  readonly user: Identity | null;
  /** Tells a signed request from any other; null when it was not signed. */
  readonly replayKey: string | null;
  /** Of a body that the route reads itself: waits for its end, and refuses it when the signature is of another. */
  readonly confirm?: () => Promise<void>;
}

export interface CallerOptions {
  clients: Clients;
  providers: readonly AuthProvider[];
  signatures: SignatureRules;
  signatureRequired: boolean;
  /** The pipeline of a key id (empty: the built-in one) if it is active; `afresh`: not as it is remembered. */
  pipelineOf(keyId: string, afresh?: boolean): Promise<LivePipeline | null>;
  /** Origins beside our own whose pages may act with the browser's credentials. */
  trustedOrigins: readonly string[];
  /** Empty: the address of each request. */
  publicUrl: string;
}

export type CallerOf = (request: Pick<Approach, 'message' | 'header'>, demand: Demand) => Promise<KnownCaller>;

/**
 * Finds out who calls, by the rules of the prefix: `/api` takes a valid API key, else a signature where the route asks
 * for one, else a session, else the ways in that recognise requests; `/api-key` takes a key alone; `/api-ml` a key and
 * a signature on every call.
 */
export function createCallers(options: CallerOptions): CallerOf {
  const { clients, providers, signatures, signatureRequired: mustSign } = options;

  async function signature(
    message: IncomingMessage,
    header: (name: string) => string,
    demand: Demand,
  ): Promise<Omit<KnownCaller, 'user'> & { keyId: string; replayKey: string }> {
    const claim = claimOf(header, signatures);
    const keyId = claim?.keyId ?? '';
    const pipeline = await options.pipelineOf(keyId);
    if (!pipeline && !header('x-ml-key-id')) throw signatureNotConfigured();
    if (!claim || !pipeline) throw signatureRequired();
    if (demand.isStreamed) {
      const streamed = streamedSignature(claim, demand, pipeline.secrets);
      return { keyId, replayKey: streamed.replayKey, confirm: watchBody(message, streamed) };
    }
    const signed = { method: demand.method, target: demand.target, body: await demand.body() };
    const check = ({ secrets }: LivePipeline) => checkSignature(claim, signed, secrets, signatures);
    // What is remembered may be a moment behind another process, where a new secret was made.
    const now = async () => options.pipelineOf(keyId, true);
    const replayKey = check(pipeline) ?? check((await now()) ?? pipeline);
    if (!replayKey) throw signatureRequired();
    return { keyId, replayKey };
  }

  async function signedCaller(
    owner: Identity | null,
    { message, header }: Pick<Approach, 'message' | 'header'>,
    demand: Demand,
  ): Promise<KnownCaller> {
    const { keyId, ...signed } = await signature(message, header, demand);
    const user = await signerOf(keyId, owner);
    if (!user) throw signatureRequired();
    return { user, ...signed };
  }

  /** Who a signed request acts as: the owner of the key beside it, else the pipeline; null when either has ended. */
  async function signerOf(keyId: string, owner: Identity | null): Promise<Identity | null> {
    const pipeline = await options.pipelineOf(keyId);
    const standing = pipeline && (await standingOf(pipeline.userId));
    if (!pipeline || !standing) return null;
    const renew = async () => {
      const still = owner && (await owner.renew());
      return owner && !still ? null : signerOf(keyId, still);
    };
    const actor = owner ?? identityOf(standing, 'signature', renew);
    return { ...actor, renew, signer: pipeline.signer };
  }

  async function personOf(approach: Approach, isPublic: boolean): Promise<Identity | null> {
    const sameSite = () => checkSameSite(approach.message, approach.header, options);
    if (isPublic) sameSite();
    const token = sessionTokenOf(approach.header, approach.client.isSecure);
    const bySession = token ? await userOfSession(token) : null;
    // A way in that was closed closes the sessions that it opened.
    if (bySession && providers.some(({ name }) => name === bySession.via)) {
      sameSite();
      return bySession;
    }
    for (const provider of providers) {
      const userId = await recognised(provider, approach, isPublic);
      if (!userId) continue;
      const found = await userOf(userId, provider.name);
      if (!found) continue;
      sameSite();
      return found;
    }
    return null;
  }

  return async function callerOf({ message, header }, demand) {
    const key = keyOfRequest(header);
    const owner = key ? await userOfKey(key) : null;

    if (demand.prefix === '/api-ml') {
      if (!owner) throw apiKeyRequired();
      return mustSign ? signedCaller(owner, { message, header }, demand) : { user: owner, replayKey: null };
    }
    if (demand.prefix === '/api-key') {
      if (!owner) throw authenticationRequired();
      const counts = demand.signed === 'always' || isSigned(header, demand);
      return counts && mustSign ? signedCaller(owner, { message, header }, demand) : { user: owner, replayKey: null };
    }
    const counts = demand.signed && (demand.signed !== 'if-sent' || isSigned(header, demand));
    if (counts && mustSign) return signedCaller(owner, { message, header }, demand);
    if (owner) return { user: owner, replayKey: null };
    const user = await personOf({ message, header, client: clients.of(message) }, demand.isPublic);
    if (!user && !demand.isPublic) throw authenticationRequired();
    return { user, replayKey: null };
  };
}

const isSigned = (header: (name: string) => string, { signed }: Demand): boolean =>
  signed === 'if-sent' && header('x-ml-signature') !== '';

// What is open to everybody is open to those with wrong credentials too.
async function recognised(provider: AuthProvider, approach: Approach, isPublic: boolean): Promise<string | null> {
  try {
    return (await provider.authenticate?.(approach)) ?? null;
  } catch (error) {
    if (isPublic && error instanceof AppError && error.status === 401) return null;
    throw error;
  }
}

// Looks on while the route reads; pausing first keeps the bytes from flowing before it does.
function watchBody(message: IncomingMessage, streamed: StreamedSignature): () => Promise<void> {
  message.pause();
  message.on('data', (chunk: Buffer) => streamed.add(chunk));
  return async () => {
    message.resume();
    if (!message.readableEnded) await once(message, 'end');
    if (!streamed.isTrue()) throw signatureRequired();
  };
}

/** The user of an id, as a provider has recognised them; null when they are deactivated. */
async function userOf(userId: string, via: string): Promise<Identity | null> {
  const standing = await standingOf(userId);
  return standing && identityOf(standing, via, () => userOf(userId, via));
}

/** What a request's headers say, by lower-case name; empty when one was not sent. */
export const headerOf =
  (message: IncomingMessage) =>
  (name: string): string =>
    String(message.headers[name] ?? '');
