import { expect } from 'chai';
import type { Browser, Page } from 'playwright-core';
import { eventually, makeApp } from '#core/testing';
import type { TestApp } from '#core/testing';
import { buildUi, isUiFresh } from '../../../ui/build/build.ts';
import { launchChromium } from '../../../ui/test/chromium.ts';
import { makeImage } from '../../images/test/make.ts';
import { makeProject } from '../../projects/test/make.ts';
import { makeEntry } from './make.ts';

describe('metadata in the browser', function () {
  this.timeout(60_000);
  let browser: Browser;
  let app: TestApp;
  let page: Page;
  let project: { id: string };
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
    page = await (await browser.newContext({ viewport: { width: 1280, height: 900 } })).newPage();
  });
  afterEach(() => page?.context().close());

  const row = (key: string) =>
    page.getByRole('row').filter({ has: page.getByRole('rowheader', { name: key, exact: true }) });
  const add = async (key: string, value: string) => {
    await page.getByRole('textbox', { name: 'New key', exact: true }).fill(key);
    await page.getByRole('textbox', { name: 'Value of the new key' }).fill(value);
    await page.keyboard.press('Enter');
  };
  const edit = async (key: string, value: string) => {
    await row(key).getByRole('button', { name: /Edit$/ }).click();
    await page.getByRole('textbox', { name: `Value of ${key}` }).fill(value);
    await page.keyboard.press('Enter');
  };

  it('adds, edits, deletes and brings back what is noted about an image', async () => {
    const image = await makeImage(app, project, { width: 64, height: 48, format: 'png' });
    const metadata = async () => (await app.send('GET', `/images/${image.id}`)).body.metadata;
    const is = (what: string, expected: object) =>
      eventually(what, async () => JSON.stringify(await metadata()) === JSON.stringify(expected));
    await page.goto(`${app.url}/images/${image.id}`);
    await page.getByText('Nothing is noted about this image yet.').waitFor();
    await add('a/b', 'H&E');
    await is('text is kept', { 'a/b': 'H&E' });
    await add('a/b', 'again');
    await page.getByText('There is already a key “a/b”.').waitFor();
    await edit('a/b', '{"x": [1]}');
    await is('JSON is kept', { 'a/b': { x: [1] } });
    await row('a/b').getByRole('button', { name: 'Delete a/b' }).click();
    await row('a/b').waitFor({ state: 'detached' });
    await is('it is deleted', {});
    await page.getByRole('button', { name: 'Undo' }).click();
    await is('it is back', { 'a/b': { x: [1] } });
    await row('a/b').waitFor();
    await app.send('PUT', `/images/${image.id}/metadata`, { body: { key: 'other', value: 0.5 } });
    await row('other').waitFor();
  });

  it('takes a change back, with the reason, when the server refuses it', async () => {
    const image = await makeImage(app, project, { width: 64, height: 48, format: 'png', metadata: { stain: 'old' } });
    await page.goto(`${app.url}/images/${image.id}`);
    await edit('stain', 'x'.repeat(70_000));
    await page.getByText('a value may have 65536').waitFor();
    await row('stain').getByText('old').waitFor();
  });

  it('notes something about a project, and follows what others note', async () => {
    const dict = async () => (await app.send('GET', `/projects/${project.id}/metadata-dict`)).body;
    await page.goto(`${app.url}/projects/${project.id}?tab=metadata`);
    await page.getByText('Nothing is noted about this project yet.').waitFor();
    await page.keyboard.press('n');
    await page.keyboard.type('study');
    await page.keyboard.press('Tab');
    await page.keyboard.type('LIV-2');
    await page.keyboard.press('Enter');
    await row('study').waitFor();
    await eventually('it is kept', async () => (await dict()).study === 'LIV-2');
    await makeEntry(app, project.id, 'site', ['Köln']);
    await row('site').getByText('["Köln"]').or(row('site').getByText('[ "Köln" ]')).waitFor();
    await row('study').getByRole('button', { name: 'Delete study' }).click();
    await eventually('it is deleted', async () => !('study' in (await dict())));
    expect(await dict()).to.deep.equal({ site: ['Köln'] });
  });
});
