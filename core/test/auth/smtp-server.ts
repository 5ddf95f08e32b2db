import { createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';

/** A mail as the server took it. */
export interface TakenMail {
  readonly from: string;
  readonly to: readonly string[];
  /** Headers as they were sent. */
  readonly head: string;
  /** Its text, decoded. */
  readonly text: string;
}

/** A mail server on loopback that speaks as much of RFC 5321 as senders need; with `isRefusing` it takes no mail. */
export interface TestMailServer {
  readonly url: string;
  readonly mails: TakenMail[];
  isRefusing: boolean;
  stop(): Promise<void>;
}

export async function startMailServer(): Promise<TestMailServer> {
  const sockets = new Set<Socket>();
  const mails: TakenMail[] = [];
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket)).on('error', () => socket.destroy());
    converse(socket, mails, () => taking.isRefusing);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const taking: TestMailServer = {
    url: `smtp://127.0.0.1:${(server.address() as AddressInfo).port}`,
    mails,
    isRefusing: false,
    stop() {
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
  return taking;
}

function converse(socket: Socket, mails: TakenMail[], isRefusing: () => boolean): void {
  let unread = '';
  let from = '';
  let to: string[] = [];
  let data: string[] | null = null;
  const say = (line: string) => socket.write(`${line}\r\n`);
  const address = (line: string) => /<([^>]*)>/.exec(line)?.[1] ?? '';

  const hear = (line: string) => {
    if (data) {
      if (line !== '.') return void data.push(line.replace(/^\./, ''));
      const blank = data.indexOf('');
      const head = data.slice(0, blank).join('\n');
      mails.push({ from, to, head, text: decoded(head, data.slice(blank + 1).join('\n')) });
      [data, to] = [null, []];
      return say('250 Taken');
    }
    const verb = line.split(/[ :]/, 1)[0]?.toUpperCase();
    if (verb === 'EHLO' || verb === 'HELO') return say('250 test');
    if (verb === 'MAIL') {
      from = address(line);
      return say(isRefusing() ? '451 Not now' : '250 OK');
    }
    if (verb === 'RCPT') {
      to.push(address(line));
      return say('250 OK');
    }
    if (verb === 'DATA') {
      data = [];
      return say('354 Go on');
    }
    if (verb === 'QUIT') return void socket.end('221 Bye\r\n');
    return say('250 OK');
  };

  socket.setEncoding('utf8').on('data', (chunk) => {
    unread += String(chunk);
    for (let end = unread.indexOf('\r\n'); end >= 0; end = unread.indexOf('\r\n')) {
      const line = unread.slice(0, end);
      unread = unread.slice(end + 2);
      hear(line);
    }
  });
  say('220 test ESMTP');
}

function decoded(head: string, body: string): string {
  if (/quoted-printable/i.test(head))
    return body
      .replace(/=\n/g, '')
      .replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
  return /base64/i.test(head) ? Buffer.from(body, 'base64').toString() : body;
}
