import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { median } from '../../config/bench.ts';
import type { Bench, BenchRow } from '../../config/bench.ts';
import { openSession } from '../auth/session.ts';
import { hmacSecret, makeApp } from '../testing.ts';
import type { TestApp } from '../testing.ts';
import type { Counted, Load } from './load.ts';

const ROUNDS = 7;
const SECONDS = 1;

type Way = Pick<Load, 'path'> & Partial<Load>;
interface Toll {
  readonly what: string;
  readonly ours: Way;
  readonly against: Way;
  readonly bar?: number;
}
interface Cost {
  /** Processor time of the server's own thread, in microseconds for each request. */
  readonly micros: number;
  readonly perSecond: number;
}

// The bar: a request with a key costs at most 1.3 times one without, so it is at least 1 / 1.3 as fast.
const BAR = 0.77;

/**
 * What it costs to be known: the same route doing the same work, open to everybody against behind a session, a key or
 * a signature, in turn on one server. The cost is the time of the server's thread, which is what limits requests a
 * second; `ratio` is the open route's cost by the other's.
 */
export const bench: Bench = async (say) => {
  const app = await makeApp({
    plugins: ['core/bench/fixtures/toll'],
    settings: { AUTH_MODE: 'accounts', NODE_ENV: 'production', RATE_LIMIT_PER_MINUTE: '0' },
  });
  const worker = new Worker(new URL('./load.ts', import.meta.url));
  try {
    const rows: BenchRow[] = [];
    for (const toll of await tolls(app)) {
      say(`${toll.what}, ${ROUNDS} rounds in turn`);
      rows.push(await compare(app, worker, toll));
    }
    return rows;
  } finally {
    await worker.terminate();
    await app.stop();
  }
};

async function tolls(app: TestApp): Promise<Toll[]> {
  const person = await app.makeUser({ email: 'toll@example.org' });
  const { setCookie } = await openSession(person.id, 'accounts', { address: '', agent: 'bench', isSecure: false });
  const bySession = { headers: { cookie: setCookie.split(';')[0] ?? '' } };
  const byKey = { headers: { authorization: `Bearer ${person.key}` } };
  const bySignature = { secret: hmacSecret };
  const open = { path: '/api/toll/open' };
  const row = { path: '/api/toll/row/open' };
  const post = { method: 'POST', body: '{"text":"small"}' };
  return [
    { what: 'small JSON, API key', ours: { path: '/api-key/toll/known', ...byKey }, against: open, bar: BAR },
    { what: 'small JSON, session', ours: { path: '/api/toll/known', ...bySession }, against: open },
    { what: 'small JSON, signature', ours: { path: '/api/toll/signed', ...bySignature }, against: open },
    { what: 'one row, API key', ours: { path: '/api-key/toll/row/known', ...byKey }, against: row, bar: BAR },
    { what: 'one row, session', ours: { path: '/api/toll/row/known', ...bySession }, against: row },
    {
      what: 'GET /users/me, API key against session',
      ours: { path: '/api-key/users/me', ...byKey },
      against: { path: '/api/users/me', ...bySession },
    },
    {
      what: 'change, signed (kept against repetition), against by key',
      ours: { path: '/api/toll/signed', ...post, ...bySignature },
      against: { path: '/api-key/toll/known', ...post, ...byKey },
    },
    {
      what: 'a malformed key, refused, against open',
      ours: { path: '/api-key/toll/known', headers: { 'x-api-key': 'ipm_wrong' }, status: 401 },
      against: open,
    },
  ];
}

async function compare(app: TestApp, worker: Worker, { what, ours, against, bar }: Toll): Promise<BenchRow> {
  const costs: [Cost, Cost][] = [];
  for (let round = 0; round <= ROUNDS; round += 1) {
    // In turn, and each first every other time.
    const isEven = round % 2 === 0;
    const first = await measure(app, worker, isEven ? ours : against);
    const second = await measure(app, worker, isEven ? against : ours);
    if (round > 0) costs.push(isEven ? [first, second] : [second, first]); // the first warms up
  }
  const told = (which: 0 | 1) => {
    const [micros, perSecond] = (['micros', 'perSecond'] as const).map((field) =>
      Math.round(median(costs.map((pair) => pair[which][field]))),
    );
    return `${micros} µs, ${perSecond} requests/s`;
  };
  const ratio = median(costs.map(([mine, other]) => other.micros / mine.micros));
  return { what, ours: told(0), against: told(1), ratio, ...(bar === undefined ? {} : { bar }) };
}

async function measure({ url }: TestApp, worker: Worker, way: Way): Promise<Cost> {
  const defaults = { method: 'GET', headers: {}, body: '', connections: 8, seconds: SECONDS, status: 200 };
  const load: Load = { ...defaults, ...way, port: Number(new URL(url).port) };
  const before = process.threadCpuUsage();
  worker.postMessage(load);
  const [counted] = (await once(worker, 'message')) as [Counted];
  const used = process.threadCpuUsage(before);
  if (counted.fault !== undefined) throw new Error(`${load.method} ${load.path}: ${counted.fault}`);
  return { micros: (used.user + used.system) / counted.answers, perSecond: counted.answers / counted.seconds };
}
