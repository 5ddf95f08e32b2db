// A thread that sends requests over keep-alive connections, one at a time on each, and counts the answers.
import { connect } from 'node:net';
import { parentPort } from 'node:worker_threads';
import { createHmac, randomUUID } from 'node:crypto';

/** What to send for some seconds. */
export interface Load {
  readonly port: number;
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Signs each request anew (version 2) with this secret of the built-in pipeline. */
  readonly secret?: string;
  readonly body: string;
  readonly connections: number;
  readonly seconds: number;
  /** Every answer must have it. */
  readonly status: number;
}

/** How many whole answers came in how many seconds, or what went wrong. */
export interface Counted {
  readonly answers: number;
  readonly seconds: number;
  readonly fault?: string;
}

const CRLF = '\r\n';

function textOf({ method, path, headers, secret, body }: Load): string {
  const lines: Record<string, string> = { host: '127.0.0.1', ...headers };
  if (body) Object.assign(lines, { 'content-type': 'application/json', 'content-length': String(body.length) });
  if (secret) {
    const [timestamp, nonce] = [String(Math.floor(Date.now() / 1000)), randomUUID()];
    const text = `${timestamp}.${nonce}.${method}.${path}.${body}`;
    lines['x-ml-timestamp'] = timestamp;
    lines['x-ml-nonce'] = nonce;
    lines['x-ml-key-id'] = 'default';
    lines['x-ml-signature'] = `v2=${createHmac('sha256', secret).update(text).digest('hex')}`;
  }
  const head = Object.entries(lines).map(([name, value]) => `${name}: ${value}${CRLF}`);
  return `${method} ${path} HTTP/1.1${CRLF}${head.join('')}${CRLF}${body}`;
}

function run(load: Load): Promise<Counted> {
  const plain = load.secret ? null : textOf(load);
  const started = performance.now();
  const end = started + load.seconds * 1000;
  let answers = 0;
  let fault: string | undefined;

  const drive = () =>
    new Promise<void>((resolve) => {
      const socket = connect(load.port, '127.0.0.1');
      socket.setNoDelay(true);
      const done = (why?: string) => {
        fault ??= why;
        socket.destroy();
        resolve();
      };
      const send = () => socket.write(plain ?? textOf(load));
      let got = '';
      socket.once('connect', send);
      socket.on('error', ({ message }) => done(message));
      socket.on('data', (chunk: Buffer) => {
        got += chunk.toString('latin1');
        const head = got.indexOf(CRLF + CRLF);
        const length = head < 0 ? NaN : Number(/content-length: (\d+)/i.exec(got)?.[1]);
        if (!(got.length >= head + 4 + length)) return;
        if (!got.startsWith(`HTTP/1.1 ${load.status} `)) return done(got.slice(0, 2000));
        got = '';
        answers += 1;
        if (performance.now() < end) send();
        else done();
      });
    });

  return Promise.all(Array.from({ length: load.connections }, drive)).then(() => ({
    answers,
    seconds: (performance.now() - started) / 1000,
    ...(fault === undefined ? {} : { fault }),
  }));
}

parentPort?.on('message', (load: Load) => {
  void run(load).then((counted) => parentPort?.postMessage(counted));
});
