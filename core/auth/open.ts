import type { Logger } from 'pino';
import { StartupError } from '../errors.ts';
import type { Clients } from '../http/client.ts';
import { generatedSecret } from '../settings/secrets.ts';
import { createCallers } from './callers.ts';
import type { CallerOf } from './callers.ts';
import { createCan } from './permissions.ts';
import type { Can, Permissions } from './permissions.ts';
import { livePipeline, loadPipeline, pipelinesWithLostSecrets } from './pipeline.ts';
import type { LivePipeline } from './pipeline.ts';
import type { AuthProvider } from './provider.ts';
import { accountsProvider } from './providers/accounts.ts';
import { localProvider } from './providers/local.ts';
import { oidcProvider } from './providers/oidc.ts';
import type { OidcSettings } from './providers/oidc.ts';
import { proxyProvider } from './providers/proxy.ts';
import type { ProxySettings } from './providers/proxy.ts';
import { useSealingKey } from './sealing.ts';
import { useSessionSettings } from './session.ts';
import type { SessionSettings } from './session.ts';
import { provideUser } from './user.ts';

export interface AuthSettings extends SessionSettings, OidcSettings, ProxySettings {
  authMode: readonly string[];
  localUserEmail: string;
  corsOrigins: readonly string[];
  publicUrl: string;
  dataDir: string;
  hmacSecret: string;
  hmacKeyId: string;
  hmacSkewSeconds: number;
  hmacAllowV1: boolean;
  hmacAllowCanonical: boolean;
  hmacRequired: boolean;
}

export interface AuthParts {
  permissions: Permissions;
  clients: Clients;
  secretKey: string;
  log: Logger;
  /** Ways in that plugins bring. */
  brought: readonly AuthProvider[];
}

/** The ways in that are open, who calls, and what they may do, as the settings have it. */
export interface Auth {
  readonly providers: readonly AuthProvider[];
  readonly callerOf: CallerOf;
  readonly can: Can;
  readonly builtIn: BuiltInPipeline;
}

/** The pipeline of the environment's secret. */
export interface BuiltInPipeline {
  readonly keyId: string;
  /** Null when there is no secret. */
  find(): Promise<LivePipeline | null>;
}

export async function openAuth(settings: AuthSettings, parts: AuthParts): Promise<Auth> {
  useSessionSettings(settings);
  useSealingKey(parts.secretKey);
  const known = [
    localProvider(settings.localUserEmail),
    accountsProvider(),
    oidcProvider(settings, parts.secretKey, parts.log),
    proxyProvider(settings, parts.clients),
    ...parts.brought,
  ];
  const providers = chosen(settings.authMode, known);
  for (const provider of providers) await provider.start?.();
  const builtIn = { keyId: settings.hmacKeyId, find: await builtInPipeline(settings) };
  const lost = await pipelinesWithLostSecrets();
  if (lost.length > 0) parts.log.error({ pipelines: lost }, LOST);
  const callerOf = createCallers({
    clients: parts.clients,
    providers,
    signatures: {
      skewSeconds: settings.hmacSkewSeconds,
      allowV1: settings.hmacAllowV1,
      allowCanonical: settings.hmacAllowCanonical,
    },
    signatureRequired: settings.hmacRequired,
    pipelineOf: async (keyId, afresh = false) => {
      if (keyId === '' || keyId === builtIn.keyId) return builtIn.find();
      return afresh ? loadPipeline(keyId) : livePipeline(keyId);
    },
    trustedOrigins: settings.corsOrigins,
    publicUrl: settings.publicUrl,
  });
  return { providers, callerOf, can: createCan(parts.permissions), builtIn };
}

const LOST =
  'Secrets of these pipelines were sealed with another SECRET_KEY and are lost: their signatures are refused. ' +
  'Start with the former SECRET_KEY, or give them new secrets (POST /api/pipelines/{id}/secrets) and remove the lost ones.';

function chosen(modes: readonly string[], known: readonly AuthProvider[]): AuthProvider[] {
  return [...new Set(modes)].map((mode) => {
    const found = known.find(({ name }) => name === mode);
    if (found) return found;
    const names = known.map(({ name }) => name).join(', ');
    throw new StartupError(`AUTH_MODE names '${mode}', which there is not; there are ${names}.`);
  });
}

/** The pipeline of the environment's secret; it may announce every model that the site allows, in every project. */
async function builtInPipeline({ authMode, hmacSecret, hmacKeyId: keyId, dataDir }: AuthSettings) {
  const isLocal = authMode.includes('local');
  const secret = isLocal ? await generatedSecret(hmacSecret, dataDir, 'ml-callback-hmac-secret') : hmacSecret;
  const email = `pipeline+${keyId}@pipelines.invalid`;
  let userId: string | undefined;
  return async (): Promise<LivePipeline | null> => {
    if (!secret) return null;
    userId ??= (await provideUser(email, { kind: 'pipeline', username: keyId })).id;
    return { userId, secrets: [secret], signer: { keyId, allowedModels: null, projects: null } };
  };
}
