import { expect } from 'chai';
import { randomUUID } from 'node:crypto';
import { request } from 'node:http';
import { connect } from 'node:net';
import sharp from 'sharp';
import { rows } from '#core';
import { eventually, expectProblem, makeApp } from '#core/testing';
import type { TestApp, TestUser } from '#core/testing';
import { makeProject } from '../../projects/test/make.ts';
import { pyramids } from '../storage.ts';
import type { ImageJson } from '../schemas.ts';
import { makeImage, makePicture, untilReady } from './make.ts';

const WIDTH = 1500;
const HEIGHT = 1100;

interface Info {
  id: string;
  width: number;
  height: number;
  tiles: [{ width: number; height: number; scaleFactors: number[] }];
}

describe('tiles by the IIIF Image API', () => {
  let app: TestApp;
  let project: { id: string };
  let image: ImageJson;
  let picture: Buffer<ArrayBuffer>;
  before(async () => {
    app = await makeApp({ settings: { CORS_ORIGINS: 'https://viewer.example' } });
    project = await makeProject(app);
    picture = await makePicture({ width: WIDTH, height: HEIGHT });
    image = await makeImage(app, project, { bytes: picture, ready: true });
  });
  after(() => app.stop());

  const get = async (path: string, headers: Record<string, string> = {}, method = 'GET') => {
    const response = await fetch(`${app.url}/iiif/3/${path}`, { method, headers, redirect: 'manual' });
    return { status: response.status, headers: response.headers, bytes: Buffer.from(await response.arrayBuffer()) };
  };
  const ask = (path: string, as?: TestUser) =>
    app.send('GET', `/iiif/3/${path}`, { prefix: '', ...(as ? { as } : {}) });
  const infoOf = async (id: string): Promise<Info> => (await ask(`${id}/info.json`)).body;

  it('describes the picture and its tiles', async () => {
    const reply = await get(`${image.id}/info.json`);
    expect(reply.headers.get('content-type')).to.equal('application/json');
    expect(reply.headers.get('link')).to.contain('level2.json');
    const info = JSON.parse(reply.bytes.toString()) as Info;
    expect(info).to.deep.include({
      '@context': 'http://iiif.io/api/image/3/context.json',
      id: `${app.url}/iiif/3/${image.id}`,
      type: 'ImageService3',
      profile: 'level2',
      width: WIDTH,
      height: HEIGHT,
    });
    const linked = await get(`${image.id}/info.json`, { accept: 'application/ld+json' });
    expect(linked.headers.get('content-type')).to.match(/^application\/ld\+json;profile=/);
    const base = await get(image.id);
    expect([base.status, base.headers.get('location')]).to.deep.equal([303, `${info.id}/info.json`]);
  });

  it('gives every tile that it describes, edges included, with the pixels of the picture', async () => {
    const { tiles } = await infoOf(image.id);
    const [{ width: side, scaleFactors }] = tiles;
    for (const factor of scaleFactors) {
      const reduced = await sharp(picture)
        .resize(Math.ceil(WIDTH / factor), Math.ceil(HEIGHT / factor), { kernel: 'linear' })
        .raw()
        .toBuffer({ resolveWithObject: true });
      for (let y = 0; y < HEIGHT; y += side * factor) {
        for (let x = 0; x < WIDTH; x += side * factor) {
          const w = Math.min(side * factor, WIDTH - x);
          const h = Math.min(side * factor, HEIGHT - y);
          const size = [Math.ceil(w / factor), Math.ceil(h / factor)] as const;
          const { status, bytes } = await get(`${image.id}/${x},${y},${w},${h}/${size.join(',')}/0/default.jpg`);
          expect(status).to.equal(200);
          const tile = await sharp(bytes).raw().toBuffer({ resolveWithObject: true });
          expect([tile.info.width, tile.info.height]).to.deep.equal([...size]);
          let sum = 0;
          for (let n = 0; n < 200; n++) {
            const px = Math.floor(Math.random() * size[0]);
            const py = Math.floor(Math.random() * size[1]);
            const from = ((y / factor + py) * reduced.info.width + x / factor + px) * 3;
            for (let c = 0; c < 3; c++) {
              sum += Math.abs((tile.data[(py * size[0] + px) * 3 + c] ?? 0) - (reduced.data[from + c] ?? 0));
            }
          }
          expect(sum / 600, `${x},${y} at ${factor}`).to.be.below(12); // fine waves, reduced by another filter
        }
      }
    }
  });

  it('sends tiles that browsers keep for ever, under an ETag that answers 304', async () => {
    const path = `${image.id}/0,0,512,512/512,512/0/default.jpg`;
    const { status, headers, bytes } = await get(path);
    expect(status).to.equal(200);
    expect(headers.get('content-type')).to.equal('image/jpeg');
    expect(headers.get('content-length')).to.equal(String(bytes.length));
    expect(headers.get('cache-control')).to.equal('private, max-age=31536000, immutable');
    expect(headers.get('x-content-type-options')).to.equal('nosniff');
    expect(headers.get('link')).to.contain(`/${image.id}/0,0,512,512/max/0/default.jpg>;rel="canonical"`);
    const etag = headers.get('etag') ?? '';
    const known = await get(path, { 'if-none-match': etag });
    expect([known.status, known.bytes.length]).to.deep.equal([304, 0]);
    const other = await get(`${image.id}/512,0,512,512/512,512/0/default.jpg`);
    expect(other.headers.get('etag')).not.to.equal(etag);
    const head = await get(path, {}, 'HEAD');
    expect([head.status, head.bytes.length, head.headers.get('etag')]).to.deep.equal([200, 0, etag]);
  });

  it('draws anything else: regions, sizes, rotations, qualities, formats', async () => {
    const cases: [string, string, number, number][] = [
      ['full/max/0/default.jpg', 'jpeg', WIDTH, HEIGHT],
      ['square/200,/0/default.png', 'png', 200, 200],
      ['pct:10,10,50,50/!300,300/90/gray.jpg', 'jpeg', 220, 300],
      ['100,100,333,222/^666,/!0/color.webp', 'webp', 666, 444],
      ['0,0,1000,1000/100,50/180/bitonal.png', 'png', 100, 50],
    ];
    for (const [path, format, width, height] of cases) {
      const { status, bytes, headers } = await get(`${image.id}/${path}`);
      expect(status, path).to.equal(200);
      expect(headers.get('content-type')).to.equal(`image/${format}`);
      expect(await sharp(bytes).metadata()).to.include({ format, width, height });
    }
    const encoded = await get(`${image.id}/pct%3A10,10,50,50/%5Emax/0/default.jpg`);
    expect(encoded.status).to.equal(200);
  });

  it('says what is wrong with a request that IIIF does not allow', async () => {
    for (const path of [
      'nonsense/max/0/default.jpg',
      '9000,9000,10,10/max/0/default.jpg',
      '0,0,0,10/max/0/default.jpg',
      'full/0,/0/default.jpg',
      'full/9000,/0/default.jpg',
      'full/max/400/default.jpg',
      'full/max/0/sepia.jpg',
      'full/max/0/default.bmp',
      'full/^100000,/0/default.jpg',
      'full/max/0/%E0%A4%A',
      'full/max/0',
      'info.xml',
      `0,0,${'0'.repeat(500)},10/max/0/default.jpg`,
    ]) {
      expectProblem(await ask(`${image.id}/${path}`), 400, { code: 'images.iiif_invalid' });
    }
    const posted = await app.send('POST', `/iiif/3/${image.id}/info.json`, { prefix: '' });
    expectProblem(posted, 405);
    expect(posted.headers.get('allow')).to.contain('GET');
  });

  it('does not exist for strangers, deleted images, other ids and versions', async () => {
    const stranger = await app.makeUser();
    const gone = await makeImage(app, project, { ready: true });
    await app.send('DELETE', `/projects/${project.id}/images/${gone.id}`, {
      body: { reason: 'for the test of tiles' },
    });
    for (const rest of ['info.json', '0,0,512,512/512,512/0/default.jpg', '']) {
      expectProblem(await ask(`${image.id}/${rest}`, stranger), 404, { detail: 'Image not found' });
      expectProblem(await ask(`${gone.id}/${rest}`), 404);
      expectProblem(await ask(`${randomUUID()}/${rest}`), 404);
      expectProblem(await ask(`nonsense/${rest}`), 404);
    }
    expectProblem(await app.send('GET', `/iiif/2/${image.id}/info.json`, { prefix: '' }), 404);
  });

  it('gives nothing to a page whose name was bound to this machine', async () => {
    const status = await new Promise((resolve, reject) => {
      const headers = { host: 'evil.example' };
      request(`${app.url}/iiif/3/${image.id}/info.json`, { headers }, (answer) => {
        resolve(answer.statusCode);
        answer.resume();
      })
        .on('error', reject)
        .end();
    });
    expect(status).to.equal(403);
  });

  it('lets nobody see tiles within a moment of a deletion, and everybody after the restoration', async () => {
    const shown = await makeImage(app, project, { ready: true });
    const tile = `${shown.id}/full/max/0/default.jpg`;
    expect((await get(tile)).status).to.equal(200);
    const at = `/projects/${project.id}/images/${shown.id}`;
    await app.send('DELETE', at, { body: { reason: 'for the test of tiles' } });
    await eventually('the tile is gone', async () => (await get(tile)).status === 404, 1.2);
    await app.send('POST', `${at}/restore`);
    await eventually('the tile is back', async () => (await get(tile)).status === 200, 1.2);
    await app.send('DELETE', `/projects/${project.id}`);
    await eventually('all is gone with the project', async () => (await get(tile)).status === 404, 1.2);
    await app.send('POST', `/projects/${project.id}/restore`);
    await eventually('all is back', async () => (await get(tile)).status === 200, 1.2);
  });

  it('answers 503 with Retry-After while the tiles are being made, and says so when they could not be', async () => {
    const busy = await makeImage(app, project, { width: 3500, height: 3500 });
    const early = await ask(`${busy.id}/info.json`);
    expectProblem(early, 503, { code: 'images.processing' });
    expect(Number(early.headers.get('retry-after'))).to.be.at.least(1);
    await untilReady(app, busy.id);
    await eventually('the tiles are there', async () => (await ask(`${busy.id}/info.json`)).status === 200, 1.2);
    await rows("update images set state = 'failed', failure = 'It broke.' where id = $1", [busy.id]);
    await eventually('it says why', async () => /It broke/.test((await ask(`${busy.id}/info.json`)).text), 2);
  });

  it('opens itself to pages of other origins only where no way in is open to all of this machine', async () => {
    const tile = `${image.id}/0,0,512,512/512,512/0/default.jpg`;
    const allowed = async (headers: Record<string, string>) =>
      (await get(tile, headers)).headers.get('access-control-allow-origin');
    expect(await allowed({ origin: 'https://evil.example' })).to.equal(null);
    expect(await allowed({})).to.equal(null);
    expect(await allowed({ origin: 'https://viewer.example' })).to.equal('https://viewer.example');
    const { key } = await app.makeUser({ isAdministrator: true });
    expect(await allowed({ authorization: `Bearer ${key}`, origin: 'https://evil.example' })).to.equal('*');
  });

  it('makes a picture once for many who ask at the same time, and reads a pyramid with one handle', async () => {
    const fresh = await makeImage(app, project, { width: 1100, height: 1100, ready: true });
    let opened = 0;
    const { open } = pyramids;
    pyramids.open = (key) => {
      opened += 1;
      return open(key);
    };
    try {
      const replies = await Promise.all(
        Array.from({ length: 40 }, () => get(`${fresh.id}/10,10,700,700/333,/0/default.jpg`)),
      );
      expect(new Set(replies.map(({ bytes }) => bytes.toString('base64'))).size).to.equal(1);
      expect(opened).to.equal(1);
    } finally {
      pyramids.open = open;
    }
  });

  it('closes files of images that were removed for good', async () => {
    const gone = await makeImage(app, project, { ready: true });
    expect((await get(`${gone.id}/full/max/0/default.jpg`)).status).to.equal(200);
    await app.send('DELETE', `/projects/${project.id}/images/${gone.id}`, {
      body: { reason: 'for the test of tiles', force: true },
    });
    const { readdir, readlink } = await import('node:fs/promises');
    await eventually('no handle is open', async () => {
      const handles = await readdir('/proc/self/fd');
      const targets = await Promise.all(handles.map((fd) => readlink(`/proc/self/fd/${fd}`).catch(() => '')));
      return !targets.some((target) => target.includes(gone.id));
    });
  });

  it('goes on after a client that hangs up in the middle of a tile', async () => {
    const { port, host } = new URL(app.url);
    const path = `/iiif/3/${image.id}/full/max/0/default.png`;
    await Promise.all(
      Array.from({ length: 10 }, async () => {
        const socket = connect(Number(port), '127.0.0.1');
        await new Promise((resolve) => socket.once('connect', resolve));
        socket.write(`GET ${path} HTTP/1.1\r\nHost: ${host}\r\n\r\n`);
        await new Promise((resolve) => setTimeout(resolve, 20 * Math.random()));
        socket.destroy();
      }),
    );
    expect((await get(`${image.id}/full/max/0/default.png`)).status).to.equal(200);
  });
});
