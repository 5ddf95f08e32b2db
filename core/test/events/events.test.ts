import { expect } from 'chai';
import { emit } from '../../events/outbox.ts';
import { inTransaction } from '../../database/connection.ts';
import { eventually, makeApp } from '../../testing.ts';
import type { TestApp } from '../../testing.ts';

interface Told {
  id: string;
  name: string;
  payload: { text: string };
}

/** Reads a stream of server-sent events until closed. */
async function listen(url: string, lastEventId?: string) {
  const stop = new AbortController();
  const headers: Record<string, string> = lastEventId ? { 'last-event-id': lastEventId } : {};
  const response = await fetch(`${url}/api/events`, { headers, signal: stop.signal });
  const told: Told[] = [];
  const names: string[] = [];
  const done = (async () => {
    let text = '';
    const decoder = new TextDecoder();
    for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
      text += decoder.decode(chunk, { stream: true });
      for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
        const block = text.slice(0, end);
        text = text.slice(end + 2);
        const named = /^event: (.*)$/m.exec(block)?.[1];
        if (named) names.push(named);
        const data = /^data: (.*)$/m.exec(block)?.[1];
        if (data && !named) told.push(JSON.parse(data) as Told);
      }
    }
  })().catch(() => undefined); // ended by stop()
  return {
    response,
    told,
    names,
    texts: () => told.map(({ payload }) => payload.text),
    stop: async () => (stop.abort(), done),
  };
}

describe('events', () => {
  let app: TestApp;
  before(async () => {
    app = await makeApp({ plugins: ['core/test/fixtures/plugins/probe'] });
  });
  after(() => app.stop());
  const say = (...texts: string[]) => inTransaction(async () => texts.forEach((text) => emit('probe.noted', { text })));

  it('reach a browser after the commit, in order, and never when it is undone', async () => {
    const stream = await listen(app.url);
    expect(stream.response.headers.get('content-type')).to.contain('text/event-stream');
    await say('one', 'two');
    await inTransaction(async () => {
      emit('probe.noted', { text: 'undone' });
      throw new Error('no');
    }).catch(() => undefined);
    await say('three');
    await eventually('three events', async () => stream.told.length >= 3, 5);
    expect(stream.texts()).to.deep.equal(['one', 'two', 'three']);
    await stream.stop();
  });

  it('of many writers at once come with ascending ids and none is lost', async () => {
    const stream = await listen(app.url);
    const wanted = Array.from({ length: 60 }, (_, n) => `w${n}`);
    await Promise.all(wanted.map((text) => say(text)));
    await eventually('all of them', async () => stream.told.length >= 60, 10);
    expect([...stream.texts()].sort()).to.deep.equal([...wanted].sort());
    const ids = stream.told.map(({ id }) => BigInt(id));
    expect(ids.every((id, n) => n === 0 || id > (ids[n - 1] ?? 0n))).to.equal(true);
    await stream.stop();
  });

  it('that were missed follow after Last-Event-ID, each once', async () => {
    const first = await listen(app.url);
    await say('seen');
    await eventually('the first', async () => first.told.length === 1, 5);
    await first.stop();
    await say('missed one');
    await say('missed two');
    const second = await listen(app.url, first.told[0]?.id);
    await say('live');
    await eventually('the rest', async () => second.texts().includes('live'), 5);
    expect(second.texts()).to.deep.equal(['missed one', 'missed two', 'live']);
    await second.stop();
  });

  it('of another process arrive too', async () => {
    const stream = await listen(app.url);
    const pg = await import('pg');
    const other = new pg.default.Client({ connectionString: app.databaseUrl });
    await other.connect();
    await other.query(
      `with made as (insert into core_events (name, payload) values ('probe.noted', '{"text":"from afar"}') returning id)
       select pg_notify('ipm_events', max(id)::text) from made`,
    );
    await other.end();
    await eventually('the event of another process', async () => stream.texts().includes('from afar'), 5);
    await stream.stop();
  });

  it('must be declared and fit their schema, and belong to a transaction', async () => {
    expect(() => emit('probe.noted', { text: 'x' })).to.throw('outside a transaction');
    const undeclared = await inTransaction(async () => emit('probe.unheard', {})).catch(
      (error: Error) => error.message,
    );
    expect(undeclared).to.contain('not declared');
    const unfit = await inTransaction(async () => emit('probe.noted', { txt: 1 })).catch(
      (error: Error) => error.message,
    );
    expect(unfit).to.contain('does not fit');
  });
});
