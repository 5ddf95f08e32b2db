import { existsSync, readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import type { Context } from 'mocha';
import { chromium, type Browser } from 'playwright-core';

const EXECUTABLES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];
const FIXED_PLACES = [
  '/usr/bin/chromium',
  '/usr/lib/chromium/chromium',
  '/snap/bin/chromium',
  '/opt/google/chrome/chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

// WebGL 2 without a GPU comes from SwiftShader; all else is painted faster by the processor itself. Names other than loopback resolve to nothing, so that a page that
// leans on another origin fails here and not at a user's.
const ARGUMENTS = [
  '--no-sandbox',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
  '--use-angle=swiftshader',
  '--enable-unsafe-swiftshader',
  '--disable-gpu-rasterization',
  '--disable-accelerated-2d-canvas',
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1',
];

/**
 * The path of a Chromium or Chrome on this machine: `CHROME_PATH` if set, else the PATH, the usual places and
 * Playwright's own cache; null if there is none.
 * @throws Error when CHROME_PATH names a file that isn't there.
 */
export function findChromium(): string | null {
  const chosen = process.env['CHROME_PATH'];
  if (chosen) {
    if (existsSync(chosen)) return chosen;
    throw new Error(`CHROME_PATH is ${chosen}, but there is no such file: correct it, or unset it to search for one.`);
  }
  const onPath = (process.env['PATH'] ?? '')
    .split(delimiter)
    .flatMap((folder) => EXECUTABLES.map((name) => join(folder, name)));
  return [...onPath, ...FIXED_PLACES, ...playwrightDownloads()].find((path) => existsSync(path)) ?? null;
}

function playwrightDownloads(): string[] {
  const cache = process.env['PLAYWRIGHT_BROWSERS_PATH'] ?? join(homedir(), '.cache', 'ms-playwright');
  if (!existsSync(cache)) return [];
  return readdirSync(cache)
    .filter((name) => name.startsWith('chromium-'))
    .flatMap((name) => ['chrome-linux64', 'chrome-linux'].map((folder) => join(cache, name, folder, 'chrome')));
}

/**
 * A headless Chromium with WebGL 2; the caller closes it. Without a browser on the machine it says so on the console
 * and skips the suite or test whose context it is given: `browser = await launchChromium(this)` in a `before` hook.
 */
export async function launchChromium(test: Context, extraArguments: string[] = []): Promise<Browser> {
  const browser = await openChromium(extraArguments);
  if (browser === null) {
    console.warn(
      `SKIPPED, no browser: "${test.test?.parent?.title ?? test.test?.title ?? 'browser tests'}" needs Chromium. ` +
        'Install it (apt-get install chromium) or set CHROME_PATH.',
    );
    return test.skip();
  }
  return browser;
}

/** A headless Chromium with WebGL 2, or null without a browser on the machine; the caller closes it. */
export async function openChromium(extraArguments: string[] = []): Promise<Browser | null> {
  const executablePath = findChromium();
  return executablePath === null ? null : chromium.launch({ executablePath, args: [...ARGUMENTS, ...extraArguments] });
}
