// What a person sees when the server can't be reached, and when it is back.
import { expect } from 'chai';
import { createServer, connect, type AddressInfo, type Socket } from 'node:net';
import type { Browser } from 'playwright-core';
import type { TestApp } from '#core/testing';
import { launchChromium } from './chromium.ts';
import { makeImage, makeProject, openPage, openSite } from './site.ts';

/** A line to the site that can be cut, as a stopped server or a pulled cable cuts it. */
interface Line {
  readonly url: string;
  /** All that came from the site since the line was last joined. */
  heard(): string;
  cut(): Promise<void>;
  join(): Promise<void>;
}

async function makeLine(site: TestApp): Promise<Line> {
  const sockets = new Set<Socket>();
  let heard = '';
  const server = createServer((near) => {
    const far = connect(Number(new URL(site.url).port), '127.0.0.1');
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(socket.on('close', () => sockets.delete(socket)));
      // A cut line breaks both halves; the page is what is looked at.
      socket.on('error', () => other.destroy());
      socket.pipe(other);
    }
    far.on('data', (piece) => (heard += piece.toString('latin1')));
  });
  const listen = (port: number) => new Promise<void>((done) => server.listen(port, '127.0.0.1', done));
  await listen(0);
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    heard: () => heard,
    cut: () =>
      new Promise((done) => {
        server.close(() => done());
        for (const socket of sockets) socket.destroy();
      }),
    join: () => {
      heard = '';
      return listen(port);
    },
  };
}

describe('A lost connection', function () {
  this.timeout(60_000);
  let site: TestApp;
  let browser: Browser;
  let line: Line;

  before(async function () {
    browser = await launchChromium(this);
    site = await openSite();
    line = await makeLine(site);
  });
  after(async () => {
    await browser?.close();
    await line?.cut();
    await site?.stop();
  });

  it('is said, and on its return what happened meanwhile is told after the last event that was heard', async () => {
    const projectId = await makeProject(site);
    const { page, context } = await openPage(browser, { ...site, url: line.url }, `/projects/${projectId}`);
    await page.getByText('Drop images here').waitFor();
    const banner = page.locator('ipm-connection-banner').getByText('The connection to the server is lost');
    await makeImage(site, projectId, 'before.jpg');
    const tiles = page.locator('images-tile img');
    await tiles.first().waitFor();
    expect(await banner.count()).to.equal(0);

    await line.cut();
    await banner.waitFor();
    expect(await page.locator('images-tile').count(), 'what was there stays').to.equal(1);
    const missed = await makeImage(site, projectId, 'missed.jpg');

    const asked = page.waitForRequest((request) => request.url().endsWith('/api/events'), { timeout: 20_000 });
    await line.join();
    const lastHeard = (await (await asked).allHeaders())['last-event-id'];
    await banner.waitFor({ state: 'detached', timeout: 20_000 });
    await tiles.nth(1).waitFor();
    expect(lastHeard, 'Last-Event-ID').to.match(/^\d+/);
    const created = /data: (\{[^\n]*"images\.created"[^\n]*\})/g;
    const told = [...line.heard().matchAll(created)].map(([, json]) => JSON.parse(json!) as { payload: object });
    expect(told.map(({ payload }) => payload)).to.deep.equal([
      { project_id: projectId, image_id: missed, filename: 'missed.jpg' },
    ]);
    expect(await page.locator('#ipm-live').innerText()).to.equal('Connected again.');

    await makeImage(site, projectId, 'after.jpg');
    await tiles.nth(2).waitFor();
    await context.close();
  });
});
