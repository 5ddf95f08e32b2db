// What core itself brings, in the forms in which plugins bring theirs.
import type { Logger } from 'pino';
import { coreSettings } from '../config/settings.ts';
import { ApiKey } from './auth/api-key.ts';
import { ACCESS_CHANGED, accessChangedSchema } from './auth/access-changes.ts';
import { ForeignIdentity } from './auth/foreign-identity.ts';
import { Grant } from './auth/grant.ts';
import { Group, GroupMember } from './auth/group.ts';
import { ADMINISTER } from './auth/limits.ts';
import { Link, pruneLinks } from './auth/link.ts';
import { mailReset } from './auth/link-mail.ts';
import { Password } from './auth/password.ts';
import { Pipeline, PipelineSecret } from './auth/pipeline.ts';
import { pruneSessions, Session } from './auth/session.ts';
import { pruneThrottles } from './auth/throttle.ts';
import { User } from './auth/user.ts';
import { mayHear } from './events/may-hear.ts';
import type { Outbox } from './events/outbox.ts';
import { pruneAnswers } from './http/answers.ts';
import type { Site } from './http/site.ts';
import type { Job } from './jobs/job.ts';
import type { Permission } from './plugins/contract.ts';
import type { Collected } from './plugins/host.ts';
import type { FoundPlugin } from './plugins/load.ts';
import { accountRoutes } from './routes/accounts.ts';
import { apiKeyRoutes } from './routes/api-keys.ts';
import { auditRoutes } from './routes/audit.ts';
import { pipelineRoutes } from './routes/pipelines.ts';
import { platformRoutes } from './routes/platform.ts';
import { pluginsRoute } from './routes/plugins.ts';
import { peopleRoutes } from './routes/people.ts';
import type { SettingsSources } from './settings/read.ts';
import type { Attempts } from './audit/attempts.ts';
import type { Can, Permissions } from './auth/permissions.ts';
import type { AuthProvider } from './auth/provider.ts';
import type { Route } from './http/route.ts';

/** Core among the owners of routes, tables and settings. */
export const core = { name: 'core', title: 'Platform', summary: 'Health, identity, API keys and events.' };
export const coreModels = [
  User,
  ApiKey,
  Group,
  GroupMember,
  Grant,
  ForeignIdentity,
  Session,
  Password,
  Link,
  Pipeline,
  PipelineSecret,
];
export const coreEvents: [string, object][] = [[ACCESS_CHANGED, accessChangedSchema]];
export const coreJobs = [{ name: 'core.mail-reset', job: mailReset as Job }];
export const corePermissions: [string, Permission][] = [[ADMINISTER, { title: 'Administer the site', grantedTo: [] }]];

/** What core's routes tell about and act upon. */
export interface OwnParts {
  attempts: Attempts;
  builtIn: Parameters<typeof pipelineRoutes>[0];
  can: Can;
  collected: Collected;
  document: () => object;
  found: readonly FoundPlugin[];
  log: Logger;
  outbox: Outbox;
  permissions: Permissions;
  providers: readonly AuthProvider[];
  site: Site;
  sources: SettingsSources;
  streams: Set<() => void>;
}

/** Core's own routes, those of the open ways in included. */
export function coreRoutes(parts: OwnParts): Route[] {
  const { attempts, builtIn, can, collected, document, found, log, outbox, permissions, providers, site, streams } =
    parts;
  const installed = pluginsRoute({
    plugins: [
      { ...core, settings: coreSettings, isFirstParty: true },
      ...found.map(({ plugin, isFirstParty }) => ({ ...plugin, isFirstParty })),
    ],
    permissions,
    events: [...coreEvents.map(([name]) => name), ...collected.events.keys()],
    tables: collected.tables,
    sources: parts.sources,
  });
  return [
    ...platformRoutes({ outbox, site: () => site, document, mayHear: mayHear(can, permissions), streams }),
    ...peopleRoutes,
    installed,
    ...accountRoutes(providers, log),
    ...apiKeyRoutes(permissions),
    ...auditRoutes(attempts),
    ...pipelineRoutes(builtIn),
    ...providers.flatMap((provider) => provider.routes ?? []),
  ];
}

/** Removes what is over, every ten minutes, until the timer is cleared. */
export function tidyRegularly(outbox: Outbox, log: Logger): NodeJS.Timeout {
  const tidy = () => {
    Promise.all([outbox.prune(), pruneAnswers(), pruneSessions(), pruneThrottles(), pruneLinks()]).catch(
      (error: unknown) => {
        log.error({ err: error }, 'Old rows could not be removed.');
      },
    );
  };
  return setInterval(tidy, 600_000).unref();
}
