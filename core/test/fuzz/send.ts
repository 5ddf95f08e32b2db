import http from 'node:http';
import { signatureHeaders } from '#core/testing';
import { proxySecret, signature } from '../access/world.ts';
import type { Person } from '../access/world.ts';
import type { Operation } from '../http/openapi-reader.ts';
import { formOf } from './requests.ts';
import type { FuzzBody, FuzzRequest } from './requests.ts';

export interface RawReply {
  readonly status: number;
  readonly type: string;
  readonly body: Buffer;
}

/** Ids of things that are there, by the name of the parameter; the first of each stays. */
export type Pools = Map<string, string[]>;

const HANG_MS = 10_000;
const agent = new http.Agent({ keepAlive: true, maxSockets: 16 });

/** Closes the connections that are kept. */
export const closeConnections = (): void => agent.destroy();

/** Fills in ids: what is deleted is never the first of its kind, so that there is something left to ask about. */
export function filled(text: string, pools: Pools, spareFirst: boolean): string {
  return text.replace(/\$live:(\w+):(\d+)/g, (_, name: string, pick: string) => {
    const pool = pools.get(name) ?? pools.get('any_id') ?? [];
    const from = spareFirst ? pool.slice(1) : pool;
    return from[Number(pick) % Math.max(1, from.length)] ?? '00000000-0000-4000-8000-000000000000';
  });
}

/** The path and query as they go over the wire. */
export function targetOf({ path }: Operation, request: FuzzRequest, pools: Pools, spareFirst: boolean): string {
  const at = path.replace(/\{(\w+)\}/g, (_, name: string) =>
    encodeText(filled(request.path[name] ?? '-', pools, spareFirst)),
  );
  const query = request.query.map(([name, value]) => `${name}=${encodeText(filled(value, pools, false))}`).join('&');
  return `${request.prefix}${at}${query ? `?${query}` : ''}`;
}

// Half a surrogate pair has no UTF-8; three bytes that claim to be one are as near as a client can come.
const encodeText = (text: string): string =>
  encodeURIComponent(text.toWellFormed()).replaceAll('%EF%BF%BD', '%ED%A0%80');

/** Sends it; rejects when there is no answer within ten seconds. A stream is closed as soon as it opens. */
export async function sendRequest(
  url: string,
  { method }: Operation,
  target: string,
  request: FuzzRequest,
  person: Person | null,
  pools: Pools,
): Promise<RawReply> {
  const { body, type } = await bodyOf(request.body, pools);
  const headers: Record<string, string> = {
    ...request.headers,
    ...credentialOf(request, person),
    ...signatureOf(request, method, target, body),
    ...(type ? { 'content-type': type } : {}),
    ...(method === 'GET' && body.length === 0 ? {} : { 'content-length': String(body.length) }),
  };
  return new Promise((resolve, reject) => {
    const sent = http.request(`${url}${target}`, { method, headers, agent, path: target }, (reply) => {
      const answer = { status: reply.statusCode ?? 0, type: reply.headers['content-type'] ?? '' };
      if (answer.type.startsWith('text/event-stream')) {
        reply.destroy();
        return resolve({ ...answer, body: Buffer.alloc(0) });
      }
      const pieces: Buffer[] = [];
      reply.on('data', (piece: Buffer) => pieces.push(piece));
      reply.once('end', () => resolve({ ...answer, body: Buffer.concat(pieces) }));
      reply.once('error', reject);
    });
    sent.setTimeout(HANG_MS, () => sent.destroy(new Error(`There was no answer within ${HANG_MS / 1000} s.`)));
    sent.once('error', reject);
    sent.end(body);
  });
}

async function bodyOf(given: FuzzBody, pools: Pools): Promise<{ body: Buffer; type: string }> {
  if (given.kind === 'none') return { body: Buffer.alloc(0), type: '' };
  if (given.kind === 'text') return { body: Buffer.from(given.text), type: given.type };
  if (given.kind === 'json')
    return { body: Buffer.from(filled(JSON.stringify(given.value), pools, false)), type: 'application/json' };
  const form = new Response(formOf(given));
  return { body: Buffer.from(await form.arrayBuffer()), type: form.headers.get('content-type') ?? '' };
}

function credentialOf({ caller, credential }: FuzzRequest, person: Person | null): Record<string, string> {
  if (caller === 'wrong') return { authorization: 'Bearer ipm_wrong', cookie: 'ipm_session=wrong' };
  if (!person) return {};
  if (credential === 'session') return { cookie: person.cookie };
  if (credential === 'proxy') return { 'x-user-email': person.email, 'x-proxy-secret': proxySecret };
  return credential === 'key' ? { authorization: `Bearer ${person.key}` } : { 'x-api-key': person.key };
}

function signatureOf({ signature: kind }: FuzzRequest, method: string, target: string, body: Buffer) {
  if (kind === 'none') return {};
  if (kind === 'v1') return signatureHeaders(body);
  if (kind === 'wrong') return signatureHeaders(body, 'another secret');
  return signature(method, target, body.toString());
}
