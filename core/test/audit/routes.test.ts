import { expect } from 'chai';
import { csvField } from '../../audit/csv.ts';
import { rows } from '../../database/connection.ts';
import { expectProblem, makeApp } from '../../testing.ts';
import type { TestApp, TestUser } from '../../testing.ts';
import { entries } from './ask.ts';

describe('the routes of the audit', () => {
  let app: TestApp;
  let person: TestUser;
  let project: { id: string };
  let times: string[];
  before(async () => {
    app = await makeApp();
    person = await app.makeUser({ email: 'Ada.Müller@example.org' });
    const body = { name: 'Slides', meta_group_id: 'lab' };
    ({ body: project } = await app.send('POST', '/projects/', { body }));
    for (const name of ['=1+1', 'b', 'c']) await app.send('PATCH', `/projects/${project.id}`, { body: { name } });
    await app.send('POST', '/api-keys', { as: person, body: { name: 'other' } });
    await app.send('GET', `/projects/${project.id}`, { as: person });
    times = (await entries(app)).map(({ at }) => at);
  });
  after(() => app.stop());

  const actions = async (query: string) => (await entries(app, query)).map(({ action }) => action);

  it('filter by person, action, outcome, project and way in, each and together', async () => {
    const { id } = person;
    expect(await actions(`actor_id=${id}`)).to.deep.equal(['GET /projects/:project_id', 'POST /api-keys']);
    expect(await actions(`actor_id=${id}&outcome=denied`)).to.deep.equal(['GET /projects/:project_id']);
    expect(await actions('action=PATCH%20/projects/:project_id')).to.have.length(3);
    expect(await actions(`project_id=${project.id}`)).to.have.length(5);
    expect(await actions('via=api-key')).to.have.length(2);
    expect(await actions('outcome=failed')).to.deep.equal([]);
  });

  it('filter by time', async () => {
    const [newest = '', , third = ''] = times;
    const just = (time: string) => encodeURIComponent(new Date(Date.parse(time) + 1).toISOString());
    expect(await entries(app, `since=${just(newest)}`)).to.deep.equal([]);
    expect((await entries(app, `until=${just(third)}`)).length).to.be.at.most(times.length - 2);
    expect(await entries(app, `since=2020-01-01T00:00:00Z&until=2020-01-02T00:00:00Z`)).to.deep.equal([]);
    expect(await entries(app, 'since=2020-01-01T00:00:00Z&limit=500')).to.have.length(times.length);
  });

  it('search for beginnings of words, of who, what and about what', async () => {
    expect(await actions('search=ada.m')).to.have.length(2);
    expect(await actions('search=m%C3%BCller%20keys')).to.deep.equal(['POST /api-keys']);
    expect(await actions(`search=${project.id}`)).to.have.length(5);
    expect(await actions(`search=${project.id.slice(0, 6)}`)).to.have.length(5);
    for (const odd of ["'", ':*', '!&|', '%20', '\\', "x'; drop"])
      expect((await app.send('GET', `/audit?search=${encodeURIComponent(odd)}`)).status, odd).to.equal(200);
  });

  it('page by id: what is new does not shift a page', async () => {
    const first = await app.send('GET', '/audit?limit=3');
    await app.send('PATCH', `/projects/${project.id}`, { body: { name: 'd' } });
    const seen = first.body.map(({ id }: { id: number }) => id);
    for (let next = first.headers.get('x-next-before'); next;) {
      const page = await app.send('GET', `/audit?limit=3&before=${next}`);
      seen.push(...page.body.map(({ id }: { id: number }) => id));
      next = page.headers.get('x-next-before');
    }
    expect(seen).to.deep.equal(Array.from({ length: times.length }, (_, n) => times.length - n));
    const all = await app.send('GET', '/audit?limit=500');
    expect(all.headers.get('x-next-before')).to.equal(null);
  });

  it('use an index for each filter', async () => {
    await rows('set enable_seqscan = off');
    for (const [condition, index] of [
      [`actor_id = '${person.id}'`, 'core_audit_actor'],
      [`project_id = '${project.id}'`, 'core_audit_project'],
      [`action = 'x'`, 'core_audit_action'],
      [`outcome = 'failed'`, 'core_audit_outcome'],
      [`via = 'x'`, 'core_audit_via'],
    ]) {
      const plan = await rows<{ 'QUERY PLAN': string }>(
        `explain select id from core_audit where ${condition} order by id desc limit 10`,
      );
      expect(plan.map((line) => line['QUERY PLAN']).join('\n')).to.contain(index);
    }
  });

  it('give all that fits as CSV, with its names, and no formula', async () => {
    const { text, headers } = await app.send('GET', `/audit.csv?actor_id=${person.id}`);
    expect(headers.get('content-type')).to.equal('text/csv; charset=utf-8');
    expect(headers.get('content-disposition')).to.contain('audit.csv');
    const lines = text.trimEnd().split('\r\n');
    expect(lines).to.have.length(3);
    expect(lines[0]).to.match(/^id,at,actor_id,actor_email,via,action,/);
    for (const start of ['=', '+', '-', '@', '\t', '\r'])
      expect(csvField(`${start}1`).replace(/^"/, '')).to.match(/^'/);
    expect(csvField('a "b", c')).to.equal('"a ""b"", c"');
    expect(csvField(-1)).to.equal('-1');
    const everything = await app.send('GET', '/audit.csv');
    expect(everything.text.trimEnd().split('\r\n').length - 1).to.equal((await entries(app, 'limit=500')).length);
  });

  it('stream thousands of lines', async () => {
    await rows(
      `select core_commit('{"actor": null, "action": "many", "outcome": "done", "via": "system", "attempt": true}', null)
       from generate_series(1, 1200)`,
    );
    const { text } = await app.send('GET', '/audit.csv?action=many');
    expect(text.trimEnd().split('\r\n')).to.have.length(1201);
  });

  it('are for administrators, and refuse what makes no sense', async () => {
    for (const path of ['/audit', '/audit.csv', '/audit/verification']) {
      expectProblem(await app.send('GET', path, { as: person }), 403);
      expectProblem(await app.send('GET', path, { prefix: '/api-key' }), 401);
    }
    for (const query of ['limit=0', 'limit=501', 'before=x', 'actor_id=x', 'outcome=maybe', 'since=yesterday'])
      expectProblem(await app.send('GET', `/audit?${query}`), 422);
  });
});
