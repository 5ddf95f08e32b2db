import pg from 'pg';
import { median } from '../../../config/bench.ts';
import type { Bench } from '../../../config/bench.ts';
import { makeApp } from '#core/testing';
import type { TestApp } from '#core/testing';
import { makeImage } from '../../images/test/make.ts';
import { makeProject } from '../../projects/test/make.ts';

const CLICKS = 150;
const ROUNDS = 9;

/** Label clicks (put on, take off) over HTTP with what the audit notes of them, against the same without. */
export const bench: Bench = async (say) => {
  const app = await makeApp({ settings: { NODE_ENV: 'production' } });
  const client = new pg.Client({ connectionString: app.databaseUrl });
  await client.connect();
  try {
    const project = await makeProject(app);
    const image = await makeImage(app, project, { ready: true });
    const body = { name: 'cell', project_id: project.id };
    const { id: classId } = (await app.send<{ id: string }>('POST', `/projects/${project.id}/classes`, { body })).body;
    say(`Putting a label on and off ${CLICKS} times, ${ROUNDS} times with the audit and without it in turn`);
    const ours: number[] = [];
    const bare: number[] = [];
    for (let round = 0; round <= ROUNDS; round += 1) {
      await client.query('alter table classification_labels disable trigger user');
      const without = await clicks(app, image.id, classId);
      await client.query('alter table classification_labels enable trigger user');
      const withIt = await clicks(app, image.id, classId);
      if (round === 0) continue; // the first warms up
      bare.push(without);
      ours.push(withIt);
    }
    return [
      {
        what: 'label clicks with the audit',
        ours: `${Math.round(median(ours))} a second`,
        against: `${Math.round(median(bare))} a second without it`,
        ratio: median(ours.map((speed, round) => speed / (bare[round] ?? NaN))),
        bar: 0.8,
      },
    ];
  } finally {
    await client.end();
    await app.stop();
  }
};

/** Clicks a second. */
async function clicks(app: TestApp, imageId: string, classId: string): Promise<number> {
  const body = { image_id: imageId, class_id: classId };
  const started = performance.now();
  for (let n = 0; n < CLICKS; n += 1) {
    const { body: label } = await app.send<{ id: string }>('POST', `/images/${imageId}/classifications`, { body });
    const { status, text } = await app.send('DELETE', `/classifications/${label.id}`);
    if (status !== 204) throw new Error(text);
  }
  return (2 * CLICKS * 1000) / (performance.now() - started);
}
