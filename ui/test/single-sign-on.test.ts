import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import { Provider } from 'oidc-provider';
import type { Browser, Page } from 'playwright-core';
import type { TestApp } from '#core/testing';
import { launchChromium } from './chromium.ts';
import { expectAccessible, openPage, openSite } from './site.ts';

describe('Single sign-on, in a browser', function () {
  this.timeout(120_000);
  let site: TestApp;
  let browser: Browser;
  let elsewhere: Server;

  before(async function () {
    browser = await launchChromium(this);
    // It has to be there before the site is, and has to know the site's address.
    elsewhere = createServer();
    await new Promise<void>((resolve) => elsewhere.listen(0, '127.0.0.1', resolve));
    const issuer = `http://127.0.0.1:${(elsewhere.address() as AddressInfo).port}`;
    site = await openSite({
      AUTH_MODE: 'accounts,oidc',
      OIDC_ISSUER: issuer,
      OIDC_CLIENT_ID: 'images',
      OIDC_CLIENT_SECRET: 'secret-of-images',
      OIDC_TITLE: 'Museum account',
    });
    const provider = new Provider(issuer, {
      clients: [
        {
          client_id: 'images',
          client_secret: 'secret-of-images',
          redirect_uris: [`${site.url}/api/auth/oidc/callback`],
        },
      ],
      cookies: { keys: ['a'] },
      claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
      conformIdTokenClaims: false,
      findAccount: (_ctx, id) => ({
        accountId: id,
        claims: () => ({ sub: id, email: `${id}@museum.example`, email_verified: true, name: id }),
      }),
    });
    elsewhere.on('request', provider.callback());
  });
  after(async () => {
    await browser?.close();
    await site?.stop();
    elsewhere?.close();
  });

  async function signInElsewhere(page: Page, login: string): Promise<void> {
    await page.locator('input[name=login]').fill(login);
    await page.locator('input[name=password]').fill('any');
    await page.getByRole('button', { name: 'Sign-in' }).click();
    await page.getByRole('button', { name: 'Continue' }).click();
  }

  it('stands beside the password, leads there and back to where one wanted to go', async () => {
    const { page, context } = await openPage(browser, site, '/account?from=here');
    const way = page.getByRole('link', { name: 'Continue with Museum account' });
    await way.waitFor();
    await page.getByLabel('Password', { exact: true }).waitFor();
    await expectAccessible(page);
    await way.click();
    await signInElsewhere(page, 'mira');
    await page.waitForURL(`${site.url}/account?from=here`);
    await page.locator('administration-profile').getByText('mira@museum.example').waitFor();
    await context.close();
  });

  it('says in a sentence why it did not work', async () => {
    const { page, context } = await openPage(browser, site, '/sign-in?error=core.oidc_refused');
    await page.getByRole('alert').getByText('The single sign-on could not be completed.').waitFor();
    expect(await page.getByText('core.oidc_refused').count()).to.equal(0);
    await context.close();
  });

  it('goes on where one was, when one signs in again in another tab', async () => {
    const { page, context } = await openPage(browser, site, '/sign-in');
    await page.getByRole('link', { name: 'Continue with Museum account' }).click();
    await signInElsewhere(page, 'nora');
    await page.getByRole('heading', { name: 'Start with a project' }).waitFor();
    await page.keyboard.press('n');
    await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Half a name');
    await context.clearCookies({ name: 'ipm_session' });
    await page.getByRole('button', { name: 'Create project' }).click();
    const [tab] = await Promise.all([
      context.waitForEvent('page'),
      page.locator('ipm-session-dialog').getByRole('link', { name: 'Continue with Museum account' }).click(),
    ]);
    await tab.getByText('You are signed in').waitFor();
    await page.waitForURL(/\/projects\/[0-9a-f-]{36}$/);
    await page.getByRole('heading', { name: 'Half a name' }).waitFor();
    await context.close();
  });
});
