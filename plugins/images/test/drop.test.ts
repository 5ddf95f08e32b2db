// Files and folders that are dropped on a project, by the drag events of a real browser with real paths.
import { expect } from 'chai';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, CDPSession, Page } from 'playwright-core';
import sharp from 'sharp';
import { eventually } from '#core/testing';
import type { TestApp } from '#core/testing';
import { launchChromium } from '../../../ui/test/chromium.ts';
import { makeProject, openPage, openSite, type WatchedPage } from '../../../ui/test/site.ts';

const formats = ['jpeg', 'png', 'webp', 'gif', 'avif', 'tiff'] as const;
/** More than a browser's readEntries hands over at once, which is 100. */
const manyFiles = 120;

const picture = (hue: number) =>
  sharp({ create: { width: 96, height: 64, channels: 3, background: `hsl(${hue}, 60%, 45%)` } });

/** Makes the browser fail to read lost.png. It has no name for a file's entry, so that is caught on its way. */
const spoilLost = `
  const found = DataTransferItem.prototype.webkitGetAsEntry;
  DataTransferItem.prototype.webkitGetAsEntry = function () {
    const entry = found.call(this);
    if (!entry?.isFile) return entry;
    const kind = Object.getPrototypeOf(entry);
    const read = kind.file;
    kind.file = function (done, failed) {
      if (this.name === 'lost.png') failed(new DOMException('It is gone.', 'NotFoundError'));
      else read.call(this, done, failed);
    };
    return entry;
  };`;

describe('dropping on a project in the browser', function () {
  this.timeout(120_000);
  let browser: Browser;
  let site: TestApp;
  let folder: string;
  let projectId: string;
  let page: Page;
  let watched: WatchedPage;
  let devtools: CDPSession;

  before(async function () {
    browser = await launchChromium(this);
    site = await openSite();
  });
  after(async () => {
    await browser?.close();
    await site?.stop();
  });
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'ipm-drop-'));
    projectId = await makeProject(site);
    watched = await openPage(browser, site, `/projects/${projectId}`);
    ({ page } = watched);
    devtools = await watched.context.newCDPSession(page);
    await page.getByText('Drop images here').waitFor();
  });
  afterEach(async () => {
    await watched.context.close();
    await rm(folder, { recursive: true });
  });

  const grid = [720, 500] as const;
  const topBar = [720, 20] as const;

  /** One event of a hand that drags these files, as the operating system would send it. */
  async function drag(
    type: 'dragEnter' | 'dragOver' | 'drop',
    files: string[],
    [x, y] = grid as readonly [number, number],
  ) {
    await devtools.send('Input.dispatchDragEvent', { type, x, y, data: { items: [], files, dragOperationsMask: 1 } });
  }

  async function drop(files: string[]): Promise<void> {
    for (const type of ['dragEnter', 'dragOver', 'drop'] as const) await drag(type, files);
  }

  const listed = async (): Promise<{ filename: string; content_type: string }[]> =>
    (await site.send('GET', `/projects/${projectId}/images?limit=500`)).body;
  const thumbnails = () =>
    page
      .locator('images-tile img')
      .evaluateAll(
        (images) => images.filter((image) => (image as unknown as { naturalWidth: number }).naturalWidth > 0).length,
      );

  it('takes one file of every format, and says by name which is no image while the others land', async () => {
    const paths = formats.map((format) => join(folder, `gull.${format}`));
    for (const [at, path] of paths.entries())
      await picture(at * 60)
        .toFormat(formats[at]!)
        .toFile(path);
    const notes = join(folder, 'notes.png');
    await writeFile(notes, 'Remember to photograph the gulls.');
    await drop([...paths.slice(0, 3), notes, ...paths.slice(3)]);
    await eventually('six thumbnails are drawn', async () => (await thumbnails()) === formats.length);
    const row = page.locator('images-upload-panel .row').filter({ hasText: 'notes.png' });
    await page.locator('images-upload-panel').getByText('1 failed').waitFor();
    expect(await row.locator('.failure').innerText()).to.match(/not an image|isn.t an image|no image/i);
    expect(await page.locator('images-upload-panel .failure').count(), 'the count and the one row').to.equal(2);
    const types = (await listed()).map(({ content_type }) => content_type).sort();
    expect(types).to.deep.equal(formats.map((format) => `image/${format}`).sort());
  });

  it('reads a dropped folder through: folders in it, more files than come at once, none of the hidden ones', async () => {
    const [many, deep] = [join(folder, 'shore'), join(folder, 'shore', 'day 2', 'evening')];
    await mkdir(deep, { recursive: true });
    const bytes = await picture(200).png().toBuffer();
    for (let at = 0; at < manyFiles; at += 1) {
      await writeFile(join(many, `gull ${String(at).padStart(3, '0')}.png`), bytes);
    }
    await writeFile(join(deep, 'tern.png'), bytes);
    await writeFile(join(many, '.DS_Store'), 'hidden');
    const single = join(folder, 'alone.png');
    await writeFile(single, bytes);
    await drop([many, single]);
    const panel = page.locator('images-upload-panel');
    await panel.getByText(`${manyFiles + 2} files uploaded`).waitFor({ timeout: 60_000 });
    expect(await panel.locator('.failure').count()).to.equal(0);
    const names = (await listed()).map(({ filename }) => filename);
    expect(new Set(names).size).to.equal(manyFiles + 2);
    expect(names).to.include.members(['gull 000.png', `gull ${manyFiles - 1}.png`, 'tern.png', 'alone.png']);
    await page
      .getByText(`${manyFiles + 2} images`)
      .first()
      .waitFor();
  });

  it('shows where to drop while files hang over it, and nothing once they leave or land', async () => {
    const path = join(folder, 'gull.jpeg');
    await picture(20).jpeg().toFile(path);
    const invitation = page.getByText('Drop to upload');
    await drag('dragEnter', [path]);
    await drag('dragOver', [path]);
    await invitation.waitFor();
    await drag('dragOver', [path], topBar);
    await invitation.waitFor({ state: 'detached' });
    await drop([path]);
    await invitation.waitFor({ state: 'detached' });
    await page.locator('images-tile img').first().waitFor();
  });

  it('says which file of a drop could not be read', async () => {
    const [kept, lost] = [join(folder, 'kept.png'), join(folder, 'set', 'lost.png')];
    await mkdir(join(folder, 'set'));
    for (const path of [kept, lost]) await picture(90).png().toFile(path);
    await page.evaluate(spoilLost);
    await drop([join(folder, 'set'), kept]);
    await page.locator('ipm-toast').getByText('“set/lost.png” could not be read').waitFor();
    await page.locator('images-tile img').first().waitFor();
    expect((await listed()).map(({ filename }) => filename)).to.deep.equal(['kept.png']);
  });
});
