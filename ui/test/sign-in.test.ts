import { expect } from 'chai';
import type { Browser, Page } from 'playwright-core';
import type { TestApp } from '#core/testing';
import { launchChromium } from './chromium.ts';
import { expectAccessible, makeImage, makePerson, makeProject, openPage, openSite, signInOn } from './site.ts';
import type { Person } from './site.ts';

describe('Signing in, in a browser', function () {
  this.timeout(120_000);
  let site: TestApp;
  let browser: Browser;
  let ann: Person;
  let projectId: string;

  before(async function () {
    browser = await launchChromium(this);
    site = await openSite({ AUTH_MODE: 'accounts' });
    ann = await makePerson(site, 'ann@example.org', true);
    projectId = await makeProject(site, 'Gulls', ann);
  });
  after(async () => {
    await browser?.close();
    await site?.stop();
  });

  for (const theme of ['light', 'dark'] as const) {
    for (const width of [1440, 390]) {
      it(`the page is accessible in ${theme} at ${width} pixels, quiet, and asks nobody else`, async () => {
        const { page, context, complaints, foreignRequests } = await openPage(browser, site, '/sign-in', {
          theme,
          width,
        });
        await page.getByRole('button', { name: 'Sign in' }).waitFor();
        await expectAccessible(page);
        expect(complaints).to.deep.equal([]);
        expect(foreignRequests).to.deep.equal([]);
        await context.close();
      });
    }
  }

  it('leads to where one wanted to go, and out again', async () => {
    const { page, context, complaints } = await openPage(browser, site, `/projects/${projectId}?tab=classes`);
    await page.waitForURL(/\/sign-in\?return_to=/);
    await signInOn(page, ann);
    await page.waitForURL(new RegExp(`/projects/${projectId}\\?tab=classes$`));
    await page.getByRole('heading', { name: 'Gulls' }).waitFor();
    await page.locator('classification-classes-tab').getByRole('button').first().waitFor();
    expect(complaints).to.deep.equal([]);

    await chooseOfMenu(page, 'Sign out');
    await page.waitForURL(/\/sign-in$/);
    await page.locator('ipm-sign-in-form').waitFor();
    const { status } = await page.request.get('/api/users/me').then((reply) => ({ status: reply.status() }));
    expect(status).to.equal(401);
    await context.close();
  });

  for (const wanted of ['//evil.example/x', 'https://evil.example/', '/\\evil.example', '/api/docs', 'javascript:1']) {
    it(`never leads to ${wanted}`, async () => {
      const { page, context } = await openPage(browser, site, `/sign-in?return_to=${encodeURIComponent(wanted)}`);
      await signInOn(page, ann);
      await page.locator('projects-card').first().waitFor();
      expect(new URL(page.url()).href).to.equal(`${site.url}/`);
      await context.close();
    });
  }

  it('says that something is wrong, not what, and how long to wait after too many tries', async () => {
    const { page, context } = await openPage(browser, site, '/sign-in');
    await makePerson(site, 'eve@example.org');
    const form = page.locator('ipm-sign-in-form');
    await form.getByLabel('E-mail').fill('eve@example.org');
    for (let tries = 0; tries < 12; tries += 1) {
      if ((await form.getByRole('button', { name: /Try again in/ }).count()) > 0) break;
      const button = form.getByRole('button', { name: 'Sign in' });
      await form.getByLabel('Password', { exact: true }).fill(`guess number ${tries}`);
      const answered = page.waitForResponse(/sign-in/);
      await button.click();
      await answered;
      await form.getByRole('alert').waitFor();
      if (tries === 0) await form.getByText('The e-mail or the password is wrong.').waitFor();
    }
    await form.getByRole('button', { name: /Try again in \d+ (seconds|minutes)/ }).waitFor();
    await expectAccessible(page);
    await context.close();
  });

  it('asks to sign in again over the page when the session ends, keeps what was typed, and goes on', async () => {
    const imageId = await makeImage(site, projectId, 'gull.jpg', 120, ann);
    const { page, context } = await openPage(browser, site, `/images/${imageId}`);
    await signInOn(page, ann);
    const composer = page.locator('comments-composer').getByRole('textbox');
    await composer.fill('Half a thought about this gull');
    const elsewhere = await site.signIn(ann);
    await site.send('DELETE', '/auth/sessions', { headers: elsewhere });

    const dialog = page.getByRole('dialog', { name: 'Sign in again' });
    await dialog.waitFor();
    await page.locator('ipm-session-dialog').getByText('ann@example.org').waitFor();
    await expectAccessible(page);
    await signInOn(page, ann);
    await dialog.waitFor({ state: 'hidden' });
    expect(await composer.inputValue()).to.equal('Half a thought about this gull');
    await composer.press('Control+Enter');
    await page.locator('comments-comment').getByText('Half a thought about this gull').waitFor();
    await context.close();
  });

  it('sends again what was refused for want of a session, once somebody is signed in', async () => {
    const { page, context } = await openPage(browser, site, `/projects/${projectId}`);
    await signInOn(page, ann);
    await page.getByRole('heading', { name: 'Gulls' }).waitFor();
    await page.keyboard.press('F2');
    await page.getByRole('textbox', { name: 'Project name' }).fill('Gulls and terns');
    await context.clearCookies();
    await page.keyboard.press('Enter');
    await signInOn(page, ann);
    await page.getByRole('heading', { name: 'Gulls and terns' }).waitFor();
    await page.waitForTimeout(300);
    const { body } = await site.send('GET', `/projects/${projectId}`, { as: ann });
    expect(body.name).to.equal('Gulls and terns');
    await site.send('PATCH', `/projects/${projectId}`, { as: ann, body: { name: 'Gulls' } });
    await context.close();
  });

  it('lets another tab go on when one of them signs in', async () => {
    const { page, context } = await openPage(browser, site, '/');
    await signInOn(page, ann);
    await page.locator('projects-card').first().waitFor();
    const other = await context.newPage();
    await other.goto('/');
    await other.locator('projects-card').first().waitFor();
    await site.send('DELETE', '/auth/sessions', { headers: await site.signIn(ann) });
    for (const each of [page, other]) await each.getByRole('dialog', { name: 'Sign in again' }).waitFor();
    await signInOn(page, ann);
    await other.getByRole('dialog', { name: 'Sign in again' }).waitFor({ state: 'hidden' });
    await context.close();
  });
});

async function chooseOfMenu(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name: /^Account of/ }).click();
  await page.getByRole('menuitem', { name }).click();
}
