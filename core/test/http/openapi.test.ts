// The OpenAPI document: whole, valid, and exactly what is mounted.
import { execFile } from 'node:child_process';
import { glob, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { root } from '../../app.ts';
import { expectProblem, makeApp } from '../../testing.ts';
import type { TestApp } from '../../testing.ts';
import { operationsOf, validatorOf } from './openapi-reader.ts';
import type { Document, MediaType, Operation } from './openapi-reader.ts';

const prefixes = ['/api', '/api-key', '/api-ml'] as const;
const methods = ['get', 'post', 'put', 'patch', 'delete'] as const;
const noId = '00000000-0000-4000-8000-000000000000';

describe('the OpenAPI document', () => {
  let app: TestApp;
  let document: Document;
  let operations: Operation[];
  before(async () => {
    // With every way in, because each brings routes.
    app = await makeApp({
      settings: { AUTH_MODE: 'local,accounts,oidc', OIDC_ISSUER: 'http://127.0.0.1:9', OIDC_CLIENT_ID: 'ipm' },
    });
    document = (await app.send<Document>('GET', '/openapi.json')).body;
    operations = operationsOf(document);
  });
  after(() => app.stop());

  it('passes `redocly lint` with the rules of redocly.yaml, without a warning', async function () {
    this.timeout(120_000);
    const folder = await mkdtemp(join(tmpdir(), 'ipm-openapi-'));
    try {
      await writeFile(join(folder, 'openapi.json'), JSON.stringify(document));
      const { problems } = await lint(join(folder, 'openapi.json'));
      const told = problems.map(
        ({ ruleId, message, location }) => `${ruleId}: ${message} (${location[0]?.pointer ?? ''})`,
      );
      expect(told).to.deep.equal([]);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });

  it('says of each operation what it does, who may, what it takes and answers, and how it refuses', () => {
    expect(new Set(operations.map(({ operationId }) => operationId)).size).to.equal(operations.length);
    for (const { at, summary, description, operationId, responses, tags } of operations) {
      expect(summary, at).to.match(/^[A-Z].{3,}/);
      expect(description, at).to.match(/Needs (the permission|somebody signed in)|Open to everybody/);
      expect(operationId, at).to.match(/^(get|post|put|patch|delete)_\w+$/);
      expect(tags, at).to.have.length(1);
      const statuses = Object.keys(responses);
      expect(
        statuses.some((status) => /^[23]/.test(status)),
        `${at} has no answer`,
      ).to.equal(true);
      expect(
        statuses.some((status) => status.startsWith('4')),
        `${at} has no refusal`,
      ).to.equal(true);
    }
  });

  it('names the ways in of each operation, all of which it describes', () => {
    const known = Object.keys(document.components.securitySchemes);
    expect(known).to.have.members(['apiKey', 'apiKeyHeader', 'session', 'signature']);
    for (const { at, security } of operations)
      for (const way of security) expect(known, at).to.include.members(Object.keys(way));
    const open = operations.filter(({ security }) => security.length === 0).map(({ at }) => at);
    expect(open).to.include('GET /health').and.not.include('GET /openapi.json');
  });

  it('has for each body and answer an example that fits its schema', () => {
    const fits = validatorOf(document);
    for (const { at, requestBody, responses, parameters = [] } of operations) {
      const bodies: [string, Record<string, MediaType>][] = [
        ['body', requestBody?.content ?? {}],
        ...Object.entries(responses).map(([status, { content = {} }]) => [status, content] as [string, typeof content]),
      ];
      for (const [place, content] of bodies) {
        for (const [type, media] of Object.entries(content)) {
          const examples = examplesOf(media);
          if (/json|form-data/.test(type))
            expect(examples, `${at} ${place} (${type}) has no example: give its schema \`examples\``).to.not.be.empty;
          for (const example of examples) {
            const fault = fits(media.schema ?? {}, example);
            expect(fault, `the example of ${at} ${place} (give its schema \`examples\`)`).to.equal(null);
          }
        }
      }
      for (const { name, schema, example, required } of parameters) {
        if (required) expect(example, `${at} ${name}`).to.not.equal(undefined);
        if (example !== undefined) expect(fits(schema, example), `${at} ${name}`).to.equal(null);
      }
    }
  });

  it('describes nothing that is not mounted, under any of the three prefixes', async () => {
    const user = await app.makeUser();
    for (const prefix of prefixes) {
      for (const { at, method, path } of operations) {
        const response = await fetch(`${app.url}${prefix}${addressOf(path)}`, { method });
        const isProblem = response.headers.get('content-type') === 'application/problem+json';
        const code = isProblem ? ((await response.json()) as { code: string }).code : null;
        if (!isProblem) await response.body?.cancel();
        expect(code, `${at} under ${prefix}`).to.not.be.oneOf(['core.no_such_route', 'core.method_not_allowed']);
      }
      const gone = await app.send('GET', '/no/such/thing', { prefix, as: user });
      expectProblem(gone, 404, { code: 'core.no_such_route' });
    }
  });

  it('leaves out nothing that is mounted: no other method is possible anywhere', async () => {
    for (const prefix of prefixes) {
      for (const path of Object.keys(document.paths)) {
        const address = addressOf(path);
        const described = methods.filter((method) =>
          operations.some((operation) => operation.method === method.toUpperCase() && matches(operation.path, address)),
        );
        for (const method of methods.filter((other) => !described.includes(other))) {
          const reply = await app.send(method.toUpperCase(), address, { prefix });
          expectProblem(reply, 405, { code: 'core.method_not_allowed' });
          const allowed = (reply.headers.get('allow') ?? '').toLowerCase().split(', ');
          expect(
            allowed.filter((name) => name !== 'head'),
            path,
          ).to.have.members(described);
        }
      }
    }
  });

  it('holds every route that the sources declare', async () => {
    const declared: string[] = [];
    const files = glob('{core,plugins}/**/*.ts', { cwd: root, exclude: (name) => /\/(test|ui|bench)$/.test(name) });
    for await (const file of files) {
      const text = await readFile(join(root, file), 'utf8');
      for (const [, at = ''] of text.matchAll(/\b(?:rawRoute|route)\(\s*'((?:GET|POST|PUT|PATCH|DELETE) \/[^']*)'/g))
        declared.push(
          at
            .replace(/\\\\:/g, '\0')
            .replace(/:(\w+)/g, '{$1}')
            .replace(/\0/g, ':'),
        );
    }
    expect(declared.length).to.be.greaterThan(40);
    expect(operations.map(({ at }) => at)).to.have.members(declared);
  });
});

const addressOf = (path: string): string => path.replace(/\{\w+_id\}/g, noId).replace(/\{\w+\}/g, 'x');

const matches = (path: string, address: string): boolean =>
  new RegExp(`^${path.replace(/\{\w+\}/g, '[^/]+')}$`).test(address);

const examplesOf = ({ example, examples = {} }: MediaType): unknown[] => [
  ...(example === undefined ? [] : [example]),
  ...Object.values(examples).map(({ value }) => value),
];

interface LintReport {
  problems: { ruleId: string; message: string; location: { pointer?: string }[] }[];
}

/** Runs the linter as a process of its own, which asks nothing of the network. */
async function lint(path: string): Promise<LintReport> {
  const cli = join(root, 'node_modules/@redocly/cli/bin/cli.js');
  const options = ['lint', path, '--config', join(root, 'redocly.yaml'), '--format', 'json', '--max-problems', '1000'];
  const environment = {
    PATH: process.env['PATH'],
    REDOCLY_TELEMETRY: 'off',
    REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true',
  };
  const run = promisify(execFile)(process.execPath, [cli, ...options], {
    env: environment,
    maxBuffer: 64 * 1024 * 1024,
  });
  const { stdout } = await run.catch((error: unknown) => error as { stdout: string });
  return JSON.parse(stdout.slice(stdout.indexOf('{'), stdout.lastIndexOf('}') + 1)) as LintReport;
}
