import { generatedSecret } from '../settings/secrets.ts';
import { createCallers } from './callers.ts';
import type { SignatureRules } from './signature.ts';
import { localProvider } from './local.ts';
import { createCan, localRoles } from './permissions.ts';
import type { Can, Permissions } from './permissions.ts';
import { identityOf, provideUser } from './user.ts';

export interface AuthSettings {
  authMode: readonly string[];
  localUserEmail: string;
  corsOrigins: readonly string[];
  dataDir: string;
  hmacSecret: string;
  hmacKeyId: string;
  hmacSkewSeconds: number;
  hmacAllowV1: boolean;
  hmacRequired: boolean;
}

/** Who calls and what they may do, as the settings have it. */
export async function openAuth(
  settings: AuthSettings,
  permissions: Permissions,
): Promise<{ callerOf: ReturnType<typeof createCallers>; can: Can }> {
  const isLocal = settings.authMode.includes('local');
  const { hmacKeyId } = settings;
  const callerOf = createCallers({
    providers: isLocal ? [localProvider(settings.localUserEmail, settings.corsOrigins)] : [],
    signatures: await signatureRules(settings, isLocal),
    signatureRequired: settings.hmacRequired,
    async pipelineUser() {
      const email = `pipeline+${hmacKeyId}@pipelines.invalid`;
      return identityOf(await provideUser(email, { kind: 'pipeline', username: hmacKeyId }), 'signature');
    },
  });
  return { callerOf, can: createCan(permissions, localRoles) };
}

async function signatureRules(settings: AuthSettings, isLocal: boolean): Promise<SignatureRules | null> {
  const { hmacSecret, dataDir, hmacKeyId: keyId, hmacSkewSeconds: skewSeconds, hmacAllowV1: allowV1 } = settings;
  const secret = isLocal ? await generatedSecret(hmacSecret, dataDir, 'ml-callback-hmac-secret') : hmacSecret;
  return secret ? { secret, keyId, skewSeconds, allowV1 } : null;
}
