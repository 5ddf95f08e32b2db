import { readFile } from 'node:fs/promises';
import { Ajv } from 'ajv';
import { default as addFormats } from 'ajv-formats';
import { StartupError } from '../errors.ts';

/** A setting's schema: JSON Schema with a default, and the environment variable that sets it. */
interface SettingSchema {
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly default?: unknown;
  readonly env?: string;
  readonly secret?: boolean;
  readonly description?: string;
}

export interface SettingsSchema {
  readonly type: 'object';
  readonly properties: Readonly<Record<string, SettingSchema>>;
}

/** Where settings come from, first to last wins: defaults, the file's section, the environment. */
export interface SettingsSources {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly file: Readonly<Record<string, unknown>>;
  readonly fileName: string;
}

const ajv = new Ajv({ allErrors: true, useDefaults: true, strict: false });
(addFormats as unknown as (to: Ajv) => void)(ajv); // a CommonJS default export

/** Reads the file that CONFIG_FILE names: an object with a section `core` and one for each plugin. */
export async function readSources(environment: NodeJS.ProcessEnv): Promise<SettingsSources> {
  const fileName = environment['CONFIG_FILE'] ?? '';
  if (!fileName) return { environment, file: {}, fileName };
  try {
    const file = JSON.parse(await readFile(fileName, 'utf8')) as unknown;
    if (typeof file !== 'object' || file === null || Array.isArray(file)) throw new Error('it is not a JSON object');
    return { environment, file: file as Record<string, unknown>, fileName };
  } catch (error) {
    throw new StartupError(`The settings file ${fileName} (CONFIG_FILE) can't be read: ${(error as Error).message}.`);
  }
}

/** The settings of one section, checked; every fault is a sentence that names the setting and what it must be. */
export function readSettings<T>(section: string, schema: SettingsSchema, sources: SettingsSources): T {
  const fromFile = sources.file[section] ?? {};
  if (typeof fromFile !== 'object' || fromFile === null) {
    throw new StartupError(`Section '${section}' of ${sources.fileName} must be an object.`);
  }
  const values: Record<string, unknown> = { ...fromFile };
  const faults: string[] = [];
  for (const name of Object.keys(values)) {
    if (!(name in schema.properties)) {
      faults.push(
        `'${name}' in section '${section}' of ${sources.fileName} is not a setting; there are: ${Object.keys(schema.properties).join(', ')}.`,
      );
    }
  }
  for (const [name, property] of Object.entries(schema.properties)) {
    const text = property.env ? sources.environment[property.env] : undefined;
    if (text !== undefined && text.trim() !== '') values[name] = parse(text.trim(), property);
  }
  const valid = ajv.compile(schema);
  if (!valid(values)) {
    for (const { instancePath, message = 'is wrong', params } of valid.errors ?? []) {
      const name = instancePath.split('/')[1] ?? '';
      const property = schema.properties[name];
      if (!property) continue;
      const allowed = 'allowedValues' in params ? `: ${(params['allowedValues'] as unknown[]).join(', ')}` : '';
      const shown = property.secret ? '(hidden)' : JSON.stringify(values[name]);
      faults.push(`Setting ${property.env ?? name} is ${shown}; it ${message}${allowed}.`);
    }
  }
  if (faults.length > 0) throw new StartupError([...new Set(faults)].join('\n'));
  return values as T;
}

/** Settings without a name of their own, all from the environment: `true`, `1`, `yes`, `on` and their opposites. */
function parse(text: string, { type }: SettingSchema): unknown {
  if (type === 'boolean') {
    if (/^(true|1|yes|on)$/i.test(text)) return true;
    if (/^(false|0|no|off)$/i.test(text)) return false;
    return text;
  }
  if (type === 'integer' || type === 'number') return /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text;
  if (type === 'array')
    return text
      .split(',')
      .map((item) => item.trim())
      .filter(Boolean);
  return text;
}
