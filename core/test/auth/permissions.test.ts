import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import fc from 'fast-check';
import { grantRole, revokeRole } from '../../auth/grant.ts';
import type { GrantedRole } from '../../auth/grant.ts';
import { joinGroup, provideGroup } from '../../auth/group.ts';
import { identityOf } from '../../auth/identity.ts';
import type { Identity } from '../../auth/identity.ts';
import { createCan, rolesOn, scopesWith } from '../../auth/permissions.ts';
import type { Permissions } from '../../auth/permissions.ts';
import { loadStanding } from '../../auth/standing.ts';
import { User } from '../../auth/user.ts';
import { inTransaction, rows } from '../../database/connection.ts';
import { roles } from '../../plugins/contract.ts';
import { makeApp } from '../../testing.ts';
import type { TestApp } from '../../testing.ts';

const permissions: Permissions = new Map([
  ['things.read', { title: 'See', grantedTo: ['viewer', 'pipeline', 'member'] }],
  ['things.edit', { title: 'Edit', grantedTo: ['annotator'] }],
  ['things.run', { title: 'Run', grantedTo: ['pipeline'] }],
  ['things.own', { title: 'Own', grantedTo: ['owner'] }],
  ['things.none', { title: 'Nobody', grantedTo: [] }],
]);
const can = createCan(permissions);
const names = [...permissions.keys(), 'things.unknown'];

describe('permissions', () => {
  let app: TestApp;
  before(async () => {
    app = await makeApp();
  });
  after(() => app.stop());

  const makeIdentity = async (id: string, more: Partial<Pick<Identity, 'limits' | 'signer'>> = {}) => {
    const standing = await loadStanding(id);
    if (!standing) throw new Error('The user is not active.');
    return identityOf(standing, 'test', () => Promise.resolve(null), more);
  };

  /** The scopes of some that the SQL answers. */
  const filtered = async (user: Identity, name: string, scopes: readonly string[]): Promise<string[]> => {
    const sql = scopesWith(permissions, user, name);
    if (sql === null) return [...scopes];
    const found = await rows<{ id: string }>(`select id from unnest($1::uuid[]) id where id in (${sql})`, [scopes]);
    return found.map(({ id }) => id);
  };

  const place = fc.nat({ max: 3 });
  const role = fc.constantFrom<GrantedRole>(...roles);
  const projects = fc.option(fc.uniqueArray(place, { maxLength: 3 }));
  const world = fc.record({
    kind: fc.constantFrom('person' as const, 'person' as const, 'pipeline' as const),
    isAdministrator: fc.constantFrom(false, false, false, true),
    own: fc.uniqueArray(fc.tuple(place, role), { selector: ([at]) => at, maxLength: 3 }),
    groups: fc.array(
      fc.record({
        isIn: fc.boolean(),
        grants: fc.uniqueArray(fc.tuple(place, role), { selector: ([at]) => at, maxLength: 3 }),
      }),
      { maxLength: 2 },
    ),
    limits: fc.option(
      fc.record({
        scopes: fc.option(fc.uniqueArray(fc.constantFrom('read', 'write', 'keys', 'things.own', 'things.read'))),
        projects,
      }),
    ),
    signer: fc.option(fc.record({ projects })),
  });

  it('are the same in SQL as where one thing is decided, whatever the roles, groups and limits', async function () {
    this.timeout(120_000);
    await fc.assert(
      fc.asyncProperty(world, async ({ kind, isAdministrator, own, groups, limits, signer }) => {
        const scopes = Array.from({ length: 4 }, () => randomUUID());
        const at = (index: number) => scopes[index] as string;
        const user = await User.create({
          email: `${randomUUID()}@example.org`,
          kind,
          isAdministrator: isAdministrator && kind === 'person',
          createdAt: new Date(),
        });
        await inTransaction(async () => {
          for (const [index, given] of own) await grantRole(at(index), { userId: user.id }, given, user.id);
          for (const { isIn, grants } of groups) {
            const { group } = await provideGroup(randomUUID());
            if (isIn) await joinGroup(group.id, user.id);
            for (const [index, given] of grants) await grantRole(at(index), { groupId: group.id }, given, user.id);
          }
        });
        const identity = await makeIdentity(user.id, {
          limits: limits && { scopes: limits.scopes, projects: limits.projects && limits.projects.map(at) },
          signer: signer && {
            keyId: 'test',
            allowedModels: null,
            projects: signer.projects && signer.projects.map(at),
          },
        });
        for (const name of names) {
          const wanted = scopes.filter((scopeId) => can(identity, name, { scopeId }));
          expect(await filtered(identity, name, scopes), name).to.have.members(wanted);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('take the best of the roles that somebody has by themself and by groups', async () => {
    const [user, scope] = [await app.makeUser(), randomUUID()];
    await app.grant(user, scope, 'viewer');
    await inTransaction(async () => {
      const { group } = await provideGroup(randomUUID());
      await joinGroup(group.id, user.id);
      await grantRole(scope, { groupId: group.id }, 'reviewer', user.id);
    });
    const identity = await makeIdentity(user.id);
    expect(rolesOn(identity, scope)).to.deep.equal(['reviewer']);
    expect(rolesOn(identity, randomUUID())).to.deep.equal([]);
    expect(rolesOn(identity, null)).to.deep.equal(['member']);
  });

  it('count within a transaction that gives or changes a role, for who acts', async () => {
    const [user, scope] = [await app.makeUser(), randomUUID()];
    const before = await makeIdentity(user.id);
    await inTransaction(async () => {
      const grant = await grantRole(scope, { userId: user.id }, 'owner', user.id);
      expect(can(before, 'things.own', { scopeId: scope })).to.equal(true);
      await grantRole(scope, { userId: user.id }, 'viewer', user.id);
      expect(can(before, 'things.own', { scopeId: scope })).to.equal(false);
      await revokeRole(grant);
    });
    expect(can(before, 'things.read', { scopeId: scope })).to.equal(false);
  });

  it('are denied when nobody declared them, to administrators too', async () => {
    const administrator = await makeIdentity((await app.makeUser({ isAdministrator: true })).id);
    expect(can(administrator, 'things.none', { scopeId: null })).to.equal(true);
    expect(can(administrator, 'things.unknown', { scopeId: null })).to.equal(false);
  });
});
