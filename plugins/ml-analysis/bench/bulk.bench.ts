import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { median } from '../../../config/bench.ts';
import type { Bench } from '../../../config/bench.ts';
import { makeApp, signatureHeaders } from '#core/testing';
import type { TestApp } from '#core/testing';
import { makeImage } from '../../images/test/make.ts';
import { makeProject } from '../../projects/test/make.ts';

const TOTAL = 20_000;
const PER_CALL = [1000, 5000];
const COLUMNS = 'analysis_id, annotation_type, class_name, confidence, data, ordering, x0, y0, x1, y1';

const box = (n: number) => ({
  annotation_type: 'bounding_box',
  class_name: `class ${n % 7}`,
  confidence: (n % 1000) / 1000,
  data: {
    x_min: n % 3900,
    y_min: (n * 7) % 2900,
    x_max: (n % 3900) + 40,
    y_max: ((n * 7) % 2900) + 30,
    image_width: 4000,
    image_height: 3000,
  },
  ordering: n,
});

/** Rows a second of signed annotations:bulk calls over HTTP against plain COPY of the same rows into the same table. */
export const bench: Bench = async (say) => {
  const app = await makeApp({
    settings: { ML_MAX_BULK_ANNOTATIONS: '100000', ML_MAX_ANALYSES_PER_IMAGE: '1000', NODE_ENV: 'production' },
  });
  try {
    const image = await makeImage(app, await makeProject(app));
    const rows = [];
    for (const size of PER_CALL) {
      say(`Writing ${TOTAL} annotations, ${size} a call, five times in turn with COPY`);
      const ours: number[] = [];
      const copies: number[] = [];
      for (let round = 0; round < 6; round += 1) {
        const copied = await copy(app, await newAnalysis(app, image.id), size);
        const posted = await post(app, await newAnalysis(app, image.id), size);
        if (round === 0) continue; // the first warms up
        copies.push(copied);
        ours.push(posted);
      }
      rows.push({
        what: `bulk annotations, ${size} a call, one call at a time`,
        ours: `${Math.round(median(ours))} rows/s over HTTP`,
        against: `${Math.round(median(copies))} rows/s by COPY`,
        ratio: median(ours.map((speed, round) => speed / (copies[round] ?? NaN))),
        bar: 0.5,
      });
    }
    return rows;
  } finally {
    await app.stop();
  }
};

async function newAnalysis(app: TestApp, imageId: string): Promise<string> {
  const body = { image_id: imageId, model_name: 'yolo_v8', model_version: '1' };
  return (await app.send<{ id: string }>('POST', `/images/${imageId}/analyses`, { body })).body.id;
}

async function copy(app: TestApp, analysisId: string, size: number): Promise<number> {
  const texts = Array.from({ length: TOTAL / size }, (_, call) =>
    Array.from({ length: size }, (_unused, n) => {
      const { annotation_type, class_name, confidence, data, ordering } = box(call * size + n);
      return [
        analysisId,
        annotation_type,
        class_name,
        confidence,
        JSON.stringify(data),
        ordering,
        data.x_min,
        data.y_min,
        data.x_max,
        data.y_max,
      ].join('\t');
    }).join('\n'),
  );
  const client = new pg.Client({ connectionString: app.databaseUrl });
  await client.connect();
  const started = performance.now();
  for (const text of texts)
    await pipeline(
      Readable.from([Buffer.from(`${text}\n`)]),
      client.query(copyFrom(`copy ml_annotations (${COLUMNS}) from stdin`)),
    );
  const seconds = (performance.now() - started) / 1000;
  await client.end();
  return TOTAL / seconds;
}

async function post(app: TestApp, analysisId: string, size: number): Promise<number> {
  const bodies = Array.from({ length: TOTAL / size }, (_, call) =>
    JSON.stringify({ annotations: Array.from({ length: size }, (_unused, n) => box(call * size + n)) }),
  );
  const started = performance.now();
  for (const body of bodies) {
    const reply = await fetch(`${app.url}/api/analyses/${analysisId}/annotations:bulk`, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json', ...signatureHeaders(body) },
    });
    if (!reply.ok) throw new Error(await reply.text());
    await reply.arrayBuffer();
  }
  return TOTAL / ((performance.now() - started) / 1000);
}
