import { createHash } from 'node:crypto';
import { createRemoteJWKSet, EncryptJWT, jwtDecrypt, jwtVerify } from 'jose';
import type { JWTPayload } from 'jose';
import type { Context } from 'koa';
import * as openid from 'openid-client';
import type { Logger } from 'pino';
import { noteAudit } from '../../audit/context.ts';
import { inTransaction } from '../../database/connection.ts';
import { AppError, defineError, StartupError } from '../../errors.ts';
import { rawRoute } from '../../http/route.ts';
import type { Origin, Route } from '../../http/route.ts';
import { accessChanged } from '../access-changes.ts';
import { userOfSubject } from '../foreign-identity.ts';
import { syncGroups } from '../group.ts';
import type { AuthProvider } from '../provider.ts';
import { openSession } from '../session.ts';
import { User } from '../user.ts';

export interface OidcSettings {
  oidcIssuer: string;
  oidcClientId: string;
  oidcClientSecret: string;
  oidcScopes: string;
  oidcGroupsClaim: string;
  oidcAdministratorGroup: string;
  oidcTitle: string;
}

export const signInRefused = defineError(
  'core.oidc_refused',
  401,
  'The single sign-on could not be completed (%s). Try again; if it stays so, an administrator finds why in the log.',
);
const notStarted = defineError(
  'core.oidc_not_started',
  400,
  'This sign-in was not begun in this browser, or over ten minutes ago. Begin again at the sign-in page.',
);

const COOKIE = 'ipm_oidc';
const TEN_MINUTES = 600;
/** How far the provider's clock may be from ours, in seconds. */
const CLOCK_TOLERANCE = 30;

/** What a browser carries, sealed, from the start of a sign-in to its return. */
interface Journey extends JWTPayload {
  state: string;
  nonce: string;
  verifier: string;
  returnTo: string;
}

/**
 * OpenID Connect (Core 1.0, authorization code flow with PKCE, state and nonce). People are known by issuer and
 * subject; e-mail alone never makes anybody somebody else.
 */
export function oidcProvider(settings: OidcSettings, secretKey: string, log: Logger): AuthProvider {
  const sealingKey = createHash('sha256').update(`oidc journeys of ${secretKey}`).digest();
  let discovered: Promise<openid.Configuration> | undefined;

  // The provider may be down when we start, and is asked again at the next sign-in.
  const configuration = (): Promise<openid.Configuration> => {
    discovered ??= discover(settings);
    discovered.catch(() => (discovered = undefined));
    return discovered;
  };

  const start = rawRoute(
    'GET /auth/oidc/start',
    {
      summary: 'Begin single sign-on',
      description: 'Sends the browser to the OpenID provider. `return_to` is the page to come back to.',
      access: 'public',
      query: { type: 'object', properties: { return_to: { type: 'string', maxLength: 2000, default: '/' } } },
      answers: { 302: { description: 'To the OpenID provider.' } },
    },
    ({ ctx, query, origin }) =>
      orBackToSignIn(ctx, log, async () => {
        const config = await configuration();
        const verifier = openid.randomPKCECodeVerifier();
        const journey: Journey = {
          state: openid.randomState(),
          nonce: openid.randomNonce(),
          verifier,
          returnTo: ownPath(query.return_to ?? '/'),
        };
        const url = openid.buildAuthorizationUrl(config, {
          redirect_uri: callbackOf(origin),
          scope: settings.oidcScopes,
          state: journey.state,
          nonce: journey.nonce,
          code_challenge: await openid.calculatePKCECodeChallenge(verifier),
          code_challenge_method: 'S256',
        });
        const sealed = await new EncryptJWT(journey)
          .setProtectedHeader({ alg: 'dir', enc: 'A256GCM' })
          .setIssuedAt()
          .setExpirationTime(`${TEN_MINUTES}s`)
          .encrypt(sealingKey);
        ctx.append('Set-Cookie', journeyCookie(sealed, TEN_MINUTES, origin.isSecure));
        ctx.set('Cache-Control', 'no-store');
        ctx.redirect(url.href);
      }),
  );

  const callback = rawRoute(
    'GET /auth/oidc/callback',
    {
      summary: 'Come back from single sign-on',
      description: 'The OpenID provider sends the browser here. Ends at the page where it began, signed in.',
      access: 'public',
      answers: { 302: { description: 'To the page where the sign-in began, or to the sign-in page with `?error=`.' } },
    },
    ({ ctx, origin }) =>
      orBackToSignIn(ctx, log, async () => {
        ctx.append('Set-Cookie', journeyCookie('', 0, origin.isSecure));
        ctx.set('Cache-Control', 'no-store');
        const journey = await openJourney(ctx.get('cookie'), sealingKey);
        const claims = await redeem(await configuration(), journey, ctx.querystring, origin, settings);
        const setCookie = await inTransaction(async () => {
          const userId = await userOfSubject({ issuer: claims.iss, subject: claims.sub, ...personOf(claims) });
          const groups = settings.oidcGroupsClaim ? namesIn(claims[settings.oidcGroupsClaim]) : [];
          if (settings.oidcGroupsClaim) await syncGroups(userId, 'oidc', groups);
          if (isAmong(groups, settings.oidcAdministratorGroup)) await makeAdministrator(userId);
          return (await openSession(userId, 'oidc', origin)).setCookie;
        });
        ctx.append('Set-Cookie', setCookie);
        ctx.redirect(journey.returnTo);
      }),
  );

  const routes: readonly Route[] = [start, callback];
  return {
    name: 'oidc',
    title: settings.oidcTitle,
    signInPath: '/api/auth/oidc/start',
    routes,
    async start() {
      const missing = [
        ...(settings.oidcIssuer ? [] : ['OIDC_ISSUER']),
        ...(settings.oidcClientId ? [] : ['OIDC_CLIENT_ID']),
      ];
      if (missing.length > 0)
        throw new StartupError(`AUTH_MODE=oidc needs ${missing.join(' and ')}, as the OpenID provider gave them out.`);
      if (!URL.canParse(settings.oidcIssuer))
        throw new StartupError(
          `OIDC_ISSUER is '${settings.oidcIssuer}', which is no address such as https://id.example.org.`,
        );
    },
  };
}

// Browsers come here on their way, not programs: what fails is shown on the sign-in page.
async function orBackToSignIn(ctx: Context, log: Logger, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    noteAudit({ failed: true, detail: `${error.message} (${error.code})` });
    log.warn({ err: error, request_id: ctx.state['requestId'] as string }, 'A single sign-on was refused.');
    ctx.redirect(`/sign-in?error=${encodeURIComponent(error.code)}`);
  }
}

async function discover(settings: OidcSettings): Promise<openid.Configuration> {
  const { oidcIssuer, oidcClientId, oidcClientSecret } = settings;
  const issuer = new URL(oidcIssuer);
  // Plain HTTP is for providers on this machine, in development and tests.
  const isLocal = ['localhost', '127.0.0.1', '[::1]'].includes(issuer.hostname);
  try {
    return await openid.discovery(
      issuer,
      oidcClientId,
      oidcClientSecret || undefined,
      oidcClientSecret ? undefined : openid.None(),
      { timeout: 10, ...(isLocal ? { execute: [openid.allowInsecureRequests] } : {}) },
    );
  } catch (error) {
    throw refusal('the OpenID provider can not be reached or is not set up as we know it', error);
  }
}

const refusal = (why: string, cause: unknown): AppError =>
  new AppError(signInRefused.code, signInRefused.status, signInRefused(why).message, { cause });

async function redeem(
  config: openid.Configuration,
  journey: Journey,
  query: string,
  origin: Origin,
  { oidcClientId, oidcGroupsClaim }: OidcSettings,
): Promise<JWTPayload & { iss: string; sub: string }> {
  try {
    const current = new URL(`${callbackOf(origin)}?${query}`);
    const tokens = await openid.authorizationCodeGrant(config, current, {
      expectedState: journey.state,
      expectedNonce: journey.nonce,
      pkceCodeVerifier: journey.verifier,
      idTokenExpected: true,
    });
    const { issuer, jwks_uri: keys } = config.serverMetadata();
    if (!keys || !tokens.id_token) throw new Error('The provider publishes no keys or sent no ID token.');
    // A key set for each sign-in: a key that was rotated a moment ago is known, one that was withdrawn is not.
    const { payload } = await jwtVerify(
      tokens.id_token,
      createRemoteJWKSet(new URL(keys), { timeoutDuration: 10_000 }),
      {
        issuer,
        audience: oidcClientId,
        clockTolerance: CLOCK_TOLERANCE,
        requiredClaims: ['sub', 'exp', 'iat', 'nonce'],
      },
    );
    if (payload['nonce'] !== journey.nonce) throw new Error('The ID token answers another sign-in (nonce).');
    const missesSome = !payload['email'] || (oidcGroupsClaim && payload[oidcGroupsClaim] === undefined);
    const more =
      missesSome && config.serverMetadata().userinfo_endpoint
        ? await openid.fetchUserInfo(config, tokens.access_token, payload.sub as string)
        : {};
    return { ...more, ...payload, iss: payload.iss as string, sub: payload.sub as string };
  } catch (error) {
    throw refusal('what the OpenID provider sent is not valid', error);
  }
}

// Some providers send an empty name for no group; no setting is an empty name, too.
const isAmong = (groups: readonly string[], name: string): boolean => name !== '' && groups.includes(name);

async function makeAdministrator(userId: string): Promise<void> {
  const where = { id: userId, isAdministrator: false };
  const [changed] = await User.update({ isAdministrator: true, updatedAt: new Date() }, { where });
  if (changed > 0) await accessChanged(userId);
}

async function openJourney(cookies: string, key: Uint8Array): Promise<Journey> {
  const [, sealed] = new RegExp(`(?:^|;\\s*)${COOKIE}=([\\w.-]+)`).exec(cookies) ?? [];
  if (!sealed) throw notStarted();
  try {
    return (await jwtDecrypt<Journey>(sealed, key)).payload;
  } catch {
    throw notStarted(); // expired, of another site, or tampered with
  }
}

const journeyCookie = (sealed: string, maxAge: number, isSecure: boolean): string =>
  `${COOKIE}=${sealed}; Path=/api/auth/oidc; HttpOnly; SameSite=Lax; Max-Age=${maxAge}${isSecure ? '; Secure' : ''}`;

const callbackOf = ({ url }: Origin): string => `${url}/api/auth/oidc/callback`;

/** A path of this site, or its home: never another site's address. */
export function ownPath(path: string): string {
  const isOwn = path.startsWith('/') && URL.canParse(path, 'http://here.invalid');
  const url = isOwn ? new URL(path, 'http://here.invalid') : null;
  // `/.//elsewhere` is a path of ours only until its dot is resolved away.
  const isHere = url?.origin === 'http://here.invalid' && !url.pathname.startsWith('//');
  return isHere ? `${url.pathname}${url.search}${url.hash}` : '/';
}

function personOf(claims: JWTPayload): { email: string | null; username: string | null } {
  const text = (value: unknown) => (typeof value === 'string' && value ? value : null);
  return {
    email: text(claims['email']),
    username: text(claims['name']) ?? text(claims['preferred_username']),
  };
}

const namesIn = (claim: unknown): string[] =>
  (Array.isArray(claim) ? (claim as unknown[]) : [claim]).filter((name) => typeof name === 'string');
