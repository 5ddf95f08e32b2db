import { expect } from 'chai';
import { emit } from '../../events/outbox.ts';
import { inTransaction } from '../../database/connection.ts';
import { eventually, makeApp } from '../../testing.ts';
import type { TestApp } from '../../testing.ts';
import { listen } from './listen.ts';

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
