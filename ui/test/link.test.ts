import { expect } from 'chai';
import type { Browser } from 'playwright-core';
import type { TestApp } from '#core/testing';
import { launchChromium } from './chromium.ts';
import { expectAccessible, makePerson, openPage, openSite } from './site.ts';
import type { Person } from './site.ts';

describe('The page of a link, in a browser', function () {
  this.timeout(120_000);
  let site: TestApp;
  let browser: Browser;
  let root: Person;

  before(async function () {
    browser = await launchChromium(this);
    site = await openSite({ AUTH_MODE: 'accounts' });
    root = await makePerson(site, 'root@example.org', true);
  });
  after(async () => {
    await browser?.close();
    await site?.stop();
  });

  async function linkFor(person: { id: string }, purpose: 'invitation' | 'reset'): Promise<string> {
    const headers = await site.signIn(root);
    const { body } = await site.send('POST', `/users/${person.id}/links`, { headers, body: { purpose } });
    const { pathname, hash } = new URL(body.url as string);
    return `${pathname}${hash}`;
  }

  it('takes a password, says what is wrong with a weak one, signs in, and is good once', async () => {
    const path = await linkFor(await site.makeUser({ email: 'new@example.org' }), 'invitation');
    const { page, context, complaints } = await openPage(browser, site, path);
    await page.getByText('new@example.org').waitFor();
    await expectAccessible(page);
    await page.getByLabel('Name (optional)').fill('Nell New');
    await page.getByLabel('Password', { exact: true }).fill('password');
    await page.getByRole('button', { name: 'Begin' }).click();
    await page.getByRole('alert').getByText('at least 10').waitFor();
    await page.getByLabel('Password', { exact: true }).fill('three owls over the old mill');
    await page.getByRole('button', { name: 'Begin' }).click();
    await page.waitForURL(`${site.url}/`);
    await page.getByRole('button', { name: 'Account of Nell New' }).waitFor();
    expect(complaints.filter((text) => !/status of 422/.test(text))).to.deep.equal([]);

    await page.goto(path);
    await page.reload();
    await page.getByRole('heading', { name: 'This link can’t be used' }).waitFor();
    await context.close();
  });

  it('says in dark and on a phone that a link is too old or broken', async () => {
    const { page, context } = await openPage(browser, site, '/link#nobody-made-this', { theme: 'dark', width: 390 });
    await page.getByRole('heading', { name: 'This link can’t be used' }).waitFor();
    await expectAccessible(page);
    await context.close();
  });

  it('gives a new password to somebody who forgot theirs', async () => {
    const ann = await makePerson(site, 'ann@example.org');
    const { page, context } = await openPage(browser, site, await linkFor(ann, 'reset'));
    await page.getByLabel('Password', { exact: true }).fill('a quite different sentence');
    await page.getByRole('button', { name: 'Set the password and sign in' }).click();
    await page.getByRole('button', { name: 'Account of ann@example.org' }).waitFor();
    await site.signIn({ email: ann.email, password: 'a quite different sentence' });
    await context.close();
  });
});
