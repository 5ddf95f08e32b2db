import { expect } from 'chai';
import { randomUUID } from 'node:crypto';
import { passwordVerified } from '../../auth/password.ts';
import { addressKey, countTry, pruneThrottles } from '../../auth/throttle.ts';
import { rows } from '../../database/connection.ts';
import { expectProblem, makeApp } from '../../testing.ts';
import type { TestApp } from '../../testing.ts';

const password = 'correct horse battery';

describe('Tries of passwords', () => {
  let app: TestApp;
  before(async () => {
    app = await makeApp({ settings: { AUTH_MODE: 'accounts', PROXY_TRUSTED_ADDRESSES: '127.0.0.0/8' } });
  });
  after(() => app.stop());

  let hosts = 0;
  const newAddress = () => `198.51.100.${(hosts += 1)}`;
  const signIn = (email: string, given: string, address = newAddress()) =>
    app.send('POST', '/auth/sign-in', { body: { email, password: given }, headers: { 'x-forwarded-for': address } });

  it('are ten an account, from wherever they come, known or unknown; then even the right one has to wait', async () => {
    const { email } = await app.makeUser({ password });
    for (const account of [email, `${randomUUID()}@example.org`]) {
      for (let i = 0; i < 10; i += 1) expectProblem(await signIn(account, 'not the password'), 401);
      let verified = 0;
      const count = () => (verified += 1);
      passwordVerified.subscribe(count);
      const reply = await signIn(account, password);
      passwordVerified.unsubscribe(count);
      expectProblem(reply, 429, { code: 'core.too_many_tries', detail: /Wait \d+ seconds/ });
      expect(Number(reply.headers.get('retry-after'))).to.be.within(850, 900);
      expect(verified).to.equal(0);
    }
  });

  it('are counted before they are answered, so that many at once are no more', async () => {
    const { email } = await app.makeUser({ password });
    const replies = await Promise.all(Array.from({ length: 25 }, () => signIn(email, 'not the password')));
    const statuses = replies.map(({ status }) => status);
    expect(statuses.filter((status) => status === 401)).to.have.length(10);
    expect(statuses.filter((status) => status === 429)).to.have.length(15);
  });

  it('begin anew after a right one', async () => {
    const { email } = await app.makeUser({ password });
    for (let round = 0; round < 3; round += 1) {
      for (let i = 0; i < 9; i += 1) expectProblem(await signIn(email, 'not the password'), 401);
      expect((await signIn(email, password)).status).to.equal(200);
    }
  });

  it('are a hundred an address, whatever the account; right ones do not count', async () => {
    const address = newAddress();
    const { email } = await app.makeUser({ password });
    const { email: blocked } = await app.makeUser({ password });
    await rows(`insert into core_throttles (key, count, resets_at) values ($1, 99, now() + interval '5 minutes')`, [
      addressKey('password', address),
    ]);
    for (let i = 0; i < 3; i += 1) expect((await signIn(email, password, address)).status).to.equal(200);
    expectProblem(await signIn(`${randomUUID()}@example.org`, password, address), 401);
    const reply = await signIn(blocked, password, address);
    expectProblem(reply, 429);
    expect(Number(reply.headers.get('retry-after'))).to.be.within(1, 300);
    // Who is held up by their address holds nobody's account up.
    expect((await signIn(blocked, password)).status).to.equal(200);
  });

  it('are counted by network for IPv6, by host for IPv4', () => {
    const key = (address: string) => addressKey('password', address);
    expect(key('2001:db8:1:2::7')).to.equal(key('2001:db8:1:2:ffff::1'));
    expect(key('2001:db8:1:2::7')).to.not.equal(key('2001:db8:1:3::7'));
    expect(key('::ffff:192.0.2.1')).to.equal(key('192.0.2.1'));
    expect(key('192.0.2.1')).to.not.equal(key('192.0.2.2'));
    expect(key('').length).to.be.lessThan(128);
  });

  it('count anew when their time is over', async () => {
    const key = `test:${randomUUID()}`;
    const allowance = { most: 1, seconds: 60 };
    await countTry(key, allowance);
    let refused = false;
    await countTry(key, allowance).catch(() => (refused = true));
    expect(refused).to.equal(true);
    await rows(`update core_throttles set resets_at = now() - interval '1 second' where key = $1`, [key]);
    await countTry(key, allowance);
    await rows(`update core_throttles set resets_at = now() - interval '1 second' where key = $1`, [key]);
    await pruneThrottles();
    expect(await rows('select 1 from core_throttles where key = $1', [key])).to.have.length(0);
  });
});
