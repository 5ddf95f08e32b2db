import { definePlugin, rows } from '#core';
import { DemoRun } from './models/demo-run.ts';
import { knowApp, seedDemo } from './seed.ts';

export default definePlugin({
  name: 'demo',
  title: 'Demo',
  summary: 'At the first start on one’s own machine: a project with pictures, labels, a comment and an analysis.',
  needs: ['projects', 'images', 'classification', 'comments', 'metadata', 'ml-analysis'],
  settings: {
    type: 'object',
    properties: {
      enabled: {
        type: 'boolean',
        default: true,
        env: 'DEMO',
        description: 'Whether an empty installation in local mode gets the demo project.',
      },
    },
  },
  register(host) {
    host.models(DemoRun);
    host.migrations(new URL('./migrations/', import.meta.url));
    host.jobs(seedDemo);
  },
  async start({ settings, app }) {
    knowApp(app);
    if (!settings.enabled || !app.authModes.includes('local')) return;
    const run = await DemoRun.findByPk(1);
    if (run?.finishedAt) return;
    const projects = await rows('select 1 from projects limit 1');
    if (!run && projects.length > 0) return;
    if (!run) await DemoRun.create();
    await seedDemo.enqueue({}, { key: 'demo' });
  },
});
