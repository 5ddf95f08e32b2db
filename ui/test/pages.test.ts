import { expect } from 'chai';
import type { Browser } from 'playwright-core';
import type { TestApp } from '#core/testing';
import { launchChromium } from './chromium.ts';
import { expectAccessible, makeImage, makeJpeg, makeProject, openPage, openSite } from './site.ts';

/** What is drawn after the first thing that a test waits for: badges, thumbnails, plugins' panels. */
const settleMs = 500;
const unknownId = '00000000-0000-4000-8000-000000000000';

describe('The pages in a browser', function () {
  this.timeout(120_000);
  let site: TestApp;
  let browser: Browser;
  let projectId: string;
  let emptyId: string;
  let images: string[];

  before(async function () {
    browser = await launchChromium(this);
    site = await openSite();
    projectId = await makeProject(site, 'Gulls of the north shore');
    emptyId = await makeProject(site, 'Empty shelf');
    images = [];
    for (const [index, name] of ['one.jpg', 'two.jpg', 'three.jpg'].entries()) {
      images.push(await makeImage(site, projectId, name, index * 90));
    }
  });

  after(async () => {
    await browser?.close();
    await site?.stop();
  });

  const pages: [name: string, path: () => string, ready: string][] = [
    ['the projects', () => '/', 'projects-card'],
    ['the empty trash', () => '/?view=trash', 'ipm-empty'],
    ['a search without hits', () => '/?q=nothing-is-called-so', 'ipm-empty'],
    ['a project', () => `/projects/${projectId}`, 'images-tile img'],
    ['an empty project', () => `/projects/${emptyId}`, 'images-grid-tab ipm-empty'],
    ['a project that is not there', () => `/projects/${unknownId}`, 'ipm-empty'],
    ['an image', () => `/images/${images[1]}`, 'images-sidebar section'],
    ['an image that is not there', () => `/images/${unknownId}`, 'ipm-empty'],
    ['an address that nobody knows', () => '/nobody/knows/this', 'ipm-not-found'],
  ];

  for (const theme of ['light', 'dark'] as const) {
    for (const [name, path, ready] of pages) {
      it(`${name}: accessible in ${theme}, quiet, and nothing from elsewhere`, async () => {
        const { page, context, complaints, foreignRequests } = await openPage(browser, site, path(), { theme });
        await page.locator(ready).first().waitFor();
        await page.waitForTimeout(settleMs);
        await expectAccessible(page);
        expect(foreignRequests).to.deep.equal([]);
        const unexpected = complaints.filter((text) => !/status of (404|422)/.test(text));
        expect(unexpected).to.deep.equal([]);
        await context.close();
      });
    }
  }

  it('makes a project, once, and goes there', async () => {
    const { page, context } = await openPage(browser, site, '/');
    await page.locator('projects-card').first().waitFor();
    await page.keyboard.press('n');
    const name = page.getByRole('textbox', { name: 'Name' });
    await name.waitFor();
    await name.fill('Shoreline 2026');
    await name.press('Enter');
    await page.waitForURL(/\/projects\/[0-9a-f-]{36}$/);
    await page.getByText('Drop images here').waitFor();
    const { body } = await site.send('GET', '/projects?search=Shoreline');
    expect(body).to.have.length(1);
    await context.close();
  });

  it('puts a project into the trash, takes it back by Undo, and restores it from the trash', async () => {
    const name = 'Soon gone and back';
    const id = await makeProject(site, name);
    const { page, context } = await openPage(browser, site, `/projects/${id}`);
    const remove = async (): Promise<void> => {
      await page.getByRole('button', { name: 'More about this project' }).click();
      await page.getByRole('menuitem', { name: 'Delete project' }).click();
      await page.waitForURL(`${site.url}/`);
    };
    await remove();
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.waitForURL(new RegExp(id));
    await page.getByRole('heading', { name }).waitFor();
    await remove();
    await page.goto('/?view=trash');
    const card = page.locator('projects-card').filter({ hasText: name });
    await card.getByRole('button', { name: 'Restore' }).click();
    await card.waitFor({ state: 'detached' });
    expect((await site.send('GET', `/projects/${id}`)).status).to.equal(200);
    await context.close();
  });

  it('renames a project where its name stands', async () => {
    const id = await makeProject(site, 'Old name');
    const { page, context } = await openPage(browser, site, `/projects/${id}`);
    await page.getByRole('heading', { name: 'Old name' }).waitFor();
    await page.keyboard.press('F2');
    await page.getByRole('textbox', { name: 'Project name' }).fill('New name');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'New name' }).waitFor();
    await expectCount(async () => ((await site.send('GET', `/projects/${id}`)).body.name === 'New name' ? 1 : 0), 1);
    await context.close();
  });

  it('uploads what is chosen, says by name what is no image, and shows the rest', async () => {
    const id = await makeProject(site);
    const { page, context } = await openPage(browser, site, `/projects/${id}`);
    await page.getByText('Drop images here').waitFor();
    const chosen = page.waitForEvent('filechooser');
    await page.getByRole('button', { name: 'Choose files' }).click();
    const buffer = await makeJpeg();
    await (
      await chosen
    ).setFiles([
      { name: 'first.jpg', mimeType: 'image/jpeg', buffer },
      { name: 'second.jpg', mimeType: 'image/jpeg', buffer: await makeJpeg(320, 200, 10) },
      { name: 'notes.jpg', mimeType: 'image/jpeg', buffer: Buffer.from('no picture at all') },
    ]);
    await page.locator('images-tile img').nth(1).waitFor();
    const panel = page.locator('images-upload-panel');
    await panel.getByText('1 failed').waitFor();
    await panel.getByText('notes.jpg', { exact: true }).waitFor();
    expect(await page.locator('images-tile').count()).to.equal(2);
    await context.close();
  });

  it('deletes what is picked for a reason and takes it back', async () => {
    const id = await makeProject(site);
    for (const name of ['a.jpg', 'b.jpg', 'c.jpg']) await makeImage(site, id, name);
    const { page, context } = await openPage(browser, site, `/projects/${id}`);
    const tiles = page.locator('images-tile');
    await tiles.nth(2).locator('img').waitFor();
    await tiles.nth(0).getByRole('checkbox').click({ force: true });
    await tiles.nth(1).click({ modifiers: ['Shift'] });
    await page.locator('images-selection-bar').getByText('2 selected').waitFor();
    await page.keyboard.press('Delete');
    await page.getByRole('textbox', { name: 'Reason' }).fill('Two of the same bird');
    await page.locator('images-delete-dialog').getByRole('button', { name: 'Delete', exact: true }).click();
    await page.getByText('2 images deleted.').first().waitFor();
    await expectCount(() => tiles.count(), 1);
    await page.getByRole('button', { name: 'Undo' }).click();
    await expectCount(() => tiles.count(), 3);
    await context.close();
  });

  it('goes from image to image by key, keeps the view in the address, and leads back', async () => {
    const { page, context } = await openPage(browser, site, `/images/${images[2]}?sort=-created_at`);
    await page.getByText('1 of 3').waitFor();
    await page.keyboard.press('j');
    await page.getByText('2 of 3').waitFor();
    expect(page.url()).to.contain(images[1]);
    await page.locator('ipm-viewer-pair').waitFor();
    await page.locator('ipm-viewer-pair').getByText('%').first().waitFor();
    await page.keyboard.press('+');
    await page.waitForURL(/#view=/);
    const address = page.url();
    await page.reload();
    await page.getByText('2 of 3').waitFor();
    expect(page.url()).to.equal(address);
    await page.keyboard.press('Escape');
    await page.waitForURL(new RegExp(`/projects/${projectId}`));
    await page.locator('images-tile img').first().waitFor();
    await context.close();
  });

  it('opens a link to a view at that very view, and again after a reload', async () => {
    const address = `/images/${images[0]}#view=300,200,4,0`;
    const { page, context } = await openPage(browser, site, address);
    const viewer = page.locator('ipm-viewer-pair');
    const shown = async () => {
      await viewer.getByText('400').first().waitFor();
      return viewer.evaluate((element) => (element as unknown as { getViewport(): object }).getViewport());
    };
    const view = { x: 300, y: 200, zoom: 4, rotation: 0, flipped: false };
    expect(await shown()).to.deep.equal(view);
    await page.reload();
    expect(await shown()).to.deep.equal(view);
    await context.close();
  });

  it('keeps its keys to itself while somebody types', async () => {
    const { page, context } = await openPage(browser, site, `/projects/${projectId}`);
    await page.locator('images-tile img').first().waitFor();
    const search = page.getByRole('searchbox');
    await search.click();
    await search.pressSequentially('?u/n');
    expect(await search.inputValue()).to.equal('?u/n');
    expect(await page.getByRole('dialog').count()).to.equal(0);
    await context.close();
  });

  it('lists the keys of the page, and finds a project by name', async () => {
    const { page, context } = await openPage(browser, site, '/');
    await page.locator('projects-card').first().waitFor();
    await page.keyboard.press('?');
    await page.locator('ipm-key-sheet').getByText('New project', { exact: true }).waitFor();
    await page.keyboard.press('Escape');
    await page.locator('ipm-key-sheet dialog').waitFor({ state: 'hidden' });
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox').fill('gulls of');
    await page.getByRole('option', { name: 'Gulls of the north shore' }).click();
    await page.waitForURL(new RegExp(projectId));
    await context.close();
  });

  it('has a menu of one’s own, without a way out where nobody signed in', async () => {
    const { page, context } = await openPage(browser, site, '/sign-in');
    await page.waitForURL(`${site.url}/`);
    await page.getByRole('button', { name: /^Account of/ }).click();
    await page.getByRole('menuitem', { name: 'Administration' }).waitFor();
    expect(await page.getByRole('menuitem', { name: 'Sign out' }).count()).to.equal(0);
    await page.getByRole('menuitem', { name: 'My account' }).click();
    await page.getByRole('heading', { name: 'API keys' }).waitFor();
    expect(await page.getByRole('heading', { name: 'Sessions' }).count()).to.equal(0);
    await expectAccessible(page);
    await context.close();
  });

  it('shows an upload of somebody else without reload', async () => {
    const id = await makeProject(site);
    const { page, context } = await openPage(browser, site, `/projects/${id}`);
    await page.getByText('Drop images here').waitFor();
    await makeImage(site, id, 'from-elsewhere.jpg');
    await page.locator('images-tile img').first().waitFor();
    await context.close();
  });
});

async function expectCount(count: () => Promise<number>, wanted: number): Promise<void> {
  const until = Date.now() + 15_000;
  while ((await count()) !== wanted && Date.now() < until) await new Promise((resolve) => setTimeout(resolve, 100));
  expect(await count()).to.equal(wanted);
}
