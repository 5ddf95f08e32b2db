// Walks through every route that changes something, by the table of who may do what: each leaves its entry.
import { expect } from 'chai';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { root } from '../../app.ts';
import type { AuditEntry, Change } from '../../audit/list.ts';
import { expected } from '../access/expected.ts';
import { makeWorld } from '../access/world.ts';
import type { World } from '../access/world.ts';

// The table asks for what is there already, signs out with a key, or only looks a link up.
const CHANGES_NOTHING = ['POST /projects/:project_id/metadata', 'POST /auth/sign-out', 'POST /auth/link'];

describe('every route of every plugin', function () {
  this.timeout(120_000);
  let world: World;
  before(async () => {
    world = await makeWorld();
  });
  after(() => world.stop());

  const entriesOf = async (requestId: string): Promise<AuditEntry[]> => {
    const found = (await world.admin('GET', '/audit?limit=50')) as AuditEntry[];
    return found.filter(({ request_id: id }) => id === requestId);
  };

  const pathOf = (route: string, params: Record<string, string>): string =>
    (route.split(' ')[1] ?? '').replace(/(\\?):(\w+)/g, (_all, escape: string, name: string) => {
      if (escape) return `:${name}`;
      const known: Record<string, string> = {
        project_id: world.project,
        image_id: world.image,
        analysis_id: world.analysis,
        class_id: world.class,
        comment_id: world.comment,
        key: 'stain',
        ...world.more,
        ...params,
      };
      return encodeURIComponent(known[name] ?? '');
    });

  it('leaves an entry when it refuses a stranger', async () => {
    const { stranger } = world.people;
    const reply = await world.send(stranger, 'session', 'PATCH', `/projects/${world.project}`, { body: { name: 'x' } });
    const [entry] = await entriesOf(reply.headers.get('x-request-id') ?? '');
    expect(entry).to.include({ outcome: 'denied', status: 404, via: 'accounts', project_id: world.project });
    expect(entry?.actor?.id).to.equal(stranger.id);
  });

  it('leaves an entry when a tile is refused, and none when it is given', async () => {
    const path = `/iiif/3/${world.image}/info.json`;
    const given = await world.app.send('GET', path, { as: world.people.viewer, prefix: '' });
    expect(given.status).to.equal(200);
    expect(await entriesOf(given.headers.get('x-request-id') ?? '')).to.deep.equal([]);
    const refused = await world.app.send('GET', path, { as: world.people.stranger, prefix: '' });
    expect(refused.status).to.equal(404);
    const [entry] = await entriesOf(refused.headers.get('x-request-id') ?? '');
    expect(entry).to.include({ action: 'GET /iiif', outcome: 'denied', target_id: world.image });
  });

  for (const key of Object.keys(expected).filter((route) => !route.startsWith('GET '))) {
    it(`leaves an entry: ${key}`, async () => {
      const row = expected[key];
      const route = key.split(' #')[0] ?? '';
      const method = route.split(' ')[0] ?? '';
      const person = world.people.administrator;
      const { params = {}, query, ...options } = (await row?.request?.(world, person)) ?? {};
      const path = `${pathOf(route, params)}${query ? `?${query}` : ''}`;
      const way = row?.signed === 'always' ? 'key and signature on /api-ml' : 'key on /api-key';
      const reply = await world.send(person, way, method, path, options);
      if (row?.needs === 'account' || reply.status === 401) return; // nothing that a key may do; nothing was changed
      expect(reply.status, reply.text).to.equal(row?.status);
      const made = await entriesOf(reply.headers.get('x-request-id') ?? '');
      if (CHANGES_NOTHING.includes(key)) return expect(made).to.deep.equal([]);
      const [entry] = made;
      expect(made).to.have.length(1);
      expect(entry).to.include({ action: route.replace('\\:', ':'), outcome: 'done', via: 'api-key' });
      expect(entry?.status).to.equal(row?.status);
      expect(entry?.actor?.email).to.equal(person.email);
      expect(entry?.changes.length, JSON.stringify(entry)).to.be.greaterThan(0);
      for (const change of entry?.changes ?? []) checkShape(change);
      return undefined;
    });
  }

  it('has the work of jobs entered as such', async () => {
    const found = (await world.admin('GET', '/audit?action=job%20images.build-pyramid')) as AuditEntry[];
    const entry = found.find(({ target_id: id }) => id === world.image);
    expect(entry).to.include({ via: 'system', actor: null, project_id: world.project });
    expect(entry?.changes[0]?.after).to.include({ state: 'ready' });
  });

  it('has annotations counted, with their sum before and after', async () => {
    const found = (await world.admin('GET', '/audit?search=annotations')) as AuditEntry[];
    const [entry] = found.filter(({ changes }) => changes.some(({ table }) => table === 'ml_annotations'));
    expect(entry?.changes_left_out).to.equal(1);
    const analysis = entry?.changes.find(({ table }) => table === 'ml_analyses');
    expect(analysis?.before).to.include({ annotation_count: 0 });
    expect(analysis?.after).to.include({ annotation_count: 1 });
  });

  it('does so with no code of its own', async () => {
    const files = await readdir(join(root, 'plugins'), { recursive: true });
    for (const file of files.filter((name) => /\.ts$/.test(name) && !/\/(models|bench|test|ui)\//.test(name)))
      expect(await readFile(join(root, 'plugins', file), 'utf8'), file).not.to.match(/audit/i);
  });
});

function checkShape({ operation, before, after, rows }: Change): void {
  if (rows !== undefined) return;
  expect(before === null, operation).to.equal(operation === 'insert');
  expect(after === null, operation).to.equal(operation === 'delete');
}
