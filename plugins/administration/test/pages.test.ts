import { expect } from 'chai';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import type { TestApp } from '#core/testing';
import { launchChromium } from '../../../ui/test/chromium.ts';
import { expectAccessible, makePerson, openPage, openSite, signInOn } from '../../../ui/test/site.ts';
import type { Person } from '../../../ui/test/site.ts';

describe('The account and the administration, in a browser', function () {
  this.timeout(240_000);
  let site: TestApp;
  let browser: Browser;
  let root: Person;
  let ann: Person;

  before(async function () {
    browser = await launchChromium(this);
    site = await openSite({ AUTH_MODE: 'accounts' });
    root = await makePerson(site, 'root@example.org', true);
    ann = await makePerson(site, 'ann@example.org');
    await site.send('POST', '/groups', { as: root, body: { name: 'Ornithologists' } });
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

  const pages: [path: string, ready: string][] = [
    ['/account', 'administration-sessions .row'],
    ['/administration/people', 'administration-person-row'],
    ['/administration/groups', 'administration-groups .row'],
    ['/administration/roles', 'td'],
    ['/administration/pipelines', 'administration-pipeline-row'],
    ['/administration/audit', 'administration-audit-entry'],
    ['/administration/plugins', 'details'],
  ];
  for (const look of [
    { theme: 'light', width: 1280 },
    { theme: 'dark', width: 390 },
  ] as const) {
    it(`every page is accessible in ${look.theme} at ${look.width} pixels, quiet, and no wider than that`, async () => {
      const { page, context, complaints, foreignRequests } = await openPage(browser, site, '/account', look);
      await signInOn(page, root);
      for (const [path, ready] of pages) {
        await page.goto(path);
        await page.locator(ready).first().waitFor();
        await expectAccessible(page);
        expect(await page.evaluate('document.documentElement.scrollWidth'), path).to.be.at.most(look.width);
      }
      expect(complaints).to.deep.equal([]);
      expect(foreignRequests).to.deep.equal([]);
      await context.close();
    });
  }

  it('account: a key is shown once and revoked for good, other sessions end, and a name is kept', async () => {
    const { page, context } = await open(ann, '/account');
    const elsewhere = await site.signIn(ann);
    await page.getByRole('button', { name: 'New key' }).click();
    await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Scanner');
    await page.getByLabel('Change what you may change').uncheck();
    await page.getByRole('button', { name: 'Make the key' }).click();
    const key = await page.getByRole('textbox', { name: 'API key', exact: true }).inputValue();
    expect(key).to.match(/^ipm_/);
    const headers = { authorization: `Bearer ${key}` };
    expect((await site.send('GET', '/projects', { headers })).status).to.equal(200);
    expect((await site.send('POST', '/projects', { headers, body: { name: 'No' } })).status).to.equal(403);
    await page.reload();
    await page.getByRole('button', { name: 'Revoke Scanner' }).click();
    expect(await page.getByRole('textbox', { name: 'API key', exact: true }).count()).to.equal(0);
    await page.locator('ipm-confirm').getByRole('button', { name: 'Revoke' }).click();
    await page.locator('ipm-toast').getByText('The key “Scanner” is revoked.').waitFor();
    expect((await site.send('GET', '/projects', { headers })).status).to.equal(401);

    await page.getByRole('button', { name: 'Sign out all others' }).click();
    await page
      .locator('ipm-toast')
      .getByText(/ha(s|ve) ended/)
      .waitFor();
    expect((await site.send('GET', '/users/me', { headers: elsewhere })).status).to.equal(401);

    await page.locator('administration-profile').getByRole('button').first().click();
    await page.locator('administration-profile').getByRole('textbox').fill('Ann Archer');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Account of Ann Archer' }).waitFor();
    await context.close();
  });

  it('account: a password that is refused says why, one that is good is changed', async () => {
    const eve = await makePerson(site, 'eve@example.org');
    const { page, context } = await open(eve, '/account');
    const change = async (wanted: string): Promise<void> => {
      await page.getByLabel('Current password').fill(eve.password);
      await page.getByLabel('New password').fill(wanted);
      await page.getByRole('button', { name: 'Change the password' }).click();
    };
    await change('short');
    await page.getByText('must have at least 10').waitFor();
    await change('a much longer sentence');
    await page.locator('ipm-toast').getByText('The password is changed.').waitFor();
    await site.signIn({ email: eve.email, password: 'a much longer sentence' });
    await context.close();
  });

  it('people: invites by a link, makes administrator, deactivates at once, and takes it back', async () => {
    const { page, context } = await open(root, '/administration/people');
    await page.getByRole('button', { name: 'Invite' }).first().click();
    await page.getByRole('textbox', { name: 'E-mail', exact: true }).fill('zoe@example.org');
    await page.locator('administration-invite-dialog').getByRole('button', { name: 'Invite' }).click();
    const link = new URL(await page.getByRole('textbox', { name: 'Link', exact: true }).inputValue());

    const zoes = await openPage(browser, site, `${link.pathname}${link.hash}`);
    await zoes.page.getByLabel('Password', { exact: true }).fill('nine herons in the reeds');
    await zoes.page.getByRole('button', { name: 'Begin' }).click();
    await zoes.page.getByRole('button', { name: 'Account of zoe@example.org' }).waitFor();

    const choose = async (title: string): Promise<void> => {
      await page.getByRole('button', { name: 'What to do about zoe@example.org' }).click();
      await page.getByRole('menuitem', { name: title, exact: true }).click();
    };
    await choose('Make administrator');
    await page.locator('administration-person-row').filter({ hasText: 'zoe@' }).getByText('Administrator').waitFor();
    await zoes.page.getByRole('button', { name: 'Account of zoe@example.org' }).click();
    await zoes.page.getByRole('menuitem', { name: 'Administration' }).waitFor();
    await zoes.page.keyboard.press('Escape');
    await choose('Deactivate');
    await zoes.page.getByRole('dialog', { name: 'Sign in again' }).waitFor({ timeout: 3_000 });
    const undo = page.locator('ipm-toast').filter({ hasText: 'is deactivated' }).getByRole('button', { name: 'Undo' });
    const answered = page.waitForResponse((reply) => reply.request().method() === 'PATCH');
    await undo.click();
    await answered;
    await signInOn(zoes.page, { email: 'zoe@example.org', password: 'nine herons in the reeds' });
    await zoes.context.close();
    await context.close();
  });

  it('people: the last administrator stays one, and the row says why', async () => {
    const { body } = await site.send<{ id: string }[]>('GET', '/users?search=zoe', { as: root });
    for (const { id } of body)
      await site.send('PATCH', `/users/${id}`, { as: root, body: { is_administrator: false } });
    const { page, context } = await open(root, '/administration/people?q=root');
    await page.getByRole('button', { name: 'What to do about root@example.org' }).click();
    await page.getByRole('menuitem', { name: 'No administrator any longer' }).click();
    await page.locator('administration-person-row').getByRole('alert').waitFor();
    await context.close();
  });

  it('groups: makes one, puts somebody in and takes them out', async () => {
    const { page, context } = await open(root, '/administration/groups');
    await page.getByLabel('Name of a new group').fill('Botanists');
    await page.getByRole('button', { name: 'Make the group' }).click();
    await page.waitForURL(/group=/);
    await page.getByLabel('E-mail of a person').fill('ann@example.org');
    await page.getByRole('button', { name: 'Put into the group' }).click();
    await page.getByRole('button', { name: /^Take ann/i }).click();
    await page.locator('ipm-toast').getByText('is no longer in the group.').waitFor();
    await context.close();
  });

  it('pipelines: makes one, shows its secret once, rotates it, and switches it off', async () => {
    const { page, context } = await open(root, '/administration/pipelines');
    await page.getByRole('button', { name: 'New pipeline' }).click();
    await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Nuclei');
    await page.getByRole('button', { name: 'Make the pipeline' }).click();
    const secret = page.getByRole('textbox', { name: 'Secret', exact: true });
    const first = await secret.inputValue();
    await page.getByRole('button', { name: 'Second secret Nuclei' }).click();
    await page.getByRole('button', { name: 'Remove secret 1' }).click();
    expect(await secret.inputValue()).not.to.equal(first);
    await page.locator('ipm-confirm').getByRole('button', { name: 'Remove' }).click();
    await page.getByRole('button', { name: 'Second secret Nuclei' }).waitFor();
    await page.getByRole('button', { name: 'Deactivate Nuclei' }).click();
    await page.locator('administration-pipeline-row').getByText('Deactivated').waitFor();
    await context.close();
  });

  it('audit: filters, shows before and after, and says whether the chain is whole', async () => {
    await site.send('PATCH', `/users/${ann.id}`, { as: root, body: { username: 'Ann of the audit' } });
    const { page, context } = await open(root, '/administration/audit?action=PATCH%20/users/:user_id');
    const entry = page.locator('administration-audit-entry').first();
    await entry.locator('summary').click();
    await entry.getByRole('cell', { name: 'Ann of the audit' }).waitFor();
    expect(await page.getByText('Sign in by e-mail').count()).to.equal(0);
    await page.getByRole('button', { name: 'Is the chain whole?' }).click();
    await page.getByText(/The chain is whole: [\d,]+ entries/).waitFor();
    await page.getByLabel('Outcome').selectOption('failed');
    await page.waitForURL(/outcome=failed/);
    await page.getByRole('heading', { name: 'Nothing like that was done' }).waitFor();
    await context.close();
  });

  it('is for administrators: others are told so, with a way out', async () => {
    const { page, context } = await open(ann, '/administration/people');
    await page.getByRole('heading', { name: 'This is for administrators' }).waitFor();
    await expectAccessible(page);
    await page.getByRole('button', { name: /^Account of/ }).click();
    await page.getByRole('menuitem', { name: 'My account' }).waitFor();
    expect(await page.getByRole('menuitem', { name: 'Administration' }).count()).to.equal(0);
    await context.close();
  });
});
