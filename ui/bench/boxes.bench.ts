import type { Page } from 'playwright-core';
import { median } from '../../config/bench.ts';
import type { Bench } from '../../config/bench.ts';
import { openChromium } from '../test/chromium.ts';
import { startViewerFixture } from '../test/viewer-fixture.ts';

const SECONDS = 4;
const ROUNDS = 3;
const MANY = 20_000;
const FEW = 200;
/** A frame at 60 Hz has this long for everything, milliseconds. */
const FRAME = 1000 / 60;

/** The script in a frame of panning and zooming over many boxes against few, in turn on one page; a real browser. */
export const bench: Bench = async (say) => {
  const browser = await openChromium();
  if (!browser) {
    say('Left out the frames of the viewer: there is no Chromium. Install it or set CHROME_PATH');
    return [];
  }
  const fixture = await startViewerFixture();
  try {
    const page = await browser.newPage({ viewport: { width: 1200, height: 800 } });
    await page.goto(fixture.origin);
    await step(page, 'open', 'ipm-viewer', { kind: 'iiif', url: '/iiif/picture/info.json' });
    say(`Panning and zooming over ${MANY} and ${FEW} boxes, ${ROUNDS} times in turn for ${SECONDS} s each`);
    const many: Frames[] = [];
    const few: Frames[] = [];
    for (let round = 0; round <= ROUNDS; round += 1) {
      const [manyNow, fewNow] = [await frames(page, MANY), await frames(page, FEW)];
      if (round === 0) continue; // the first warms up
      many.push(manyNow);
      few.push(fewNow);
    }
    const ours = median(many.map(({ p50 }) => p50));
    const late = median(many.map(({ p95 }) => p95));
    return [
      {
        what: `script a frame over ${MANY} boxes`,
        ours: `${ours.toFixed(2)} ms (p95 ${late.toFixed(2)} ms)`,
        against: `${median(few.map(({ p50 }) => p50)).toFixed(2)} ms over ${FEW} boxes`,
        ratio: median(few.map(({ p50 }, round) => p50 / (many[round]?.p50 ?? NaN))),
        bar: 0.5,
      },
      {
        what: `script a frame over ${MANY} boxes`,
        ours: `${ours.toFixed(2)} ms`,
        against: `${FRAME.toFixed(1)} ms that a frame has for all`,
        ratio: FRAME / ours,
        bar: 2,
      },
    ];
  } finally {
    await browser.close();
    await fixture.close();
  }
};

/** Milliseconds of script a frame. */
interface Frames {
  readonly p50: number;
  readonly p95: number;
}

async function frames(page: Page, count: number): Promise<Frames> {
  await step(page, 'setManyBoxes', 'boxes', count);
  return (await step(page, 'measure', SECONDS)) as Frames;
}

/** Does a step of ui/viewer/test/page.ts on the page. */
function step(page: Page, name: string, ...values: unknown[]): Promise<unknown> {
  return page.evaluate(
    ([called, given]) =>
      (globalThis as unknown as { steps: Record<string, (...all: unknown[]) => unknown> }).steps[called]!(...given),
    [name, values] as const,
  );
}
