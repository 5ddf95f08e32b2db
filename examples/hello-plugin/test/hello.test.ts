import { expect } from 'chai';
import { randomUUID } from 'node:crypto';
import { firstPartyPlugins } from '../../../config/plugins.ts';
import { expectProblem, makeApp } from '#core/testing';
import type { TestApp } from '#core/testing';
import { makeImage } from '../../../plugins/images/test/make.ts';
import { makeProject } from '../../../plugins/projects/test/make.ts';

describe('the hello plugin', () => {
  let app: TestApp;
  let image: { id: string };
  before(async () => {
    app = await makeApp({ plugins: firstPartyPlugins, settings: { PLUGINS: 'examples/hello-plugin' } });
    image = await makeImage(app, await makeProject(app), { width: 64, height: 48 });
  });
  after(() => app.stop());

  it('loads when PLUGINS names it, and its module reaches the browser without types', async () => {
    const { body } = await app.send('GET', '/ui');
    const hello = body.plugins.find(({ name }: { name: string }) => name === 'hello-plugin');
    expect(hello.slots['image.sidebar'][0].element).to.equal('hello-plugin-panel');
    const module = await app.send('GET', hello.module, { prefix: '' });
    expect(module.status).to.equal(200);
    expect(module.headers.get('content-type')).to.contain('text/javascript');
    const panel = await app.send('GET', '/plugins/hello-plugin/ui/panel.ts', { prefix: '' });
    expect(panel.text).to.contain('customElements.define').and.not.contain('interface Greeting');
    for (const path of ['plugin.ts', 'routes.ts', 'ui/../routes.ts', 'ui/%2e%2e/routes.ts']) {
      expect((await app.send('GET', `/plugins/hello-plugin/${path}`, { prefix: '' })).status, path).to.equal(404);
    }
  });

  it('keeps greetings, oldest first', async () => {
    for (const text of ['Hello', 'Hello again']) {
      expect((await app.send('POST', `/images/${image.id}/greetings`, { body: { text } })).status).to.equal(201);
    }
    const { body } = await app.send('GET', `/images/${image.id}/greetings`);
    expect(body.map(({ text }: { text: string }) => text)).to.deep.equal(['Hello', 'Hello again']);
  });

  it('refuses the stranger, the ill-formed, and an image that is not there', async () => {
    const stranger = await app.makeUser();
    expectProblem(await app.send('GET', `/images/${image.id}/greetings`, { as: stranger }), 404);
    expectProblem(await app.send('POST', `/images/${image.id}/greetings`, { body: { text: '' } }), 422);
    expectProblem(await app.send('GET', `/images/${randomUUID()}/greetings`), 404);
  });
});
