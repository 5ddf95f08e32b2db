// The page of an image on a phone, and of an image that is in the trash.
import { expect } from 'chai';
import type { Browser, Locator } from 'playwright-core';
import { eventually } from '#core/testing';
import type { TestApp } from '#core/testing';
import { launchChromium } from '../../../ui/test/chromium.ts';
import { expectAccessible, makeImage, makeProject, openPage, openSite } from '../../../ui/test/site.ts';

const phone = { width: 390, height: 844 };

describe('the page of an image, held in one hand', function () {
  this.timeout(60_000);
  let browser: Browser;
  let site: TestApp;
  let projectId: string;
  let imageId: string;
  before(async function () {
    browser = await launchChromium(this);
    site = await openSite();
    projectId = await makeProject(site);
    imageId = await makeImage(site, projectId);
  });
  after(async () => {
    await browser?.close();
    await site?.stop();
  });

  async function boxOf(place: Locator) {
    const box = await place.boundingBox();
    if (!box) throw new Error(`${String(place)} has no place on the page.`);
    return { left: box.x, top: box.y, right: box.x + box.width, bottom: box.y + box.height };
  }
  type Box = Awaited<ReturnType<typeof boxOf>>;
  const overlap = (one: Box, other: Box): boolean =>
    one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom;
  const isWithin = (inner: Box, outer: Box): boolean =>
    inner.left >= outer.left && inner.right <= outer.right && inner.top >= outer.top && inner.bottom <= outer.bottom;

  for (const [held, size] of [
    ['upright', phone],
    ['small and upright', { width: 320, height: 568 }],
    ['across', { width: 844, height: 390 }],
  ] as const) {
    it(`keeps the viewer's tools on the picture, ${held}, whether the sheet is down or up`, async () => {
      const { page, context } = await openPage(browser, site, `/images/${imageId}`, size);
      const rail = page.locator('images-tool-rail');
      const sheet = page.getByRole('complementary', { name: 'About this image' });
      await page.locator('images-sidebar section').first().waitFor({ state: 'attached' });
      const check = async (): Promise<void> => {
        const [tools, picture] = [await boxOf(rail), await boxOf(page.locator('.below > .stage'))];
        expect(overlap(tools, await boxOf(sheet)), 'the tools lie over the sheet').to.equal(false);
        expect(isWithin(tools, picture), `tools ${JSON.stringify(tools)}, picture ${JSON.stringify(picture)}`).to.be
          .true;
        for (const button of await rail.locator('button:visible').all())
          expect(isWithin(await boxOf(button), tools), await button.innerText()).to.equal(true);
      };
      await check();
      const pull = page.getByRole('button', { name: 'About this image', exact: true });
      if (await pull.isVisible()) {
        await pull.click();
        await page.getByRole('button', { name: 'Back to the picture' }).waitFor();
        await check();
        await expectAccessible(page);
      }
      await context.close();
    });
  }

  for (const size of [{ width: 1440, height: 900 }, phone]) {
    it(`says of an image in the trash that it is there, and restores it (${size.width} px)`, async () => {
      const id = await makeImage(site, projectId, 'tern.jpg', 30);
      const reason = 'Taken by mistake.';
      await site.send('DELETE', `/projects/${projectId}/images/${id}`, { body: { reason } });
      const { page, context } = await openPage(browser, site, `/images/${id}`, size);
      await page.getByText('In the trash', { exact: true }).waitFor();
      await page.getByText(`Deleted: ${reason}`).waitFor();
      await page.locator('ipm-viewer-pair').getByText('%').first().waitFor();
      await expectAccessible(page);
      await page.getByRole('button', { name: 'Restore' }).click();
      await page.getByText('In the trash', { exact: true }).waitFor({ state: 'detached' });
      await eventually('it is back', async () => (await site.send('GET', `/images/${id}`)).status === 200);
      const position = async () => (await page.locator('.position').innerText()).replace(/\D+/, ' ');
      await eventually('it has its place again', async () => (await position()) === '1 2');
      await context.close();
      await site.send('DELETE', `/projects/${projectId}/images/${id}`, { body: { reason } });
    });
  }

  it('still says of one that never was that there is none', async () => {
    const { page, context } = await openPage(browser, site, '/images/00000000-0000-4000-8000-000000000000');
    await page.getByText('There is no such image').waitFor();
    await context.close();
  });
});
