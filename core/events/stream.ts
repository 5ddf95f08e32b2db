import { PassThrough } from 'node:stream';
import type { Context } from 'koa';
import type { Outbox, StoredEvent } from './outbox.ts';

const KEEP_ALIVE = 15_000;
// A reader this far behind is let go; its browser comes back with Last-Event-ID and misses nothing.
const MAX_BUFFERED = 1024 * 1024;

/**
 * Answers with server-sent events (WHATWG HTML): what came after `Last-Event-ID`, then what comes. When that id is no
 * longer known, an event named `reset` tells the client to load anew. `mayHear` is asked for each event.
 */
export async function streamEvents(
  ctx: Context,
  outbox: Outbox,
  mayHear: (event: StoredEvent) => boolean,
): Promise<() => void> {
  const out = new PassThrough();
  const send = (event: StoredEvent) => {
    if (!mayHear(event)) return;
    const { id, name, payload, at } = event;
    out.write(`id: ${id}\ndata: ${JSON.stringify({ id, name, payload, at })}\n\n`);
    if (out.writableLength > MAX_BUFFERED) out.end();
  };

  // Heard from now on, and held back until what was missed has been sent.
  let held: StoredEvent[] | null = [];
  const unsubscribe = outbox.subscribe((event) => {
    if (held) held.push(event);
    else send(event);
  });
  const alive = setInterval(() => out.write(': alive\n\n'), KEEP_ALIVE);
  const close = () => {
    unsubscribe();
    clearInterval(alive);
    out.end();
  };
  out.once('close', close);

  ctx.req.socket.setTimeout(0);
  ctx.set({
    'Content-Type': 'text/event-stream; charset=utf-8',
    'Cache-Control': 'no-store',
    'X-Accel-Buffering': 'no',
  });
  ctx.body = out;
  out.write('retry: 1000\n: welcome\n\n');

  let sent = ctx.get('Last-Event-ID');
  if (/^\d{1,18}$/.test(sent)) {
    for (;;) {
      const missed = await outbox.after(sent);
      if (missed === null) {
        out.write('event: reset\ndata: {}\n\n');
        break;
      }
      missed.forEach(send);
      sent = missed.at(-1)?.id ?? sent;
      if (missed.length < 1000) break;
    }
  } else {
    sent = '0';
  }
  const waiting = held;
  held = null;
  for (const event of waiting) if (BigInt(event.id) > BigInt(sent)) send(event);
  return close;
}
