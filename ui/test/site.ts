import { randomUUID } from 'node:crypto';
import axe from 'axe-core';
import { expect } from 'chai';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import sharp from 'sharp';
import { makeApp, type TestApp, type TestUser } from '#core/testing';
import { buildUi, isUiFresh } from '../build/build.ts';

/** A real server with the browser side as the sources are now, in local mode unless `settings` say otherwise. */
export async function openSite(settings: Record<string, string> = {}): Promise<TestApp> {
  if (!(await isUiFresh())) await buildUi({ quiet: true });
  return makeApp({ settings });
}

/** Somebody who can sign in, with the password that they do it with. */
export type Person = TestUser & { password: string };

/** Makes somebody who signs in by password; the site needs AUTH_MODE=accounts. */
export async function makePerson(site: TestApp, email: string, isAdministrator = false): Promise<Person> {
  const password = `the ${email.split('@')[0]} has seven feathers`;
  return { ...(await site.makeUser({ email, isAdministrator, password })), password };
}

/** Fills in the sign-in form that the page shows, and waits until it is gone. */
export async function signInOn(page: Page, { email, password }: { email: string; password: string }): Promise<void> {
  const form = page.locator('ipm-sign-in-form');
  const address = form.getByLabel('E-mail');
  await form.getByLabel('Password', { exact: true }).waitFor();
  if ((await address.count()) > 0) await address.fill(email);
  await form.getByLabel('Password', { exact: true }).fill(password);
  await form.getByRole('button', { name: 'Sign in' }).click();
  await form.waitFor({ state: 'detached' });
}

/** A page, what its console complained about, and where it asked for anything outside the site. */
export interface WatchedPage {
  page: Page;
  context: BrowserContext;
  /** Errors and warnings of the console, and exceptions nobody caught. */
  complaints: string[];
  foreignRequests: string[];
}

/** Opens a page of the site in a browser profile of its own and watches it. */
export async function openPage(
  browser: Browser,
  site: TestApp,
  path: string,
  { theme = 'light' as 'light' | 'dark', width = 1440, height = 900 } = {},
): Promise<WatchedPage> {
  const context = await browser.newContext({ viewport: { width, height }, colorScheme: theme, baseURL: site.url });
  context.setDefaultTimeout(20_000);
  const page = await context.newPage();
  const watched: WatchedPage = { page, context, complaints: [], foreignRequests: [] };
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) watched.complaints.push(message.text());
  });
  page.on('pageerror', (error) => watched.complaints.push(String(error)));
  page.on('request', (request) => {
    const url = new URL(request.url());
    if (url.protocol.startsWith('http') && url.origin !== site.url) watched.foreignRequests.push(request.url());
  });
  await page.goto(path);
  return watched;
}

/** Fails with the rule, the element and the remedy when axe finds anything that breaks WCAG 2.2 A or AA. */
export async function expectAccessible(page: Page): Promise<void> {
  await page.evaluate(axe.source);
  const found = await page.evaluate(async () => {
    const run = (globalThis as unknown as { axe: typeof axe }).axe.run;
    const { violations } = await run({
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
      elementRef: true,
    });
    // What the edge of a scrolled part cuts off is small only until it is scrolled to.
    for (const violation of violations.filter(({ id }) => id === 'target-size')) {
      const small = [];
      for (const node of violation.nodes) {
        const { element } = node as unknown as { element: { scrollIntoView(options: object): void } };
        element.scrollIntoView({ block: 'center' });
        const again = await run(element as never, { runOnly: { type: 'rule', values: ['target-size'] } });
        if (again.violations.length > 0) small.push(node);
      }
      violation.nodes = small;
    }
    return violations
      .filter(({ nodes }) => nodes.length > 0)
      .map(({ id, help, nodes }) => ({
        rule: `${id}: ${help}`,
        where: nodes.map(({ target, failureSummary }) => `${target.flat().join(' > ')}\n      ${failureSummary ?? ''}`),
      }));
  });
  const text = found.map(({ rule, where }) => `${rule}\n    ${where.join('\n    ')}`).join('\n  ');
  expect(found.length, `axe found:\n  ${text}`).to.equal(0);
}

/** Makes a project through the API. */
export async function makeProject(
  site: TestApp,
  name = `Project ${randomUUID().slice(0, 8)}`,
  as?: TestUser,
): Promise<string> {
  const body = { name, meta_group_id: `group of ${name}` };
  const { body: made, status } = await site.send('POST', '/projects', { body, ...(as ? { as } : {}) });
  expect(status, JSON.stringify(made)).to.equal(201);
  return made.id as string;
}

/** A JPEG with a colour of its own. */
export function makeJpeg(width = 640, height = 480, hue = 120): Promise<Buffer> {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><rect width="100%" height="100%" fill="hsl(${hue},50%,45%)"/><circle cx="50%" cy="50%" r="20%" fill="white"/></svg>`;
  return sharp(Buffer.from(svg)).jpeg().toBuffer();
}

/** Uploads a picture through the API and answers its id. */
export async function makeImage(
  site: TestApp,
  projectId: string,
  filename = 'gull.jpg',
  hue = 120,
  as?: TestUser,
): Promise<string> {
  const form = new FormData();
  form.set('file', new Blob([new Uint8Array(await makeJpeg(640, 480, hue))], { type: 'image/jpeg' }), filename);
  const { body, status } = await site.send('POST', `/projects/${projectId}/images`, {
    raw: form,
    ...(as ? { as } : {}),
  });
  expect(status, JSON.stringify(body)).to.equal(201);
  return body.id as string;
}
