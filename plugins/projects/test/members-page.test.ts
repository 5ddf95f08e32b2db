import { expect } from 'chai';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import type { TestApp } from '#core/testing';
import { launchChromium } from '../../../ui/test/chromium.ts';
import {
  expectAccessible,
  makeImage,
  makePerson,
  makeProject,
  openPage,
  openSite,
  signInOn,
} from '../../../ui/test/site.ts';
import type { Person } from '../../../ui/test/site.ts';

describe('The members of a project, in browsers', function () {
  this.timeout(180_000);
  let site: TestApp;
  let browser: Browser;
  let ann: Person;
  let bob: Person;
  let root: Person;

  before(async function () {
    browser = await launchChromium(this);
    site = await openSite({ AUTH_MODE: 'accounts' });
    ann = await makePerson(site, 'ann@example.org');
    bob = await makePerson(site, 'bob@example.org');
    root = await makePerson(site, 'root@example.org', true);
  });
  after(async () => {
    await browser?.close();
    await site?.stop();
  });

  async function open(person: Person, path: string): Promise<{ page: Page; context: BrowserContext }> {
    const { page, context } = await openPage(browser, site, path);
    await signInOn(page, person);
    return { page, context };
  }

  const rowOf = (page: Page, text: string) => page.locator('projects-member-row').filter({ hasText: text });

  it('gives a role, changes it, and takes it away: the other’s page follows within two seconds', async () => {
    const id = await makeProject(site, 'Gulls', ann);
    const anns = await open(ann, `/projects/${id}?tab=members`);
    const { page } = anns;
    await rowOf(page, 'ann@example.org').waitFor();
    await page.getByLabel('E-mail of a person, or name of a group').fill('bob@example.org');
    await page.locator('projects-new-member').getByLabel('Role').selectOption('viewer');
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    await rowOf(page, 'bob@example.org').waitFor();
    await expectAccessible(page);

    const bobs = await open(bob, `/projects/${id}`);
    await bobs.page.getByRole('heading', { name: 'Gulls' }).waitFor();
    await bobs.page.getByText('3 members').waitFor();
    expect(await bobs.page.getByRole('button', { name: 'Choose files' }).count()).to.equal(0);

    await page.getByLabel('Role of bob@example.org').selectOption('manager');
    await bobs.page.keyboard.press('F2');
    const rename = bobs.page.getByRole('textbox', { name: 'Project name' });
    for (let tries = 0; tries < 20 && (await rename.count()) === 0; tries += 1) {
      await bobs.page.waitForTimeout(100);
      await bobs.page.keyboard.press('F2');
    }
    await rename.waitFor();
    await bobs.page.keyboard.press('Escape');

    await page.getByRole('button', { name: 'Remove bob@example.org' }).click();
    await bobs.page.locator('ipm-toast').getByText('“Gulls” is no longer open to you.').waitFor({ timeout: 2_000 });
    expect(new URL(bobs.page.url()).pathname).to.equal('/');
    expect(await bobs.page.locator('projects-card').count()).to.equal(0);

    await page.getByRole('button', { name: 'Undo' }).click();
    await bobs.page.locator('projects-card').getByText('Gulls').waitFor();
    await anns.context.close();
    await bobs.context.close();
  });

  it('closes an open image, too, for somebody whose project it no longer is', async () => {
    const id = await makeProject(site, 'Auks', ann);
    const imageId = await makeImage(site, id, 'auk.jpg', 200, ann);
    const added = { as: ann, body: { email: bob.email, role: 'viewer' } };
    const { body } = await site.send('POST', `/projects/${id}/members`, added);
    const { page, context } = await open(bob, `/images/${imageId}`);
    await page.locator('images-sidebar section').first().waitFor();
    expect(await page.locator('comments-composer').count()).to.equal(0);
    await site.send('PATCH', `/projects/${id}/members/${body.id}`, { as: ann, body: { role: 'commenter' } });
    await page.locator('comments-composer').waitFor({ timeout: 2_000 });
    await site.send('DELETE', `/projects/${id}/members/${body.id}`, { as: ann });
    await page.locator('ipm-toast').getByText('“Auks” is no longer open to you.').waitFor({ timeout: 2_000 });
    expect(new URL(page.url()).pathname).to.equal('/');
    await context.close();
  });

  it('keeps the last owner, says why, and lets others leave', async () => {
    const id = await makeProject(site, 'Terns', ann);
    const { page, context } = await open(ann, `/projects/${id}?tab=members`);
    await page.getByLabel('Role of ann@example.org').selectOption('viewer');
    await page.getByText('This is the last owner of the project.').waitFor();
    expect(await page.getByLabel('Role of ann@example.org').inputValue()).to.equal('owner');

    await page.getByLabel('E-mail of a person, or name of a group').fill('nobody@example.org');
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    await page.getByText('There is nobody with the e-mail address').waitFor();

    await site.send('POST', `/projects/${id}/members`, { as: ann, body: { email: bob.email, role: 'owner' } });
    await rowOf(page, 'bob@example.org').waitFor();
    await page.getByRole('button', { name: 'Leave' }).first().click();
    await page.locator('ipm-confirm').getByRole('button', { name: 'Leave' }).click();
    await page.locator('ipm-toast').getByText('You have left “Terns”.').waitFor();
    await context.close();
  });

  it('tells an administrator why somebody sees it, and shows others who is in without a way to change that', async () => {
    const id = await makeProject(site, 'Skuas', ann);
    await site.send('POST', `/projects/${id}/members`, { as: ann, body: { email: bob.email, role: 'viewer' } });
    const roots = await open(root, `/projects/${id}?tab=members`);
    await roots.page.getByLabel('E-mail of the person', { exact: true }).fill('bob@example.org');
    await roots.page.getByRole('button', { name: 'Why?' }).click();
    await roots.page.getByText('bob@example.org sees this project as viewer.').waitFor();
    await roots.context.close();

    const bobs = await open(bob, `/projects/${id}?tab=members`);
    await bobs.page.getByText('Its owners decide that.').waitFor();
    await rowOf(bobs.page, 'ann@example.org').waitFor();
    expect(await bobs.page.getByRole('combobox').count()).to.equal(0);
    await bobs.context.close();
  });

  it('makes a project that belongs to no group, which only its maker sees', async () => {
    const { page, context } = await open(ann, '/');
    await page.locator('projects-card').first().waitFor();
    await page.keyboard.press('n');
    await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Quiet one');
    await page.getByRole('button', { name: 'Create project' }).click();
    await page.waitForURL(/\/projects\/[0-9a-f-]{36}$/);
    await page.getByText('1 member', { exact: true }).waitFor();
    const { body } = await site.send('GET', '/projects?search=Quiet', { as: bob });
    expect(body).to.deep.equal([]);
    await context.close();
  });
});
