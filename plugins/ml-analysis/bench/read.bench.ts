import { median } from '../../../config/bench.ts';
import type { Bench } from '../../../config/bench.ts';
import { makeApp, signatureHeaders } from '#core/testing';
import type { TestApp } from '#core/testing';
import { boxNumber, makeAnalysis } from '../test/make.ts';

const TOTAL = 20_000;
const ROUNDS = 7;
// Against each other: what the viewer reads for its boxes, and the whole analysis, which is what older clients read.
const WHOLE = '';
const PATHS = ['/layers', '/boxes', '/boxes/19999', '/annotations?limit=1000', '/export', '/export?format=csv'];

/** Milliseconds to read what there is of an analysis with 20,000 boxes, against reading the whole analysis. */
export const bench: Bench = async (say) => {
  const app = await makeApp({ settings: { ML_MAX_BULK_ANNOTATIONS: String(TOTAL), NODE_ENV: 'production' } });
  try {
    const { id } = await makeAnalysis(app);
    const body = JSON.stringify({ annotations: Array.from({ length: TOTAL }, (_, n) => boxNumber(n)) });
    const headers = { 'content-type': 'application/json', ...signatureHeaders(body) };
    const reply = await fetch(`${app.url}/api/analyses/${id}/annotations:bulk`, { method: 'POST', headers, body });
    if (!reply.ok) throw new Error(await reply.text());
    await reply.arrayBuffer();
    say(`Reading an analysis of ${TOTAL} boxes`);
    const rows = [];
    for (const path of PATHS) {
      const [ours, against]: [Reading[], Reading[]] = [[], []];
      for (let round = 0; round < ROUNDS; round += 1) {
        ours.push(await read(app, `/analyses/${id}${path}`));
        against.push(await read(app, `/analyses/${id}${WHOLE}`));
      }
      rows.push({
        what: `GET /analyses/:id${path}, ${TOTAL} boxes`,
        ours: shown(ours),
        against: `${shown(against)}, all of it as JSON`,
        ratio: median(ours.map(({ ms }, round) => ms / (against[round]?.ms ?? NaN))),
      });
    }
    return rows;
  } finally {
    await app.stop();
  }
};

interface Reading {
  readonly ms: number;
  readonly bytes: number;
}

const shown = (readings: readonly Reading[]): string =>
  `${median(readings.map(({ ms }) => ms)).toFixed(0)} ms, ${readings[0]?.bytes} bytes`;

async function read(app: TestApp, path: string): Promise<Reading> {
  const started = performance.now();
  const reply = await fetch(`${app.url}/api${path}`);
  const { byteLength } = await reply.arrayBuffer();
  if (!reply.ok) throw new Error(`GET ${path} was answered ${reply.status}.`);
  return { ms: performance.now() - started, bytes: byteLength };
}
