import { signInNeeded, signedInAgain } from './signed-out.ts';

/** One fault of invalid input: `pointer` is a JSON pointer into what was sent. */
export interface FieldFault {
  pointer: string;
  message: string;
}

/** A failed request. `detail` is a sentence for people; `status` is 0 and `code` 'network' when no answer came. */
export class ApiProblem extends Error {
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly errors: readonly FieldFault[];
  readonly requestId: string | null;
  /** Seconds after which it makes sense to try again; null when the server did not say. */
  readonly retryAfter: number | null;

  constructor(given: {
    status: number;
    code: string;
    detail: string;
    errors?: readonly FieldFault[];
    requestId?: string | null;
    retryAfter?: number | null;
  }) {
    super(given.detail);
    this.name = 'ApiProblem';
    this.status = given.status;
    this.code = given.code;
    this.detail = given.detail;
    this.errors = given.errors ?? [];
    this.requestId = given.requestId ?? null;
    this.retryAfter = given.retryAfter ?? null;
  }
}

export type Query = Readonly<Record<string, string | number | boolean | null | undefined>>;

export interface GetOptions {
  query?: Query;
  signal?: AbortSignal;
}

/** One page of a list; `total` counts all that match, on every page. */
export interface Page<T> {
  items: T[];
  total: number;
}

/** The address of an API path: '/projects/' with {limit: 5} is '/api/projects/?limit=5'. Empty values are left out. */
export function apiUrl(path: string, query: Query = {}): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== null && value !== '') search.set(name, String(value));
  }
  const text = search.toString();
  return `/api${path}${text && `?${text}`}`;
}

const unreachable = 'The server can’t be reached. Check the connection; this page goes on as soon as it is back.';

/** The failure that a lost connection makes. */
export function networkProblem(): ApiProblem {
  return new ApiProblem({ status: 0, code: 'network', detail: unreachable });
}

const byStatus: Readonly<Record<number, string>> = {
  401: 'You are not signed in.',
  403: 'You are not allowed to do that.',
  404: 'That isn’t there, or you may not see it.',
  413: 'That is larger than the server accepts.',
  503: 'The server is busy. Try again in a moment.',
};

/** Reads a refusal: an RFC 9457 document if there is one, else a sentence for the status. */
export function readProblem(status: number, text: string, retryAfter: string | null = null): ApiProblem {
  let body: Record<string, unknown> = {};
  try {
    const parsed: unknown = JSON.parse(text);
    if (parsed !== null && typeof parsed === 'object') body = parsed as Record<string, unknown>;
  } catch {
    // A proxy's HTML page, or nothing: the sentence for the status stands in.
  }
  const fallback = byStatus[status] ?? `The server answered with an error (${status}). Try again in a moment.`;
  return new ApiProblem({
    status,
    code: typeof body['code'] === 'string' ? body['code'] : `http_${status}`,
    detail: typeof body['detail'] === 'string' && body['detail'] ? body['detail'] : fallback,
    errors: Array.isArray(body['errors']) ? (body['errors'] as FieldFault[]) : [],
    requestId: typeof body['request_id'] === 'string' ? body['request_id'] : null,
    retryAfter: retryAfter !== null && /^\d+$/.test(retryAfter) ? Number(retryAfter) : null,
  });
}

async function send(method: string, path: string, options: GetOptions & { body?: unknown } = {}): Promise<Response> {
  const init: RequestInit = { method, headers: { accept: 'application/json' } };
  if (options.signal) init.signal = options.signal;
  if (options.body !== undefined) {
    init.body = JSON.stringify(options.body);
    init.headers = { accept: 'application/json', 'content-type': 'application/json' };
  }
  for (;;) {
    const response = await fetchOnce(apiUrl(path, options.query), init);
    if (response.ok) return response;
    const problem = readProblem(response.status, await response.text(), response.headers.get('retry-after'));
    if (problem.code !== signInNeeded) throw problem;
    await signedInAgain(options.signal);
  }
}

async function fetchOnce(url: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, init);
  } catch (error) {
    if (init.signal?.aborted) throw error;
    throw networkProblem();
  }
}

async function readJson<T>(response: Response): Promise<T> {
  const text = await response.text();
  return (text ? JSON.parse(text) : undefined) as T;
}

/** Calls of the API with this browser's rights, but for uploads. Paths are relative to /api. Every refusal throws an
    ApiProblem, but that nobody is signed in: the call waits until somebody is, and is sent again. An aborted call
    throws the AbortError of its signal. */
export const calls = {
  async get<T>(path: string, options?: GetOptions): Promise<T> {
    return readJson<T>(await send('GET', path, options));
  },
  /** One page of a list, with the total from X-Total-Count (the page's own length where the route has none). */
  async list<T>(path: string, options?: GetOptions): Promise<Page<T>> {
    const response = await send('GET', path, options);
    const items = await readJson<T[]>(response);
    const total = response.headers.get('x-total-count');
    return { items, total: total === null ? items.length : Number(total) };
  },
  async post<T>(path: string, body?: unknown): Promise<T> {
    return readJson<T>(await send('POST', path, { body }));
  },
  async patch<T>(path: string, body: unknown): Promise<T> {
    return readJson<T>(await send('PATCH', path, { body }));
  },
  async put<T>(path: string, body: unknown): Promise<T> {
    return readJson<T>(await send('PUT', path, { body }));
  },
  async del<T = void>(path: string, body?: unknown): Promise<T> {
    return readJson<T>(await send('DELETE', path, { body }));
  },
};
