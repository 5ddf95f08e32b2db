import { fork } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { median } from '../../../config/bench.ts';
import type { Bench } from '../../../config/bench.ts';
import { makeApp } from '#core/testing';
import { makeImage } from '../test/make.ts';
import { makeProject } from '../../projects/test/make.ts';

const SECONDS = 3;
const loader = new URL('./load.ts', import.meta.url);

/** Tiles a second through the real stack, authorisation included, against a bare Node server with the same bytes. */
export const bench: Bench = async (say) => {
  const app = await makeApp({ settings: { LOG_LEVEL: 'silent', NODE_ENV: 'production' } });
  const bytes = new Map<string, Buffer>();
  const bare = createServer((message, response) => {
    const tile = bytes.get(message.url ?? '');
    response.writeHead(tile ? 200 : 404, { 'Content-Type': 'image/jpeg', 'Content-Length': tile?.length ?? 0 });
    response.end(tile);
  });
  try {
    say('Making a picture of 24 megapixels and its tiles');
    const { id, width, height } = await makeImage(app, await makeProject(app), {
      width: 6000,
      height: 4000,
      ready: true,
    });
    const info = await app.send('GET', `/iiif/3/${id}/info.json`, { prefix: '' });
    const size: number = info.body.tiles[0].width;
    const paths: string[] = [];
    for (let y = 0; y + size <= height; y += size) {
      for (let x = 0; x + size <= width; x += size)
        paths.push(`/iiif/3/${id}/${x},${y},${size},${size}/${size},${size}/0/default.jpg`);
    }
    for (const path of paths) bytes.set(path, Buffer.from(await (await fetch(app.url + path)).arrayBuffer()));
    await new Promise<void>((resolve) => bare.listen(0, '127.0.0.1', resolve));
    const bareUrl = `http://127.0.0.1:${(bare.address() as AddressInfo).port}`;
    const mean = [...bytes.values()].reduce((sum, { length }) => sum + length, 0) / bytes.size;

    say(
      `Asking for ${paths.length} tiles of ${Math.round(mean / 1024)} KiB at 16 connections, five times in turn with a bare server`,
    );
    const ours: number[] = [];
    const theirs: number[] = [];
    const late: number[] = [];
    for (let round = 0; round < 6; round += 1) {
      const stack = await load(app.url, paths);
      const plain = await load(bareUrl, paths);
      if (round === 0) continue; // the first warms up
      ours.push(stack.perSecond);
      late.push(stack.p99);
      theirs.push(plain.perSecond);
    }
    return [
      {
        what: 'aligned tiles, 16 connections',
        ours: `${Math.round(median(ours))} tiles/s (p99 ${median(late).toFixed(1)} ms)`,
        against: `${Math.round(median(theirs))} tiles/s of a bare Node server`,
        ratio: median(ours.map((speed, round) => speed / (theirs[round] ?? NaN))),
        bar: 0.3,
      },
    ];
  } finally {
    bare.close();
    bare.closeAllConnections();
    await app.stop();
  }
};

/** Asks from a process of its own, for a bounded time. */
function load(url: string, paths: readonly string[]): Promise<{ perSecond: number; p99: number }> {
  return new Promise((resolve, reject) => {
    const child = fork(loader, { stdio: 'inherit' });
    child.once('message', (result) => resolve(result as { perSecond: number; p99: number }));
    child.once('error', reject);
    child.once('exit', (code) => code && reject(new Error(`The load process ended with ${code}.`)));
    child.send({ url, paths, seconds: SECONDS, connections: 16 });
  });
}
