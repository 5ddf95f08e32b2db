import { expect } from 'chai';
import { exempt, expected } from './expected.ts';
import type { Row } from './expected.ts';
import { callers, makeWorld, ways } from './world.ts';
import type { CallerName, Person, Way, World } from './world.ts';

const rank = (name: string): number => (callers as readonly string[]).indexOf(name);
const isKey = (way: Way): boolean => way.startsWith('key');
const methodOf = (key: string): string => key.split(' ')[0] ?? '';
const routeOf = (key: string): string => key.split(' #')[0] ?? '';

/** What the table says that a caller gets. */
function outcome(row: Row, caller: CallerName, way: Way): number {
  const isSigned = way === 'key and signature on /api-ml';
  if (row.needs === 'public') return isKey(way) && way !== 'key on /api' && caller === 'nobody' ? 401 : row.status;
  if (caller === 'nobody') return 401;
  if (row.signed === 'always' && !isSigned) return 401;
  if (row.signed === 'unless-api-key' && !isSigned && way !== 'key on /api-key') return 401;
  if (row.needs === 'account') return isKey(way) ? 403 : row.status;
  if (row.needs === 'anybody' || caller === 'administrator') return row.status;
  if (row.hidden && (row.hidden === 'from all' || caller === 'stranger')) return 404;
  if (row.needs === 'administrator') return 403;
  if (caller === 'stranger') return 404;
  if (isSigned && row.pipeline) return row.status;
  return rank(caller) >= rank(row.needs) ? row.status : 403;
}

function pathOf(key: string, world: World, params: Record<string, string> = {}): string {
  const values: Record<string, string> = {
    project_id: world.project,
    image_id: world.image,
    analysis_id: world.analysis,
    annotation_id: world.annotation,
    class_id: world.class,
    classification_id: world.label,
    comment_id: world.comment,
    key: 'stain',
    ...world.more,
    ...params,
  };
  const [, path = ''] = routeOf(key).split(' ');
  return path.replace(/(\\?):(\w+)/g, (_all, escape: string, name: string) => {
    if (escape) return `:${name}`;
    const value = values[name];
    if (value === undefined) throw new Error(`The table does not say what :${name} of ${key} is.`);
    return encodeURIComponent(value);
  });
}

async function ask(world: World, key: string, person: Person | null, way: Way): Promise<number> {
  const { params, query, ...options } = (await expected[key]?.request?.(world, person)) ?? {};
  const path = `${pathOf(key, world, params)}${query ? `?${query}` : ''}`;
  return (await world.send(person, way, methodOf(key), path, options)).status;
}

describe('who may do what', function () {
  this.timeout(120_000);
  let world: World;
  before(async () => {
    world = await makeWorld();
  });
  after(() => world.stop());

  const personOf = (caller: CallerName): Person | null => (caller === 'nobody' ? null : world.people[caller]);

  it('is written down for every route that is mounted, and for no other', async () => {
    const document = await world.admin('GET', '/openapi.json');
    const mounted = Object.entries(document.paths as Record<string, Record<string, object>>).flatMap(
      ([path, methods]) => Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    );
    const asDocumented = (route: string) =>
      route
        .replace(/\\:/g, '\0')
        .replace(/:(\w+)/g, '{$1}')
        .replace(/\0/g, ':');
    const written = new Set([...Object.keys(expected).map(routeOf), ...Object.keys(exempt)].map(asDocumented));
    expect(
      mounted.filter((route) => !written.has(route)),
      'routes that the table lacks',
    ).to.deep.equal([]);
    expect(
      [...written].filter((route) => !mounted.includes(route)),
      'rows without a route',
    ).to.deep.equal([]);
  });

  for (const [key, row] of Object.entries(expected)) {
    it(`${key}: ${row.needs}`, async () => {
      const wrong: string[] = [];
      for (const way of ways) {
        await Promise.all(
          callers.map(async (caller) => {
            const person = row.fresh && caller !== 'nobody' ? await world.newPerson(caller) : personOf(caller);
            const status = await ask(world, key, person, way);
            const wanted = outcome(row, caller, way);
            if (status !== wanted) wrong.push(`${caller} by ${way}: ${status}, not ${wanted}`);
          }),
        );
      }
      expect(wrong).to.deep.equal([]);
    });
  }

  describe('of pipelines', () => {
    for (const [key, row] of Object.entries(expected).filter(([, { signed }]) => signed)) {
      it(`${key}: the signature alone is enough, a wrong one never`, async () => {
        const { params, query, ...options } = (await row.request?.(world, null)) ?? {};
        const path = `${pathOf(key, world, params)}${query ? `?${query}` : ''}`;
        const wrong = await world.signed(methodOf(key), path, options, { keyId: 'default', secret: 'wrong' });
        expect(wrong.status).to.equal(401);
        expect((await world.signed(methodOf(key), path, options)).status).to.equal(row.status);
      });
    }
  });

  describe('with less than a whole key', () => {
    const keys: Record<string, { change: string; wanted: (row: Row, key: string) => number }> = {
      'a key for reading': {
        change: `scopes = '["read"]'`,
        wanted: (row, key) => (methodOf(key) === 'GET' || row.needs === 'public' ? row.status : 403),
      },
      'a key for another project': {
        change: `project_ids = jsonb_build_array(gen_random_uuid())`,
        wanted: (row, key) => {
          if (key.includes(':') && !['account', 'anybody', 'administrator', 'public'].includes(row.needs)) return 404;
          if (key.startsWith('GET /ml/artifacts')) return 404;
          // It may end keys, but none that reaches further than itself.
          if (key === 'DELETE /api-keys/:api_key_id') return 403;
          // What is everybody's own it may read, not change.
          const isOwn = /^(PATCH \/users\/|POST \/(projects|groups)$)/.test(key);
          return isOwn ? 403 : row.status;
        },
      },
      'a key that has expired': {
        change: `expires_at = now() - interval '1 second'`,
        wanted: () => 401,
      },
      'a key that was ended': { change: 'is_active = false', wanted: () => 401 },
    };
    for (const [what, { change, wanted }] of Object.entries(keys)) {
      it(`${what} of an owner opens no more than it says`, async () => {
        const owner = await world.ownerWithKey(change);
        const wrong: string[] = [];
        for (const [key, row] of Object.entries(expected)) {
          if (row.signed || row.fresh || row.needs === 'account' || row.needs === 'administrator') continue;
          const status = await ask(world, key, owner, 'key on /api-key');
          if (status !== wanted(row, key)) wrong.push(`${key}: ${status}, not ${wanted(row, key)}`);
        }
        expect(wrong).to.deep.equal([]);
      });
    }

    it('of a deactivated owner nothing is left, by any way in', async () => {
      const gone = await world.ownerWithKey('is_active = true');
      await world.deactivate(gone);
      const wrong: string[] = [];
      for (const [key, row] of Object.entries(expected)) {
        if (row.needs === 'public') continue;
        for (const way of ways) {
          const status = await ask(world, key, gone, way);
          if (status !== 401) wrong.push(`${key} by ${way}: ${status}`);
        }
      }
      expect(wrong).to.deep.equal([]);
    });
  });
});
