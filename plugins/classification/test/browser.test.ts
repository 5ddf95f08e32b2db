import { expect } from 'chai';
import type { Browser, Page } from 'playwright-core';
import { eventually, makeApp } from '#core/testing';
import type { TestApp } from '#core/testing';
import { buildUi, isUiFresh } from '../../../ui/build/build.ts';
import { launchChromium } from '../../../ui/test/chromium.ts';
import { makeImage } from '../../images/test/make.ts';
import { makeProject } from '../../projects/test/make.ts';
import type { ClassificationJson, ClassJson } from '../schemas.ts';
import { makeClass, makeLabel } from './make.ts';

describe('labels in the browser', function () {
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
    page = await (await browser.newContext({ viewport: { width: 1280, height: 800 } })).newPage();
  });
  afterEach(() => page?.context().close());

  const panel = () => page.locator('classification-panel');
  const button = (name: string) => panel().getByRole('button', { name });
  const pressed = (name: string, value: boolean) =>
    button(name)
      .and(page.locator(`[aria-pressed=${value}]`))
      .waitFor();
  const labelsOf = async (imageId: string): Promise<ClassificationJson[]> =>
    (await app.send('GET', `/images/${imageId}/classifications`)).body;
  const open = async (imageId: string) => {
    await page.goto(`${app.url}/images/${imageId}`);
    await button('Mitosis').and(page.locator(':enabled')).waitFor();
  };
  const smallImage = (filename = 'a.png') =>
    makeImage(app, project, { width: 64, height: 48, format: 'png', filename });

  it('puts a label on and takes it off by key and by click, and the server follows', async () => {
    const image = await smallImage();
    const mitosis = await makeClass(app, project.id, { name: 'Mitosis' });
    await makeClass(app, project.id, { name: 'Necrosis' });
    await open(image.id);
    await page.keyboard.press('m');
    await pressed('Mitosis', true);
    const [label] = await eventually('the label is kept', async () => {
      const labels = await labelsOf(image.id);
      return labels.length > 0 && labels;
    });
    expect(label?.class_id).to.equal(mitosis.id);
    await button('Necrosis').click();
    await pressed('Necrosis', true);
    await page.keyboard.press('m');
    await pressed('Mitosis', false);
    await eventually('one label is left', async () => {
      const labels = await labelsOf(image.id);
      return labels.length === 1 && labels[0]?.class_id !== mitosis.id;
    });
  });

  it('ends where the person wants it however fast the keys come', async () => {
    const image = await smallImage();
    await makeClass(app, project.id, { name: 'Mitosis' });
    await open(image.id);
    for (let press = 0; press < 7; press += 1) await page.keyboard.press('m');
    await pressed('Mitosis', true);
    await eventually('the label is kept', async () => (await labelsOf(image.id)).length === 1);
    await page.waitForTimeout(500);
    await pressed('Mitosis', true);
    expect(await labelsOf(image.id)).to.have.length(1);
  });

  it('leaves the keys to a field that is being written in', async () => {
    const image = await smallImage();
    await makeClass(app, project.id, { name: 'Mitosis' });
    await open(image.id);
    await page.getByRole('textbox', { name: 'Write a comment' }).fill('');
    await page.keyboard.type('mmm');
    await pressed('Mitosis', false);
    expect(await labelsOf(image.id)).to.deep.equal([]);
  });

  it('shows what others put on, live, with their initials, and takes it off for who manages the classes', async () => {
    const image = await smallImage();
    const mitosis = await makeClass(app, project.id, { name: 'Mitosis' });
    await open(image.id);
    const colleague = await app.makeUser({ email: `anna.berg-${project.id}@example.org`, isAdministrator: true });
    await makeLabel(app, image.id, mitosis.id, { as: colleague });
    await panel().locator('.theirs').waitFor();
    expect(await panel().locator('.person').innerText()).to.equal('AB');
    await pressed('Mitosis', false);
    await panel().getByText('1 label: who and when').click();
    await panel()
      .getByRole('button', { name: /Take off Mitosis/ })
      .click();
    await eventually('the label is gone', async () => (await labelsOf(image.id)).length === 0);
  });

  it('takes a label back, with the reason, when the server refuses it', async () => {
    const image = await smallImage();
    await makeClass(app, project.id, { name: 'Mitosis' });
    await open(image.id);
    await page.route('**/api/images/*/classifications', async (route) => {
      if (route.request().method() !== 'POST') return route.fallback();
      await new Promise((resolve) => setTimeout(resolve, 300));
      await route.fulfill({
        status: 403,
        contentType: 'application/problem+json',
        body: JSON.stringify({ code: 'core.forbidden', detail: 'You may not.' }),
      });
    });
    await page.keyboard.press('m');
    await pressed('Mitosis', true);
    await pressed('Mitosis', false);
    await page.getByText('“Mitosis” could not be put on a.png. You may not.').first().waitFor();
  });

  it('goes on to the next image when that is switched on, and remembers it', async () => {
    const [first, second] = [await smallImage('1.png'), await smallImage('2.png')];
    await makeClass(app, project.id, { name: 'Mitosis' });
    await open(second.id);
    await panel().getByText('Next image after labelling').click();
    await page.keyboard.press('m');
    await page.waitForURL(`**/images/${first.id}**`);
    await eventually('the first image is labelled', async () => (await labelsOf(second.id)).length === 1);
    await pressed('Mitosis', false);
    await page.reload();
    await panel().getByRole('switch', { checked: true }).waitFor();
  });

  it('makes the first class beside the picture', async () => {
    const image = await smallImage();
    await page.goto(`${app.url}/images/${image.id}`);
    await panel().getByText('No classes yet').waitFor();
    await panel().getByRole('textbox', { name: 'Name of a new class' }).fill('Mitosis');
    await page.keyboard.press('Enter');
    await button('Mitosis').waitFor();
  });

  it('adds, renames, colours and deletes classes, and takes a deletion back', async () => {
    const classes = async (): Promise<ClassJson[]> => (await app.send('GET', `/projects/${project.id}/classes`)).body;
    const is = (what: string, test: (each: ClassJson[]) => boolean) =>
      eventually(what, async () => test(await classes()));
    await page.goto(`${app.url}/projects/${project.id}?tab=classes`);
    const field = page.getByRole('textbox', { name: 'Name of a new class' });
    for (const name of ['Mitosis', 'Necrosis']) {
      await field.fill(name);
      await page.keyboard.press('Enter');
      await page.getByRole('button', { name: `Delete ${name}` }).waitFor();
    }
    await field.fill('mitosis');
    await page.keyboard.press('Enter');
    await page.getByText("This project already has a class named 'Mitosis'.").waitFor();

    await page.getByRole('button', { name: /^Name of Mitosis/ }).click();
    await page.keyboard.type('Division');
    await page.keyboard.press('Enter');
    await is('it is renamed', ([first]) => first?.name === 'Division');
    await page.getByRole('textbox', { name: 'Key of Division' }).fill('n');
    await page.getByText("The key 'n' already stands for the class 'Necrosis'").waitFor();
    await page.getByRole('textbox', { name: 'Key of Division' }).fill('d');
    await is('the key is another', ([first]) => first?.hotkey === 'd');
    await page.getByRole('button', { name: /^Colour of Division/ }).click();
    await page.getByRole('button', { name: '#d55e00' }).click();
    await is('the colour is another', ([first]) => first?.color === '#d55e00');

    await page.getByRole('button', { name: 'Delete Division' }).click();
    await is('it is deleted', (all) => all.length === 1);
    await page.getByRole('button', { name: 'Undo' }).click();
    await is('it is back', (all) => all.some(({ name, color }) => name === 'Division' && color === '#d55e00'));
  });

  it('asks for the name before it deletes a class with labels on it', async () => {
    const image = await smallImage();
    const mitosis = await makeClass(app, project.id, { name: 'Mitosis' });
    await makeLabel(app, image.id, mitosis.id);
    await page.goto(`${app.url}/projects/${project.id}?tab=classes`);
    await page.getByRole('button', { name: 'Delete Mitosis' }).click();
    await page.getByText('1 label of this class is taken off the images').waitFor();
    const yes = page.getByRole('button', { name: 'Delete class and labels' });
    expect(await yes.isDisabled()).to.equal(true);
    await page.getByRole('textbox', { name: /Type “Mitosis”/ }).fill('Mitosis');
    await yes.click();
    await eventually('it is gone', async () => (await app.send('GET', `/classes/${mitosis.id}`)).status === 404);
    await page.getByText('No classes yet').waitFor();
  });

  it('marks the images of the grid by one request, and follows', async () => {
    const images = [await smallImage('1.png'), await smallImage('2.png'), await smallImage('3.png')];
    const mitosis = await makeClass(app, project.id, { name: 'Mitosis' });
    await makeLabel(app, images[0]?.id ?? '', mitosis.id);
    let requests = 0;
    page.on('request', (request) => (requests += Number(/\/classifications/.test(request.url()))));
    await page.goto(`${app.url}/projects/${project.id}`);
    const badges = page.locator('classification-badge:not([hidden])');
    await badges.first().waitFor();
    expect(await badges.count()).to.equal(1);
    expect(await badges.first().getAttribute('aria-label')).to.equal('Labelled Mitosis');
    const label = await makeLabel(app, images[1]?.id ?? '', mitosis.id);
    await eventually('a second mark', async () => (await badges.count()) === 2);
    await app.send('DELETE', `/classifications/${label.id}`);
    await eventually('one mark', async () => (await badges.count()) === 1);
    expect(requests).to.equal(1);
  });
});
