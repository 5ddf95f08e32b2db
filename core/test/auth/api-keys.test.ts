import { expect } from 'chai';
import { randomUUID } from 'node:crypto';
import { isWellFormedKey, newApiKey } from '../../auth/api-key.ts';
import { accessChanged } from '../../auth/access-changes.ts';
import { User } from '../../auth/user.ts';
import { expectProblem, makeApp } from '../../testing.ts';
import type { TestApp } from '../../testing.ts';

describe('API keys', () => {
  let app: TestApp;
  before(async () => {
    app = await makeApp({ plugins: ['core/test/fixtures/plugins/probe'] });
  });
  after(() => app.stop());

  it('are shown once, act as their owner, and end at once', async () => {
    const made = await app.send('POST', '/api-keys', { body: { name: 'laptop', scopes: 'are ignored' } });
    expect(made.status).to.equal(201);
    expect(made.body.key).to.match(/^ipm_/);
    expect(made.body.api_key).to.include({ name: 'laptop', is_active: true, last_used_at: null });
    const as = { id: '', email: '', key: made.body.key as string };
    const me = await app.send('GET', '/users/me', { as, prefix: '/api-key' });
    expect(me.body.id).to.equal(made.body.api_key.user_id);
    expect(me.body.groups).to.deep.equal([]);
    const listed = await app.send('GET', '/api-keys/');
    expect(listed.text).not.to.contain(as.key);
    expect(listed.body[0].last_used_at).to.be.a('string');
    for (let i = 0; i < 2; i += 1)
      expect((await app.send('DELETE', `/api-keys/${made.body.api_key.id}`)).status).to.equal(204);
    expectProblem(await app.send('GET', '/users/me', { as, prefix: '/api-key' }), 401);
    expect((await app.send('GET', '/api-keys')).body[0].is_active).to.equal(false);
  });

  it('of a deactivated owner open nothing', async () => {
    const user = await app.makeUser();
    expect((await app.send('GET', '/users/me', { as: user, prefix: '/api-key' })).status).to.equal(200);
    await User.update({ isActive: false }, { where: { id: user.id } });
    await accessChanged(user.id);
    expectProblem(await app.send('GET', '/users/me', { as: user, prefix: '/api-key' }), 401);
  });

  it('of others can not be seen or ended', async () => {
    const [one, two] = [await app.makeUser(), await app.makeUser()];
    const [key] = (await app.send('GET', '/api-keys', { as: one })).body;
    expectProblem(await app.send('DELETE', `/api-keys/${key.id}`, { as: two }), 404, { detail: 'API key not found' });
    expectProblem(await app.send('DELETE', `/api-keys/${randomUUID()}`, { as: two }), 404);
  });

  it('need a name', async () => {
    expectProblem(await app.send('POST', '/api-keys', { body: { name: '' } }), 422);
  });

  it('carry a checksum that tells a slip of the pen', () => {
    const { key } = newApiKey();
    expect(isWellFormedKey(key)).to.equal(true);
    for (let at = 4; at < key.length; at += 7) {
      const other = key[at] === 'A' ? 'B' : 'A';
      expect(isWellFormedKey(key.slice(0, at) + other + key.slice(at + 1)), String(at)).to.equal(false);
    }
    for (const wrong of ['', 'ipm_', key.slice(0, -1), `${key}x`, key.replace('ipm_', 'abc_')])
      expect(isWellFormedKey(wrong)).to.equal(false);
  });
});
