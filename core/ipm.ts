// `npm run ipm -- <command>`: what is done from a terminal, whether the server runs or not.
import { text } from 'node:stream/consumers';
import { parseArgs } from 'node:util';
import { coreSettings } from '../config/settings.ts';
import type { App, CoreSettings } from './app.ts';
import { bySystem, runAudited } from './audit/context.ts';
import { createClosers } from './closers.ts';
import { UsageError } from './commands/command.ts';
import type { Command } from './commands/command.ts';
import { createAdministrator, createUser } from './commands/user.ts';
import { reachDatabase } from './database/reach.ts';
import { AppError, StartupError } from './errors.ts';
import { loadEnvironment } from './settings/environment.ts';
import { readSettings, readSources } from './settings/read.ts';

/** Every command, as the usage lists them. Another one is a file in commands/ and a name here. */
const commands: readonly Command[] = [createAdministrator, createUser];

const usage = [
  'Usage: npm run ipm -- <command> <options>',
  ...commands.map((command) => `  ${command.name} ${command.usage}\n      ${command.summary}`),
  'It works on the configured database (DATABASE_URL, or the embedded one in DATA_DIR), whether the server runs or not.\n' +
    'It ends with 0 when it is done, 1 when it could not be done, 2 when it was typed wrongly.',
].join('\n\n');

async function main(typed: readonly string[]): Promise<void> {
  if (typed.length === 0) throw new UsageError('Say what to do.');
  if (['--help', '-h', 'help'].includes(typed[0] ?? '')) return console.log(usage);
  const command = commands.find(({ name }) => name === typed.slice(0, name.split(' ').length).join(' '));
  if (!command)
    throw new UsageError(`There is no command '${typed.filter((word) => !word.startsWith('-')).join(' ')}'.`);
  const given = optionsOf(command, typed.slice(command.name.split(' ').length));
  if (given['help']) return console.log(usage);

  const closers = createClosers();
  let opened: Promise<App> | undefined;
  const open = async (): Promise<App> => {
    // Not before it is needed: the usage should show at once.
    const { createApp, root } = await import('./app.ts');
    loadEnvironment(root);
    const settings = readSettings<CoreSettings>('core', coreSettings, await readSources(process.env));
    const database = await reachDatabase(settings);
    closers.add(() => database.release());
    const app = await createApp({ environment: { ...process.env, DEMO: 'false' }, databaseUrl: database.url });
    closers.add(() => app.stop());
    return app;
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => void closers.closeAll().finally(() => process.exit(130)));
  try {
    const audited = bySystem({ action: `ipm ${command.name}`, summary: 'A command on the terminal of the server' });
    await runAudited(audited, () =>
      command.run({
        given,
        open: () => (opened ??= open()),
        say: (sentence) => console.log(sentence),
        readInput: async () => (await text(process.stdin)).replace(/\r?\n$/, ''),
      }),
    );
  } finally {
    await closers.closeAll();
  }
}

function optionsOf({ options }: Command, args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: { ...options, help: { type: 'boolean' } } }).values as Record<
      string,
      string | boolean | undefined
    >;
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

function fail(error: unknown): never {
  if (error instanceof UsageError) console.error(`${error.message}\n\n${usage}`);
  else if (error instanceof StartupError || error instanceof AppError) console.error(error.message);
  else console.error('The command ended because of a fault of its own:', error);
  process.exit(error instanceof UsageError ? 2 : 1);
}

main(process.argv.slice(2)).catch(fail);
