import { expect } from 'chai';
import type { Browser } from 'playwright-core';
import type { TestApp } from '#core/testing';
import { launchChromium } from './chromium.ts';
import { expectAccessible, makeProject, openPage, openSite } from './site.ts';

describe('The API documentation in a browser', function () {
  this.timeout(120_000);
  let site: TestApp;
  let browser: Browser;
  let projectId: string;

  before(async function () {
    browser = await launchChromium(this);
    site = await openSite();
    projectId = await makeProject(site, 'Gulls of the north shore');
  });

  after(async () => {
    await browser?.close();
    await site?.stop();
  });

  const views: [name: string, hash: string, heading: string][] = [
    ['the overview', '', 'Image Project Manager'],
    ['a call with a body', '#post_projects', 'Make a project'],
    ['an upload', '#post_projects_project_id_images', 'Upload an image'],
    ['a call that isn’t there', '#get_nothing', 'Image Project Manager'],
  ];
  for (const theme of ['light', 'dark'] as const) {
    for (const [name, hash, heading] of views) {
      it(`shows ${name} in the ${theme} theme from local files alone, accessibly, under the strict policy`, async () => {
        const width = theme === 'dark' ? 420 : 1440;
        const { page, context, complaints, foreignRequests } = await openPage(browser, site, `/api/docs${hash}`, {
          theme,
          width,
        });
        await page.getByRole('heading', { level: 1, name: heading }).waitFor();
        await expectAccessible(page);
        expect(complaints).to.deep.equal([]);
        expect(foreignRequests).to.deep.equal([]);
        const overflow = Number(await page.evaluate('document.documentElement.scrollWidth - innerWidth'));
        expect(overflow, 'scrolls sideways').to.be.at.most(0);
        await context.close();
      });
    }
  }

  it('finds a call, shows it and sends it as the person who is signed in', async () => {
    const { page, context } = await openPage(browser, site, '/api/docs');
    await page.getByRole('searchbox', { name: 'Search calls' }).fill('one project');
    await page.getByRole('link', { name: 'GET /projects/{project_id}', exact: true }).click();
    await page.getByRole('heading', { level: 1, name: 'One project' }).waitFor();
    await page.getByLabel('project_id (path, required)').fill(projectId);
    await page.getByRole('button', { name: 'Send' }).click();
    const answer = page.getByLabel('What came back');
    await answer.waitFor();
    expect(await answer.innerText()).to.contain('Gulls of the north shore');
    await context.close();
  });

  it('sends a body, and an API key in place of the session', async () => {
    const user = await site.makeUser();
    const { page, context } = await openPage(browser, site, '/api/docs#post_projects');
    await page.getByRole('combobox', { name: 'Prefix' }).selectOption('/api-key');
    await page.getByRole('button', { name: 'Send' }).click();
    await page.getByRole('heading', { name: /^401 / }).waitFor();
    await page.getByLabel(/^API key/).fill(user.key);
    await page
      .getByLabel('Body', { exact: true })
      .fill('{"name": "From the documentation", "meta_group_id": "readers"}');
    await page.getByRole('button', { name: 'Send' }).click();
    await page.getByRole('heading', { name: /^201 / }).waitFor();
    expect(await page.getByLabel('What came back').innerText()).to.contain('From the documentation');
    await context.close();
  });

  it('is a step away from everywhere: the palette leads there', async () => {
    const { page, context } = await openPage(browser, site, '/');
    await page.locator('projects-card').first().waitFor();
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox').fill('api doc');
    await page.getByRole('option', { name: 'API documentation' }).click();
    await page.waitForURL(/\/api\/docs$/);
    await page.getByRole('heading', { level: 1, name: 'Image Project Manager' }).waitFor();
    await context.close();
  });
});
