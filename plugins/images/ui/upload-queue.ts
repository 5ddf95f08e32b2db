import { ApiProblem, api, clearActivity, makeSignal, reportActivity, sentenceOf, type ImageJson } from '#ui';

/** One file on its way. `sent` is bytes; `failure` is a sentence. */
export interface Upload {
  readonly id: number;
  readonly projectId: string;
  readonly file: File;
  readonly name: string;
  state: 'waiting' | 'sending' | 'done' | 'failed' | 'cancelled';
  sent: number;
  failure: string;
  stop?: AbortController;
}

const atOnce = 4;
const activityId = 'images.upload';

/** Every upload since the page was opened, those of other projects too; read it again at each `uploadsChanged`. */
export const uploads: Upload[] = [];
/** Counts up when any upload changed, at most once a frame. */
export const uploadsChanged = makeSignal(0);

let nextId = 1;
let isTelling = false;
let firstWaiting = 0;

/** Puts files in line for a project. `path` of a file in a folder is kept in front of its name on the screen only. */
export function enqueue(projectId: string, files: readonly { file: File; path: string }[]): void {
  for (const { file, path } of files) {
    uploads.push({ id: nextId++, projectId, file, name: path || file.name, state: 'waiting', sent: 0, failure: '' });
  }
  pump();
}

/** Sends a failed or cancelled file again. */
export function retry(upload: Upload): void {
  Object.assign(upload, { state: 'waiting', sent: 0, failure: '' });
  firstWaiting = Math.min(firstWaiting, uploads.indexOf(upload));
  pump();
}

/** Takes a file out of the line, or stops sending it; the server keeps nothing of it. */
export function cancel(upload: Upload): void {
  if (upload.state !== 'waiting' && upload.state !== 'sending') return;
  upload.state = 'cancelled';
  upload.stop?.abort();
  tell();
}

/** Cancels everything that is not there yet. */
export function cancelAll(): void {
  for (const upload of uploads) cancel(upload);
}

/** Forgets what is over. */
export function clearFinished(): void {
  const running = uploads.filter(({ state }) => state === 'waiting' || state === 'sending');
  uploads.splice(0, uploads.length, ...running);
  firstWaiting = 0;
  tell();
}

/** How the uploads stand: files by state, bytes sent and in all (cancelled ones aside). */
export function summarise(list: readonly Upload[]) {
  const counts = { waiting: 0, sending: 0, done: 0, failed: 0, cancelled: 0 };
  let sent = 0;
  let bytes = 0;
  for (const { state, sent: sentOfOne, file } of list) {
    counts[state] += 1;
    if (state === 'cancelled' || state === 'failed') continue;
    bytes += file.size;
    sent += state === 'done' ? file.size : Math.min(sentOfOne, file.size);
  }
  const running = counts.waiting + counts.sending;
  return {
    ...counts,
    running,
    total: list.length - counts.cancelled,
    progress: bytes > 0 ? sent / bytes : running > 0 ? 0 : 1,
  };
}

function pump(): void {
  let sending = uploads.reduce((count, { state }) => count + (state === 'sending' ? 1 : 0), 0);
  while (sending < atOnce) {
    const index = uploads.findIndex(({ state }, at) => at >= firstWaiting && state === 'waiting');
    if (index < 0) break;
    firstWaiting = index;
    sending += 1;
    void send(uploads[index]!);
  }
  tell();
}

async function send(upload: Upload): Promise<void> {
  const stop = new AbortController();
  Object.assign(upload, { state: 'sending', stop });
  try {
    await api.upload<ImageJson>(
      `/projects/${upload.projectId}/images`,
      { file: upload.file },
      {
        signal: stop.signal,
        onProgress: (loaded) => {
          upload.sent = loaded;
          tell();
        },
      },
    );
    upload.state = 'done';
  } catch (error) {
    if (!stop.signal.aborted) Object.assign(upload, { state: 'failed', failure: explain(error) });
  }
  delete upload.stop;
  pump();
}

function explain(error: unknown): string {
  if (error instanceof ApiProblem && error.status === 0) return 'The connection broke. Try again.';
  return sentenceOf(error);
}

function tell(): void {
  if (isTelling) return;
  isTelling = true;
  requestAnimationFrame(() => {
    isTelling = false;
    uploadsChanged.set(uploadsChanged.value + 1);
    reportToShell();
  });
}

function reportToShell(): void {
  const { running, done, failed, total, progress } = summarise(uploads);
  globalThis.onbeforeunload = running > 0 ? (event) => event.preventDefault() : null;
  if (total === 0) return clearActivity(activityId);
  const href = `/projects/${uploads.at(-1)?.projectId}`;
  const detail = `${done} of ${total} files${failed > 0 ? `, ${failed} failed` : ''}`;
  const state = running > 0 ? 'running' : failed > 0 ? 'failed' : 'done';
  reportActivity({ id: activityId, title: 'Upload', detail, progress, state, href, cancel: cancelAll });
}
