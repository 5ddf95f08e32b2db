// The program as a newcomer starts it: a process, an empty folder, nothing else.
import { expect } from 'chai';
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../app.ts';
import { isProcessAlive } from '../database/process-lock.ts';
import { eventually } from '../testing.ts';

interface Started {
  child: ChildProcess;
  output: () => string;
  ended: Promise<number | null>;
}

const running = new Set<ChildProcess>();

function start(dataDir: string, environment: Record<string, string> = {}, flags: string[] = ['--no-demo']): Started {
  const { PATH = '' } = process.env;
  const child = spawn(process.execPath, ['core/main.ts', ...flags], {
    cwd: root,
    env: { PATH, DATA_DIR: dataDir, PORT: '0', ...environment },
  });
  running.add(child);
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk: Buffer) => (text += chunk.toString()));
  const ended = new Promise<number | null>((resolve) =>
    child.once('exit', (code) => (running.delete(child), resolve(code))),
  );
  return { child, output: () => text, ended };
}

const addressOf = (started: Started): Promise<string> =>
  eventually(
    'the server is ready',
    async () => {
      if (started.child.exitCode !== null) throw new Error(`It ended: ${started.output()}`);
      return /ready at (http:\S+)/.exec(started.output())?.[1];
    },
    60,
  );

describe('npm start', function () {
  this.timeout(120_000);
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'ipm-start-'));
  });
  after(async () => {
    for (const child of running) child.kill('SIGKILL');
    await rm(folder, { recursive: true, force: true });
  });

  it('makes all it needs, says so, finds it again, and ends whole on Ctrl-C and after a kill', async () => {
    const dataDir = join(folder, 'data');
    const first = start(dataDir);
    const url = await addressOf(first);
    expect(first.output()).to.contain('embedded PostgreSQL').and.contain('storage').and.contain('projects');
    expect((await fetch(`${url}/api/health`)).status).to.equal(200);
    const made = await fetch(`${url}/api/projects/`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ name: 'Kept', meta_group_id: 'g' }),
    });
    expect(made.status).to.equal(201);

    const rival = start(dataDir);
    expect(await rival.ended).to.equal(1);
    expect(rival.output()).to.contain(`in use by another server (process ${first.child.pid})`);

    const postgresPid = Number(
      (await readFile(join(dataDir, 'postgres/cluster/postmaster.pid'), 'utf8')).split('\n')[0],
    );
    first.child.kill('SIGINT');
    expect(await first.ended).to.equal(0);
    expect(isProcessAlive(postgresPid)).to.equal(false);

    const second = start(dataDir);
    const again = await addressOf(second);
    const names = async (at: string) =>
      ((await (await fetch(`${at}/api/projects`)).json()) as { name: string }[]).map(({ name }) => name);
    expect(await names(again)).to.deep.equal(['Kept']);
    second.child.kill('SIGKILL');
    await second.ended;

    const third = start(dataDir);
    expect(await names(await addressOf(third))).to.deep.equal(['Kept']);
    third.child.kill('SIGTERM');
    expect(await third.ended).to.equal(0);
  });

  const refuses = async (name: string, environment: Record<string, string>, sentence: RegExp, flags?: string[]) => {
    const started = start(environment['DATA_DIR'] ?? join(folder, 'other'), environment, flags);
    expect(await started.ended, name).to.equal(1);
    expect(started.output())
      .to.match(sentence)
      .and.not.match(/\n\s+at /);
  };

  it('refuses a port that is taken, with the remedy', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => other.once('listening', resolve));
    const { port } = other.address() as AddressInfo;
    await refuses('port', { PORT: String(port) }, new RegExp(`Port ${port} .* is taken by another program.*PORT=`));
    other.close();
  });

  it('refuses a data folder that can not be written', async () => {
    await writeFile(join(folder, 'a-file'), '');
    await refuses('folder', { DATA_DIR: join(folder, 'a-file') }, /data folder .*a-file can't be written.*DATA_DIR/);
  });

  it('refuses to open the local way in to other machines', async () => {
    await refuses('host', { HOST: '0.0.0.0' }, /loopback only, not on HOST=0\.0\.0\.0/);
  });

  it('refuses settings that make no sense, each with a sentence', async () => {
    await refuses(
      'settings',
      { PORT: 'many', ML_PIPELINE_REQUIRE_HMAC: 'perhaps' },
      /Setting PORT is "many"; it must be integer\.\nSetting ML_PIPELINE_REQUIRE_HMAC is "perhaps"; it must be boolean\./,
    );
  });

  it('refuses a database that does not answer, without telling its password', async () => {
    const url = 'postgres://someone:secretword@127.0.0.1:1/nothing';
    const started = start(join(folder, 'third'), { DATABASE_URL: url });
    expect(await started.ended).to.equal(1);
    expect(started.output())
      .to.match(/The database at postgres:\/\/someone:\*\*\*@127\.0\.0\.1:1\/nothing can't be used/)
      .and.not.contain('secretword');
  });

  it('refuses a flag that there is not', async () => {
    const started = start(join(folder, 'fourth'), {}, ['--demo-please']);
    expect(await started.ended).to.equal(1);
  });
});
