import { expect } from 'chai';
import type { Browser, Page } from 'playwright-core';
import { eventually, makeApp } from '#core/testing';
import type { TestApp } from '#core/testing';
import { buildUi, isUiFresh } from '../../../ui/build/build.ts';
import { launchChromium } from '../../../ui/test/chromium.ts';
import { makeImage } from '../../images/test/make.ts';
import { makeProject } from '../../projects/test/make.ts';
import type { CommentJson } from '../schemas.ts';
import { makeComment } from './make.ts';

describe('comments in the browser', function () {
  this.timeout(60_000);
  let browser: Browser;
  let app: TestApp;
  let page: Page;
  let project: { id: string };
  let imageId: string;
  before(async function () {
    browser = await launchChromium(this);
    if (!(await isUiFresh())) await buildUi({ quiet: true });
    app = await makeApp();
  });
  after(async () => {
    await browser?.close();
    await app?.stop();
  });
  beforeEach(async () => {
    project = await makeProject(app);
    ({ id: imageId } = await makeImage(app, project, { width: 64, height: 48, format: 'png' }));
    page = await (await browser.newContext({ viewport: { width: 1280, height: 800 } })).newPage();
  });
  afterEach(() => page?.context().close());

  const field = () => page.getByRole('textbox', { name: 'Write a comment' });
  const shown = (text: string) => page.locator('comments-panel .text', { hasText: text });
  const comments = async (): Promise<CommentJson[]> => (await app.send('GET', `/images/${imageId}/comments`)).body;
  const open = async () => {
    await page.goto(`${app.url}/images/${imageId}`);
    await field().waitFor();
  };

  it('sends with Ctrl+Enter and is ready for the next', async () => {
    await open();
    await page.keyboard.press('Shift+M');
    await page.keyboard.type('Two nuclei?');
    await page.keyboard.press('Enter');
    await page.keyboard.type('Look');
    await page.keyboard.press('Control+Enter');
    await shown('Two nuclei?').waitFor();
    expect(await field().inputValue()).to.equal('');
    expect((await comments())[0]?.text).to.equal('Two nuclei?\nLook');
  });

  it('keeps what was written when it can’t be sent, and on the way to another image and back', async () => {
    await open();
    await page.route('**/comments', (route) =>
      route.request().method() === 'POST' ? route.abort() : route.fallback(),
    );
    await field().fill('Important');
    await page.getByRole('button', { name: 'Comment', exact: true }).click();
    await page.getByText('It was not sent. The server can’t be reached.').waitFor();
    expect(await field().inputValue()).to.equal('Important');
    const other = await makeImage(app, project, { width: 64, height: 48, format: 'png' });
    await field().press('Escape');
    await page.getByRole('button', { name: 'Previous image' }).and(page.locator(':enabled')).waitFor();
    await page.keyboard.press('ArrowLeft');
    await page.waitForURL(`**/images/${other.id}**`);
    await eventually('the other image has no draft', async () => (await field().inputValue()) === '');
    await page.keyboard.press('ArrowRight');
    await page.waitForURL(`**/images/${imageId}**`);
    await eventually('the draft is back', async () => (await field().inputValue()) === 'Important');
  });

  it('shows what others write, change and delete, live, and lets nobody else edit it', async () => {
    await open();
    const colleague = await app.makeUser({ isAdministrator: true });
    const made = await makeComment(app, imageId, { text: 'From Anna', as: colleague });
    await shown('From Anna').waitFor();
    await page.getByText(colleague.email).waitFor();
    expect(await page.getByRole('button', { name: 'Edit your comment' }).count()).to.equal(0);
    await app.send('PATCH', `/comments/${made.id}`, { body: { text: 'Changed' }, as: colleague });
    await shown('Changed').waitFor();
    await page.getByText('edited').waitFor();
    await app.send('DELETE', `/comments/${made.id}`, { as: colleague });
    await page.getByText('Nobody has said anything about this image yet.').waitFor();
  });

  it('edits one’s own in its place', async () => {
    await makeComment(app, imageId, { text: 'Frist' });
    await open();
    await page.getByRole('button', { name: 'Edit your comment' }).click();
    const editor = page.getByRole('textbox', { name: 'Text of your comment' });
    await editor.fill('Wrong');
    await page.keyboard.press('Escape');
    await shown('Frist').waitFor();
    await page.getByRole('button', { name: 'Edit your comment' }).click();
    await editor.fill('First');
    await page.keyboard.press('Control+Enter');
    await shown('First').waitFor();
    expect((await comments())[0]).to.deep.include({ text: 'First', edited: true });
  });

  it('deletes after ten seconds, and not at all when it is undone', async () => {
    await makeComment(app, imageId, { text: 'Stays' });
    await page.clock.install();
    await open();
    const remove = page.getByRole('button', { name: 'Delete your comment' });
    await remove.click();
    await shown('Stays').waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Undo' }).click();
    await shown('Stays').waitFor();
    await page.clock.runFor(11_000);
    expect(await comments()).to.have.length(1);
    await remove.click();
    await shown('Stays').waitFor({ state: 'detached' });
    await page.clock.runFor(9_000);
    expect(await comments()).to.have.length(1);
    await page.clock.runFor(2_000);
    await eventually('it is deleted', async () => (await comments()).length === 0);
  });

  it('deletes at once when the page is closed before the ten seconds are over', async () => {
    await makeComment(app, imageId, { text: 'Goes' });
    await open();
    await page.getByRole('button', { name: 'Delete your comment' }).click();
    await shown('Goes').waitFor({ state: 'detached' });
    await page.goto('about:blank');
    await eventually('it is deleted', async () => (await comments()).length === 0);
  });

  it('counts on the tiles of the grid by one request for all, and follows', async () => {
    await makeImage(app, project, { width: 64, height: 48, format: 'png' });
    await makeComment(app, imageId);
    let requests = 0;
    page.on('request', (request) => (requests += Number(/\/comment/.test(request.url()))));
    await page.goto(`${app.url}/projects/${project.id}`);
    const badge = page.locator('comments-badge:not([hidden])');
    await badge.waitFor();
    expect(await badge.getAttribute('aria-label')).to.equal('1 comment');
    expect(requests).to.equal(1);
    await makeComment(app, imageId);
    await eventually('two comments', async () => (await badge.getAttribute('aria-label')) === '2 comments');
    expect(requests).to.equal(2);
  });
});
