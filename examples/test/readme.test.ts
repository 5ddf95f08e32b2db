// The README is part of the product: its table is true, its map exists, its commands run.
import { expect } from 'chai';
import { execFile } from 'node:child_process';
import { access, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import sharp from 'sharp';
import { readmeWithSettings } from '../../config/readme.ts';
import { firstPartyPlugins } from '../../config/plugins.ts';
import { hmacSecret, makeApp } from '#core/testing';
import type { TestApp } from '#core/testing';
import { makeImage } from '../../plugins/images/test/make.ts';
import { makeProject } from '../../plugins/projects/test/make.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const readme = await readFile(join(root, 'README.md'), 'utf8');
const block = (language: string, containing: string): string => {
  const blocks = [...readme.matchAll(/```(\w+)\n([\s\S]*?)```/g)];
  const found = blocks.find(([, name, text = '']) => name === language && text.includes(containing));
  if (!found) throw new Error(`README.md has no ${language} block with ${containing}.`);
  return found[2] ?? '';
};

describe('README.md', () => {
  it('lists every setting with its default, as the code has it', async () => {
    const { now, wanted } = await readmeWithSettings();
    expect(now === wanted, 'The table of settings is out of date: run `node config/readme.ts`.').to.equal(true);
  });

  it('maps folders and names scripts that are there', async () => {
    for (const [, path = ''] of readme.matchAll(
      /`((?:core|plugins|ui|migrations|config|examples|kubernetes)\/[\w./-]*)`/g,
    )) {
      if (!path.startsWith('plugins/hello')) await access(join(root, path));
    }
    const { scripts } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as {
      scripts: Record<string, string>;
    };
    for (const [, script = ''] of readme.matchAll(/npm run ([\w:]+)/g)) expect(scripts).to.have.property(script);
  });

  describe('its six steps with curl', () => {
    let app: TestApp;
    let folder: string;
    before(async () => {
      app = await makeApp();
      folder = await mkdtemp(join(tmpdir(), 'ipm-readme-'));
    });
    after(async () => {
      await app.stop();
      await rm(folder, { recursive: true, force: true });
    });

    it('finish an analysis with a box and a heatmap', async () => {
      const image = await makeImage(app, await makeProject(app), { width: 512, height: 512 });
      await mkdir(join(folder, 'data'));
      await writeFile(join(folder, 'data/ml-callback-hmac-secret'), hmacSecret);
      await sharp({ create: { width: 8, height: 8, channels: 4, background: '#f008' } })
        .png()
        .toFile(join(folder, 'heatmap.png'));
      const script = block('bash', 'annotations:bulk')
        .replace('http://localhost:8000', app.url)
        .replace('IMAGE=<id>', `IMAGE=${image.id}`);
      await promisify(execFile)('bash', ['-euo', 'pipefail', '-c', script], { cwd: folder });
      const { body } = await app.send('GET', `/images/${image.id}/analyses`);
      const { body: analysis } = await app.send('GET', `/analyses/${body.analyses[0].id}`);
      expect(analysis.status).to.equal('completed');
      expect(
        analysis.annotations.map(({ annotation_type }: { annotation_type: string }) => annotation_type),
      ).to.deep.equal(['bounding_box', 'heatmap']);
      const heatmap = await app.send('GET', `/ml/artifacts/content?path=ml_outputs/${analysis.id}/heatmap.png`);
      expect(heatmap.headers.get('content-type')).to.equal('image/png');
    });
  });

  it('has a plugin in ten lines that loads and answers', async () => {
    // Inside the project, as the README has it: that is how '#core' is found.
    const folder = join(root, 'plugins/hello');
    await mkdir(folder);
    try {
      await writeFile(join(folder, 'plugin.ts'), block('ts', 'plugins/hello/plugin.ts'));
      const app = await makeApp({ plugins: firstPartyPlugins, settings: { PLUGINS: 'plugins/hello' } });
      try {
        expect((await app.send('GET', '/hello')).body.text).to.match(/^Hello, \S+@\S+$/);
      } finally {
        await app.stop();
      }
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});
