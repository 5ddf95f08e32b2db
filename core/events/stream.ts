import { PassThrough } from 'node:stream';
import type { Context } from 'koa';
import { ACCESS_CHANGED } from '../auth/access-changes.ts';
import type { Identity } from '../auth/identity.ts';
import type { MayHear } from './may-hear.ts';
import type { Outbox, StoredEvent } from './outbox.ts';

const KEEP_ALIVE = 15_000;
const RENEW_EVERY = 10_000;
// A reader this far behind is let go; its browser comes back with Last-Event-ID and misses nothing.
const MAX_BUFFERED = 1024 * 1024;

/**
 * Answers with server-sent events (WHATWG HTML): what came after `Last-Event-ID`, then what comes. When that id is no
 * longer known, an event named `reset` tells the client to load anew. `mayHear` is asked for each event.
 */
export async function streamEvents(
  ctx: Context,
  outbox: Outbox,
  reader: Identity,
  mayHear: MayHear,
): Promise<() => void> {
  let user = reader;
  const out = new PassThrough();
  const send = (event: StoredEvent) => {
    if (!mayHear(user, event)) return;
    const { id, name, payload, at } = event;
    out.write(`id: ${id}\ndata: ${JSON.stringify({ id, name, payload, at })}\n\n`);
    if (out.writableLength > MAX_BUFFERED) out.end();
  };
  const renew = async () => {
    const renewed = await user.renew();
    if (renewed) user = renewed;
    else close();
  };

  // Heard from now on, and held back until what was missed has been sent and the reader's rights are known anew.
  const held: StoredEvent[] = [];
  let isSending = true;
  const sendHeld = async () => {
    for (let event = held.shift(); event; event = held.shift()) {
      if (event.name === ACCESS_CHANGED && concerns(event, user)) await renew();
      send(event);
    }
    isSending = false;
  };
  const breakOff = (error: unknown) => {
    ctx.app.emit('error', error, ctx);
    close(); // the browser comes back with Last-Event-ID
  };
  const unsubscribe = outbox.subscribe((event) => {
    held.push(event);
    if (isSending) return;
    isSending = true;
    sendHeld().catch(breakOff);
  });
  const alive = setInterval(() => out.write(': alive\n\n'), KEEP_ALIVE);
  // Should news of a change be lost on its way, rights that are gone are noticed all the same.
  const check = setInterval(() => void renew().catch(breakOff), RENEW_EVERY);
  const close = () => {
    unsubscribe();
    clearInterval(alive);
    clearInterval(check);
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
  while (held[0] && BigInt(held[0].id) <= BigInt(sent)) held.shift();
  await sendHeld();
  return close;
}

const concerns = ({ payload }: StoredEvent, { id }: Identity): boolean =>
  payload['user_id'] === null || payload['user_id'] === id;
