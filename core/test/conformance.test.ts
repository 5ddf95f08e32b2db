// What every plugin must be, whoever wrote it; run over the first-party set and the example.
import { expect } from 'chai';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { QueryTypes } from 'sequelize';
import type { ModelStatic, Model } from 'sequelize';
import { firstPartyPlugins } from '../../config/plugins.ts';
import { createApp, root } from '../app.ts';
import type { App } from '../app.ts';
import { connect, database, disconnect } from '../database/connection.ts';
import { createMigrator } from '../database/migrate.ts';
import { dropDatabase, makeDatabase, testEnvironment } from '../testing.ts';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';

const folders = [...firstPartyPlugins, 'examples/hello-plugin'];

async function sourcesOf(folder: string): Promise<{ path: string; text: string }[]> {
  const entries = await readdir(join(root, folder), { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && entry.name.endsWith('.ts'));
  return Promise.all(
    files.map(async (entry) => {
      const path = join(entry.parentPath, entry.name);
      return { path: path.slice(root.length), text: await readFile(path, 'utf8') };
    }),
  );
}

describe('every plugin', () => {
  let app: App;
  let databaseUrl: string;
  let dataDir: string;

  before(async () => {
    databaseUrl = await makeDatabase();
    dataDir = await mkdtemp(join(tmpdir(), 'ipm-conformance-'));
    app = await createApp({ environment: testEnvironment(dataDir), databaseUrl, plugins: folders });
  });
  after(async () => {
    await app.stop();
    await dropDatabase(databaseUrl);
    await rm(dataDir, { recursive: true, force: true });
  });

  it('has no second copy of what it is called: folder, prefix and name agree', () => {
    for (const { name, title, summary } of app.plugins) {
      expect(
        folders.some((folder) => folder.endsWith(`/${name}`)),
        name,
      ).to.equal(true);
      expect(title.trim() && summary.trim(), name).to.be.ok;
    }
  });

  for (const folder of folders) {
    it(`${folder} imports only itself, '#core' and plugins that it needs`, async () => {
      const name = folder.split('/').at(-1) ?? '';
      const needs = new Set(app.plugins.find((plugin) => plugin.name === name)?.needs ?? []);
      for (const { path, text } of await sourcesOf(folder)) {
        if (/\/(test|bench)\//.test(path)) continue;
        for (const [, specifier = ''] of text.matchAll(/(?:from|import)\s+'([^']+)'/g)) {
          const [, other] = /^#plugins\/(.+)$/.exec(specifier) ?? [];
          if (other)
            expect(needs.has(other), `${path} imports ${specifier}, which '${name}' does not need`).to.equal(true);
          if (specifier.startsWith('.')) {
            const target = new URL(specifier, `file:///${path}`).pathname.slice(1);
            expect(target.startsWith(`${folder}/`), `${path} reaches out of its folder: ${specifier}`).to.equal(true);
          }
        }
      }
    });

    it(`${folder} says in its README what it adds`, async () => {
      const name = folder.split('/').at(-1) ?? '';
      const readme = await readFile(join(root, folder, 'README.md'), 'utf8');
      const { routes, permissions, events, ui } = app.collected;
      const added = [
        ...routes.filter(({ owner }) => owner === name).map(({ route }) => route.at.replace('\\:', ':')),
        ...[...permissions.keys(), ...events.keys()].filter((key) => key.startsWith(`${name}.`)),
        ...ui.filter(({ plugin }) => plugin === name).flatMap(({ slots }) => Object.keys(slots)),
      ];
      for (const thing of added) expect(readme, `${folder}/README.md`).to.contain(thing);
    });

    it(`${folder} has a test`, async () => {
      const tests = await readdir(join(root, folder, 'test'));
      expect(tests.some((file) => file.endsWith('.test.ts'))).to.equal(true);
    });
  }

  it('states access, an answer and a summary for each route, and its permissions can be read', () => {
    for (const { route, owner } of app.collected.routes) {
      expect(route.spec.summary, route.at).to.match(/^[A-Z].{3,}/);
      expect(route.spec.access, route.at).to.be.a('string').and.not.empty;
      const [prefix] = route.spec.access.split('.');
      if (route.spec.access.includes('.'))
        expect(app.collected.permissions.has(`${prefix}.read`), `${owner} needs ${prefix}.read`).to.equal(true);
    }
  });

  it('finds what a route is about before it asks who may, wherever the path names a thing', () => {
    for (const { route } of app.collected.routes) {
      if (!route.path.includes('_id') || route.spec.access === 'signed-in') continue;
      expect(route.spec.subject, `${route.at} has no subject`).to.be.a('function');
    }
  });

  it('has models that equal their tables: columns, types, nullability', async () => {
    for (const model of Object.values(database().models)) await expectSame(model as ModelStatic<Model>);
  });

  for (const folder of folders) {
    it(`${folder} says of every foreign key what deletion does to it`, async () => {
      for (const { path, text } of await sourcesOf(folder)) {
        if (!path.includes('/migrations/')) continue;
        for (const [, after = ''] of text.matchAll(/references: \{[^}]*\},?([^}]*)/g))
          expect(after, path).to.contain('onDelete');
      }
    });
  }

  it('goes up, down to nothing, and up again to the same', async () => {
    const url = await makeDatabase();
    const sequelize = connect(url);
    try {
      const migrator = await createMigrator(sequelize, [
        { owner: 'core', folder: new URL('../../migrations/', import.meta.url) },
        ...app.collected.migrations,
      ]);
      const shape = async () =>
        (
          await sequelize.query<{ line: string }>(
            `select table_name || '.' || column_name || ' ' || data_type || ' ' || is_nullable || ' ' || coalesce(column_default, '') as line
             from information_schema.columns where table_schema = 'public'
             union all select tablename || ': ' || indexdef from pg_indexes where schemaname = 'public' order by 1`,
            { type: QueryTypes.SELECT },
          )
        ).map(({ line }) => line);
      const ran = await migrator.up();
      expect(ran.length).to.be.greaterThan(folders.length - 3);
      expect(await migrator.up()).to.deep.equal([]);
      const first = await shape();
      await migrator.down('all');
      expect((await shape()).filter((line) => !line.includes('core_migrations'))).to.deep.equal([]);
      await migrator.up();
      expect(await shape()).to.deep.equal(first);
    } finally {
      await disconnect(sequelize);
      connect(databaseUrl);
      await dropDatabase(url);
    }
  });
});

async function expectSame(model: ModelStatic<Model>): Promise<void> {
  const table = await database().getQueryInterface().describeTable(model.getTableName());
  const attributes = Object.values(model.getAttributes());
  expect(attributes.map(({ field }) => field).sort(), model.name).to.include.members(
    Object.keys(table).filter((column) => attributes.some(({ field }) => field === column)),
  );
  const missing = attributes.map(({ field = '' }) => field).filter((field) => !(field in table));
  expect(missing, `${model.name} has columns that its table has not`).to.deep.equal([]);
  const unknown = Object.keys(table).filter((column) => !attributes.some(({ field }) => field === column));
  expect(unknown, `the table of ${model.name} has columns that the model has not`).to.deep.equal([]);
  for (const { field = '', type, allowNull, primaryKey } of attributes) {
    const column = table[field];
    if (!column) continue;
    if (allowNull !== undefined && !primaryKey)
      expect(column.allowNull, `${model.name}.${field}: nullability`).to.equal(allowNull);
    const wanted = String((type as { toSql(): string }).toSql());
    expect(sqlType(wanted), `${model.name}.${field}`).to.equal(sqlType(column.type));
  }
}

/** One spelling for the types of PostgreSQL and of Sequelize. */
const sqlType = (type: string): string =>
  type
    .toUpperCase()
    .replace('CHARACTER VARYING', 'VARCHAR')
    .replace('TIMESTAMP WITH TIME ZONE', 'TIMESTAMPTZ')
    .replace(/^BLOB$/, 'BYTEA')
    .replace(/^DATETIME$/, 'TIMESTAMPTZ')
    .replace('DOUBLE PRECISION', 'DOUBLE')
    .replace(/^FLOAT$/, 'DOUBLE');
