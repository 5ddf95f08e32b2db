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
    page.on('console', (message) => {
      if (message.text().includes('Content Security Policy')) faults.push(message.text());
    });
    page.on('request', (request) => {
      const isOurs = [fixture.origin, 'data:', 'blob:'].some((start) => request.url().startsWith(start));
      if (!isOurs) faults.push(`a request to ${request.url()}`);
    });
    await page.goto(fixture.origin);
    fixture.requests.length = 0;
  });

  afterEach(async () => {
    await page.close();
    expect(faults, 'page errors, breaches of the page’s policy, requests to other places').to.deep.equal([]);
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
    for (const renderer of ['auto', 'webgl']) {
      it(`where it belongs, fitted, turned, mirrored and enlarged, from tiles (renderer ${renderer})`, async () => {
        await step('open', 'ipm-viewer', TILES, renderer);
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
    }

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
      await step('open', 'ipm-viewer', TILES, 'webgl');
      const turned = { x: 1500, y: 1000, zoom: 0.15, rotation: 30, flipped: true };
      await step('view', turned);
      await expectMarks(turned);
      expect(await step('webglContexts')).to.equal(0);
    });

    it('again after the graphics card took every context away, overlays included', async () => {
      await step('open', 'ipm-viewer', TILES, 'webgl');
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

    it('small in a corner, once not all of it is in view', async () => {
      await step('open', 'ipm-viewer', TILES);
      const minimap = page.locator('ipm-viewer .minimap');
      expect(await minimap.evaluate((element) => element.hasAttribute('data-idle'))).to.equal(true);
      await step('view', { x: 1500, y: 1000, zoom: 1, ...UPRIGHT });
      await step('settle', 300);
      expect(await minimap.evaluate((element) => element.hasAttribute('data-idle'))).to.equal(false);
      const { x, y, width, height } = (await minimap.boundingBox())!;
      const pixel = await look();
      // Its border is one pixel.
      for (const mark of MARKS.slice(0, 4)) {
        const [across, down] = [(mark.x + mark.side / 2) / PICTURE.width, (mark.y + mark.side / 2) / PICTURE.height];
        expectNear(
          pixel(x + 1 + across * (width - 2), y + 1 + down * (height - 2)),
          mark.rgb,
          'a corner of the minimap',
          60,
        );
      }
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

    it('of the first moment when it is set before the picture is there, tiles coming in between or not', async () => {
      for (const name of ['ipm-viewer', 'ipm-viewer-pair']) {
        for (const sources of [
          [TILES],
          [
            { ...PREVIEW, key: 'one' },
            { ...TILES, key: 'one' },
          ],
        ]) {
          await step('openAt', name, sources, view);
          expectSame((await step<View[]>('views'))[0]!, view);
        }
      }
    });

    it('and layers when the viewer is moved on the page', async () => {
      await step('open', 'ipm-viewer', TILES);
      await step('setBoxes', 'boxes', [{ rectangle: [1000, 500, 1400, 900] }], { showLabels: false });
      const moved = { x: 1300, y: 900, zoom: 0.5, rotation: 10, flipped: false };
      await step('view', moved);
      await step('move');
      expectSame((await step<View[]>('views'))[0]!, moved);
      await expectMarks(moved);
      await expectLine(moved, 1000, 700, CYAN);
    });

    it('of the last source when they change faster than they come', async () => {
      await step('open', 'ipm-viewer', TILES);
      for (let round = 0; round < 6; round += 1) {
        await step('set', 'source', { ...PREVIEW, key: `preview ${round}` });
        await step('set', 'source', { ...WHOLE, key: `whole ${round}` });
      }
      await step('settle', 600);
      expectSame((await step<View[]>('views'))[0]!, { x: 1500, y: 1000, zoom: 0.2, ...UPRIGHT });
      await expectMarks({ x: 1500, y: 1000, zoom: 0.2, ...UPRIGHT });
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

  describe('draws boxes', () => {
    const SPECS = [
      { rectangle: [1000, 500, 1400, 900], kind: 0, confidence: 0.87 },
      { rectangle: [1100, 600, 1200, 700], kind: 1, confidence: 0.5 },
      { rectangle: [2000, 500, 2004, 504], kind: 0 },
    ];
    const PLAIN = { showLabels: false };
    const VIEWS: readonly View[] = [
      { x: 1200, y: 700, zoom: 0.8, ...UPRIGHT },
      { x: 1200, y: 700, zoom: 0.6, rotation: 30, flipped: false },
      { x: 1180, y: 690, zoom: 0.6, rotation: 250, flipped: true },
    ];

    for (const renderer of ['auto', 'webgl', 'canvas']) {
      it(`where they are, enlarged, turned and mirrored (renderer ${renderer})`, async () => {
        await step('open', 'ipm-viewer', TILES, renderer);
        await step('setBoxes', 'boxes', SPECS, PLAIN);
        for (const view of VIEWS) {
          await step('view', view);
          for (const [x, y] of [
            [1000, 750],
            [1400, 600],
            [1250, 500],
            [1300, 900],
          ] as const) {
            await expectLine(view, x, y, CYAN);
          }
          await expectLine(view, 1100, 650, MAGENTA);
          await expectLine(view, 1050, 800, CYAN, false);
        }
        const far = { x: 1800, y: 700, zoom: 0.1, ...UPRIGHT };
        await step('view', far);
        await expectLine(far, 2002, 502, CYAN);
        expect(await page.getByText('Boxes are drawn larger').count()).to.equal(0);
      });
    }

    it('by confidence, class, opacity and visibility, as it counts them', async () => {
      await step('open', 'ipm-viewer', TILES);
      await step('setBoxes', 'boxes', SPECS, PLAIN);
      const view = await step<View>('view', VIEWS[0]);
      await step('call', 'updateLayer', 'boxes', { minConfidence: 0.87 });
      await expectLine(view, 1000, 750, CYAN);
      await expectLine(view, 1100, 650, MAGENTA, false);
      expect(await step('count', 'boxes'), 'boxes without confidence stay').to.equal(2);
      await step('call', 'updateLayer', 'boxes', { minConfidence: 0, maxConfidence: 0.6 });
      await expectLine(view, 1000, 750, CYAN, false);
      await expectLine(view, 1100, 650, MAGENTA);
      await step('call', 'updateLayer', 'boxes', { maxConfidence: 1 });
      await step('hideClasses', 'boxes', [1]);
      await expectLine(view, 1000, 750, CYAN);
      await expectLine(view, 1100, 650, MAGENTA, false);
      expect(await step('call', 'pick', 1150, 650)).to.include({ index: 0 });
      await step('call', 'updateLayer', 'boxes', { opacity: 0.3 });
      await expectLine(view, 1000, 750, CYAN, false);
      await step('call', 'updateLayer', 'boxes', { opacity: 1, visible: false });
      await expectLine(view, 1000, 750, CYAN, false);
      expect(await step('call', 'pick', 1150, 650)).to.equal(null);
      await step('call', 'updateLayer', 'boxes', { visible: true });
      await expectLine(view, 1000, 750, CYAN);
      await step('call', 'removeLayer', 'boxes');
      await expectLine(view, 1000, 750, CYAN, false);
    });

    it('and writes class and confidence beside those that are large enough', async () => {
      await step('open', 'ipm-viewer', TILES);
      await step('setBoxes', 'boxes', SPECS);
      const view = await step<View>('view', VIEWS[0]);
      const pixel = await look();
      const [left, top] = onScreen(view, 1000, 500);
      expectNear(pixel(left, top - 10), CYAN, 'the plate of the label above the box');
      const [smallLeft, smallTop] = onScreen(view, 2000, 500);
      if (smallLeft < WIDTH) expectNear(pixel(smallLeft, smallTop - 10), GREY, 'no label over a tiny box');
      await step('call', 'updateLayer', 'boxes', PLAIN);
      expectNear((await look())(left, top - 10), GREY, 'no label when they are off');
    });

    it('finds the smallest under the pointer, also tiny ones, and tells of hovering and clicking', async () => {
      await step('open', 'ipm-viewer', TILES);
      await step('setBoxes', 'boxes', SPECS);
      await step('view', { x: 1200, y: 700, zoom: 0.2, rotation: 40, flipped: true });
      const at = async (x: number, y: number) => (await step<{ index: number } | null>('call', 'pick', x, y))?.index;
      expect([await at(1150, 650), await at(1300, 800), await at(2002 + 5, 502), await at(900, 800)]).to.deep.equal([
        1,
        0,
        2,
        undefined,
      ]);
      expect(await step('call', 'pick', 1150, 650)).to.deep.equal({
        ...{ layerId: 'boxes', index: 1, x0: 1100, y0: 600, x1: 1200, y1: 700 },
        ...{ className: 'mitosis', confidence: 0.5 },
      });
      const place = await step<{ x: number; y: number }>('call', 'clientPointOf', 1150, 650);
      await page.mouse.move(place.x, place.y);
      expect(await step('event', 'box-hover')).to.deep.equal({ layerId: 'boxes', index: 1 });
      await page.mouse.click(place.x, place.y);
      expect(await step('event', 'box-click')).to.deep.equal({ layerId: 'boxes', index: 1 });
      const beside = await step<{ x: number; y: number }>('call', 'clientPointOf', 900, 800);
      await page.mouse.click(beside.x, beside.y);
      const clicked = (await step('event', 'image-click')) as { x: number; y: number };
      expect(clicked.x).to.be.closeTo(900, 0.5);
      expect(clicked.y).to.be.closeTo(800, 0.5);
      await step('settle');
      expect(await step('eventsOf', 'box-hover')).to.deep.equal([{ layerId: 'boxes', index: 1 }, null]);
    });

    it('says when most are drawn larger than they are', async () => {
      await step('open', 'ipm-viewer', TILES);
      await step('setManyBoxes', 'many', 100, PLAIN);
      await step('view', { x: 1500, y: 1000, zoom: 0.06, ...UPRIGHT });
      await page.getByText('Boxes are drawn larger than they are at this zoom').waitFor();
    });

    for (const renderer of ['auto', 'canvas']) {
      it(`as density where twenty thousand crowd, and says so (renderer ${renderer})`, async () => {
        await step('open', 'ipm-viewer', TILES, renderer);
        await step('setManyBoxes', 'many', 20_000, PLAIN);
        const note = page.getByText('Boxes are shown as density; zoom in to see each');
        await note.waitFor();
        const share = async () => {
          const pixel = await look();
          const isGrey = (rgb: Rgb) => rgb.every((channel) => Math.abs(channel - PICTURE.grey) < 8);
          let covered = 0;
          for (let x = 4; x < WIDTH; x += 8) for (let y = 4; y < HEIGHT; y += 8) if (!isGrey(pixel(x, y))) covered += 1;
          return covered / ((WIDTH / 8) * (HEIGHT / 8));
        };
        expect(await share(), 'the share of the picture with boxes').to.be.above(0.6);
        // Few that are left are drawn one by one again, and so is everything from near by.
        await step('call', 'updateLayer', 'many', { minConfidence: 0.99 });
        await note.waitFor({ state: 'detached' });
        await step('call', 'updateLayer', 'many', { minConfidence: 0, visible: false });
        await note.waitFor({ state: 'detached' });
        expect(await share(), 'hidden').to.be.below(0.05);
        await step('call', 'updateLayer', 'many', { visible: true });
        await note.waitFor();
        await step('view', { x: 1500, y: 1000, zoom: 1, ...UPRIGHT });
        await note.waitFor({ state: 'detached' });
      });

      it(`as density that lies where they are, more of it where more are (renderer ${renderer})`, async () => {
        await step('open', 'ipm-viewer', TILES, renderer);
        const at = (x: number, y: number, kind: number) => ({ rectangle: [x, y, x + 4, y + 4], kind });
        const block = (count: number, x: number, kind: number) =>
          Array.from({ length: count }, (_, n) => at(x + 10 * (n % 40), 600 + 10 * (Math.floor(n / 40) % 40), kind));
        // 1 box for each 10 px, 4 for each, a large one, and one apart from all.
        const specs = [...block(1600, 600, 0), ...block(6400, 1200, 1)];
        specs.push({ rectangle: [2000, 600, 2400, 1000], kind: 0 }, at(2600, 800, 1));
        await step('setBoxes', 'blocks', specs, PLAIN);
        const view = await step<View>('view', { x: 1600, y: 800, zoom: 0.2, rotation: 20, flipped: true });
        await page.getByText('Boxes are shown as density').waitFor();
        const pixel = await look();
        const sparse = pixel(...onScreen(view, 800, 800));
        const dense = pixel(...onScreen(view, 1400, 800));
        expectNear(dense, [241, 13, 241], 'where they are most', 30);
        expect(sparse[0], 'less red than the picture').to.be.below(PICTURE.grey - 30);
        expect(sparse[0], 'but not as far as the densest').to.be.above(40);
        expectNear(pixel(...onScreen(view, 1080, 800)), GREY, 'between the blocks');
        await expectLine(view, 2000, 700, CYAN);
        const pick = async (x: number, y: number) =>
          (await step<{ index: number } | null>('call', 'pick', x, y))?.index;
        expect(await pick(1402, 802), 'one of a crowd').to.equal(undefined);
        expect(await pick(2100, 800), 'the large one').to.equal(8000);
        expect(await pick(2604, 804), 'the one that is alone').to.equal(8001);
        await step('view', { x: 1400, y: 800, zoom: 4, ...UPRIGHT });
        expect(await pick(1402, 802), 'one of a crowd, from near by').to.be.a('number');
      });
    }

    it('pans and zooms over twenty thousand with little script, and without an element for any', async () => {
      await step('open', 'ipm-viewer', TILES);
      await step('setManyBoxes', 'many', 20_000);
      const report = await step<{ p50: number; p95: number; elements: number }>('measure', 6);
      expect(report.elements).to.be.below(60);
      // A frame has 16 ms; the median, so that a busy machine doesn't decide.
      expect(report.p50, JSON.stringify(report)).to.be.below(8);
    });

    it('refuses what is ill-formed with a sentence', async () => {
      await step('open', 'ipm-viewer', TILES);
      const refusal = (specs: unknown, style: unknown) =>
        step('setBoxes', 'bad', specs, style).then(
          () => 'none',
          (error: Error) => error.message,
        );
      expect(await refusal([{ rectangle: [0, 0, null, 1] }, { rectangle: [0, 0, 'x', 1] }], {})).to.contain(
        "Box 1 has a coordinate that isn't a number",
      );
      expect(await refusal(SPECS, { classes: [{ name: 'nucleus', color: 'red' }] })).to.contain('write it as #rrggbb');
    });
  });

  describe('draws a heatmap', () => {
    const HEAT = { kind: 'raster', url: '/heat.png', x: 300, y: 200, width: 2400, height: 1600, opacity: 0.5 };
    const ORANGE: Rgb = [191, 134, 64];

    for (const renderer of ['auto', 'canvas']) {
      it(`in its place and with its opacity (renderer ${renderer})`, async () => {
        await step('open', 'ipm-viewer', TILES, renderer);
        await step('call', 'setLayer', 'heat', HEAT);
        await step('settle', 300);
        for (const view of [
          { x: 1500, y: 1000, zoom: 0.2, ...UPRIGHT },
          { x: 1500, y: 1000, zoom: 0.15, rotation: 120, flipped: true },
        ]) {
          await step('view', view);
          const pixel = await look();
          expectNear(pixel(...onScreen(view, 900, 600)), ORANGE, 'its left half');
          expectNear(pixel(...onScreen(view, 330, 240)), ORANGE, 'its upper left corner');
          expectNear(pixel(...onScreen(view, 1900, 600)), GREY, 'its right half, which is clear');
          expectNear(pixel(...onScreen(view, 250, 1000)), GREY, 'left of it');
        }
        await step('call', 'updateLayer', 'heat', { opacity: 1 });
        await step('view', { x: 1500, y: 1000, zoom: 0.2, ...UPRIGHT });
        const full = onScreen({ x: 1500, y: 1000, zoom: 0.2, ...UPRIGHT }, 900, 600);
        expectNear((await look())(...full), [255, 140, 0], 'its left half, opaque');
        await step('call', 'updateLayer', 'heat', { visible: false });
        expectNear((await look())(...full), GREY, 'the picture, with the heatmap away');
      });
    }

    it('says in an event when its picture does not arrive', async () => {
      await step('open', 'ipm-viewer', TILES);
      await step('call', 'setLayer', 'heat', { ...HEAT, url: '/nothing.png' });
      expect(await step('event', 'layer-failed')).to.deep.equal({
        layerId: 'heat',
        message: 'The overlay picture at /nothing.png did not arrive, or is not a picture that this browser draws.',
      });
    });
  });

  describe('side by side', () => {
    const BOX = [{ rectangle: [1300, 900, 1700, 1100] }];

    function expectLocked(pairs: readonly (readonly View[])[]): void {
      for (const [left, right] of pairs) expect(left).to.deep.equal(right);
    }

    it('shows the plain picture on the left and the overlays on the right', async () => {
      await step('open', 'ipm-viewer-pair', TILES);
      await step('setBoxes', 'boxes', BOX, { showLabels: false });
      await step('view', { x: 1500, y: 1000, zoom: 0.4, ...UPRIGHT });
      await step('set', 'mode', 'side-by-side');
      await step('settle', 500);
      const views = await step<View[]>('views');
      expect(views).to.deep.equal([views[0], views[0]]);
      expect(views[0]).to.deep.equal({ x: 1500, y: 1000, zoom: 0.4, ...UPRIGHT });
      const half = WIDTH / 2;
      const pixel = await look();
      const [x, y] = onScreen(views[0]!, 1300, 1050, half);
      const cyanAt = (from: number) =>
        [-1, 0, 1].some((dx) => pixel(from + x + dx, y).every((channel, at) => Math.abs(channel - CYAN[at]!) < 60));
      expect([cyanAt(0), cyanAt(half)]).to.deep.equal([false, true]);
      expect(await page.getByText('Original', { exact: true }).isVisible()).to.equal(true);
      expect(await page.getByText('With overlays', { exact: true }).isVisible()).to.equal(true);
      await step('set', 'mode', 'overlay');
      expect(await step('views')).to.deep.equal([views[0]]);
    });

    it('stays locked, whichever side the hand is on, in every frame of a movement', async () => {
      await step('open', 'ipm-viewer-pair', TILES);
      await step('set', 'mode', 'side-by-side');
      await step('settle', 300);
      for (const x of [WIDTH / 4, (3 * WIDTH) / 4, WIDTH / 4]) {
        await page.mouse.move(x, HEIGHT / 3);
        const watching = step<View[][]>('watchViews', 25);
        await page.mouse.wheel(0, x === WIDTH / 4 ? -240 : 120);
        const seen = await watching;
        expectLocked(seen);
        expect(new Set(seen.map(([left]) => left!.zoom)).size, 'zooms seen on the way').to.be.above(2);
      }
      const dragging = step<View[][]>('watchViews', 30);
      await page.mouse.down();
      await page.mouse.move(WIDTH / 4 + 60, HEIGHT / 3 + 30, { steps: 5 });
      await page.mouse.up();
      expectLocked(await dragging);
      for (const command of ['rotateRight', 'flip', 'zoomIn', 'oneToOne', 'rotateLeft', 'home']) {
        const watching = step<View[][]>('watchViews', 12);
        await step('call', command);
        expectLocked(await watching);
      }
      await step('settle', 500);
      const views = await step<View[]>('views');
      expectLocked([views]);
      expect(views[0]).to.deep.include({ rotation: 0, flipped: false });
      expect(views[0]!.zoom).to.be.closeTo(0.1, 1e-3);
    });

    it('tells of each change once, through the pair', async () => {
      await step('open', 'ipm-viewer-pair', TILES);
      await step('set', 'mode', 'side-by-side');
      await step('settle', 500);
      await step('forgetEvents');
      const view = { x: 700, y: 800, zoom: 0.5, rotation: 0, flipped: false };
      await step('view', view);
      expect(await step('eventsOf', 'viewport-change')).to.deep.equal([view]);
    });
  });

  describe('is for everyone', () => {
    it('moves by Shift and arrows while it has the focus, and says where it is', async () => {
      await step('open', 'ipm-viewer', TILES);
      await step('view', { x: 1500, y: 1000, zoom: 1, ...UPRIGHT });
      await page.keyboard.press('Tab');
      await page.keyboard.press('ArrowRight');
      await step('settle', 400);
      expect((await step<View[]>('views'))[0]!.x, 'after an arrow alone').to.equal(1500);
      await page.keyboard.press('Shift+ArrowRight');
      await step('settle', 1500);
      expect((await step<View[]>('views'))[0]!.x).to.be.closeTo(1500 + WIDTH / 5, 0.5);
      expect(await step('announced')).to.deep.equal([
        'Zoom 100 percent, centre at 1,620, 1,000 of 3,000 by 2,000 pixels.',
      ]);
    });

    it('turns, mirrors and zooms by command as it looks on the screen', async () => {
      await step('open', 'ipm-viewer', TILES);
      for (const command of [
        'rotateRight',
        'rotateRight',
        'rotateLeft',
        'flip',
        'rotateRight',
        'oneToOne',
        'zoomOut',
      ]) {
        await step('call', command);
        await step('settle', 500);
      }
      const [view] = await step<View[]>('views');
      expect(view).to.deep.include({ rotation: 0, flipped: true });
      expect(view!.zoom).to.be.closeTo(1 / 1.5, 1e-3);
      await step('call', 'zoomTo', { x: 600, y: 1200, width: 300, height: 200 }, { immediate: true, padding: 0 });
      await step('settle');
      expect((await step<View[]>('views'))[0]).to.deep.equal({ x: 750, y: 1300, zoom: 2, rotation: 0, flipped: true });
    });

    for (const mode of ['overlay', 'side-by-side']) {
      it(`leaves axe nothing to find (${mode}, light and dark)`, async () => {
        await step('open', 'ipm-viewer-pair', TILES);
        await step('setBoxes', 'boxes', [{ rectangle: [1300, 900, 1700, 1100], confidence: 0.9 }]);
        await step('set', 'mode', mode);
        await step('view', { x: 1500, y: 1000, zoom: 0.5, ...UPRIGHT });
        await page.evaluate(await readFile(createRequire(import.meta.url).resolve('axe-core'), 'utf8'));
        for (const colorScheme of ['light', 'dark'] as const) {
          await page.emulateMedia({ colorScheme });
          const found = await page.evaluate(async () => {
            const { axe } = globalThis as unknown as {
              axe: { run(): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> };
            };
            return (await axe.run()).violations.map(
              ({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join()}`,
            );
          });
          // The page around the viewer has no heading and no landmark but its main.
          expect(found.filter((line) => !line.startsWith('page-has-heading-one'))).to.deep.equal([]);
        }
      });
    }
  });
});
