import { expect } from 'chai';
import { createHash, randomInt } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { dropDatabase, eventually, makeDatabase, send } from '#core/testing';
import type { ImageJson } from '../schemas.ts';
import { storedFiles } from './leftovers.ts';
import { makePicture } from './make.ts';
import { beginUpload, partAfter, partBefore } from './raw-upload.ts';
import { startServer } from './server-process.ts';
import type { ServerProcess } from './server-process.ts';

/** Kills in the middle of an upload; half as many in the middle of a pyramid, whose recovery takes half a minute. */
const ROUNDS = Number(process.env['KILL_ROUNDS'] ?? 4);
const PYRAMID_ROUNDS = Math.ceil(ROUNDS / 2);
const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

describe('a server that is killed in the middle of its work', () => {
  let dataDir: string;
  let databaseUrl: string;
  let database: pg.Client;
  let server: ServerProcess;
  let projectId: string;
  let picture: Buffer;

  before(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'ipm-kill-'));
    databaseUrl = await makeDatabase(process.env['TEST_TEMPLATE']);
    database = new pg.Client({ connectionString: databaseUrl });
    await database.connect();
    server = await startServer(databaseUrl, dataDir);
    const project = await send(server.url, 'POST', '/projects/', { body: { name: 'Kill', meta_group_id: 'g' } });
    projectId = project.body.id;
    picture = await makePicture({ width: 2600, height: 2000, format: 'png' });
  });
  after(async () => {
    await server.stop();
    await database.end();
    await dropDatabase(databaseUrl);
    await rm(dataDir, { recursive: true, force: true });
  });

  const upload = async (): Promise<void> => {
    const raw = await beginUpload(server.url, `/projects/${projectId}/images`);
    await raw.send(partBefore('killed.png'));
    for (let at = 0; at < picture.length; at += 200_000) {
      await raw.send(picture.subarray(at, at + 200_000));
      await sleep(5);
    }
    await raw.send(partAfter);
    await raw.end();
  };
  const images = async (): Promise<ImageJson[]> =>
    (await send(server.url, 'GET', `/projects/${projectId}/images?limit=1000`)).body;

  /** Starts the server again and expects every image whole, and nothing stored that is not an image's. */
  const recover = async (): Promise<void> => {
    server = await startServer(databaseUrl, dataDir);
    const sha256 = createHash('sha256').update(picture).digest('hex');
    // A job of a dead process is noticed by its missing heartbeat, within half a minute.
    await eventually(
      'every image has its tiles',
      async () => (await images()).every((one) => one.state === 'ready'),
      60,
    );
    for (const image of await images()) {
      expect(image.sha256).to.equal(sha256);
      const content = await fetch(`${server.url}/api/images/${image.id}/content`);
      const bytes = Buffer.from(await content.arrayBuffer());
      expect(createHash('sha256').update(bytes).digest('hex')).to.equal(sha256);
      const tile = await fetch(`${server.url}/iiif/3/${image.id}/0,0,512,512/512,512/0/default.jpg`);
      expect([tile.status, (await tile.arrayBuffer()).byteLength > 1000]).to.deep.equal([200, true]);
    }
    await eventually('no drafts are left', async () => {
      return (await database.query('select 1 from core_drafts')).rowCount === 0;
    });
    const referred = await database.query<{ id: string; pyramid_key: string }>('select id, pyramid_key from images');
    const expected = referred.rows.flatMap(({ id, pyramid_key: pyramid }) => [
      `images/originals/${id}/original`,
      `images/pyramids/${pyramid}`,
      `images/thumbnails/${id}/thumbnails`,
    ]);
    expect(await storedFiles(dataDir)).to.deep.equal(expected.sort());
    const scratch = await readdir(join(dataDir, 'temporary'), { recursive: true });
    expect(scratch.filter((name) => name.endsWith('.tif'))).to.deep.equal([]);
    expect(scratch.filter((name) => name.startsWith('images.') && !name.includes('/'))).to.have.length(1);
  };

  it(`leaves no orphan and no half image of uploads, ${ROUNDS} times`, async () => {
    for (let round = 0; round < ROUNDS; round++) {
      const uploads = Promise.all([upload(), upload()]);
      await sleep(randomInt(50, 1200));
      await server.kill();
      await uploads;
      await recover();
    }
  }).timeout(ROUNDS * 90_000);

  it(`builds every pyramid that it was building, ${PYRAMID_ROUNDS} times`, async () => {
    for (let round = 0; round < PYRAMID_ROUNDS; round++) {
      const before = (await images()).length;
      await upload();
      await eventually('the image is recorded', async () => (await images()).length > before);
      await sleep(randomInt(0, 900));
      await server.kill();
      await recover();
      expect(await images()).to.have.length(before + 1);
    }
  }).timeout(PYRAMID_ROUNDS * 90_000);

  it('takes up at its start what nobody was working on any more', async () => {
    await upload();
    await eventually('all are ready', async () => (await images()).every((one) => one.state === 'ready'), 60);
    await server.stop();
    // As it is when the last try of a job died with its process.
    await database.query("update images set state = 'processing', pyramid_key = null");
    await database.query("delete from pgboss.job where name = 'images.build-pyramid'");
    server = await startServer(databaseUrl, dataDir);
    await eventually('all are ready again', async () => (await images()).every((one) => one.state === 'ready'), 60);
  }).timeout(120_000);
});
