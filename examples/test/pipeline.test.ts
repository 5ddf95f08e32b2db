import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { expect } from 'chai';
import sharp from 'sharp';
import { hmacSecret, makeApp, type TestApp } from '#core/testing';
import { pipelines, runPipeline, scratchFolder, skipWithoutPython, type Ending, type Language } from './run-example.ts';
import { drawSpots, spotGrid } from './synthetic.ts';

interface Annotation {
  annotation_type: string;
  class_name: string | null;
  confidence: number | null;
  data: Record<string, unknown>;
  storage_path: string | null;
  ordering: number;
}

interface Analysis {
  id: string;
  status: string;
  model_name: string;
  error_message: string | null;
  parameters: Record<string, unknown>;
  annotations: Annotation[];
}

/** Uploads a picture of 100 dark discs and one cluster; answers the image's id. */
async function uploadSpots({ send }: TestApp, format: 'png' | 'jpeg'): Promise<string> {
  const folder = await scratchFolder();
  const png = join(folder.path, 'spots.png');
  const cluster = [235, 257].map((x) => ({ x, y: 525, radiusX: 12, radiusY: 12, grey: 60 }));
  await drawSpots(png, 500, 550, 200, [...spotGrid(10, 50, 12, 60), ...cluster]);
  const bytes = await sharp(png).toFormat(format, { quality: 95 }).toBuffer();
  await folder.remove();
  const project = await send('POST', '/projects/', { body: { name: 'Spots', meta_group_id: 'lab' } });
  const form = new FormData();
  form.set('file', new Blob([new Uint8Array(bytes)], { type: `image/${format}` }), `spots.${format}`);
  const image = await send('POST', `/projects/${project.body.id}/images`, { raw: form });
  expect(image.status, image.text).to.equal(201);
  return image.body.id;
}

function runOn(server: TestApp, language: Language, imageId: string, ...more: string[]): Promise<Ending> {
  const args = ['--image', imageId, '--server', server.url, ...more];
  return runPipeline(language, args, { ML_CALLBACK_HMAC_SECRET: hmacSecret });
}

async function onlyAnalysis(server: TestApp, imageId: string): Promise<Analysis> {
  const list = await server.send('GET', `/images/${imageId}/analyses`);
  expect(list.body.total).to.equal(1);
  return (await server.send('GET', `/analyses/${list.body.analyses[0].id}`)).body;
}

describe('The example pipelines against a real server', function () {
  this.timeout(120_000);
  let app: TestApp;

  before(async () => {
    app = await makeApp();
  });
  after(() => app?.stop());

  for (const language of ['typescript', 'python'] as const) {
    describe(`in ${language}`, () => {
      before(function () {
        if (language === 'python') skipWithoutPython.call(this);
      });

      it('carries an image through all six steps', async () => {
        const imageId = await uploadSpots(app, 'png');
        const { code, stdout, stderr } = await runOn(app, language, imageId);
        expect(code, stderr).to.equal(0);
        expect(stdout).to.contain(`${app.url}/images/${imageId}`).and.contain('101 dark blobs in 500 x 550 pixels');
        const analysis = await onlyAnalysis(app, imageId);
        expect(analysis).to.include({ status: 'completed', model_name: 'blob_detector', error_message: null });
        const of = (type: string) => analysis.annotations.filter(({ annotation_type }) => annotation_type === type);
        expect(of('bounding_box')).to.have.length(101);
        expect(of('bounding_box').filter(({ class_name }) => class_name === 'cell_cluster')).to.have.length(1);
        expect(of('bounding_box').map(({ ordering }) => ordering)).to.deep.equal([...Array(101).keys()]);
        const [classification] = of('classification');
        expect(classification!.class_name).to.equal('cell');
        expect(classification!.data['topk']).to.deep.equal([
          { class: 'cell', confidence: 0.9901, count: 100 },
          { class: 'cell_cluster', confidence: 0.0099, count: 1 },
        ]);
        const [heatmap] = of('heatmap');
        expect(heatmap!.data).to.include({ width: 500, height: 550, color_map: 'viridis' });
        const query = new URLSearchParams({ path: heatmap!.storage_path! });
        const png = await fetch(`${app.url}/api/ml/artifacts/content?${query}`);
        expect(png.headers.get('content-type')).to.equal('image/png');
        const { width, height, hasAlpha } = await sharp(Buffer.from(await png.arrayBuffer())).metadata();
        expect({ width, height, hasAlpha }).to.deep.equal({ width: 500, height: 550, hasAlpha: true });
      });

      it('uses an API key on /api-key and /api-ml, and says when it is not valid', async () => {
        const imageId = await uploadSpots(app, 'png');
        const administrator = await app.makeUser({ isAdministrator: true });
        const good = await runOn(app, language, imageId, '--api-key', administrator.key, '--json');
        expect(good.code, good.stderr).to.equal(0);
        expect(JSON.parse(good.stdout)).to.include({ blobs: 101, annotations: 103 });
        const bad = await runOn(app, language, imageId, '--api-key', 'x'.repeat(43));
        expect(bad.code).to.equal(4);
        expect(bad.stderr).to.contain('The API key is not valid');
      });

      it('names the remedy for an unknown image and a wrong secret', async () => {
        const unknown = await runOn(app, language, '00000000-0000-4000-8000-000000000000');
        expect(unknown.code).to.equal(1);
        expect(unknown.stderr).to.contain('(404)').and.contain('/images/<id>');
        const malformed = await runOn(app, language, 'no-id');
        expect(malformed.stderr).to.contain('(422)').and.contain('An image id looks like');
        const environment = { ML_CALLBACK_HMAC_SECRET: 'wrong' };
        const args = ['--image', await uploadSpots(app, 'png'), '--server', app.url];
        const unsigned = await runPipeline(language, args, environment);
        expect(unsigned.code).to.equal(4);
        expect(unsigned.stderr).to.contain("is probably not the server's ML_CALLBACK_HMAC_SECRET");
      });

      it('finds the same in a JPEG', async () => {
        const imageId = await uploadSpots(app, 'jpeg');
        const { code, stdout, stderr } = await runOn(app, language, imageId, '--json');
        expect(code, stderr).to.equal(0);
        expect(JSON.parse(stdout).counts).to.deep.equal({ cell: 100, cell_cluster: 1, debris: 0 });
      });

      it('tells the server when it is interrupted', async () => {
        const imageId = await uploadSpots(app, 'png');
        const [command, program] = pipelines[language];
        const child = spawn(command, [program, '--image', imageId, '--server', app.url], {
          env: { PATH: process.env['PATH'], PYTHONDONTWRITEBYTECODE: '1', ML_CALLBACK_HMAC_SECRET: hmacSecret },
          stdio: ['ignore', 'ignore', 'pipe'],
        });
        child.stderr.setEncoding('utf8').on('data', (text: string) => {
          if (text.includes('2/6')) child.kill('SIGTERM');
        });
        const code = await new Promise((resolve) => child.once('close', resolve));
        expect(code).to.equal(130);
        const { status, error_message } = await onlyAnalysis(app, imageId);
        expect({ status, error_message }).to.deep.equal({
          status: 'failed',
          error_message: 'Interrupted before it was done.',
        });
      });
    });
  }
});

describe('The example pipelines against a server with narrow limits', function () {
  this.timeout(120_000);
  let app: TestApp;

  before(async () => {
    app = await makeApp({ settings: { ML_MAX_BULK_ANNOTATIONS: '30', ML_ALLOWED_MODELS: 'yolo_v8' } });
  });
  after(() => app?.stop());

  for (const language of ['typescript', 'python'] as const) {
    it(`in ${language}, make their chunks smaller, and name the remedy for a model that is not allowed`, async function () {
      if (language === 'python') skipWithoutPython.call(this);
      const imageId = await uploadSpots(app, 'png');
      const { code, stderr } = await runOn(app, language, imageId, '--model-name', 'yolo_v8');
      expect(code, stderr).to.equal(0);
      expect((await onlyAnalysis(app, imageId)).annotations).to.have.length(103);
      const refused = await runOn(app, language, imageId);
      expect(refused.code).to.equal(1);
      expect(refused.stderr).to.contain('Model not allowed').and.contain('ML_ALLOWED_MODELS');
    });
  }
});
