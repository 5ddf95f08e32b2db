import { expect } from 'chai';
import { Sequelize } from 'sequelize';
import { defineError, definePlugin, route } from '#core';
import type { Plugin, Route } from '#core';
import { root } from '../../app.ts';
import { StartupError } from '../../errors.ts';
import { collect } from '../../plugins/host.ts';
import { findPlugins } from '../../plugins/load.ts';
import type { FoundPlugin } from '../../plugins/load.ts';
import type { Host } from '../../plugins/contract.ts';
import { makeApp } from '../../testing.ts';

const fixture = (name: string) => `core/test/fixtures/plugins/${name}`;
const sequelize = new Sequelize('postgres://nobody@localhost/none', { logging: false });

const plugin = (name: string, register: (host: Host) => void): FoundPlugin => ({
  plugin: definePlugin({ name, title: name, summary: 'For a test.', register }) as Plugin,
  folder: new URL('file:///nowhere/'),
  isFirstParty: false,
});
const thing = (at: `GET /${string}`, more: object = {}): Route =>
  route(at, { summary: 'A thing', access: 'public', response: { type: 'object' }, ...more }, async () => ({}));

describe('loading plugins', () => {
  const refused = async (folders: string[]): Promise<string> => {
    try {
      await findPlugins(root, folders.map(fixture), []);
    } catch (error) {
      expect(error).to.be.instanceOf(StartupError);
      return (error as Error).message;
    }
    throw new Error('It loaded.');
  };

  it('names the need that is missing and the remedy', async () => {
    expect(await refused(['lonely'])).to.equal(
      "Plugin 'lonely' needs 'nobody', which is not enabled. Add it to PLUGINS or config/plugins.ts.",
    );
  });

  it('shows a circle', async () => {
    expect(await refused(['circle-a', 'circle-b'])).to.contain('circle-a → circle-b → circle-a');
  });

  it('refuses a folder without a plugin, and a plugin that is there twice', async () => {
    expect(await refused(['../plugins'])).to.contain('has neither plugin.ts nor plugin.js');
    expect(await refused(['probe', 'probe'])).to.contain("Two plugins are called 'probe'");
  });

  it('fails the start of the application with the same sentence', async () => {
    let message = '';
    await makeApp({ plugins: [fixture('lonely')] }).catch((error: Error) => (message = error.message));
    expect(message).to.contain("needs 'nobody'");
  });
});

describe('what a plugin may add', () => {
  const fault = (...plugins: FoundPlugin[]): string => {
    try {
      collect(plugins, sequelize);
    } catch (error) {
      expect(error).to.be.instanceOf(StartupError);
      return (error as Error).message;
    }
    throw new Error('It was taken.');
  };

  it('refuses two plugins that serve one route, whatever its parameters are called, and names both', () => {
    const one = plugin('one', (host) => host.routes(thing('GET /things/:thing_id')));
    const two = plugin('two', (host) => host.routes(thing('GET /things/:other_id/')));
    expect(fault(one, two)).to.match(/^Plugins 'one' and 'two' both serve GET \/things/);
  });

  it('is sealed after registration', () => {
    let late: Host | undefined;
    collect([plugin('late', (host) => (late = host))], sequelize);
    expect(() => late?.routes(thing('GET /late'))).to.throw(StartupError, "Plugin 'late' added a route after start-up");
    expect(() => late?.permissions({})).to.throw(StartupError, 'after start-up');
  });

  it('refuses names of others, unknown roles and slots, and what is not stated', () => {
    expect(fault(plugin('a', (host) => host.permissions({ 'b.read': { title: 'B', grantedTo: [] } })))).to.contain(
      "must start with 'a.'",
    );
    expect(
      fault(plugin('a', (host) => host.permissions({ 'a.read': { title: 'A', grantedTo: ['king' as 'owner'] } }))),
    ).to.contain("the role 'king'");
    expect(fault(plugin('a', (host) => host.emits({ 'b.done': {} })))).to.contain("must start with 'a.'");
    expect(
      fault(plugin('a', (host) => host.ui({ module: './ui.ts', slots: { cellar: { element: 'a-x' } } as never }))),
    ).to.contain("the slot 'cellar'");
    expect(
      fault(plugin('a', (host) => host.ui({ module: './ui.ts', slots: { page: { element: 'b-x' } } }))),
    ).to.contain('<b-x>');
    expect(fault(plugin('a', (host) => host.routes(thing('GET /x', { access: '' }))))).to.contain('without access');
    expect(fault(plugin('a', (host) => host.routes(thing('GET /x', { summary: '' }))))).to.contain('without a summary');
    expect(fault(plugin('a', (host) => host.routes(thing('GET /x', { response: undefined }))))).to.contain(
      'without response',
    );
    expect(fault(plugin('a', (host) => host.routes(thing('GET /x', { access: 'a.fly' }))))).to.contain(
      "the permission 'a.fly', which no plugin declares",
    );
    expect(fault(plugin('a', (host) => host.on('x.y', () => undefined)))).to.contain(
      "listens to 'x.y', which no plugin emits",
    );
    expect(fault(plugin('a', (async () => undefined) as never))).to.contain('must be synchronous');
  });

  it('makes errors from a catalogue', () => {
    const closed = defineError('a.closed', 409, '%s is closed, not %s.');
    expect(closed('This', 'that')).to.include({ code: 'a.closed', status: 409, message: 'This is closed, not that.' });
  });
});
