import { openAsBlob } from 'node:fs';

/** The few calls of the public API that the demo makes, as any client would. */
export interface Client {
  get<T>(path: string): Promise<T>;
  post<T>(path: string, body: object): Promise<T>;
  delete(path: string): Promise<void>;
  upload(path: string, file: string, filename: string, metadata: object): Promise<{ id: string }>;
}

/** A client of the API at `base`; a refusal rejects with the server's own sentence. */
export function createClient(base: string, signal: AbortSignal): Client {
  async function call<T>(method: string, path: string, init: RequestInit = {}): Promise<T> {
    const response = await fetch(`${base}${path}`, { method, signal, ...init });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path} was answered with ${response.status}: ${text}`);
    return (text ? JSON.parse(text) : undefined) as T;
  }
  return {
    get: (path) => call('GET', path),
    post: (path, body) =>
      call('POST', path, { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    delete: (path) => call('DELETE', path),
    async upload(path, file, filename, metadata) {
      const form = new FormData();
      form.set('metadata', JSON.stringify(metadata));
      form.set('file', await openAsBlob(file), filename);
      return call('POST', path, { body: form });
    },
  };
}
