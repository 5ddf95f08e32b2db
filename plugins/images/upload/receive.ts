import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import busboy from 'busboy';
import { invalidInput } from '#core';
import { SNIFF_BYTES } from '../decoding/sniff.ts';
import type { PictureType } from '../decoding/sniff.ts';
import { fileTooLarge, notMultipart, uploadBroken, uploadStalled } from '../errors.ts';
import { parseMetadata } from './metadata.ts';

/** What came in, once its file is stored. */
export interface Received {
  /** As the client sent it. */
  readonly filename: string;
  readonly type: PictureType;
  readonly size: number;
  /** Lower-case hex. */
  readonly sha256: string;
  readonly metadata: Record<string, unknown>;
}

export interface ReceiveOptions {
  /** Milliseconds after which an upload of which nothing comes is given up; default a minute. */
  idleMs?: number;
  /** Largest file in bytes. */
  maxBytes: number;
  /** Tells the type from the first bytes, or throws the refusal. */
  identify(first: Buffer): Promise<PictureType>;
  /** Stores the file while it comes in. */
  store(body: Readable, type: PictureType): Promise<unknown>;
}

/** What may surround the file: the form's boundaries, and its other fields. */
const MOST_METADATA = 1024 * 1024;
const MOST_FRAMING = 64 * 1024;

/**
 * Reads a multipart upload with one part `file` and perhaps a text `metadata`, in any order, and stores the file as it
 * comes in. Whatever is wrong is thrown as soon as it is known, and nothing more is read; what was stored is then the
 * caller's to discard.
 */
export function receive(message: IncomingMessage, options: ReceiveOptions): Promise<Received> {
  const { maxBytes, idleMs = 60_000 } = options;
  const most = maxBytes + MOST_METADATA + MOST_FRAMING;
  if (Number(message.headers['content-length'] ?? 0) > most) return Promise.reject(fileTooLarge(maxBytes));
  const form = openForm(message);
  return new Promise((resolve, reject) => {
    let isStopped = false;
    const stop = (error: unknown) => {
      if (isStopped) return;
      isStopped = true;
      message.setTimeout(0);
      message.unpipe(form);
      message.pause();
      form.destroy();
      // The file is being stored until its source is gone; only then can it be discarded.
      void parts.stored().finally(() => reject(error as Error));
    };
    const parts = readParts(form, options, { stop, isStopped: () => isStopped });
    form.on('close', () => {
      if (isStopped) return;
      message.setTimeout(0); // from here on the client waits for us
      parts.received().then(resolve, reject);
    });
    let size = 0;
    message.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > most) stop(fileTooLarge(maxBytes));
    });
    message.on('close', () => {
      if (!message.complete) stop(uploadBroken());
    });
    message.setTimeout(idleMs, () => stop(uploadStalled(Math.ceil(idleMs / 1000))));
    message.pipe(form);
  });
}

interface Parts {
  /** Resolves once nothing is being stored any more. */
  stored(): Promise<unknown>;
  /** What came in, after the form has ended. */
  received(): Promise<Received>;
}

/** Takes the parts of a form as they come. What the parser has read already still comes after it was stopped. */
function readParts(
  form: busboy.Busboy,
  options: ReceiveOptions,
  { stop, isStopped }: { stop: (error: unknown) => void; isStopped: () => boolean },
): Parts {
  let file: Promise<Omit<Received, 'metadata'>> | undefined;
  let metadata: Record<string, unknown> | undefined;

  form.on('file', (name, stream, { filename }) => {
    stream.on('error', () => undefined); // said by the reader of the stream, if it has one
    if (isStopped() || name !== 'file') return void stream.resume();
    if (file) return stop(fault('/body/file', 'must be one file; send each image in an upload of its own'));
    file = storeFile(stream, filename ?? '', options);
    file.catch(stop);
  });
  form.on('field', (name, text, { valueTruncated: isCut }) => {
    if (isStopped()) return;
    try {
      if (name === 'file') throw fault('/body/file', 'must be a file, with a filename');
      if (name !== 'metadata') return;
      if (metadata) throw fault('/body/metadata', 'must be there once');
      if (isCut) throw fault('/body/metadata', `must have at most ${MOST_METADATA} bytes`);
      metadata = parseMetadata(text);
    } catch (error) {
      stop(error);
    }
  });
  for (const limit of ['partsLimit', 'filesLimit', 'fieldsLimit'] as const) {
    form.on(limit, () => stop(notMultipart('It has too many parts.')));
  }
  form.on('error', (error: Error) => stop(notMultipart(`It is not well-formed: ${error.message}.`)));

  return {
    stored: () => Promise.allSettled([file]),
    async received() {
      if (!file) throw fault('/body/file', 'is missing');
      return { ...(await file), metadata: metadata ?? {} };
    },
  };
}

const fault = (pointer: string, message: string) => invalidInput([{ pointer, message }]);

function openForm(message: IncomingMessage): busboy.Busboy {
  try {
    const limits = { fieldSize: MOST_METADATA, fields: 20, files: 20, parts: 40, headerPairs: 50 };
    return busboy({ headers: message.headers, limits, defParamCharset: 'utf8', preservePath: true });
  } catch (error) {
    throw notMultipart(`${(error as Error).message}.`);
  }
}

async function storeFile(
  stream: Readable,
  filename: string,
  { maxBytes, identify, store }: ReceiveOptions,
): Promise<Omit<Received, 'metadata'>> {
  const hash = createHash('sha256');
  let size = 0;
  const chunks = (async function* () {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > maxBytes) throw fileTooLarge(maxBytes);
      hash.update(chunk);
      yield chunk;
    }
  })();

  const first: Buffer[] = [];
  while (size < SNIFF_BYTES) {
    const { value, done } = await chunks.next();
    if (done) break;
    first.push(value);
  }
  const head = Buffer.concat(first);
  const type = await identify(head);
  await store(
    Readable.from(
      (async function* () {
        yield head;
        yield* chunks;
      })(),
      { objectMode: false },
    ),
    type,
  );
  return { filename, type, size, sha256: hash.digest('hex') };
}
