// How fast annotations come in and go out, against plain COPY into the same table in the same run:
//   npx mocha -t 0 plugins/ml-analysis/test/measure.ts
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { makeApp, signatureHeaders } from '#core/testing';
import type { TestApp } from '#core/testing';
import { boxNumber, makeAnalysis } from './make.ts';

const COLUMNS = 'analysis_id, annotation_type, class_name, confidence, data, ordering, x0, y0, x1, y1';

/** Rows a second of plain COPY: the same rows, made beforehand, into the same table, `size` a transaction. */
export async function copySpeed(app: TestApp, total: number, size: number): Promise<number> {
  const { id } = await makeAnalysis(app);
  const texts: string[] = [];
  for (let first = 0; first < total; first += size) {
    let text = '';
    for (let n = first; n < first + size; n += 1) {
      const { annotation_type, class_name, confidence, data, ordering } = boxNumber(n);
      const box = [data['x_min'], data['y_min'], data['x_max'], data['y_max']].join('\t');
      text += `${id}\t${annotation_type}\t${class_name}\t${confidence}\t${JSON.stringify(data)}\t${ordering}\t${box}\n`;
    }
    texts.push(text);
  }
  const client = new pg.Client({ connectionString: app.databaseUrl });
  await client.connect();
  const started = performance.now();
  for (const text of texts) {
    const copy = client.query(copyFrom(`copy ml_annotations (${COLUMNS}) from stdin`));
    await pipeline(Readable.from([Buffer.from(text)]), copy);
  }
  const seconds = (performance.now() - started) / 1000;
  await client.end();
  return total / seconds;
}

/** Rows a second of signed `annotations:bulk` calls over HTTP, `size` a call, `atOnce` calls in flight. */
export async function bulkSpeed(app: TestApp, total: number, size: number, atOnce = 1): Promise<number> {
  const { id } = await makeAnalysis(app);
  const bodies: string[] = [];
  for (let first = 0; first < total; first += size) {
    const annotations = Array.from({ length: size }, (_, n) => boxNumber(first + n));
    bodies.push(JSON.stringify({ annotations, mode: 'append' }));
  }
  const started = performance.now();
  const send = async () => {
    for (let body = bodies.pop(); body !== undefined; body = bodies.pop()) {
      const headers = { 'content-type': 'application/json', ...signatureHeaders(body) };
      const reply = await fetch(`${app.url}/api/analyses/${id}/annotations:bulk`, { method: 'POST', headers, body });
      if (reply.status !== 200) throw new Error(await reply.text());
      await reply.arrayBuffer();
    }
  };
  await Promise.all(Array.from({ length: atOnce }, send));
  return total / ((performance.now() - started) / 1000);
}

/** Milliseconds of the middle of five GETs, and the bytes that came. */
export async function readTime(app: TestApp, path: string): Promise<{ ms: number; bytes: number }> {
  const times: number[] = [];
  let bytes = 0;
  for (let round = 0; round < 5; round += 1) {
    const started = performance.now();
    bytes = (await (await fetch(`${app.url}/api${path}`)).arrayBuffer()).byteLength;
    times.push(performance.now() - started);
  }
  return { ms: times.sort((a, b) => a - b)[2] ?? 0, bytes };
}

describe('speed of ml-analysis', () => {
  let app: TestApp;
  before(async () => {
    app = await makeApp({ settings: { ML_MAX_BULK_ANNOTATIONS: '20000', ML_MAX_ANALYSES_PER_IMAGE: '1000' } });
  });
  after(() => app.stop());

  it('writes', async () => {
    await copySpeed(app, 20_000, 20_000);
    await bulkSpeed(app, 20_000, 1000);
    for (const [size, total] of [
      [1000, 40_000],
      [20_000, 80_000],
    ] as const) {
      const copy = await copySpeed(app, total, size);
      const one = await bulkSpeed(app, total, size);
      const four = await bulkSpeed(app, total, size, 4);
      const ratio = (speed: number) => (speed / copy).toFixed(2);
      console.log(
        `${size} rows a call: COPY ${Math.round(copy)} rows/s, bulk ${Math.round(one)} (${ratio(one)}), ` +
          `4 calls at once ${Math.round(four)} (${ratio(four)})`,
      );
    }
  });

  it('reads 20,000', async () => {
    const { id } = await makeAnalysis(app);
    const body = JSON.stringify({ annotations: Array.from({ length: 20_000 }, (_, n) => boxNumber(n)) });
    await fetch(`${app.url}/api/analyses/${id}/annotations:bulk`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...signatureHeaders(body) },
      body,
    });
    for (const path of [
      '',
      '/layers',
      '/boxes',
      '/boxes/19999',
      '/annotations?limit=1000',
      '/export',
      '/export?format=csv',
    ]) {
      const { ms, bytes } = await readTime(app, `/analyses/${id}${path}`);
      console.log(`GET /analyses/:id${path}: ${ms.toFixed(0)} ms, ${bytes} bytes`);
    }
  });
});
