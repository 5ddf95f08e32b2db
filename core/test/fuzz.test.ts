// Thousands of requests made from the OpenAPI document, by every way in: nothing breaks, and nothing answers what the
// document doesn't know. FUZZ_SEED repeats a run; FUZZ_REQUESTS makes it longer or shorter.
import { expect } from 'chai';
import fc from 'fast-check';
import { openSession } from '../auth/session.ts';
import { inTransaction } from '../database/connection.ts';
import type { Person, World } from './access/world.ts';
import { makeWorld } from './access/world.ts';
import { checkerOf } from './fuzz/check.ts';
import { requestsOf } from './fuzz/requests.ts';
import type { FuzzRequest } from './fuzz/requests.ts';
import { closeConnections, sendRequest, targetOf } from './fuzz/send.ts';
import type { Pools } from './fuzz/send.ts';
import { operationsOf } from './http/openapi-reader.ts';
import type { Document, Operation } from './http/openapi-reader.ts';

const seed = Number(process.env['FUZZ_SEED'] ?? Math.floor(Math.random() * 2 ** 31));
const total = Number(process.env['FUZZ_REQUESTS'] ?? 10_000);
const CONCURRENCY = 8;

const phases = [
  { name: 'people who sign in, keys, signatures and a proxy', settings: {}, share: 0.85 },
  {
    name: 'the local user',
    settings: { AUTH_MODE: 'local,accounts,oidc', OIDC_ISSUER: 'http://127.0.0.1:9' },
    share: 0.15,
  },
];

describe(`fuzzing the API (FUZZ_SEED=${seed} FUZZ_REQUESTS=${total})`, function () {
  this.timeout(600_000);

  for (const { name, settings, share } of phases) {
    it(`finds nothing wrong with what is answered to ${name}`, async () => {
      const world = await makeWorld({ RATE_LIMIT_FAILURES_PER_MINUTE: '0', OIDC_CLIENT_ID: 'ipm', ...settings });
      try {
        const document = (await world.admin('GET', '/openapi.json')) as Document;
        const { faults, statuses } = await run(world, document, Math.ceil(total * share));
        console.log(
          `      ${[...statuses]
            .sort()
            .map(([status, count]) => `${status}: ${count}`)
            .join(', ')}`,
        );
        const told = [...faults].map(([fault, { count, example }]) => `${fault} (${count} times)\n    ${example}`);
        expect(faults.size, `Repeat with FUZZ_SEED=${seed}. Found:\n  ${told.join('\n  ')}`).to.equal(0);
      } finally {
        closeConnections();
        await world.stop();
      }
    });
  }
});

type Faults = Map<string, { count: number; example: string }>;

async function run(
  world: World,
  document: Document,
  count: number,
): Promise<{ faults: Faults; statuses: Map<number, number> }> {
  const operations = operationsOf(document);
  const check = checkerOf(document);
  const faults: Faults = new Map();
  const statuses = new Map<number, number>();
  const pools = await poolsOf(world);
  const people = await peopleOf(world);
  const queue = requestsFor(operations, count);

  async function one([operation, request]: [Operation, FuzzRequest]): Promise<void> {
    const spareFirst = operation.method === 'DELETE' || /\/users\/|\/pipelines\//.test(operation.path);
    const target = targetOf(operation, request, pools, spareFirst);
    const person = await personFor(operation, request, people);
    let fault: string | null;
    try {
      const reply = await sendRequest(world.app.url, operation, target, request, person, pools);
      statuses.set(reply.status, (statuses.get(reply.status) ?? 0) + 1);
      fault = check(operation, reply);
      if (reply.status === 201) harvest(operation, reply.body, pools);
    } catch (error) {
      fault = `no answer: ${String(error)}`;
    }
    if (fault === null) return;
    const key = `${operation.at}: ${fault.slice(0, 300).replace(/[\da-f]{8}-[\da-f-]{27}/g, '…')}`;
    const example = `${target.slice(0, 300)} ${JSON.stringify(request).slice(0, 900)}`;
    faults.set(key, { count: (faults.get(key)?.count ?? 0) + 1, example: faults.get(key)?.example ?? example });
  }

  await Promise.all(
    Array.from({ length: CONCURRENCY }, async () => {
      for (let next = queue.pop(); next; next = queue.pop()) await one(next);
    }),
  );
  return { faults, statuses };
}

/** As many requests of each operation as of any other, in turns. */
function requestsFor(operations: readonly Operation[], count: number): [Operation, FuzzRequest][] {
  const each = Math.ceil(count / operations.length);
  const made = operations.map((operation, index) =>
    fc.sample(requestsOf(operation), { seed: seed + index, numRuns: each }),
  );
  const turns = Array.from({ length: each }, (_, turn) =>
    operations.map((operation, index) => [operation, made[index]?.[turn]] as [Operation, FuzzRequest]),
  );
  return turns.flat().slice(0, count);
}

async function poolsOf(world: World): Promise<Pools> {
  const spare = await world.app.makeUser();
  const pools: Pools = new Map([
    ['project_id', [world.project, await world.newProject()]],
    ['image_id', [world.image, await world.newImage(), await world.newImage('failed')]],
    ['analysis_id', [world.analysis, await world.newAnalysis(), await world.newAnalysis('queued')]],
    ['annotation_id', [world.annotation]],
    ['class_id', [world.class]],
    ['classification_id', [world.label]],
    ['comment_id', [world.comment]],
    ['user_id', ['00000000-0000-4000-8000-000000000000', spare.id]],
    ['any_id', [world.project, world.image]],
  ]);
  return pools;
}

type People = Record<FuzzRequest['caller'], Person | null>;

const peopleOf = async (world: World): Promise<People> => ({
  ...world.people,
  nobody: null,
  wrong: null,
  'owner reading only': await world.ownerWithKey(`scopes = '["read"]'`),
  'owner elsewhere only': await world.ownerWithKey('project_ids = jsonb_build_array(gen_random_uuid())'),
});

/** What a person does to their own session is done to a session made for it. */
async function personFor({ path }: Operation, { caller }: FuzzRequest, people: People): Promise<Person | null> {
  const person = people[caller];
  if (!person || !path.startsWith('/auth/')) return person;
  const own = people['owner elsewhere only'] as Person;
  const origin = { address: '127.0.0.1', agent: 'fuzz', isSecure: false };
  const { setCookie } = await inTransaction(() => openSession(own.id, 'accounts', origin));
  return { ...own, cookie: setCookie.split(';')[0] ?? '' };
}

/** Keeps the id of what was made, for later requests. */
function harvest({ path }: Operation, body: Buffer, pools: Pools): void {
  const last = path.split('/').at(-1) ?? '';
  const made = JSON.parse(body.toString() || '{}') as Record<string, unknown>;
  const thing = (typeof made['id'] === 'string' ? made : Object.values(made).find((value) => isThing(value))) as
    { id: string } | undefined;
  const name = `${last
    .replace(/^analyses$/, 'analysis')
    .replace(/sses$/, 'ss')
    .replace(/s$/, '')
    .replaceAll('-', '_')}_id`;
  if (thing) pools.set(name, [...(pools.get(name) ?? []), thing.id]);
}

const isThing = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && typeof (value as { id?: unknown }).id === 'string';
