// `node config/readme.ts` writes the table of settings in README.md anew; a test fails while it is out of date.
import { readFile, writeFile } from 'node:fs/promises';
import { firstPartyPlugins } from './plugins.ts';
import { coreSettings } from './settings.ts';

interface Setting {
  readonly env?: string;
  readonly default?: unknown;
  readonly description?: string;
  readonly secret?: boolean;
}

const file = new URL('../README.md', import.meta.url);
const [begin, end] = ['<!-- settings: made by `node config/readme.ts` -->', '<!-- end of settings -->'];

/** README.md with the table of every setting that the environment can set, core's and the plugins'. */
export async function readmeWithSettings(): Promise<{ now: string; wanted: string }> {
  const now = await readFile(file, 'utf8');
  const settings: Setting[] = Object.values(coreSettings.properties);
  for (const folder of firstPartyPlugins) {
    const { default: plugin } = (await import(new URL(`../${folder}/plugin.ts`, import.meta.url).href)) as {
      default: { settings?: { properties: Record<string, Setting> } };
    };
    settings.push(...Object.values(plugin.settings?.properties ?? {}));
  }
  const lines = settings.filter(({ env }) => env).map(row);
  const table = ['| Name | Default | Meaning |', '|---|---|---|', ...lines].join('\n');
  const [before = '', rest = ''] = now.split(begin);
  const [, after = ''] = rest.split(end);
  return { now, wanted: `${before}${begin}\n\n${table}\n\n${end}${after}` };
}

function row({ env = '', default: value, description = '' }: Setting): string {
  const shown = Array.isArray(value) ? value.join(',') : String(value ?? '');
  return `| \`${env}\` | ${shown ? `\`${shown}\`` : ''} | ${description.replace(/\|/g, '\\|')} |`;
}

if (import.meta.main) await writeFile(file, (await readmeWithSettings()).wanted);
