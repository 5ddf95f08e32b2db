// What a newcomer does, from an empty site to an analysed image, in one sitting: the promise of the README.
import { expect } from 'chai';
import { access, copyFile, mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { eventually, hmacSecret } from '#core/testing';
import type { TestApp } from '#core/testing';
import { drawPictures } from '../../plugins/demo/pictures/pictures.ts';
import { launchChromium } from '../../ui/test/chromium.ts';
import { openPage, openSite } from '../../ui/test/site.ts';
import { runPipeline, scratchFolder } from './run-example.ts';

const screenshot = fileURLToPath(new URL('../../ui/test/screenshots/image.png', import.meta.url));
const fresh = fileURLToPath(new URL('../../.cache/screenshots/image.png', import.meta.url));

interface View {
  x: number;
  y: number;
  zoom: number;
}

/** Where both sides of the viewer look: left, then right. */
const viewsOf = (page: Page): Promise<View[]> =>
  page.locator('ipm-viewer-pair').evaluate((pair) =>
    [...(pair.shadowRoot?.querySelectorAll('ipm-viewer') ?? [])].map((viewer) => {
      const { x, y, zoom } = (viewer as unknown as { getViewport(): View }).getViewport();
      return { x, y, zoom };
    }),
  );

describe('The way from an empty site to an analysed image', function () {
  this.timeout(180_000);
  let site: TestApp;
  let browser: Browser;
  let page: Page;
  let scratch: Awaited<ReturnType<typeof scratchFolder>>;
  let imageId = '';

  before(async function () {
    browser = await launchChromium(this);
    site = await openSite();
    scratch = await scratchFolder();
    ({ page } = await openPage(browser, site, '/', { theme: 'dark' }));
  });
  after(async () => {
    await browser?.close();
    await site?.stop();
    await scratch?.remove();
  });

  it('begins with a project', async () => {
    await page.getByRole('button', { name: 'New project' }).first().click();
    await page.getByRole('textbox', { name: 'Name' }).fill('First steps');
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/projects\/[0-9a-f-]{36}$/);
  });

  it('takes a photograph and shows it, zoomed as deep as one likes', async () => {
    const picture = drawPictures.find(({ filename }) => filename.includes('fluorescence'));
    if (!picture) throw new Error('There is no fluorescence picture among the demo pictures.');
    const path = join(scratch.path, picture.filename);
    await picture.write(path);
    const chosen = page.waitForEvent('filechooser');
    await page.getByRole('button', { name: 'Choose files' }).click();
    await (await chosen).setFiles(path);
    await page.locator('images-tile img').first().waitFor();
    const project = page.url().split('/').at(-1) ?? '';
    imageId = (await site.send('GET', `/projects/${project}/images`)).body[0].id as string;
    await page.locator('images-tile').first().dblclick();
    await page.waitForURL(new RegExp(`/images/${imageId}`));
    await eventually('the picture is drawn', async () =>
      (await viewsOf(page).catch(() => [])).some(({ zoom }) => zoom > 0),
    );
    const [before] = await viewsOf(page);
    await page.locator('ipm-viewer-pair').hover();
    await page.mouse.wheel(0, -600);
    await eventually(
      'the zoom is deeper',
      async () => ((await viewsOf(page))[0]?.zoom ?? 0) > (before?.zoom ?? 0) * 1.2,
    );
  });

  it('is labelled by a key and talked about', async () => {
    const { body: image } = await site.send('GET', `/images/${imageId}`);
    await site.send('POST', `/projects/${image.project_id}/classes`, {
      body: { name: 'Nuclei', project_id: image.project_id },
    });
    await page.getByRole('button', { name: 'Nuclei' }).first().waitFor();
    await page.keyboard.press('n');
    await eventually(
      'the label is kept',
      async () => (await site.send('GET', `/images/${imageId}/classifications`)).body.length === 1,
    );
    await page.keyboard.press('Shift+M');
    await page.keyboard.type('How many are dividing?');
    await page.keyboard.press('Control+Enter');
    await eventually(
      'the comment is kept',
      async () => (await site.send('GET', `/images/${imageId}/comments`)).body.length === 1,
    );
  });

  it('is analysed by the example pipeline, and the open page draws the result by itself', async () => {
    await page.getByRole('button', { name: 'Fit' }).first().click();
    const { code, stderr } = await runPipeline('typescript', ['--image', imageId, '--server', site.url], {
      ML_CALLBACK_HMAC_SECRET: hmacSecret,
    });
    expect(code, stderr).to.equal(0);
    await page.getByRole('button', { name: 'blob_detector' }).first().waitFor({ timeout: 5000 });
    const layers = () =>
      page
        .locator('ipm-viewer-pair')
        .evaluate((pair) =>
          [...(pair as unknown as { layers: Map<string, { kind: string }> }).layers.values()].map(({ kind }) => kind),
        );
    await eventually('boxes and heatmap are drawn', async () => {
      const kinds = await layers();
      return kinds.includes('boxes') && kinds.includes('raster');
    });
  });

  it('makes the picture of the README', async () => {
    await page.waitForTimeout(1500);
    await mkdir(join(fresh, '..'), { recursive: true });
    await page.screenshot({ path: fresh });
    if (process.env['UPDATE_SCREENSHOTS']) await copyFile(fresh, screenshot);
    await access(screenshot);
    expect((await readFile(fresh)).length).to.be.greaterThan(100_000);
  });

  it('stands side by side with the original, which moves along exactly', async () => {
    await page
      .getByRole('button', { name: 'Side by side' })
      .or(page.getByRole('radio', { name: 'Side by side' }))
      .first()
      .click();
    await page.locator('ipm-viewer-pair[mode="side-by-side"]').waitFor();
    await eventually('two sides', async () => (await viewsOf(page)).length === 2);
    const box = await page.locator('ipm-viewer-pair').boundingBox();
    if (!box) throw new Error('The viewer has no place on the page.');
    const [start] = await viewsOf(page);
    await page.mouse.move(box.x + box.width / 4, box.y + box.height / 2);
    await page.mouse.wheel(0, -400);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width / 4 - 80, box.y + box.height / 2 - 40, { steps: 5 });
    await page.mouse.up();
    await eventually('both look at the same', async () => {
      const [left, right] = await viewsOf(page);
      if (!left || !right || !start) return false;
      const isMoved = Math.abs(left.zoom - start.zoom) > 0.01;
      return (
        isMoved && Math.hypot(left.x - right.x, left.y - right.y) < 0.5 && Math.abs(left.zoom / right.zoom - 1) < 1e-3
      );
    });
  });

  it('is taken home as a file', async () => {
    const coming = page.waitForEvent('download');
    await page.getByRole('link', { name: 'Export CSV' }).click();
    const text = await readFile(await (await coming).path(), 'utf8');
    expect(text).to.match(
      /^annotation_id,annotation_type,class_name,confidence,storage_path,ordering,data_json,created_at\r\n/,
    );
    const { body } = await site.send('GET', `/images/${imageId}/analyses`);
    expect(text.trim().split('\r\n')).to.have.length(body.analyses[0].annotation_count + 1);
  });
});
