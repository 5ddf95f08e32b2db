import { ApiProblem, apiUrl, networkProblem, readProblem } from './request.ts';
import { signInNeeded, signedInAgain } from './signed-out.ts';

export interface UploadOptions {
  /** Bytes sent so far and bytes in all. */
  onProgress?: (loaded: number, total: number) => void;
  signal?: AbortSignal;
}

/** Posts a multipart form and tells how far it is. Throws an ApiProblem when refused, an AbortError when aborted. When
    nobody is signed in any longer, it waits until somebody is, and sends it again. */
export async function upload<T>(
  path: string,
  fields: Readonly<Record<string, string | Blob>>,
  options: UploadOptions = {},
): Promise<T> {
  for (;;) {
    try {
      return await uploadOnce<T>(path, fields, options);
    } catch (error) {
      if (!(error instanceof ApiProblem) || error.code !== signInNeeded) throw error;
      await signedInAgain(options.signal);
    }
  }
}

function uploadOnce<T>(
  path: string,
  fields: Readonly<Record<string, string | Blob>>,
  options: UploadOptions,
): Promise<T> {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.set(name, value);
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const abort = (): void => request.abort();
    const settle = (act: () => void): void => {
      options.signal?.removeEventListener('abort', abort);
      act();
    };
    request.open('POST', apiUrl(path));
    request.setRequestHeader('accept', 'application/json');
    request.upload.onprogress = (event) => options.onProgress?.(event.loaded, event.total);
    request.onerror = () => settle(() => reject(networkProblem()));
    request.onabort = () => settle(() => reject(new DOMException('The upload was cancelled.', 'AbortError')));
    request.onload = () => settle(() => finish<T>(request, resolve, reject));
    if (options.signal?.aborted) return request.onabort?.(new ProgressEvent('abort'));
    options.signal?.addEventListener('abort', abort);
    request.send(form);
  });
}

function finish<T>(request: XMLHttpRequest, resolve: (value: T) => void, reject: (problem: ApiProblem) => void): void {
  if (request.status < 200 || request.status >= 300) return reject(readProblem(request.status, request.responseText));
  try {
    resolve(JSON.parse(request.responseText) as T);
  } catch {
    reject(
      new ApiProblem({ status: request.status, code: 'bad_answer', detail: 'The server’s answer could not be read.' }),
    );
  }
}
