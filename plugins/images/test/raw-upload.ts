import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { eventually } from '#core/testing';

const BOUNDARY = 'a-boundary-of-the-tests';

/** The multipart text before the bytes of a file. */
export const partBefore = (filename = 'picture.jpg'): string =>
  `--${BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="${filename}"\r\n` +
  'Content-Type: application/octet-stream\r\n\r\n';

/** The multipart text after them. */
export const partAfter = `\r\n--${BOUNDARY}--\r\n`;

/** An upload that is sent piece by piece over a socket of its own. */
export interface RawUpload {
  readonly socket: Socket;
  /** Sends bytes in a chunk; resolves when the system has taken them, or the connection is over. */
  send(bytes: string | Uint8Array): Promise<void>;
  /** Ends the body. */
  end(): Promise<void>;
  /** What was answered so far. */
  answer(): string;
  /** The status, once there is one. */
  status(): Promise<number>;
}

/** Begins an upload with chunked encoding, or with a Content-Length if one is given. */
export async function beginUpload(url: string, path: string, contentLength?: number): Promise<RawUpload> {
  const { hostname, port, host } = new URL(url);
  const socket = connect({ host: hostname, port: Number(port) });
  let answer = '';
  socket.setEncoding('latin1').on('data', (text: string) => (answer += text));
  socket.on('error', () => undefined); // the server may hang up on what it refuses
  await new Promise((resolve) => socket.once('connect', resolve));
  const isChunked = contentLength === undefined;
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  const write = (bytes: string | Uint8Array) =>
    Promise.race([closed, new Promise<void>((resolve) => socket.write(bytes, () => resolve()))]);
  await write(
    `POST /api${path} HTTP/1.1\r\nHost: ${host}\r\nContent-Type: multipart/form-data; boundary=${BOUNDARY}\r\n` +
      `${isChunked ? 'Transfer-Encoding: chunked' : `Content-Length: ${contentLength}`}\r\n\r\n`,
  );
  return {
    socket,
    async send(bytes) {
      const body = Buffer.from(bytes as string);
      await write(
        isChunked ? Buffer.concat([Buffer.from(`${body.length.toString(16)}\r\n`), body, Buffer.from('\r\n')]) : body,
      );
    },
    end: () => write(isChunked ? '0\r\n\r\n' : ''),
    answer: () => answer,
    status: () => eventually('the upload is answered', async () => Number(/^HTTP\/1.1 (\d+)/.exec(answer)?.[1] ?? 0)),
  };
}
