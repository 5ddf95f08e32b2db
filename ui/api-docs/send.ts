import type { OperationJson } from './document.ts';

/** What somebody filled in to try a call. */
export interface Attempt {
  prefix: string;
  /** Empty: whatever this browser is known by. */
  apiKey: string;
  /** By name; empty ones are left out. */
  values: Readonly<Record<string, string>>;
  body: string | FormData | undefined;
}

/** What came back. */
export interface Reply {
  status: number;
  statusText: string;
  headers: [string, string][];
  milliseconds: number;
  text: string;
  /** An object URL, when it is a picture. */
  picture: string | undefined;
}

/** The address that a call goes to, with its path and query filled in. */
export function addressOf({ path, parameters }: OperationJson, { prefix, values }: Attempt): string {
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(values[name] ?? ''));
  const query = new URLSearchParams();
  for (const { name, in: place } of parameters) {
    const value = values[name];
    if (place === 'query' && value) query.set(name, value);
  }
  return `${prefix}${filled}${query.size > 0 ? `?${query}` : ''}`;
}

/** Sends it; a stream is read until `signal` ends it. Throws when the server can't be reached. */
export async function sendAttempt(operation: OperationJson, attempt: Attempt, signal: AbortSignal): Promise<Reply> {
  const started = performance.now();
  const headers = new Headers();
  if (attempt.apiKey) headers.set('authorization', `Bearer ${attempt.apiKey}`);
  if (typeof attempt.body === 'string') headers.set('content-type', 'application/json');
  for (const { name, in: place } of operation.parameters) {
    const value = attempt.values[name];
    if (place === 'header' && value) headers.set(name, value);
  }
  const response = await fetch(addressOf(operation, attempt), {
    method: operation.method,
    headers,
    signal,
    credentials: attempt.apiKey ? 'omit' : 'same-origin',
    ...(attempt.body === undefined ? {} : { body: attempt.body }),
  });
  const type = response.headers.get('content-type') ?? '';
  const isPicture = type.startsWith('image/');
  const shown = isPicture ? { text: '', picture: URL.createObjectURL(await response.blob()) } : undefined;
  return {
    status: response.status,
    statusText: response.statusText,
    headers: [...response.headers],
    milliseconds: performance.now() - started,
    ...(shown ?? { text: await textOf(response, type), picture: undefined }),
  };
}

async function textOf(response: Response, type: string): Promise<string> {
  if (type.startsWith('text/event-stream')) return readStream(response);
  if (/json/.test(type)) {
    const text = await response.text();
    try {
      return JSON.stringify(JSON.parse(text), null, 2);
    } catch {
      return text; // not the JSON that it claims to be: shown as it came
    }
  }
  if (/^text\//.test(type)) return response.text();
  const { size } = await response.blob();
  return size > 0 ? `${size} bytes of ${type}` : '';
}

// Ends when the signal does, with what came until then.
async function readStream(response: Response): Promise<string> {
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  try {
    for (;;) {
      const piece = await reader?.read();
      if (!piece || piece.done) return text;
      text += piece.value;
    }
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') return text;
    throw error;
  }
}
