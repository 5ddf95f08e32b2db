import { expect } from 'chai';
import { expectProblem, makeApp } from '#core/testing';
import type { TestApp } from '#core/testing';

interface Installed {
  name: string;
  permissions: { name: string; granted_to: string[] }[];
  events: string[];
  settings: { name: string; value: unknown; is_default: boolean }[];
  tables: string[];
}

describe('GET /plugins', () => {
  let app: TestApp;

  before(async () => {
    app = await makeApp({ settings: { SECRET_KEY: 'never-to-be-told' } });
  });
  after(() => app.stop());

  it('tells administrators what each plugin brings, the platform first', async () => {
    const { status, body } = await app.send<Installed[]>('GET', '/plugins');
    expect(status).to.equal(200);
    expect(body[0]?.name).to.equal('core');
    expect(body[0]?.tables).to.include.members(['core_grants', 'core_sessions']);
    expect(body[0]?.events).to.include('core.access_changed');
    const projects = body.find(({ name }) => name === 'projects');
    expect(projects?.permissions.find(({ name }) => name === 'projects.edit')?.granted_to).to.deep.equal(['manager']);
    expect(projects?.events).to.include('projects.created');
    expect(projects?.tables).to.include('projects');
  });

  it('tells settings and whether they were changed, and no secret', async () => {
    const { body, text } = await app.send<Installed[]>('GET', '/plugins');
    expect(text).not.to.contain('never-to-be-told').and.not.to.contain('test-hmac-secret');
    const settings = body[0]?.settings ?? [];
    const secretKey = settings.find(({ name }) => name === 'secretKey');
    expect(secretKey).to.include({ value: null, is_default: false });
    expect(settings.find(({ name }) => name === 'logLevel')).to.include({ value: 'silent', is_default: false });
    expect(settings.find(({ name }) => name === 'sessionDays')).to.include({ value: 30, is_default: true });
    expect(settings.find(({ name }) => name === 'databaseUrl')?.value).to.equal(null);
  });

  it('is for administrators alone', async () => {
    expectProblem(await app.send('GET', '/plugins', { as: await app.makeUser() }), 403);
  });
});
