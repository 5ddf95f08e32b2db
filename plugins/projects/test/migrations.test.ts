import { expect } from 'chai';
import { database, rows } from '#core';
import { makeApp } from '#core/testing';
import type { TestApp } from '#core/testing';
import { down, up } from '../migrations/0002-add-members.ts';
import { makeProject } from './make.ts';

describe('projects from before there were members', () => {
  let app: TestApp;
  before(async () => {
    app = await makeApp();
  });
  after(() => app.stop());

  it('get their creator as owner and the group that they name, with the creator in it, as manager', async () => {
    const [ann, ben] = [await app.makeUser(), await app.makeUser()];
    const first = await makeProject(app, { meta_group_id: null }, ann);
    const second = await makeProject(app, { meta_group_id: null }, ben);
    const queries = database().getQueryInterface();
    await down(queries);
    await rows(`update projects set meta_group_id = ' old lab '`);
    await up(queries);
    for (const [{ id }, person] of [
      [first, ann],
      [second, ben],
    ] as const) {
      const shown = await app.send('GET', `/projects/${id}`, { as: person });
      expect(shown.body.meta_group_id).to.equal('old lab');
      expect(shown.body.abilities.share).to.equal(true);
      const { body: members } = await app.send('GET', `/projects/${id}/members`, { as: person });
      const told = members.map(({ role, user, group }: { role: string; user?: { id: string }; group?: object }) => [
        role,
        user?.id ?? null,
        group && (group as { member_count: number }).member_count,
      ]);
      expect(told).to.have.deep.members([
        ['owner', person.id, null],
        ['manager', null, 2],
      ]);
    }
    expect((await app.send('GET', `/projects/${first.id}`, { as: ben })).body.abilities).to.include({
      edit: true,
      share: false,
    });
  });
});
