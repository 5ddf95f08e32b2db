import { expect } from 'chai';
import { availableCommands, keysOf, registerCommand, registerProvider, runCommand } from '../commands.ts';
import { rankCommands } from '../shell/rank-commands.ts';

const noop = (): void => undefined;

describe('Commands', () => {
  it('are there until they are taken away', () => {
    const stop = registerCommand({ id: 'test.one', title: 'One', run: noop });
    expect(availableCommands().map(({ id }) => id)).to.include('test.one');
    stop();
    expect(availableCommands().map(({ id }) => id)).not.to.include('test.one');
  });

  it('refuse an id or a key that cannot be read', () => {
    expect(() => registerCommand({ id: 'nodot', title: 'x', run: noop })).to.throw('must read like');
    expect(() => registerCommand({ id: 'test.key', title: 'x', key: 'Super+k', run: noop })).to.throw(
      'unknown modifier',
    );
  });

  it('that cannot be used now are left out', () => {
    let isPossible = false;
    const stop = registerCommand({ id: 'test.when', title: 'x', when: () => isPossible, run: noop });
    expect(availableCommands().some(({ id }) => id === 'test.when')).to.equal(false);
    isPossible = true;
    expect(availableCommands().some(({ id }) => id === 'test.when')).to.equal(true);
    stop();
  });

  it('of one id: the later registered holds', () => {
    const runs: string[] = [];
    const stops = ['first', 'second'].map((name) =>
      registerCommand({ id: 'test.same', title: name, run: () => runs.push(name) }),
    );
    expect(runCommand('test.same')).to.equal(true);
    expect(runs).to.deep.equal(['second']);
    for (const stop of stops) stop();
    expect(runCommand('test.same')).to.equal(false);
  });

  it('follow the state of who provides them', () => {
    let names = ['a'];
    const stop = registerProvider(() => names.map((name) => ({ id: `test.${name}`, title: name, run: noop })));
    names = ['b', 'c'];
    expect(availableCommands().map(({ id }) => id)).to.include.members(['test.b', 'test.c']);
    stop();
  });

  it('have none, one or several keys', () => {
    expect(keysOf({ id: 'test.x', title: 'x', run: noop })).to.deep.equal([]);
    expect(keysOf({ id: 'test.x', title: 'x', key: 'j', run: noop })).to.deep.equal(['j']);
    expect(keysOf({ id: 'test.x', title: 'x', key: ['j', 'ArrowRight'], run: noop })).to.have.length(2);
  });

  it('are ranked: a title that starts so, then a word, then a part, then initials', () => {
    const titles = ['Old news', 'New project', 'Renew', 'Next event working'];
    const commands = titles.map((title, index) => ({ id: `test.${index}`, title, run: noop }));
    expect(rankCommands(commands, 'new').map(({ title }) => title)).to.deep.equal([
      'New project',
      'Old news',
      'Renew',
      'Next event working',
    ]);
    expect(rankCommands(commands, 'np').map(({ title }) => title)).to.deep.equal(['New project']);
    expect(rankCommands(commands, 'zz')).to.deep.equal([]);
  });
});
