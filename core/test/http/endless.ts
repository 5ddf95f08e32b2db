import { connect } from 'node:net';
import { once } from 'node:events';

/** What came back while a body was still being sent. */
export interface Cut {
  readonly status: number;
  readonly sentBytes: number;
}

/**
 * Sends a request whose body would be 64 GiB, as fast as it is taken, until the answer comes.
 * @throws when the server breaks off without one, or takes 1 GiB.
 */
export async function sendEndlessly(url: string, path: string, headers: Record<string, string> = {}): Promise<Cut> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  await once(socket, 'connect');
  let answer = '';
  let broken: Error | undefined;
  socket.on('data', (chunk: Buffer) => (answer += String(chunk)));
  socket.on('error', (error) => (broken = error));
  const length = 64 * 1024 ** 3;
  const lines = Object.entries({
    host: `${hostname}:${port}`,
    'content-type': 'application/json',
    'content-length': String(length),
    ...headers,
  });
  socket.write(`POST ${path} HTTP/1.1\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`);
  const chunk = Buffer.alloc(64 * 1024, ' ');
  let sentBytes = 0;
  try {
    while (!answer.includes('\r\n')) {
      if (broken || socket.closed) throw broken ?? new Error('The connection was closed without an answer.');
      if (sentBytes > 1024 ** 3) throw new Error('The server took a whole gibibyte.');
      sentBytes += chunk.length;
      if (!socket.write(chunk)) await new Promise((resolve) => setTimeout(resolve, 1));
    }
  } finally {
    socket.destroy();
  }
  return { status: Number(answer.split(' ')[1]), sentBytes };
}
