import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { PipelineProblem, detailOf, exitCode, refused } from './problem.ts';
import { signatureHeaders } from './signature.ts';

/** Where the server is and how to prove who is calling. */
export interface ClientOptions {
  /** Address without a path, such as `http://localhost:8000`. */
  server: string;
  secret: string;
  /** Where the secret came from, for error messages only. */
  secretSource: string;
  apiKey?: string | undefined;
  /** Ends every call in flight when it fires. */
  signal?: AbortSignal | undefined;
}

/** One JSON call; `action` completes the sentence "The server refused to …". */
export interface Call {
  action: string;
  method: string;
  /** Without the prefix, such as `/analyses/<id>/finalize`. */
  path: string;
  body?: unknown;
  isSigned?: boolean;
}

/** How calls travel: prefix, credentials, signature, retries, and refusals told as sentences. */
export interface Transport {
  call<Answer>(call: Call): Promise<Answer>;
  /** Fetches any address; answers the response when it is a success, and throws a PipelineProblem otherwise. */
  fetchOk(action: string, url: string, init: RequestInit): Promise<Response>;
  /** `/api`, or `/api-key` when there is an API key. */
  plainPrefix: string;
  /** The Authorization header, when there is an API key. */
  credentials: Record<string, string>;
}

const callTimeoutMs = 60_000;
const retryWaitsMs = [500, 1500, 4000];
const retryStatuses = new Set([429, 502, 503, 504]);

/**
 * Without an API key everything goes to `/api`, where a valid signature is itself a credential; with one,
 * signed calls go to `/api-ml` and the rest to `/api-key`.
 */
export function createTransport(options: ClientOptions): Transport {
  const { server, secret, apiKey } = options;
  const plainPrefix = apiKey ? '/api-key' : '/api';
  const signedPrefix = apiKey ? '/api-ml' : '/api';
  const credentials: Record<string, string> = apiKey ? { Authorization: `Bearer ${apiKey}` } : {};

  async function call<Answer>({ action, method, path, body, isSigned = false }: Call): Promise<Answer> {
    // Serialised once: what is signed is byte for byte what is sent, on every attempt.
    const bytes = body === undefined ? undefined : Buffer.from(JSON.stringify(body));
    const headers = {
      ...credentials,
      ...(bytes && { 'Content-Type': 'application/json' }),
      ...(isSigned && signatureHeaders(secret, bytes ?? '')),
      ...(method === 'POST' && { 'Idempotency-Key': randomUUID() }),
    };
    const url = server + (isSigned ? signedPrefix : plainPrefix) + path;
    const response = await send(action, url, { method, headers, body: bytes ?? null }, callTimeoutMs);
    await refuseUnlessOk(response, action, isSigned);
    const text = await response.text();
    try {
      return JSON.parse(text) as Answer;
    } catch {
      throw new PipelineProblem(`${url} answered with something else than JSON: is --server Image Project Manager?`);
    }
  }

  async function fetchOk(action: string, url: string, init: RequestInit): Promise<Response> {
    const response = await send(action, url, init);
    await refuseUnlessOk(response, action, false);
    return response;
  }

  // A retried signed call is the same bytes under the same signature, which the server carries out once.
  async function send(action: string, url: string, init: RequestInit, timeoutMs?: number): Promise<Response> {
    for (let attempt = 0; ; attempt++) {
      const isLast = attempt === retryWaitsMs.length;
      const limits = [options.signal, timeoutMs ? AbortSignal.timeout(timeoutMs) : undefined];
      const signal = AbortSignal.any(limits.filter((limit) => limit !== undefined));
      let waitMs = retryWaitsMs[attempt] ?? 0;
      try {
        const response = await fetch(url, { ...init, signal });
        if (isLast || !retryStatuses.has(response.status)) return response;
        await response.body?.cancel();
        waitMs = retryAfterMs(response) ?? waitMs;
      } catch (error) {
        options.signal?.throwIfAborted();
        if (isLast || isNobodyThere(error)) throw unreachable(server, action, error);
      }
      await sleep(waitMs, undefined, options.signal ? { signal: options.signal } : {});
    }
  }

  async function refuseUnlessOk(response: Response, action: string, isSigned: boolean): Promise<void> {
    if (response.ok) return;
    const serverTime = Date.parse(response.headers.get('date') ?? '');
    throw refused({
      action,
      status: response.status,
      detail: detailOf(await response.text()),
      isSigned,
      hasApiKey: apiKey !== undefined,
      secretSource: options.secretSource,
      clockAheadSeconds: (serverTime - Date.now()) / 1000,
    });
  }

  return { call, fetchOk, plainPrefix, credentials };
}

function isNobodyThere(error: unknown): boolean {
  return ['ECONNREFUSED', 'ENOTFOUND'].includes(causeOf(error));
}

function causeOf(error: unknown): string {
  const cause = error instanceof Error ? (error.cause as { code?: string; message?: string } | undefined) : undefined;
  return cause?.code ?? cause?.message ?? String(error);
}

function unreachable(server: string, action: string, error: unknown): PipelineProblem {
  return new PipelineProblem(
    `No answer from ${server} when asked to ${action} (${causeOf(error)}). Start the server with npm start, or name another address with --server.`,
    exitCode.unreachable,
  );
}

function retryAfterMs(response: Response): number | undefined {
  const seconds = Number(response.headers.get('retry-after') ?? NaN);
  return Number.isFinite(seconds) ? Math.min(seconds, 30) * 1000 : undefined;
}
