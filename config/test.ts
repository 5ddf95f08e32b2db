// `npm test [-- files and mocha's own options]`: gets a browser where it may, then runs every test once, as many
// files at a time as there are processors.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { glob } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const specs = [
  'core/test/**/*.test.ts',
  'plugins/*/test/**/*.test.ts',
  'ui/test/**/*.test.ts',
  'examples/**/test/**/*.test.ts',
];
const browsers = [
  process.env['CHROME_PATH'] ?? '',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
];

/** Installs Debian's Chromium if no browser is there and this user may; without one, browser tests skip aloud. */
function provideBrowser(): void {
  if (browsers.some((path) => path && existsSync(path))) return;
  const mayInstall = process.getuid?.() === 0 && existsSync('/usr/bin/apt-get');
  if (!mayInstall) {
    console.warn(
      'No Chromium was found and none can be installed here: browser tests will be skipped. Install chromium, or set CHROME_PATH.',
    );
    return;
  }
  console.log('Installing Chromium for the browser tests (apt-get install chromium) …');
  const options = {
    stdio: ['ignore', 'ignore', 'inherit'] as ('ignore' | 'inherit')[],
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  };
  spawnSync('apt-get', ['update', '-q'], options);
  const { status } = spawnSync(
    'apt-get',
    ['install', '-y', '-q', '--no-install-recommends', 'chromium', 'fonts-dejavu-core'],
    options,
  );
  if (status !== 0) console.warn('Chromium could not be installed: browser tests will be skipped.');
}

async function testFiles(): Promise<string[]> {
  const files: string[] = [];
  for await (const file of glob(specs, { cwd: root })) files.push(file);
  return files.sort();
}

/** Builds what browsers get once, before two test files would do it at the same time. */
function buildBrowserSide(): void {
  const { status } = spawnSync(process.execPath, ['ui/build/build.ts'], { cwd: root, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}

provideBrowser();
const given = process.argv.slice(2);
let all: string[] = [];
if (!given.some((argument) => argument.endsWith('.ts'))) {
  buildBrowserSide();
  all = ['--parallel', '--jobs', String(Math.min(availableParallelism(), 4)), ...(await testFiles())];
}
const { status } = spawnSync(process.execPath, ['node_modules/mocha/bin/mocha.js', ...given, ...all], {
  cwd: root,
  stdio: 'inherit',
});
process.exit(status ?? 1);
