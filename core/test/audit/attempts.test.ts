import { expect } from 'chai';
import { createAttempts, MOST_A_MINUTE } from '../../audit/attempts.ts';
import { bySystem } from '../../audit/context.ts';
import { eventually, makeApp } from '../../testing.ts';
import type { TestApp } from '../../testing.ts';
import { count, entries, newest } from './ask.ts';
import { pino } from 'pino';

describe('refused attempts in the audit', () => {
  let app: TestApp;
  let project: { id: string };
  before(async () => {
    app = await makeApp({ settings: { RATE_LIMIT_PER_MINUTE: '100', PROXY_TRUSTED_ADDRESSES: '127.0.0.1' } });
    project = (await app.send('POST', '/projects/', { body: { name: 'Slides', meta_group_id: 'lab' } })).body;
  });
  after(() => app.stop());

  it('name the stranger, the route, what it was about and the answer', async () => {
    const stranger = await app.makeUser();
    await app.send('PATCH', `/projects/${project.id}`, { as: stranger, body: { name: 'Mine' } });
    const entry = await newest(app);
    expect(entry).to.deep.include({
      actor: { id: stranger.id, email: stranger.email },
      via: 'api-key',
      action: 'PATCH /projects/:project_id',
      outcome: 'denied',
      status: 404,
      project_id: project.id,
      target_id: project.id,
      changes: [],
    });
    expect(entry.detail).to.contain('core.not_found');
  });

  it('are entered for 403, for a credential that does not count, and for changes by nobody', async () => {
    const stranger = await app.makeUser();
    await app.send('GET', '/audit', { as: stranger });
    expect(await newest(app)).to.deep.include({ action: 'GET /audit', outcome: 'denied', status: 403 });
    await app.send('GET', '/projects/', { prefix: '/api-key', headers: { authorization: 'Bearer nonsense' } });
    expect(await newest(app)).to.deep.include({ actor: null, via: 'api-key', action: 'GET /projects', status: 401 });
    await app.send('POST', '/projects/', { prefix: '/api-key', body: {} });
    expect(await newest(app)).to.deep.include({ actor: null, via: 'none', action: 'POST /projects', status: 401 });
    await app.send('GET', '/users/me', { headers: { origin: 'https://evil.example', cookie: 'ipm_session=x' } });
    await app.send('POST', '/projects/', { headers: { origin: 'https://evil.example' }, body: {} });
    expect(await newest(app)).to.deep.include({ action: 'POST /projects', status: 403 });
  });

  it('are none of reads by nobody, of what is not there, and of bad input', async () => {
    const before = await count(app);
    await app.send('GET', '/projects/', { prefix: '/api-key' });
    await app.send('GET', '/projects/00000000-0000-4000-8000-000000000000');
    await app.send('GET', '/no-such-thing');
    await app.send('POST', '/projects/', { body: { name: '' } });
    await app.send('GET', '/health', { prefix: '' });
    expect(await count(app)).to.equal(before);
  });

  it('say where tiles were tried, once the tile is refused', async () => {
    const stranger = await app.makeUser();
    const path = `/iiif/3/00000000-0000-4000-8000-000000000000/info.json`;
    const before = await count(app);
    expect((await app.send('GET', path, { as: stranger, prefix: '' })).status).to.equal(404);
    expect(await count(app)).to.equal(before);
  });

  it('do not keep what was sent', async () => {
    await app.send('GET', '/projects/', { prefix: '/api-key', headers: { authorization: 'Bearer ipm_mysecretkey' } });
    expect(JSON.stringify(await newest(app))).not.to.contain('mysecretkey');
  });

  it('cannot flood: twenty a minute from one address one by one, the rest as a number', async () => {
    const before = await count(app);
    const from = { 'x-forwarded-for': '203.0.113.7', authorization: 'Bearer nonsense' };
    await Promise.all(
      Array.from({ length: 60 }, () => app.send('GET', '/projects/', { prefix: '/api-key', headers: from })),
    );
    const made = (await entries(app, 'limit=100&search=203.0.113.7')).filter(({ id }) => id > before);
    expect(made).to.have.length(MOST_A_MINUTE);
    expect(made.every(({ address }) => address === '203.0.113.7')).to.equal(true);
    const other = { 'x-forwarded-for': '203.0.113.8', authorization: 'Bearer nonsense' };
    await app.send('GET', '/projects/', { prefix: '/api-key', headers: other });
    expect((await newest(app)).address).to.equal('203.0.113.8');
  });

  it('of two processes share one count, and what was left out is entered when the minute is over', async () => {
    const before = await count(app);
    const silent = pino({ level: 'silent' });
    const [one, two] = [createAttempts(silent), createAttempts(silent)];
    const context = bySystem({ via: 'api-key', action: 'GET /x', outcome: 'denied', address: '2001:db8:1:2::1' });
    for (let n = 0; n < 15; n += 1) {
      one.enter(context);
      two.enter({ ...context, address: `2001:db8:1:2::${n}` });
    }
    await Promise.all([one.settled(), two.settled()]);
    await Promise.all([one.stop(), two.stop()]);
    const made = (await entries(app)).filter(({ id }) => id > before);
    const rest = made.filter(({ action }) => action === 'refused attempts');
    expect(made.length - rest.length).to.equal(MOST_A_MINUTE);
    const left = rest.reduce((sum, { detail }) => sum + Number(/^(\d+) more/.exec(detail ?? '')?.[1]), 0);
    expect(left).to.equal(10);
  });

  it('enter a limit that was reached once', async () => {
    const busy = await app.makeUser();
    const statuses = await Promise.all(
      Array.from({ length: 110 }, async () => (await app.send('GET', '/users/me', { as: busy })).status),
    );
    expect(statuses.filter((status) => status === 429)).to.have.length(10);
    await eventually('the entry is there', async () => (await entries(app, `actor_id=${busy.id}`)).length > 0);
    const made = await entries(app, `actor_id=${busy.id}`);
    expect(made.map(({ status }) => status)).to.deep.equal([429]);
  });
});
