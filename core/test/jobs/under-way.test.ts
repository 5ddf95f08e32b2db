import { expect } from 'chai';
import { eventually, makeApp } from '#core/testing';
import type { TestApp } from '#core/testing';
import { jobsRun, remember } from '../fixtures/plugins/probe/plugin.ts';

describe('asking whether a job is under way', () => {
  let app: TestApp;
  before(async () => {
    app = await makeApp({ plugins: ['core/test/fixtures/plugins/probe'] });
  });
  after(() => app.stop());

  it('tells one that waits from one that is done or was never there', async () => {
    await remember.enqueue({ text: 'later' }, { key: 'waits', delaySeconds: 600 });
    expect(await remember.isUnderWay('waits')).to.equal(true);
    expect(await remember.isUnderWay('never')).to.equal(false);
    await remember.enqueue({ text: 'now' }, { key: 'runs' });
    await eventually('it has run', async () => jobsRun.includes('now'));
    await eventually('it counts as done', async () => !(await remember.isUnderWay('runs')));
  });
});
