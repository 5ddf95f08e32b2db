import { isDeepStrictEqual } from 'node:util';
import { ADMINISTER } from '../auth/limits.ts';
import { rows } from '../database/connection.ts';
import type { Permissions } from '../auth/permissions.ts';
import { route } from '../http/route.ts';
import type { Route } from '../http/route.ts';
import { readSettings } from '../settings/read.ts';
import type { SettingsSchema, SettingsSources } from '../settings/read.ts';
import type { TypeOf } from '../schema.ts';

/** What is told of each plugin, and of the platform itself, which stands first. */
export interface PluginFacts {
  readonly plugins: readonly {
    readonly name: string;
    readonly title: string;
    readonly summary: string;
    readonly needs?: readonly string[];
    readonly settings?: object;
    readonly isFirstParty: boolean;
  }[];
  readonly permissions: Permissions;
  readonly events: readonly string[];
  /** Tables and whose they are; those of the platform are asked of the database. */
  readonly tables: ReadonlyMap<string, string>;
  readonly sources: SettingsSources;
}

const text = { type: 'string' } as const;
const texts = { type: 'array', items: text } as const;

const pluginSchema = {
  type: 'object',
  required: ['name', 'title', 'summary', 'needs', 'is_first_party', 'permissions', 'events', 'settings', 'tables'],
  properties: {
    name: text,
    title: text,
    summary: text,
    needs: texts,
    is_first_party: { type: 'boolean' },
    permissions: {
      type: 'array',
      items: {
        type: 'object',
        required: ['name', 'title', 'granted_to'],
        properties: { name: text, title: text, granted_to: texts },
      },
    },
    events: texts,
    settings: {
      type: 'array',
      items: {
        type: 'object',
        required: ['name', 'env', 'description', 'value', 'is_default'],
        properties: {
          name: text,
          env: { type: ['string', 'null'] },
          description: text,
          value: { description: 'As it is now; null when it is secret.' },
          is_default: { type: 'boolean' },
        },
      },
    },
    tables: texts,
  },
} as const;
type SettingJson = TypeOf<typeof pluginSchema>['settings'][number];

/** `GET /plugins`: what is installed and what each part brings. Nothing secret is told. */
export function pluginsRoute({ plugins, permissions, events, tables, sources }: PluginFacts): Route {
  const ownedBy = (owner: string) => (name: string) => name.startsWith(`${owner}.`);
  return route(
    'GET /plugins',
    {
      summary: 'What is installed: the platform and every plugin, with permissions, events, settings and tables',
      access: ADMINISTER,
      response: { type: 'array', items: pluginSchema },
    },
    async () => {
      const own = await rows<{ name: string }>(
        `select tablename as name from pg_tables where schemaname = current_schema() and tablename like 'core\\_%' order by 1`,
      );
      return plugins.map(({ name, title, summary, needs = [], settings, isFirstParty }) => ({
        name,
        title,
        summary,
        needs: [...needs],
        is_first_party: isFirstParty,
        permissions: [...permissions]
          .filter(([permission]) => ownedBy(name)(permission))
          .map(([permission, given]) => ({ name: permission, title: given.title, granted_to: [...given.grantedTo] })),
        events: events.filter(ownedBy(name)),
        settings: settings ? settingsOf(name, settings as SettingsSchema, sources) : [],
        tables:
          name === 'core'
            ? own.map((table) => table.name)
            : [...tables].filter(([, owner]) => owner === name).map(([table]) => table),
      }));
    },
  );
}

function settingsOf(section: string, schema: SettingsSchema, sources: SettingsSources): SettingJson[] {
  const values = readSettings<Record<string, unknown>>(section, schema, sources);
  return Object.entries(schema.properties).map(([name, { env, description = '', secret, default: usual }]) => ({
    name,
    env: env ?? null,
    description,
    value: secret ? null : values[name],
    is_default: isDeepStrictEqual(values[name], usual),
  }));
}
