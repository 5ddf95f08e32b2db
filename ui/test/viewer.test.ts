import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { expect } from 'chai';
import type { Browser, Page } from 'playwright-core';
import sharp from 'sharp';
import { launchChromium } from './chromium.ts';
import { MARKS, PICTURE, startViewerFixture, type Fixture } from './viewer-fixture.ts';

interface View {
  readonly x: number;
  readonly y: number;
  readonly zoom: number;
  readonly rotation: number;
  readonly flipped: boolean;
}
type Rgb = readonly [number, number, number];

// Small, for without a graphics card every pixel costs.
const WIDTH = 600;
const HEIGHT = 400;
const TILES = { kind: 'iiif', url: '/iiif/picture/info.json' };
const WHOLE = { kind: 'image', url: '/picture.png', width: PICTURE.width, height: PICTURE.height };
const PREVIEW = { kind: 'image', url: '/preview.png', width: PICTURE.width, height: PICTURE.height };
const CYAN: Rgb = [0, 255, 255];
const MAGENTA: Rgb = [255, 0, 255];
const GREY: Rgb = [PICTURE.grey, PICTURE.grey, PICTURE.grey];
const UPRIGHT = { rotation: 0, flipped: false };

describe('The viewer', function () {
  this.timeout(60_000);
  let browser: Browser;
  let fixture: Fixture;
  let page: Page;
  const faults: string[] = [];

  before(async function () {
    browser = await launchChromium(this);
    fixture = await startViewerFixture();
  });

  after(async () => {
    await browser?.close();
    await fixture?.close();
  });

  beforeEach(async () => {
    faults.length = 0;
    fixture.refused = null;
    page = await browser.newPage({ viewport: { width: WIDTH, height: HEIGHT } });
    page.on('pageerror', (error) => faults.push(error.message));
    page.on('request', (request) => {
      const isOurs = [fixture.origin, 'data:', 'blob:'].some((start) => request.url().startsWith(start));
      if (!isOurs) faults.push(`a request to ${request.url()}`);
    });
    await page.goto(fixture.origin);
    fixture.requests.length = 0;
  });

  afterEach(async () => {
    await page.close();
    expect(faults, 'page errors and requests to other places').to.deep.equal([]);
  });

  /** Does a step of ui/viewer/test/page.ts on the page. */
  function step<Answer = unknown>(name: string, ...values: unknown[]): Promise<Answer> {
    return page.evaluate(
      ([called, given]) =>
        (globalThis as unknown as { steps: Record<string, (...all: unknown[]) => unknown> }).steps[called]!(...given),
      [name, values] as const,
    ) as Promise<Answer>;
  }

  async function look(): Promise<(x: number, y: number) => Rgb> {
    const { data, info } = await sharp(await page.screenshot())
      .removeAlpha()
      .raw()
      .toBuffer({ resolveWithObject: true });
    return (x, y) => {
      const at = (Math.round(y) * info.width + Math.round(x)) * 3;
      return [data[at]!, data[at + 1]!, data[at + 2]!];
    };
  }

  /** Where an image pixel must be on the screen: the test's own arithmetic, not the viewer's. */
  function onScreen(view: View, x: number, y: number, width = WIDTH): [number, number] {
    const angle = (view.rotation * Math.PI) / 180;
    const [dx, dy] = [(x - view.x) * view.zoom, (y - view.y) * view.zoom];
    const across = dx * Math.cos(angle) - dy * Math.sin(angle);
    const down = dx * Math.sin(angle) + dy * Math.cos(angle);
    return [width / 2 + (view.flipped ? -across : across), HEIGHT / 2 + down];
  }

  function expectNear(actual: Rgb, wanted: Rgb, what: string, tolerance = 24): void {
    const isNear = actual.every((channel, at) => Math.abs(channel - wanted[at]!) <= tolerance);
    expect(isNear, `${what}: rgb(${actual.join()}) should be about rgb(${wanted.join()})`).to.equal(true);
  }

  async function expectMarks(view: View): Promise<void> {
    const pixel = await look();
    for (const { x, y, side, rgb } of MARKS) {
      // Not its middle: the readouts cover the lower left corner of the window.
      const [left, top] = onScreen(view, x + side / 5, y + side / 5);
      if (left < 0 || top < 0 || left >= WIDTH || top >= HEIGHT) continue;
      expectNear(pixel(left, top), rgb, `the mark at ${x}, ${y} of the picture`);
    }
  }

  /** True when the pixels across a box's edge, 9 of them, hold the colour. */
  async function expectLine(view: View, x: number, y: number, rgb: Rgb, isThere = true): Promise<void> {
    const pixel = await look();
    const [left, top] = onScreen(view, x, y);
    const around = [-1, 0, 1].flatMap((dx) => [-1, 0, 1].map((dy) => pixel(left + dx, top + dy)));
    const found = around.some((seen) => seen.every((channel, at) => Math.abs(channel - rgb[at]!) < 60));
    expect(found, `a line of rgb(${rgb.join()}) at ${x}, ${y} of the picture among ${around.join(' ')}`).to.equal(
      isThere,
    );
  }

  describe('draws the picture', () => {
    it('where it belongs, fitted, turned, mirrored and enlarged, from tiles', async () => {
      await step('open', 'ipm-viewer', TILES);
      await expectMarks({ x: 1500, y: 1000, zoom: 0.2, ...UPRIGHT });
      for (const view of [
        { x: 1500, y: 1000, zoom: 0.15, rotation: 30, flipped: false },
        { x: 1500, y: 1000, zoom: 0.15, rotation: 90, flipped: true },
        { x: 720, y: 1310, zoom: 8, rotation: 200, flipped: true },
      ]) {
        await step('view', view);
        await expectMarks(view);
      }
    });

    it('from one file, and from a small preview that stands for the full size', async () => {
      await step('open', 'ipm-viewer', WHOLE);
      await expectMarks({ x: 1500, y: 1000, zoom: 0.2, ...UPRIGHT });
      await step('open', 'ipm-viewer', PREVIEW);
      expect(await step('views')).to.deep.equal([{ x: 1500, y: 1000, zoom: 0.2, ...UPRIGHT }]);
      await expectMarks({ x: 1500, y: 1000, zoom: 0.2, ...UPRIGHT });
      const close = { x: 2900, y: 1900, zoom: 4, ...UPRIGHT };
      await step('view', close);
      await expectMarks(close);
    });

    it('on a 2D canvas where it is told to, and where there is no WebGL', async () => {
      await step('open', 'ipm-viewer', TILES, 'canvas');
      expect(await step('webglContexts')).to.equal(0);
      await expectMarks({ x: 1500, y: 1000, zoom: 0.2, ...UPRIGHT });
      await step('forbidWebgl', true);
      await step('open', 'ipm-viewer', TILES);
      const turned = { x: 1500, y: 1000, zoom: 0.15, rotation: 30, flipped: true };
      await step('view', turned);
      await expectMarks(turned);
      expect(await step('webglContexts')).to.equal(0);
    });

    it('again after the graphics card took every context away, overlays included', async () => {
      await step('open', 'ipm-viewer', TILES);
      await step('setBoxes', 'boxes', [{ rectangle: [1000, 500, 1400, 900] }], { showLabels: false });
      expect(await step('loseContexts')).to.equal(2);
      const view = { x: 1300, y: 900, zoom: 0.5, rotation: 10, flipped: false };
      await step('view', view);
      await expectMarks(view);
      await expectLine(view, 1000, 700, CYAN);
      expect(await step('webglContexts')).to.equal(2);
    });

    it('says in a sentence why it cannot, and tries again by its button', async () => {
      fixture.refused = 'info.json';
      await step('open', 'ipm-viewer', TILES, 'auto', 'source-failed');
      const sentence = 'The picture could not be loaded. Its tiles are still being made.';
      expect(await step('eventsOf', 'source-failed')).to.deep.equal([{ message: sentence }]);
      expect(await page.getByRole('alert').innerText()).to.contain(sentence);
      fixture.refused = null;
      await page.getByRole('button', { name: 'Try again' }).click();
      expect(await step('event', 'ready')).to.deep.equal({ width: 3000, height: 2000 });
      await expectMarks({ x: 1500, y: 1000, zoom: 0.2, ...UPRIGHT });
    });

    it('says when parts of it are missing and fetches them by itself', async () => {
      await step('open', 'ipm-viewer', TILES);
      fixture.refused = 'default.jpg';
      const view = { x: 720, y: 1320, zoom: 2, ...UPRIGHT };
      await step('view', view);
      await page.getByText('Parts of the picture have not arrived.').waitFor();
      fixture.refused = null;
      await page.getByText('Parts of the picture have not arrived.').waitFor({ state: 'detached', timeout: 15_000 });
      await step('settle', 300);
      await expectMarks(view);
    });

    it('leaves nothing on the page around it', async () => {
      await step('open', 'ipm-viewer', TILES);
      expect(await step('leaks')).to.deep.equal({ globals: [], styles: 0 });
    });
  });

  describe('keeps the view', () => {
    const view = { x: 1234.25, y: 777.75, zoom: 1.3, rotation: 33, flipped: true };

    function expectSame(actual: View, wanted: View): void {
      const [left, top] = onScreen(wanted, actual.x, actual.y);
      expect(Math.hypot(left - WIDTH / 2, top - HEIGHT / 2), 'screen pixels off').to.be.below(0.5);
      expect(actual.zoom / wanted.zoom).to.be.closeTo(1, 1e-4);
      expect([actual.rotation, actual.flipped]).to.deep.equal([wanted.rotation, wanted.flipped]);
    }

    it('to half a pixel when it is set and read, at once or smoothly', async () => {
      await step('open', 'ipm-viewer', TILES);
      expectSame(await step<View>('view', view), view);
      await step('call', 'setViewport', { ...view, x: 400, rotation: 0, flipped: false });
      await step('settle', 700);
      expectSame((await step<View[]>('views'))[0]!, { ...view, x: 400, rotation: 0, flipped: false });
    });

    it('when the preview gives way to tiles, with the picture in its place', async () => {
      await step('open', 'ipm-viewer', PREVIEW);
      const moved = { x: 2700, y: 1700, zoom: 1.5, rotation: 20, flipped: true };
      await step('view', moved);
      await expectMarks(moved);
      await step('set', 'source', TILES);
      await step('settle', 500);
      expectSame((await step<View[]>('views'))[0]!, moved);
      await expectMarks(moved);
      expect(fixture.requests.some((path) => path.includes('default.jpg'))).to.equal(true);
    });

    it('but fits another picture, told apart by its key', async () => {
      await step('open', 'ipm-viewer', { ...PREVIEW, key: 'one' });
      await step('view', view);
      await step('set', 'source', { ...TILES, key: 'two' });
      await step('settle', 500);
      expectSame((await step<View[]>('views'))[0]!, { x: 1500, y: 1000, zoom: 0.2, ...UPRIGHT });
    });

    it('of the first moment when it is set before the picture is there', async () => {
      await page.evaluate(
        ([source, start]) => {
          const { document } = globalThis as unknown as {
            document: { createElement(name: string): never; querySelector(name: string): never };
          };
          const element = document.createElement('ipm-viewer') as Record<string, unknown>;
          element['source'] = source;
          (element['setViewport'] as (view: unknown) => void)(start);
          (document.querySelector('main') as { append(child: unknown): void }).append(element);
        },
        [TILES, view] as const,
      );
      await page.waitForFunction(() => (globalThis as unknown as { steps: { views(): unknown[] } }).steps.views()[0]);
      expectSame((await step<View[]>('views'))[0]!, view);
    });

    it('at its size and middle when the window changes, and still fitted if it was', async () => {
      await step('open', 'ipm-viewer', TILES);
      await page.setViewportSize({ width: 450, height: HEIGHT });
      await step('settle', 100);
      expectSame((await step<View[]>('views'))[0]!, { x: 1500, y: 1000, zoom: 0.15, ...UPRIGHT });
      await step('view', view);
      await page.setViewportSize({ width: WIDTH, height: HEIGHT });
      await step('settle', 100);
      expectSame((await step<View[]>('views'))[0]!, view);
    });
  });
});
