import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defineJob } from '#core';
import type { AppFacts } from '#core';
import { createClient } from './client.ts';
import type { Client } from './client.ts';
import { DemoRun } from './models/demo-run.ts';
import { analyse } from './analyse.ts';
import { drawPictures } from './pictures/pictures.ts';

let app: AppFacts | undefined;

/** Keeps what the plugin is told at its start, for the job. */
export const knowApp = (facts: AppFacts): void => {
  app = facts;
};

const classes = [
  { name: 'Tissue', description: 'A stained section with nuclei', about: 'tissue' },
  { name: 'Fluorescence', description: 'Bright cells on a dark ground', about: 'fluorescence' },
  { name: 'Colonies', description: 'A plate with grown colonies', about: 'colonies' },
  { name: 'Out of focus', description: 'Not sharp enough to be judged', about: null },
];

/** Makes the demo project through the public API, as a person and a pipeline would; a broken run begins anew. */
export const seedDemo = defineJob({
  name: 'seed',
  input: { type: 'object' },
  retries: 1,
  timeoutSeconds: 900,
  async run(_input, { signal }) {
    const run = await DemoRun.findByPk(1);
    if (!app || !run || run.finishedAt) return;
    const facts = app;
    const client = createClient(`${facts.url()}/api`, signal);
    if (run.projectId) await client.delete(`/projects/${run.projectId}`).catch(() => undefined); // half made, or gone already
    const folder = await mkdtemp(join(tmpdir(), 'ipm-demo-'));
    try {
      facts.say('Making the demo project (about half a minute; the site can be used meanwhile) …');
      const project = await client.post<{ id: string }>('/projects', {
        name: 'Demo: cells and colonies',
        description:
          'Pictures that this program drew itself. Open one, zoom in, label it with a key, and look at the analysis.',
        meta_group_id: 'demo',
      });
      await run.update({ projectId: project.id });
      await fill(project.id, folder, client, facts, signal);
      await run.update({ finishedAt: new Date() });
      facts.say(
        `The demo project is complete: ${facts.url().replace('127.0.0.1', 'localhost')}/projects/${project.id}`,
      );
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
});

async function fill(
  projectId: string,
  folder: string,
  client: Client,
  facts: AppFacts,
  signal: AbortSignal,
): Promise<void> {
  const made = new Map<string | null, string>();
  for (const { name, description, about } of classes) {
    const { id } = await client.post<{ id: string }>(`/projects/${projectId}/classes`, {
      name,
      description,
      project_id: projectId,
    });
    made.set(about, id);
  }
  // The small ones first: there is something to look at while the large one is drawn.
  for (const picture of [...drawPictures].reverse()) {
    facts.say(`  drawing ${picture.filename} (${picture.width} x ${picture.height})`);
    const path = join(folder, picture.filename);
    await picture.write(path, undefined, signal);
    const { id } = await client.upload(`/projects/${projectId}/images`, path, picture.filename, {
      title: picture.title,
      seed: picture.seed,
    });
    await rm(path, { force: true });
    const about = [...made.keys()].find((word) => word && picture.filename.includes(word));
    const classId = about && made.get(about);
    if (classId) await client.post(`/images/${id}/classifications`, { image_id: id, class_id: classId });
    await untilReady(id, client, signal);
    facts.say(`  analysing ${picture.filename} with the example pipeline`);
    await analyse(id, facts, signal);
    if (picture === drawPictures[0]) {
      await client.post(`/images/${id}/comments`, {
        text: 'The nuclei crowd towards the lower right. Does the detector see the clusters there? Compare the heatmap.',
      });
    }
  }
}

async function untilReady(imageId: string, client: Client, signal: AbortSignal): Promise<void> {
  for (;;) {
    const { state, failure } = await client.get<{ state: string; failure: string | null }>(`/images/${imageId}`);
    if (state === 'ready') return;
    if (state === 'failed')
      throw new Error(`The tiles of a demo picture could not be made: ${failure ?? 'no reason was given'}`);
    signal.throwIfAborted();
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}
